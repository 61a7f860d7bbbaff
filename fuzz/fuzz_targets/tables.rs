//! Any octets as a text table: rows and errors do not depend on how the file is cut, all rows have equal width, and both
//! methods of `reconcile` normalise every cell alike.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sekisho_tables::fuzz_text(data));
