//! Use-cases and workers: the only floor with a clock, chance, retries and transactions.

pub mod desk;
pub mod settings;
