//! The counter: pages for people and JSON for programs, in front of the desk.
//!
//! Everything shown or done goes through [`sekisho_engine::desk::Desk`], which decides who may; this crate only reads
//! requests, turns codes into words and draws pages. Requests from other sites change nothing, every response carries
//! the headers of [`guard`], and no response repeats a text of a letter without escaping it.
//!
//! It never logs a path, a query or a body: they may hold a token. Paths hold ids and tokens only, never an address.

mod api;
mod asset;
mod cookie;
mod counter;
#[cfg(test)]
mod drawn;
mod fault;
mod guard;
mod input;
mod mail_html;
mod pages;
mod pending;
mod router;
#[cfg(test)]
mod samples;
mod say;
mod seat;
mod shell;
mod view;

pub use api::openapi;
pub use router::router;

/// What an operator decides about the counter.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name of the organisation.
    pub house: String,
    /// Address under which people open the console, without a final slash.
    pub public_url: String,
    /// Whether cookies travel over TLS only. Off for a console on plain HTTP, which must stay on the own machine.
    pub secure_cookies: bool,
    /// Time zone of instants on pages.
    pub time_zone: jiff::tz::TimeZone,
    /// Language for people whose browser asks for neither.
    pub default_language: sekisho_engine::desk::Language,
}
