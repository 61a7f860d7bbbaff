//! The scan over distances: where a block of rows is bound better than where it stands.

use super::Block;

/// Names and addresses of rows, as numbers of parts.
pub(super) struct Rows<'a> {
    pub(super) names: &'a [Vec<u32>],
    /// Sorted.
    pub(super) addresses: &'a [Vec<u32>],
}

impl Rows<'_> {
    /// For each row, whether its name is in the address so many rows below.
    pub(super) fn bound(&self, lag: i64) -> Vec<bool> {
        let address = |row: usize| {
            let other = i64::try_from(row).ok()?.checked_add(lag)?;
            self.addresses.get(usize::try_from(other).ok()?)
        };
        let fits = |(row, name): (usize, &Vec<u32>)| {
            address(row).is_some_and(|parts| name.iter().any(|part| parts.binary_search(part).is_ok()))
        };
        self.names.iter().enumerate().map(fits).collect()
    }
}

/// The result of a scan.
pub(super) struct Scan {
    pub(super) blocks: Vec<Block>,
    /// Rows by which a block has to be bound better, so that it is no chance.
    threshold: u64,
    /// The share of rows that chance binds.
    chance: f64,
}

impl Scan {
    /// The smallest slide that would have been seen, given how many of these rows tell something.
    pub(super) fn least(&self, told: u64, rows: u64) -> Option<u64> {
        let share = told as f64 / rows.max(1) as f64 - self.chance;
        let least = (self.threshold as f64 / share).ceil();
        (share > 0.0 && least <= rows as f64).then_some(least as u64)
    }
}

/// Blocks looked for at most.
const BLOCKS: usize = 16;
/// Better by at least so many rows, whatever chance is.
const FLOOR: f64 = 5.0;
/// Standard deviations of a random walk over all rows that chance may make up, over all distances.
const SIGMAS: f64 = 4.0;

/// Tries every distance up to `lags`.
pub(super) fn scan(rows: &Rows<'_>, lags: i64) -> Scan {
    let here = rows.bound(0);
    let mut gains: Vec<(i64, Vec<i8>)> = Vec::new();
    let mut far = 0_u64;
    for lag in (-lags..=lags).filter(|lag| *lag != 0) {
        let there = rows.bound(lag);
        if lag.abs() > lags / 2 {
            far += there.iter().filter(|bound| **bound).count() as u64;
        }
        let gain = there.iter().zip(&here).map(|(there, here)| i8::from(*there) - i8::from(*here));
        gains.push((lag, gain.collect()));
    }
    let total = rows.names.len() as f64;
    // Far away only chance binds: common names.
    let chance = far as f64 / (total * (lags - lags / 2) as f64 * 2.0).max(1.0);
    let threshold = (FLOOR + SIGMAS * (2.0 * chance * total).sqrt()).ceil() as u64;
    let mut blocks = Vec::new();
    while blocks.len() < BLOCKS {
        let Some(block) = best(&gains, threshold) else { break };
        blocks.push(told(rows, &here, &block));
        for (_, gain) in &mut gains {
            // What is explained once counts for no other block; −2 keeps the next one from reaching over it.
            gain.iter_mut().skip(block.first).take(block.last - block.first + 1).for_each(|gain| *gain = -2);
        }
    }
    blocks.sort_by_key(|block| block.first);
    Scan { blocks, threshold, chance }
}

struct Best {
    lag: i64,
    first: usize,
    last: usize,
    gain: u64,
}

/// The block that gains most over all distances; of equals the nearest.
fn best(gains: &[(i64, Vec<i8>)], threshold: u64) -> Option<Best> {
    let blocks = gains.iter().filter_map(|(lag, gain)| segment(*lag, gain));
    blocks.filter(|block| block.gain >= threshold).max_by_key(|block| (block.gain, -block.lag.abs(), block.lag))
}

/// The run of rows with the largest sum (Kadane). It begins and ends with a row that gains.
fn segment(lag: i64, gain: &[i8]) -> Option<Best> {
    let mut best: Option<Best> = None;
    let (mut sum, mut first) = (0_i64, 0);
    for (row, one) in gain.iter().enumerate() {
        if sum <= 0 {
            (sum, first) = (0, row);
        }
        sum += i64::from(*one);
        let gain = u64::try_from(sum).unwrap_or(0);
        if gain > best.as_ref().map_or(0, |best| best.gain) {
            best = Some(Best { lag, first, last: row, gain });
        }
    }
    best
}

fn told(rows: &Rows<'_>, here: &[bool], block: &Best) -> Block {
    let there = rows.bound(block.lag);
    let count = block.last - block.first + 1;
    let among = |list: &[bool]| list.iter().skip(block.first).take(count).filter(|bound| **bound).count() as u64;
    let telling = rows.addresses.iter().skip(block.first).take(count).filter(|parts| !parts.is_empty());
    let number = |row: usize| u32::try_from(row + 1).unwrap_or(u32::MAX);
    Block {
        first: number(block.first),
        last: number(block.last),
        by: block.lag,
        there: among(&there),
        here: among(here),
        told: telling.count() as u64,
    }
}
