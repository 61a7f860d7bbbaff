//! Reconcile: two tables, made independently, are compared row by row, and with a master if there is one.
//!
//! Invariants. Every row of A and B gets exactly one class. What goes into a stage comes out of it: counts and keyed
//! sums are compared before and after each stage, and a difference is an error, never a result. The result is the same
//! whatever the order of rows, the number of threads, the memory limit and the random keys are. Rows take
//! [`Limits::memory`](crate::Limits::memory) and 1.25 octets each, wrong ones some 150 more up to a million of them; the
//! rest lies in temporary files.
//!
//! How: each table is read once into prints (keyed hashes of key, compared values and address), partitioned by key;
//! partitions are joined one by one; only rows that are not identical are read once more to say what they are.

use std::num::NonZeroUsize;

mod detail;
mod join;
mod marks;
mod order;
mod outcome;
mod parts;
mod plan;
mod print;
mod side;
mod sum;
mod wrong;

pub use outcome::{
    CLASSES, CellChange, ChangedColumns, Class, Count, Difference, Outcome, Shifts, Source, Where, Which,
};
pub use plan::{Asked, Names};
pub use sum::Sum;

pub(crate) use order::{Trend, orders};
pub(crate) use plan::{Lens, Plan};
pub(crate) use wrong::Placed;

use parts::Budget;
use print::Keys;
use side::Side;

use crate::{Limits, Table, TableError, shift};

/// Distances told of a histogram.
const DISTANCES: usize = 8;

/// Compares A with B, and both with the master. `threads` is how many may work at once.
pub fn reconcile(
    asked: &Asked,
    a: &Table,
    b: &Table,
    master: Option<&Table>,
    limits: &Limits,
    threads: NonZeroUsize,
) -> Result<Outcome, TableError> {
    let plan = Plan::new(asked, a, b, master)?;
    run(&plan, a, b, master, limits, threads, &Keys::draw()?)
}

pub(crate) fn run(
    plan: &Plan,
    a: &Table,
    b: &Table,
    master: Option<&Table>,
    limits: &Limits,
    threads: NonZeroUsize,
    keys: &Keys,
) -> Result<Outcome, TableError> {
    let budget = Budget::new(limits.memory);
    let (side_a, side_b, side_master) = sides(plan, a, b, master, keys, &budget, limits, threads)?;
    for (table, side) in [(Some(a), Some(&side_a)), (Some(b), Some(&side_b)), (master, side_master.as_ref())] {
        if let (Some(table), Some(0)) = (table, side.map(|side| side.rows)) {
            return Err(TableError::NoRows { file: table.name().to_owned() });
        }
    }
    let addressed = plan.address.is_some();
    let all = join::Join { a: &side_a, b: &side_b, master: side_master.as_ref(), addressed };
    let joined = join::join(&all, threads)?;
    if let Some(master) = side_master.as_ref().filter(|_| addressed) {
        wrong::mark_foreign(&side_a, master, &joined.a)?;
        wrong::mark_foreign(&side_b, master, &joined.b)?;
    }
    let detail = detail::Detail { plan, keys, budget: &budget, limits };
    let [odd_a, odd_b] = &joined.odd;
    let wrongs = [&joined.wrong_a, &joined.wrong_b];
    let mut told = detail.tell((a, &side_a, &joined.a, odd_a), (b, &side_b, &joined.b, odd_b), wrongs)?;
    let [trends_a, trends_b] = std::mem::take(&mut told.trends);
    let reference = side_master.as_ref().unwrap_or(&side_b);
    let shifts_a = shifts(&joined.wrong_a, &side_a, reference, &trends_a)?;
    let shifts_b = match &side_master {
        Some(master) => shifts(&joined.wrong_b, &side_b, master, &trends_b)?,
        None => Shifts::default(),
    };
    [Some(a), Some(b), master].into_iter().flatten().try_for_each(Table::check_unchanged)?;
    let sides = outcome::Sides { a: (a, &side_a), b: (b, &side_b), master: master.zip(side_master.as_ref()) };
    Ok(outcome::outcome(plan, &sides, &joined, told, [shifts_a, shifts_b]))
}

/// Reads the tables, two at a time if there are threads for it.
#[expect(clippy::too_many_arguments, reason = "three tables and what is needed to read them")]
fn sides(
    plan: &Plan,
    a: &Table,
    b: &Table,
    master: Option<&Table>,
    keys: &Keys,
    budget: &Budget,
    limits: &Limits,
    threads: NonZeroUsize,
) -> Result<(Side, Side, Option<Side>), TableError> {
    let take = |table: &Table, lens: &Lens| side::take(table, lens, keys, budget, limits);
    let pair = if threads.get() == 1 {
        (take(a, &plan.a), take(b, &plan.b))
    } else {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| take(b, &plan.b));
            let one = take(a, &plan.a);
            (one, other.join().unwrap_or(Err(TableError::Conservation { stage: "read" })))
        })
    };
    let master = match (master, &plan.master) {
        (Some(master), Some(lens)) => Some(take(master, lens)?),
        _ => None,
    };
    Ok((pair.0?, pair.1?, master))
}

fn shifts(wrongs: &wrong::Wrongs, table: &Side, reference: &Side, trends: &[Trend]) -> Result<Shifts, TableError> {
    if wrongs.rows.is_empty() {
        return Ok(Shifts::default());
    }
    let placed = wrong::place(wrongs, table, reference)?;
    Ok(Shifts {
        wrong: wrongs.count,
        looked_at: placed.len() as u64,
        distances: shift::histogram(&placed, DISTANCES),
        patterns: shift::patterns(&placed, trends, table.rows),
    })
}

#[cfg(test)]
mod tests;
