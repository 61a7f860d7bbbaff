//! The clock of the house. Everything below takes instants as arguments; this is where they come from.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use sekisho_model::Time;

/// The system clock, optionally put forward: tests let a wait of five minutes pass at once.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    ahead_ms: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The clock of the machine.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that [`Clock::advance`] can put forward.
    #[must_use]
    pub fn adjustable() -> Self {
        Self { ahead_ms: Some(Arc::default()) }
    }

    /// Now, in whole milliseconds, so that a stored instant equals the one in memory.
    #[must_use]
    pub fn now(&self) -> Time {
        let ahead = self.ahead_ms.as_ref().map_or(0, |ahead| ahead.load(Ordering::Relaxed));
        Time::from_millisecond(Time::now().as_millisecond() + ahead).unwrap_or(Time::MAX)
    }

    /// Puts an adjustable clock forward; the system clock stays.
    pub fn advance(&self, by: std::time::Duration) {
        if let Some(ahead) = &self.ahead_ms {
            ahead.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
        }
    }
}
