//! The join: partition by partition, rows of the same key meet.

use std::num::NonZeroUsize;

use super::{
    marks::{Flag, Kind, Marks},
    parts::{FAN, ordered},
    print::Print,
    side::{ADDRESS, Side},
    sum::Sum,
    wrong::{Wrong, Wrongs},
};
use crate::TableError;

/// The tables of a join.
pub(crate) struct Join<'a> {
    pub(crate) a: &'a Side,
    pub(crate) b: &'a Side,
    pub(crate) master: Option<&'a Side>,
    /// Whether an address is declared.
    pub(crate) addressed: bool,
}

/// What the join found.
#[derive(Debug)]
pub(crate) struct Joined {
    pub(crate) a: Marks,
    pub(crate) b: Marks,
    pub(crate) master_duplicates: u64,
    /// Rows of A whose address is not the one of the reference (the master, else B).
    pub(crate) wrong_a: Wrongs,
    /// Rows of B whose address is not the one of the master.
    pub(crate) wrong_b: Wrongs,
    /// Sums of the prints of A and B that have a key and are not identical: they are read again.
    pub(crate) odd: [Sum; 2],
    sums: [Sum; 3],
}

/// What one thread found in its partitions.
#[derive(Default)]
struct Found {
    master_duplicates: u64,
    wrong_a: Wrongs,
    wrong_b: Wrongs,
    odd: [Sum; 2],
    sums: [Sum; 3],
}

/// Joins all partitions on these many threads.
pub(crate) fn join(join: &Join<'_>, threads: NonZeroUsize) -> Result<Joined, TableError> {
    let (a, b) = (Marks::new(join.a.rows), Marks::new(join.b.rows));
    for (side, marks) in [(join.a, &a), (join.b, &b)] {
        side.null.iter().try_for_each(|row| marks.set(*row, Kind::NullKey))?;
    }
    let threads = threads.get().min(FAN);
    let found = std::thread::scope(|scope| {
        let (a, b) = (&a, &b);
        let work = |first: usize| scope.spawn(move || partitions(join, a, b, (first..FAN).step_by(threads)));
        let running: Vec<_> = (0..threads).map(work).collect();
        let died = |_| TableError::Conservation { stage: "join" };
        running.into_iter().map(|thread| thread.join().map_err(died)?).collect::<Result<Vec<_>, _>>()
    })?;
    let mut joined = Joined {
        a,
        b,
        master_duplicates: 0,
        wrong_a: Wrongs::default(),
        wrong_b: Wrongs::default(),
        odd: Default::default(),
        sums: Default::default(),
    };
    for found in found {
        joined.master_duplicates += found.master_duplicates;
        joined.wrong_a.join(found.wrong_a);
        joined.wrong_b.join(found.wrong_b);
        joined.odd.iter_mut().zip(&found.odd).for_each(|(all, one)| all.join(one));
        joined.sums.iter_mut().zip(&found.sums).for_each(|(all, one)| all.join(one));
    }
    joined.wrong_a.settle();
    joined.wrong_b.settle();
    check(join, &joined)?;
    Ok(joined)
}

/// What went into the partitions came out, and every row was classified.
fn check(join: &Join<'_>, joined: &Joined) -> Result<(), TableError> {
    let before = [join.a.sum, join.b.sum, join.master.map(|side| side.sum).unwrap_or_default()];
    if joined.sums != before {
        return Err(TableError::Conservation { stage: "partition" });
    }
    joined.a.check_whole()?;
    joined.b.check_whole()
}

fn partitions(
    join: &Join<'_>,
    a: &Marks,
    b: &Marks,
    indexes: impl Iterator<Item = usize>,
) -> Result<Found, TableError> {
    let mut found = Found::default();
    for index in indexes {
        let (prints_a, prints_b) = (join.a.part(index)?, join.b.part(index)?);
        let prints_master = join.master.map_or_else(|| Ok(Vec::new()), |side| side.part(index))?;
        for (sum, prints) in found.sums.iter_mut().zip([&prints_a, &prints_b, &prints_master]) {
            prints.iter().for_each(|print| sum.add(print));
        }
        let groups = Groups { a: &prints_a, b: &prints_b, master: &prints_master };
        for group in groups {
            judge(join, &group, a, b, &mut found)?;
        }
        for (side, marks) in [(join.a, a), (join.b, b)] {
            duplicates(side, index, marks)?;
        }
    }
    Ok(found)
}

