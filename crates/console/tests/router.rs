//! The counter in front of a real house in a temporary folder: who gets in, what is refused, what is decided.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests and their helpers fail loudly")]

mod router {
    pub(crate) mod browser;
    pub(crate) mod stage;

    mod accounts;
    mod api;
    mod campaigns;
    mod decisions;
    mod headers;
    mod notices;
    mod programs;
    mod rights;
    mod second_factor;
    mod sign_in;
    mod walls;
}
