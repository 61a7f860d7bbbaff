//! What came in: how often each number, and when the first and the last.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// Letters of other runs, and letters without a number, are counted but not kept.
#[derive(Default)]
pub struct Ledger {
    run: u64,
    counts: Vec<u16>,
    /// How long a reply to a letter is kept back, in milliseconds.
    pub latency: u64,
    stats: Stats,
}

#[derive(Default, Clone, Serialize)]
pub struct Stats {
    /// Letters of this run, with duplicates.
    pub letters: u64,
    /// Different letters of this run.
    pub distinct: u64,
    /// Letters that are not of this run.
    pub foreign: u64,
    pub bytes: u64,
    /// Nanoseconds since 1970; 0 = never.
    pub first: u64,
    pub last: u64,
    pub sessions: u64,
    pub most_sessions: u64,
    /// Sessions ever.
    pub opened: u64,
    /// Letters whose text was complete, and whose reply was not sent yet.
    pub unanswered: u64,
}

impl Ledger {
    pub fn reset(&mut self, run: u64) {
        self.run = run;
        self.counts.clear();
        self.stats = Stats { sessions: self.stats.sessions, ..Stats::default() };
    }

    /// Counts a letter.
    pub fn letter(&mut self, number: Option<(u64, u64)>, bytes: usize) {
        let Some((_, number)) = number.filter(|(run, _)| *run == self.run) else {
            self.stats.foreign += 1;
            return;
        };
        let index = usize::try_from(number).unwrap_or(usize::MAX).min(1 << 28);
        if self.counts.len() <= index {
            self.counts.resize(index + 1, 0);
        }
        self.counts[index] = self.counts[index].saturating_add(1);
        self.stats.distinct += u64::from(self.counts[index] == 1);
        self.stats.letters += 1;
        self.stats.bytes += bytes as u64;
        let now = now();
        if self.stats.first == 0 {
            self.stats.first = now;
        }
        self.stats.last = now;
    }

    pub fn open(&mut self) {
        self.stats.opened += 1;
        self.stats.sessions += 1;
        self.stats.most_sessions = self.stats.most_sessions.max(self.stats.sessions);
    }

    pub fn close(&mut self) {
        self.stats.sessions -= 1;
    }

    pub fn unanswered(&mut self, change: i64) {
        self.stats.unanswered = self.stats.unanswered.saturating_add_signed(change);
    }

    pub fn stats(&self) -> Stats {
        self.stats.clone()
    }

    /// Number and count of each letter that came.
    pub fn counts(&self) -> impl Iterator<Item = (usize, u16)> {
        self.counts.iter().copied().enumerate().filter(|(_, count)| *count > 0)
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}
