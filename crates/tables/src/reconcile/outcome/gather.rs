//! Gathers the parts of a result.

use super::{Class, Count, Outcome, Shifts, Source};
use crate::{
    Table, Told, Warning,
    reconcile::{
        detail::Told as Details,
        join::Joined,
        marks::{Flag, Kind, Marks},
        plan::Plan,
        side::Side,
    },
    shift::Shift,
};

/// The tables and what the first pass made of them.
pub(in crate::reconcile) struct Sides<'a> {
    pub(in crate::reconcile) a: (&'a Table, &'a Side),
    pub(in crate::reconcile) b: (&'a Table, &'a Side),
    pub(in crate::reconcile) master: Option<(&'a Table, &'a Side)>,
}

impl<'a> Sides<'a> {
    fn all(&self) -> impl Iterator<Item = (&'a Table, &'a Side)> {
        [Some(self.a), Some(self.b), self.master].into_iter().flatten()
    }
}

pub(in crate::reconcile) fn outcome(
    plan: &Plan,
    sides: &Sides<'_>,
    joined: &Joined,
    details: Details,
    [mut shift_a, shift_b]: [Shifts; 2],
) -> Outcome {
    shift_a.patterns = with_swaps(shift_a.patterns, details.swapped, plan);
    Outcome {
        sources: sides.all().map(|(table, side)| source(table, side)).collect(),
        key: plan.names.iter().take(plan.keys).cloned().collect(),
        compared: plan.compared().to_vec(),
        counts: counts(plan, sides, joined),
        changed: details.changed,
        shift_a,
        shift_b,
        differences: details.differences,
        more: details.more,
        sums: sides.all().map(|(_, side)| side.sum).collect(),
        spilled: sides.all().map(|(_, side)| side.prints.spilled()).sum(),
        warnings: warnings(plan, sides),
    }
}

/// Swapped columns come first. Addresses that stand in a swapped column belong to nobody, but are no other list.
fn with_swaps(mut patterns: Vec<Shift>, swapped: Vec<Shift>, plan: &Plan) -> Vec<Shift> {
    let address = plan.address.and_then(|address| plan.names.get(address)).map(|names| names.a.as_str());
    for swap in &swapped {
        let Shift::Swapped { one, other, rows: swaps } = swap else { continue };
        if [Some(one.as_str()), Some(other.as_str())].contains(&address) {
            patterns.retain(|pattern| !matches!(pattern, Shift::ForeignList { rows, .. } if rows == swaps));
        }
    }
    swapped.into_iter().chain(patterns).collect()
}

fn source(table: &Table, side: &Side) -> Source {
    Source {
        file: table.name().to_owned(),
        rows: side.rows,
        digest: side.digest,
        charset: table.charset().name(),
        query: table.query(),
    }
}

fn counts(plan: &Plan, sides: &Sides<'_>, joined: &Joined) -> Vec<Count> {
    let (a, b) = (&joined.a, &joined.b);
    let kind = |class, kind| Count { class, a: a.count(kind), b: b.count(kind) };
    let one = |class, marks: &Marks, is_a: bool| {
        let rows = marks.count(Kind::Alone);
        Count { class, a: if is_a { rows } else { 0 }, b: if is_a { 0 } else { rows } }
    };
    let flag = |class, flag| Count { class, a: a.flagged(flag), b: b.flagged(flag) };
    let mut counts = vec![
        kind(Class::Identical, Kind::Identical),
        kind(Class::Changed, Kind::Changed),
        one(Class::OnlyA, a, true),
        one(Class::OnlyB, b, false),
        kind(Class::DuplicateKey, Kind::DuplicateKey),
        kind(Class::NullKey, Kind::NullKey),
    ];
    let addressed = plan.address.is_some();
    if addressed {
        counts.push(flag(Class::DuplicateAddress, Flag::DuplicateAddress));
        counts.push(flag(Class::NoAddress, Flag::NoAddress));
    }
    if let Some((_, master)) = sides.master {
        counts.push(flag(Class::Foreign, Flag::Foreign));
        if addressed {
            counts.push(flag(Class::ForeignAddress, Flag::ForeignAddress));
            counts.push(flag(Class::Misbound, Flag::Misbound));
        }
        let rows = joined.master_duplicates + master.null.len() as u64;
        counts.push(Count { class: Class::MasterKey, a: rows, b: 0 });
    }
    counts
}

/// Remarks of the tables, columns nobody looked at, values that could not be normalised.
fn warnings(plan: &Plan, sides: &Sides<'_>) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = sides.all().flat_map(|(table, _)| table.warnings().to_vec()).collect();
    warnings.extend(plan.warnings.iter().cloned());
    for (table, side) in sides.all() {
        for (names, unread) in plan.names.iter().zip(&side.unread).filter(|(_, unread)| **unread > 0) {
            let facts = vec![
                ("file", table.name().into()),
                ("column", Told::Text(names.a.clone())),
                ("count", Told::Count(*unread)),
            ];
            warnings.push(Warning::new("unread-values", facts));
        }
    }
    warnings
}
