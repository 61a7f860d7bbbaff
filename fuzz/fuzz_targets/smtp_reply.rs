//! Any octets as a server's replies to the delivery client: a reply does not depend on how the stream is cut.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sekisho_smtp::client::fuzz_reply(data));
