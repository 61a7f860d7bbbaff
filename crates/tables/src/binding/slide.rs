//! The scan over distances: every address belongs to a row some rows above, mostly its own; where that changes, the
//! column slid. The likeliest course over all rows is found at once (Viterbi), so that each address is explained once
//! and a second slide begins where the first ends.

use super::{
    Block, chance,
    rows::{Scores, lags},
};

/// The result of a scan.
pub(super) struct Scan {
    pub(super) blocks: Vec<Block>,
    /// How many rows above each telling row its address belongs.
    pub(super) at: Vec<i64>,
    /// Rows by which a block has to be better, so that it is no chance.
    pub(super) threshold: i64,
}

/// Tries every distance.
pub(super) fn scan(scores: &Scores<'_>) -> Scan {
    let still = vec![0; scores.telling.len()];
    let chance = |at: &[i64]| chance::threshold(&chance::compare(scores, at, scores.most), at.len());
    let first = chance(&still);
    let sure = course(scores, first);
    // Rows that slid blur what chance is. With them where they belong, if that is what happened, it is told better; in a
    // list that is only in disorder, the one block that looks most like a slide changes next to nothing.
    let guess = if sure == still { likeliest(scores) } else { sure };
    let threshold = chance(&guess).min(first);
    let at = course(scores, threshold);
    let threshold = if at == still { first } else { threshold };
    Scan { blocks: blocks(scores, &at), at, threshold }
}

/// The one block that would gain most.
fn likeliest(scores: &Scores<'_>) -> Vec<i64> {
    let mut best = (0, 0, 0..0);
    for lag in lags(scores.most) {
        // The run with the largest sum (Kadane).
        let (mut sum, mut start) = (0_i64, 0);
        for index in 0..scores.telling.len() {
            if sum <= 0 {
                (sum, start) = (0, index);
            }
            sum += i64::from(scores.better(index, lag, 0));
            if sum > best.0 {
                best = (sum, lag, start..index + 1);
            }
        }
    }
    let mut at = vec![0; scores.telling.len()];
    at.get_mut(best.2).into_iter().flatten().for_each(|at| *at = best.1);
    at
}

/// How many rows above each telling row its address belongs. To leave its own row has to be worth `threshold` rows.
fn course(scores: &Scores<'_>, threshold: i64) -> Vec<i64> {
    let most = scores.most;
    let states: Vec<i64> = std::iter::once(0).chain(lags(most)).collect();
    let places: Vec<usize> = states.iter().map(|lag| (lag + most) as usize).collect();
    let mut worth: Vec<i64> = states.iter().map(|lag| if *lag == 0 { 0 } else { -threshold }).collect();
    // For each row the best state before it, and a bit for each state that was entered from there.
    let mut steps: Vec<(u8, u128)> = Vec::with_capacity(scores.telling.len());
    for index in 0..scores.telling.len() {
        let (from, top) = best(&worth);
        let around = scores.around(index);
        let own = around.get(most as usize);
        let mut entered = 0_u128;
        for ((state, place), worth) in places.iter().enumerate().zip(&mut worth) {
            let enter = if state == 0 { top } else { top - threshold };
            if enter > *worth {
                *worth = enter;
                entered |= 1 << state;
            }
            *worth += around.get(*place).cmp(&own) as i64;
        }
        steps.push((from as u8, entered));
    }
    let mut state = best(&worth).0;
    let mut at = vec![0; steps.len()];
    for ((from, entered), at) in steps.iter().zip(&mut at).rev() {
        *at = states.get(state).copied().unwrap_or_default();
        if entered >> state & 1 == 1 {
            state = usize::from(*from);
        }
    }
    at
}

/// The most worthy state; of equals the nearest.
fn best(worth: &[i64]) -> (usize, i64) {
    let best = worth.iter().enumerate().rev().max_by_key(|(_, worth)| **worth);
    best.map_or((0, 0), |(state, worth)| (state, *worth))
}

/// Rows in a row of the same distance. A block begins and ends with a row that fits better there.
fn blocks(scores: &Scores<'_>, at: &[i64]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for run in at.chunk_by(|one, other| one == other) {
        let among = start..start + run.len();
        start += run.len();
        let lag = run.first().copied().unwrap_or_default();
        let fits = |better: i8| {
            let fitting = among.clone().filter(move |index| scores.better(*index, lag, 0) == better);
            fitting.filter_map(|index| scores.telling.get(index))
        };
        if let (true, Some(first), Some(last)) = (lag != 0, fits(1).next(), fits(1).next_back()) {
            let number = |row: usize| u32::try_from(row as i64 - lag + 1).unwrap_or(u32::MAX);
            let (there, here) = (fits(1).count() as u64, fits(-1).count() as u64);
            let (first, last) = (number(*first), number(*last));
            blocks.push(Block { first, last, by: lag, there, here, told: there + here });
        }
    }
    blocks
}
