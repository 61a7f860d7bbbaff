//! Which letters people should look at before they approve: not the first ten, but the ones most likely to be wrong.
//!
//! One letter for every kind of risk in turn, until there are enough: findings that ask, ways through the template that few
//! rows take, every set of files, rare characters, the longest and the shortest, the ends of the list, and then rows
//! spread evenly. The same report gives the same sample.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{audience::RowNumber, check::Report, finding::FindingKind};

/// Why a letter was picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "why", content = "finding")]
pub enum Reason {
    /// It has a finding of this kind.
    Finding(FindingKind),
    /// Few rows take its way through the conditions of the template.
    RareBranch,
    /// Nobody before it in the sample has its files.
    Files,
    /// It has characters that programs often spoil.
    RareCharacter,
    /// Its row gave the most text.
    Longest,
    /// Its row gave the least text.
    Shortest,
    /// The first or the last row.
    Edge,
    /// To cover the rest of the list.
    Spread,
}

impl Reason {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Finding(_) => "finding",
            Self::RareBranch => "rare-branch",
            Self::Files => "files",
            Self::RareCharacter => "rare-character",
            Self::Longest => "longest",
            Self::Shortest => "shortest",
            Self::Edge => "edge",
            Self::Spread => "spread",
        }
    }
}

/// One letter of the sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// Which row.
    pub row: RowNumber,
    /// Why, the strongest first.
    pub reasons: BTreeSet<Reason>,
}

/// What is kept of each letter to choose by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) row: RowNumber,
    /// Bytes of the text that came from the row.
    pub(crate) length: u32,
    pub(crate) rare: bool,
    pub(crate) branch: u64,
    /// Stands for the set of files, 0 for none.
    pub(crate) files: u64,
}

impl Marks {
    /// A letter that was not made.
    pub(crate) const fn none(row: RowNumber) -> Self {
        Self { row, length: 0, rare: false, branch: 0, files: 0 }
    }
}

/// Characters outside the Basic Multilingual Plane, compatibility ideographs, combining marks, half-width kana.
pub(crate) const fn is_rare(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{3099}'..='\u{309A}' | '\u{E000}'..='\u{FAFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FF61}'..='\u{FF9F}')
        || c as u32 > 0xFFFF
}

impl Report {
    /// At most `size` letters, the riskiest first.
    #[must_use]
    pub fn sample(&self, size: usize) -> Vec<Pick> {
        let queues = self.queues(size);
        let mut picks: Vec<Pick> = Vec::new();
        let longest = queues.iter().map(|(_, rows)| rows.len()).max().unwrap_or(0);
        for turn in 0..longest {
            for (reason, rows) in &queues {
                let Some(row) = rows.get(turn) else { continue };
                if let Some(pick) = picks.iter_mut().find(|pick| pick.row == *row) {
                    pick.reasons.insert(*reason);
                } else if picks.len() < size {
                    picks.push(Pick { row: *row, reasons: BTreeSet::from([*reason]) });
                }
            }
        }
        picks
    }

    /// For each reason the rows in its own order of risk.
    fn queues(&self, size: usize) -> Vec<(Reason, Vec<RowNumber>)> {
        let mut queues: Vec<(Reason, Vec<RowNumber>)> = Vec::new();
        for kind in FindingKind::ALL {
            let rows = self.findings(*kind).iter().filter_map(|finding| finding.row).take(size).collect();
            queues.push((Reason::Finding(*kind), rows));
        }
        let marks: Vec<Marks> = self.marks.iter().filter(|mark| mark.branch != 0).copied().collect();
        let rare = marks.iter().filter(|mark| mark.rare).map(|mark| mark.row).take(size).collect();
        let edges = [marks.first(), marks.last()].into_iter().flatten().map(|mark| mark.row).collect();
        queues.push((Reason::RareBranch, rarest(&marks, size, |mark| mark.branch)));
        queues.push((Reason::Files, rarest(&marks, size, |mark| mark.files)));
        queues.push((Reason::RareCharacter, rare));
        queues.push((Reason::Longest, by_length(&marks, size, true)));
        queues.push((Reason::Shortest, by_length(&marks, size, false)));
        queues.push((Reason::Edge, edges));
        queues.push((Reason::Spread, spread(&marks, size)));
        queues
    }
}

/// The first row of each group, rarest group first.
fn rarest(marks: &[Marks], size: usize, group: impl Fn(&Marks) -> u64) -> Vec<RowNumber> {
    let mut groups: BTreeMap<u64, (u32, RowNumber)> = BTreeMap::new();
    for mark in marks {
        groups.entry(group(mark)).or_insert((0, mark.row)).0 += 1;
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_unstable();
    groups.into_iter().take(size).map(|(_, row)| row).collect()
}

fn by_length(marks: &[Marks], size: usize, longest: bool) -> Vec<RowNumber> {
    let mut sorted: Vec<_> =
        marks.iter().map(|mark| (if longest { u32::MAX - mark.length } else { mark.length }, mark.row)).collect();
    sorted.sort_unstable();
    sorted.into_iter().take(size).map(|(_, row)| row).collect()
}

fn spread(marks: &[Marks], size: usize) -> Vec<RowNumber> {
    let step = (marks.len() / size.max(1)).max(1);
    marks.iter().skip(step / 2).step_by(step).take(size).map(|mark| mark.row).collect()
}
