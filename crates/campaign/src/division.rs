//! Which child has which row: canary, rest and resends divide one manifest, and no row is ever in two live children.
//!
//! A row can be given out again only after its ledger says that nothing went out for it: failed, or withdrawn before it
//! was handed over. A row that *may* have gone out (unknown) stays where it is until a person has settled it.

use std::collections::BTreeMap;

use sekisho_model::ledger::RowState;

use crate::{
    audience::RowNumber,
    manifest::{Line, Manifest, Purpose},
};

/// Why there is no such child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DivisionError {
    /// Children are made of the whole only, and of the same whole.
    #[error("this is not the manifest that is divided")]
    NotTheWhole,
    /// No row is left for it.
    #[error("no row is left for it")]
    Nothing,
    /// The row is not in the manifest.
    #[error("{0} is not in the manifest")]
    NoRow(RowNumber),
    /// The row was handed over, or nobody knows.
    #[error("{0} was sent, or may have been")]
    Sent(RowNumber),
    /// Stored children overlap or are not of this manifest.
    #[error("the stored parts do not fit the manifest")]
    Altered,
}

/// Who has what.
#[derive(Debug, Clone)]
pub struct Division<'a> {
    whole: &'a Manifest,
    /// Row → number of the child that has it.
    taken: BTreeMap<RowNumber, u32>,
    next: u32,
}

impl<'a> Division<'a> {
    /// Nothing given out yet.
    pub fn of(whole: &'a Manifest) -> Result<Self, DivisionError> {
        if whole.heading().purpose != Purpose::Whole {
            return Err(DivisionError::NotTheWhole);
        }
        Ok(Self { whole, taken: BTreeMap::new(), next: 1 })
    }

    /// Reads back children in their order. A later child may have a row of an earlier one only as a resend.
    pub fn restore<'c>(
        whole: &'a Manifest,
        children: impl IntoIterator<Item = &'c Manifest>,
    ) -> Result<Self, DivisionError> {
        let mut division = Self::of(whole)?;
        for child in children {
            let heading = child.heading();
            if heading.parent != Some(whole.root()) || heading.number != division.next {
                return Err(DivisionError::Altered);
            }
            for line in child.lines() {
                let again = division.taken.insert(line.row, heading.number).is_some();
                let wrong = again != (heading.purpose == Purpose::Resend) || whole.line(line.row) != Some(line);
                if wrong {
                    return Err(DivisionError::Altered);
                }
            }
            division.next += 1;
        }
        Ok(division)
    }

    /// The first `size` rows that no child has.
    pub fn canary(&mut self, size: usize) -> Result<Manifest, DivisionError> {
        let lines = self.free().take(size).cloned().collect();
        self.give(Purpose::Canary, lines)
    }

    /// Every row that no child has.
    pub fn rest(&mut self) -> Result<Manifest, DivisionError> {
        let lines = self.free().cloned().collect();
        self.give(Purpose::Rest, lines)
    }

    /// Rows once more, each with where the ledger says it stands.
    pub fn resend(&mut self, rows: &BTreeMap<RowNumber, RowState>) -> Result<Manifest, DivisionError> {
        let mut lines = Vec::with_capacity(rows.len());
        for (row, state) in rows {
            let line = self.whole.line(*row).ok_or(DivisionError::NoRow(*row))?;
            if !self.taken.contains_key(row) || !state.may_be_sent_again() {
                return Err(DivisionError::Sent(*row));
            }
            lines.push(line.clone());
        }
        self.give(Purpose::Resend, lines)
    }

    /// The child that has a row.
    #[must_use]
    pub fn child_of(&self, row: RowNumber) -> Option<u32> {
        self.taken.get(&row).copied()
    }

    fn free(&self) -> impl Iterator<Item = &'a Line> {
        self.whole.lines().iter().filter(|line| !self.taken.contains_key(&line.row))
    }

    fn give(&mut self, purpose: Purpose, lines: Vec<Line>) -> Result<Manifest, DivisionError> {
        if lines.is_empty() {
            return Err(DivisionError::Nothing);
        }
        let number = self.next;
        self.next += 1;
        self.taken.extend(lines.iter().map(|line| (line.row, number)));
        Ok(self.whole.child(purpose, number, lines))
    }
}
