//! The first pass over a table: every row becomes a print in a partition.

use sekisho_model::Digest;

use super::{
    parts::{Budget, Parts, ordered},
    plan::Lens,
    print::{Keys, PRINT, Print, Printer},
    sum::Sum,
};
use crate::{Limits, Table, TableError, table::Stops};

/// Bytes of an address in a partition: hash and row.
pub(crate) const ADDRESS: usize = 12;

/// A table after the first pass.
#[derive(Debug)]
pub(crate) struct Side {
    pub(crate) rows: u64,
    pub(crate) digest: Option<Digest>,
    /// By key.
    pub(crate) prints: Parts,
    /// By address; only if one is declared.
    pub(crate) addresses: Option<Parts>,
    /// Rows whose key is empty, ascending.
    pub(crate) null: Vec<u32>,
    pub(crate) sum: Sum,
    /// Values that could not be normalised, per taken column.
    pub(crate) unread: Vec<u64>,
    /// From where it can be read on.
    pub(crate) stops: Stops,
}

/// Reads a table.
pub(crate) fn take(
    table: &Table,
    lens: &Lens,
    keys: &Keys,
    budget: &Budget,
    limits: &Limits,
) -> Result<Side, TableError> {
    let mut printer = Printer::new(keys, lens);
    let mut prints = Parts::new(PRINT, budget);
    let mut addresses = lens.address.map(|_| Parts::new(ADDRESS, budget));
    let (mut null, mut sum) = (Vec::new(), Sum::default());
    let (passed, stops) = table.first_pass(limits, |row| {
        let Some(print) = printer.print(lens, row) else {
            null.push(u32::try_from(row.number).unwrap_or(u32::MAX));
            return Ok(());
        };
        sum.add(&print);
        prints.push(print.key[0], &print.bytes())?;
        match &mut addresses {
            Some(addresses) if print.address != 0 => addresses.push(print.address, &address_bytes(&print)),
            _ => Ok(()),
        }
    })?;
    let Printer { unread, .. } = printer;
    let (rows, digest) = (passed.rows, passed.digest);
    Ok(Side { rows, digest, prints, addresses, null, sum, unread, stops })
}

fn address_bytes(print: &Print) -> [u8; ADDRESS] {
    let mut bytes = [0; ADDRESS];
    let (hash, row) = bytes.split_at_mut(8);
    hash.copy_from_slice(&print.address.to_le_bytes());
    row.copy_from_slice(&print.row.to_le_bytes());
    bytes
}

impl Side {
    /// The prints of a partition, in the order of keys and rows.
    pub(crate) fn part(&self, index: usize) -> Result<Vec<Print>, TableError> {
        let bytes = self.prints.read(index)?;
        let records = bytes.as_chunks::<PRINT>().0;
        // Half of a key and a place are sorted faster than whole prints, and nearly always say the same.
        let half = |(place, record): (u32, &[u8; PRINT])| (Print::of(record).key[0], place);
        let halves = ordered(&(0..).zip(records).map(half).collect::<Vec<_>>());
        let at = |(_, place): &(u64, u32)| records.get(*place as usize).map(Print::of);
        let mut prints: Vec<Print> = halves.iter().filter_map(at).collect();
        prints.chunk_by_mut(|one, other| one.key[0] == other.key[0]).for_each(<[Print]>::sort_unstable);
        Ok(prints)
    }

    pub(crate) fn unordered(&self, index: usize) -> Result<Vec<Print>, TableError> {
        let bytes = self.prints.read(index)?;
        Ok(bytes.as_chunks::<PRINT>().0.iter().map(Print::of).collect())
    }
}
