//! Use-cases and workers: the only floor with a clock, chance, retries and transactions.
//!
//! A letter's road: [`gate`] takes it in, a worker judges it (`judge`, `draw`, `opening`), people meet its needs
//! ([`desk`], `meet`), time meets its wait (`due`), and what was released is handed over (`release`, `send`). Every
//! change of state is one commit with its event. Nothing here knows pages or HTTP.

pub mod admin;
mod ahead;
mod answered;
mod bursts;
mod calendar;
pub mod campaigns;
pub mod chance;
pub mod clock;
mod crash;
pub mod desk;
mod draw;
mod due;
mod error;
pub mod explain;
mod gate;
mod hold_back;
mod house;
mod inside;
mod judge;
mod marks;
mod meet;
mod memory;
mod notify;
mod opening;
mod password;
pub mod passwords;
mod people;
mod persons;
mod queue;
pub mod recognition;
mod release;
mod remember;
mod report;
mod retention;
pub mod rooms;
mod send;
pub mod settings;
mod stricter;
mod tell;
mod trace;
mod upstreams;
mod worker;

pub use error::{OpenError, PersonsError, StepError};
pub use gate::Gate;
pub use house::{House, Inner, Law, Opening, VERSION};
pub use people::unmanned_groups;
pub use persons::PersonsLoaded;

/// An error and its causes in one line, for the log. Errors of this house carry no personal data.
pub fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
