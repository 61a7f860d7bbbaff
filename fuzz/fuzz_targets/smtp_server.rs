//! Any octets as a client of the submission and the relay door: a session does not depend on how the stream is cut, and
//! what is handed over has CRLF line ends, no NUL, a recipient, and lies within the limits.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sekisho_smtp::server::fuzz_server(data));
