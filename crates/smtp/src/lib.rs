//! Mail on the wire: the delivery client, the milter, the submission server.
//!
//! Protocol cores are sans-I/O (octets in, steps out); tokio drives them at the edge. This crate knows nothing of
//! storage and rules: what is accepted goes to a handler it was given, what leaves comes as `Outgoing`. It never logs
//! an address, a subject or a body.

pub mod client;
pub mod milter;
pub mod server;
