//! An index as bytes, for a sealed file: counts, then the arrays, all little endian.

use super::{Company, Index, Person, Table, keying::Keying};

/// First bytes; another layout has others.
const MAGIC: &[u8; 16] = b"sekisho-master-1";

impl Index {
    /// All of it but the key. Whoever keeps it seals it: it tells how many persons there are.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let (persons, companies) = (&self.persons, &self.companies);
        let size = 48 + 12 * (persons.hashes.len() + companies.hashes.len()) + 8 * self.surnames.len();
        let mut bytes = Vec::with_capacity(size);
        bytes.extend_from_slice(MAGIC);
        for number in [
            self.keying.check(),
            persons.hashes.len() as u64,
            companies.hashes.len() as u64,
            self.surnames.len() as u64,
        ] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        put(&mut bytes, persons, |person| person.0);
        put(&mut bytes, companies, |company| company.0);
        bytes.extend(self.surnames.iter().flatten().flat_map(|short| short.to_le_bytes()));
        bytes
    }

    /// The reverse of [`Index::to_bytes`]; `None` when the bytes are no index, or one of another key.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], key: &[u8; 32]) -> Option<Self> {
        let keying = Keying::new(key);
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let (check, persons, companies) = (long(&mut rest)?, count(&mut rest)?, count(&mut rest)?);
        let surnames = count(&mut rest)?;
        if check != keying.check() {
            return None;
        }
        let persons = table(&mut rest, persons, Person)?;
        let companies = table(&mut rest, companies, Company)?;
        let short = |pair: &[u8]| {
            let (a, b) = pair.split_first_chunk::<4>()?;
            Some([u32::from_le_bytes(*a), u32::from_le_bytes(*b.first_chunk()?)])
        };
        let surnames: Vec<[u32; 2]> = take(&mut rest, surnames, 8)?.chunks_exact(8).filter_map(short).collect();
        let known = |person: &Person| (person.0 as usize) < surnames.len();
        (rest.is_empty() && persons.owners.iter().all(known)).then_some(Self { keying, persons, companies, surnames })
    }
}

fn put<T: Copy>(bytes: &mut Vec<u8>, table: &Table<T>, number: impl Fn(T) -> u32) {
    bytes.extend(table.hashes.iter().flat_map(|hash| hash.to_le_bytes()));
    bytes.extend(table.owners.iter().flat_map(|owner| number(*owner).to_le_bytes()));
}

fn long(rest: &mut &[u8]) -> Option<u64> {
    let (first, behind) = rest.split_first_chunk::<8>()?;
    *rest = behind;
    Some(u64::from_le_bytes(*first))
}

fn count(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(long(rest)?).ok()
}

fn take<'b>(rest: &mut &'b [u8], count: usize, size: usize) -> Option<&'b [u8]> {
    let (taken, behind) = rest.split_at_checked(count.checked_mul(size)?)?;
    *rest = behind;
    Some(taken)
}

/// A table; its hashes must ascend, or nothing would be found in it.
fn table<T: Copy>(rest: &mut &[u8], count: usize, owner: impl Fn(u32) -> T) -> Option<Table<T>> {
    let long = |bytes: &[u8]| bytes.first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
    let short = |bytes: &[u8]| bytes.first_chunk().map(|bytes| owner(u32::from_le_bytes(*bytes)));
    let hashes: Vec<u64> = take(rest, count, 8)?.chunks_exact(8).filter_map(long).collect();
    let owners: Vec<T> = take(rest, count, 4)?.chunks_exact(4).filter_map(short).collect();
    hashes.is_sorted().then_some(Table { hashes, owners })
}
