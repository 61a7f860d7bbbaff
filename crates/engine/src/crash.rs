//! Points at which a test ends the process without warning, as a power cut would: between any two durable steps.
//!
//! `SEKISHO_CRASH=name:count` names the point and how often it is passed before. Debug builds only: a release build
//! contains nothing of this.

/// Passes a point.
#[cfg(debug_assertions)]
pub(crate) fn point(name: &'static str) {
    use std::sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    };
    static WANTED: LazyLock<Option<(String, u64)>> = LazyLock::new(|| {
        let text = std::env::var("SEKISHO_CRASH").ok()?;
        let (name, count) = text.split_once(':')?;
        Some((name.to_owned(), count.parse().ok()?))
    });
    static PASSED: AtomicU64 = AtomicU64::new(0);
    if let Some((wanted, count)) = &*WANTED
        && wanted == name
        && PASSED.fetch_add(1, Ordering::Relaxed) == *count
    {
        std::process::abort();
    }
}

/// Nothing.
#[cfg(not(debug_assertions))]
pub(crate) const fn point(_name: &'static str) {}
