//! What was answered, and how fast.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use serde::Serialize;

use crate::Arguments;

/// Counts of one run.
#[derive(Default)]
pub struct Tally {
    next: u64,
    most: u64,
    lasts: Duration,
    ends: Option<Instant>,
    first: u64,
    last: u64,
    accepted: Vec<u64>,
    doubtful: Vec<u64>,
    refused: BTreeMap<u16, u64>,
    /// Microseconds from MAIL to the last 250.
    waits: Vec<u32>,
    connects: u64,
    failures: u64,
}

/// What is printed.
#[derive(Serialize)]
pub struct Report {
    accepted: usize,
    doubtful: usize,
    /// Replies that were no yes, by code.
    refused: BTreeMap<u16, u64>,
    /// Nanoseconds since 1970: the first MAIL, the last 250.
    first: u64,
    last: u64,
    connects: u64,
    failures: u64,
    accept_ms: Quantiles,
    cpu_seconds: f64,
}

#[derive(Serialize)]
struct Quantiles {
    p50: f64,
    p90: f64,
    p99: f64,
    max: f64,
}

impl Tally {
    pub fn new(arguments: &Arguments) -> Self {
        let lasts = Duration::from_secs_f64(arguments.seconds);
        Self { most: arguments.letters, lasts, ..Self::default() }
    }

    /// The time starts, if it did not yet.
    pub fn start(&mut self) {
        self.ends.get_or_insert_with(|| Instant::now() + self.lasts);
    }

    /// The number of the next letter, if there is one.
    pub fn next(&mut self) -> Option<u64> {
        if self.over() {
            return None;
        }
        if self.first == 0 {
            self.first = now();
        }
        self.next += 1;
        Some(self.next - 1)
    }

    pub fn over(&self) -> bool {
        self.next >= self.most || self.ends.is_some_and(|ends| Instant::now() >= ends)
    }

    pub fn accepted(&mut self, number: u64, wait: Duration) {
        self.last = now();
        self.accepted.push(number);
        self.waits.push(u32::try_from(wait.as_micros()).unwrap_or(u32::MAX));
    }

    pub fn doubtful(&mut self, number: u64) {
        self.doubtful.push(number);
    }

    pub fn refused(&mut self, code: u16) {
        *self.refused.entry(code).or_default() += 1;
    }

    pub fn connected(&mut self) {
        self.connects += 1;
    }

    pub fn failed(&mut self) {
        self.failures += 1;
    }

    pub fn log(&self) -> String {
        let mut text = String::new();
        for (mark, numbers) in [('a', &self.accepted), ('d', &self.doubtful)] {
            for number in numbers {
                // Writing to a string does not fail.
                let _ = writeln!(text, "{mark} {number}");
            }
        }
        text
    }

    pub fn report(&self) -> Report {
        let mut waits = self.waits.clone();
        waits.sort_unstable();
        let at = |share: f64| {
            let index = (waits.len() as f64 * share) as usize;
            waits.get(index.min(waits.len().saturating_sub(1))).map_or(0.0, |wait| f64::from(*wait) / 1000.0)
        };
        Report {
            accepted: self.accepted.len(),
            doubtful: self.doubtful.len(),
            refused: self.refused.clone(),
            first: self.first,
            last: self.last,
            connects: self.connects,
            failures: self.failures,
            accept_ms: Quantiles { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1.0) },
            cpu_seconds: cpu_seconds(),
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}

/// User and system time of this process; `/proc/self/stat` counts it in hundredths of a second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
