//! A sorted list of fingerprints with the person of each, and where each range of leading bits begins: one step to a
//! handful of neighbours. 12 bytes per value and one number per eight values.

use super::print::Print;

pub(super) struct Index {
    prints: Vec<Print>,
    persons: Vec<u32>,
    /// Where the fingerprints with these leading bits begin; one more than there are ranges.
    starts: Vec<u32>,
    shift: u32,
}

impl Index {
    /// Equal fingerprints are kept once, with the first person.
    pub(super) fn new(mut pairs: Vec<(Print, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup_by_key(|pair| pair.0);
        let bits = (pairs.len() / 8).max(2).ilog2();
        let shift = u64::BITS - bits;
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        let mut at = 0_u32;
        for (print, _) in &pairs {
            while starts.len() as u64 <= print >> shift {
                starts.push(at);
            }
            at = at.saturating_add(1);
        }
        starts.resize((1 << bits) + 1, at);
        let (prints, persons) = pairs.into_iter().unzip();
        Self { prints, persons, starts, shift }
    }

    pub(super) fn find(&self, print: Print) -> Option<u32> {
        let range = usize::try_from(print >> self.shift).ok()?;
        let (start, end) = (*self.starts.get(range)? as usize, *self.starts.get(range + 1)? as usize);
        let at = self.prints.get(start..end)?.iter().position(|kept| *kept == print)?;
        self.persons.get(start + at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        for count in [0_u64, 1, 2, 7, 100, 5_000] {
            let spread = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let pairs = (0..count).map(|n| (spread(n), u32::try_from(n).unwrap())).collect();
            let index = Index::new(pairs);
            for n in 0..count {
                assert_eq!(index.find(spread(n)), u32::try_from(n).ok(), "{n} of {count}");
            }
            for n in count..count + 1_000 {
                assert_eq!(index.find(spread(n)), None, "{n} of {count}");
            }
        }
        let edges = Index::new(vec![(u64::MAX, 1), (0, 2), (u64::MAX, 0)]);
        assert_eq!((edges.find(u64::MAX), edges.find(0), edges.find(1)), (Some(0), Some(2), None));
    }
}
