//! Use-cases and workers: the only floor with a clock, chance, retries and transactions.

pub mod chance;
pub mod clock;
pub mod desk;
pub mod passwords;
pub mod settings;
mod trace;
