//! Waits for what a test needs, not for a time: a busy machine is slow everywhere, and that is no fault of the house.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use std::time::{Duration, Instant};

/// What has not happened by then never will: no stall of a machine that still works is as long.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// Waits until this is so.
pub async fn until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "never so: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// What this comes to.
pub async fn within<F: Future>(work: F) -> F::Output {
    tokio::time::timeout(PATIENCE, work).await.unwrap()
}
