//! The life of a campaign before it is sent: a ball club writes to 1,369 ticket holders.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "life/approval.rs"]
mod approval;
#[path = "life/bounce.rs"]
mod bounce;
#[path = "life/club.rs"]
mod club;
#[path = "life/division.rs"]
mod division;
#[path = "life/files.rs"]
mod files;
#[path = "life/hostile.rs"]
mod hostile;
#[path = "life/manifest.rs"]
mod manifest;
#[path = "life/reread.rs"]
mod reread;
#[path = "life/sample.rs"]
mod sample;
#[path = "life/settle.rs"]
mod settle;
#[path = "life/shift.rs"]
mod shift;
#[path = "life/trial.rs"]
mod trial;