/// The rows of one key.
struct Group<'a> {
    a: &'a [Print],
    b: &'a [Print],
    master: &'a [Print],
}

/// Walks three sorted lists key by key.
struct Groups<'a> {
    a: &'a [Print],
    b: &'a [Print],
    master: &'a [Print],
}

impl<'a> Iterator for Groups<'a> {
    type Item = Group<'a>;

    fn next(&mut self) -> Option<Group<'a>> {
        let first = [self.a, self.b, self.master].into_iter().filter_map(|list| list.first()).map(|print| print.key);
        let key = first.min()?;
        Some(Group { a: cut(&mut self.a, key), b: cut(&mut self.b, key), master: cut(&mut self.master, key) })
    }
}

/// Takes the prints of this key off the front.
fn cut<'a>(list: &mut &'a [Print], key: [u64; 2]) -> &'a [Print] {
    let length = list.iter().take_while(|print| print.key == key).count();
    let (now, later) = list.split_at_checked(length).unwrap_or((list, &[]));
    *list = later;
    now
}

fn judge(join: &Join<'_>, group: &Group<'_>, a: &Marks, b: &Marks, found: &mut Found) -> Result<(), TableError> {
    let kind = match (group.a, group.b) {
        ([one], [other]) if one.value == other.value => Kind::Identical,
        ([_], [_]) => Kind::Changed,
        ([_], []) | ([], [_]) => Kind::Alone,
        _ => Kind::DuplicateKey,
    };
    group.a.iter().try_for_each(|print| a.set(print.row, kind))?;
    group.b.iter().try_for_each(|print| b.set(print.row, kind))?;
    if join.addressed {
        for (prints, marks) in [(group.a, a), (group.b, b)] {
            let bare = prints.iter().filter(|print| print.address == 0);
            bare.map(|print| print.row).try_for_each(|row| marks.flag(row, Flag::NoAddress))?;
        }
    }
    if kind != Kind::Identical {
        let [odd_a, odd_b] = &mut found.odd;
        group.a.iter().for_each(|print| odd_a.add(print));
        group.b.iter().for_each(|print| odd_b.add(print));
    }
    match join.master {
        Some(_) => {
            found.master_duplicates += if group.master.len() > 1 { group.master.len() as u64 } else { 0 };
            by_master(join, group, group.a, a, &mut found.wrong_a)?;
            by_master(join, group, group.b, b, &mut found.wrong_b)
        }
        None => {
            if let ([one], [other]) = (group.a, group.b) {
                compare(join, one, other, &mut found.wrong_a);
            }
            Ok(())
        }
    }
}

/// Compares rows of one side with the master.
fn by_master(
    join: &Join<'_>,
    group: &Group<'_>,
    prints: &[Print],
    marks: &Marks,
    wrong: &mut Wrongs,
) -> Result<(), TableError> {
    for print in prints {
        let Some(first) = group.master.first() else {
            marks.flag(print.row, Flag::Foreign)?;
            continue;
        };
        // A key that the master has twice does not say which address is right: any of them will do, and the master's
        // own duplicates are counted and have to be explained.
        if join.addressed && group.master.iter().all(|right| right.address != print.address) {
            marks.flag(print.row, Flag::Misbound)?;
            compare(join, print, first, wrong);
        }
    }
    Ok(())
}

fn compare(join: &Join<'_>, print: &Print, right: &Print, wrong: &mut Wrongs) {
    if join.addressed && print.address != right.address {
        wrong.push(Wrong { row: print.row, address: print.address, right: right.address });
    }
}

/// Marks rows that share an address with another row of their table.
fn duplicates(side: &Side, index: usize, marks: &Marks) -> Result<(), TableError> {
    let Some(addresses) = &side.addresses else { return Ok(()) };
    let bytes = addresses.read(index)?;
    let pairs = ordered(&bytes.as_chunks::<ADDRESS>().0.iter().map(address_of).collect::<Vec<_>>());
    for same in pairs.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1) {
        same.iter().try_for_each(|(_, row)| marks.flag(*row, Flag::DuplicateAddress))?;
    }
    Ok(())
}

pub(crate) fn address_of(bytes: &[u8; ADDRESS]) -> (u64, u32) {
    let hash = bytes.first_chunk::<8>().map_or(0, |hash| u64::from_le_bytes(*hash));
    let row = bytes.last_chunk::<4>().map_or(0, |row| u32::from_le_bytes(*row));
    (hash, row)
}
