//! Any octets as an MTA at the milter: a reaction does not depend on how the stream is cut.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sekisho_smtp::milter::fuzz_milter(data));
