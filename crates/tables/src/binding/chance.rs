//! What chance gives: how often an address carries a name near by better than that of the row it belongs to.
//!
//! Counted at every distance, the nearest too: there the names are most alike. The median over distances is taken, which
//! one slide or two do not move.

use super::rows::{Scores, lags};

/// Better by at least so many rows, whatever chance is.
const FLOOR: f64 = 5.0;
/// Standard deviations of a random walk without drift over all rows that chance may make up, at any of the distances.
const SIGMAS: f64 = 5.0;
/// How often one list in order may be said to have slid.
const FALSE: f64 = 1e-2;
/// Distances at which names are most alike: up to five rows, both ways.
const NEAR: i64 = 5;

/// Rows that are better and worse at a distance from where their addresses belong.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Compared {
    pub(super) better: u64,
    pub(super) worse: u64,
    /// Those that are better among the rows that nothing holds where they are: most rows around fit as well.
    loose: u64,
}

/// Compares every telling row with what stands around its owner; `at` says how many rows above it the owner stands.
pub(super) fn compare(scores: &Scores<'_>, at: &[i64], most: i64) -> Vec<Compared> {
    let near = |index: usize, at: i64| lags(NEAR).filter(|lag| scores.better(index, at + lag, at) >= 0).count();
    let loose: Vec<bool> = at.iter().enumerate().map(|(index, at)| near(index, *at) as i64 >= NEAR).collect();
    let count = |lag: i64| {
        let mut compared = Compared::default();
        for ((index, at), loose) in at.iter().enumerate().zip(&loose) {
            let better = scores.better(index, at + lag, *at);
            compared.better += u64::from(better > 0);
            compared.worse += u64::from(better < 0);
            compared.loose += u64::from(better > 0 && *loose);
        }
        compared
    };
    lags(most).map(count).collect()
}

/// By how many rows a block has to be better somewhere else, so that it is no chance.
pub(super) fn threshold(compared: &[Compared], telling: usize) -> i64 {
    let near = compared.get(..compared.len().min(NEAR as usize * 2)).unwrap_or_default();
    let pools = [near, compared].map(|pool| {
        let median = |of: fn(&Compared) -> u64| {
            let mut all: Vec<u64> = pool.iter().map(of).collect();
            all.sort_unstable();
            all.get(all.len() / 2).copied().unwrap_or_default()
        };
        let drifting = drifting(median(|one| one.better), median(|one| one.worse), telling, compared.len());
        drifting.max(loose(median(|one| one.loose), compared.len()))
    });
    pools.into_iter().fold(FLOOR, f64::max).ceil() as i64
}

/// The largest sum of a run of rows that chance gives: with drift downwards the tail falls off by `worse / better` for
/// each row (gambler's ruin), without drift it is that of a random walk.
fn drifting(better: u64, worse: u64, rows: usize, distances: usize) -> f64 {
    let rows = rows as f64;
    let share = |count: u64| (count as f64 + 1.0) / (rows + 2.0);
    let (up, down) = (share(better), share(worse));
    let walk = walk(rows * (up + down));
    let ruin = (rows * distances as f64 / FALSE).max(1.0).ln() / (down / up).ln();
    if down > up { walk.min(ruin) } else { walk }
}

/// The same where part of the list is in disorder, which has no drift, whatever the rest has: a walk, or, where it has
/// few steps, all of them upwards (Poisson).
fn loose(better: u64, distances: usize) -> f64 {
    let mean = better as f64 + 0.5;
    let rare = (distances as f64 / FALSE).ln();
    let is_rare = |steps: &f64| mean - steps + steps * (steps / mean).ln() >= rare;
    let steps = (1..).map(f64::from).map(|more| mean + more).find(is_rare);
    steps.unwrap_or(f64::MAX).min(walk(2.0 * mean))
}

fn walk(steps: f64) -> f64 {
    FLOOR + SIGMAS * steps.sqrt()
}
