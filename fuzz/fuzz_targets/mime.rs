//! Reading of letters: never panics, always gives a part, stays within its limits, and gives the same twice.
#![no_main]

mod caught;

use libfuzzer_sys::fuzz_target;
use sekisho_content::{Limits, read};

fuzz_target!(init: caught::panics_of("/mail-parser-"), |bytes: &[u8]| {
    let small = Limits { parts: 16, depth: 4, header_fields: 32, header_bytes: 4 << 10, ..Limits::default() };
    for limits in [Limits::default(), small] {
        let mail = read(bytes, &limits);
        assert!(!mail.parts.is_empty());
        assert!(mail.fields.len() <= limits.header_fields);
        assert!(mail.references.len() <= 100);
        assert_eq!(mail, read(bytes, &limits));
    }
});
