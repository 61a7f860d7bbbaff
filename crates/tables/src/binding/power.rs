//! The smallest slide that would have been seen, wherever in the list it happened. Nothing is estimated: each address
//! says what the scan would have seen of it, had it slid.

use std::collections::HashMap;

use super::rows::{Scores, lags};

/// A slide of so many rows, by any of the distances, would have been seen; `None` if not even one of the whole list.
pub(super) fn least(scores: &Scores<'_>, at: &[i64], threshold: i64) -> Option<u64> {
    // What slid makes chance look a little larger.
    let wanted = threshold + threshold / 4 + 1;
    let mut least = 0;
    for lag in lags(scores.most) {
        // So many addresses that slid, and as many rows as were pushed in.
        least = least.max(said(scores, at, lag).shortest(wanted)? + lag.unsigned_abs());
    }
    (least <= scores.rows() as u64).then_some(least)
}

/// What the addresses that would not fall out of the list say for a slide by `lag`: whether they carry the name of their
/// row better than that of the row they would have come to.
fn said(scores: &Scores<'_>, at: &[i64], lag: i64) -> Said {
    let rows = scores.rows() as i64;
    let (first, end) = ((-lag).max(0), rows - lag.max(0));
    let mut said = Said { rows: usize::try_from(end - first).unwrap_or_default(), places: Vec::new(), sums: vec![0] };
    let mut sum = 0;
    for (index, (row, at)) in scores.telling.iter().zip(at).enumerate() {
        let owner = *row as i64 - at;
        if let Some(place) = usize::try_from(owner - first).ok().filter(|_| owner < end) {
            sum += i64::from(scores.better(index, *at, at - lag));
            said.places.push(place);
            said.sums.push(sum);
        }
    }
    said
}

struct Said {
    rows: usize,
    /// Where the addresses stand that say something.
    places: Vec<usize>,
    /// What they say, summed up from the start.
    sums: Vec<i64>,
}

impl Said {
    /// The fewest rows of which any so many, one below the other, have a run that sums up to what is wanted.
    fn shortest(&self, wanted: i64) -> Option<u64> {
        // Sums go up by one at most, so the first sum that is large enough is the first one that is just so large.
        let mut next: HashMap<i64, usize> = HashMap::new();
        let mut end: Option<usize> = None;
        let mut longest = 0;
        let behind =
            |index: usize| index.checked_sub(1).and_then(|before| self.places.get(before)).map(|place| place + 1);
        for (index, sum) in self.sums.iter().enumerate().rev() {
            next.insert(*sum, index);
            let reached = next.get(&(sum + wanted)).copied();
            end = [end, reached].into_iter().flatten().min();
            // The worst start is right behind a row that tells something.
            let start = behind(index).unwrap_or_default();
            let last = end.and_then(behind).unwrap_or(self.rows + 1);
            longest = longest.max(last.saturating_sub(start));
        }
        (longest <= self.rows).then_some(longest as u64)
    }
}
