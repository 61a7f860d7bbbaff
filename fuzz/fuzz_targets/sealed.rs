//! Sealed and scanned files: what `document` promises holds with passwords on file and with pictures handed out, too; a
//! password never makes a file less read, and pictures keep to their limits.
#![no_main]

mod caught;

use libfuzzer_sys::fuzz_target;
use sekisho_content::{Limits, Reading, open_file, open_file_knowing};

/// Those of the files that the tests keep, and a wrong one.
const PASSWORDS: [&str; 2] = ["wrong", "open-2026"];
const PICTURES: usize = 1 << 20;

fuzz_target!(init: caught::panics_of("/mail-parser-"), |file: &[u8]| {
    let limits = Limits { unpacked_bytes: 4 << 20, text_chars: 1 << 16, entries: 64, depth: 4, ..Limits::default() };
    let wanting = Limits { picture_bytes: PICTURES, ..limits };
    let passwords = PASSWORDS.map(str::to_owned);
    let parts = open_file_knowing(file, None, &wanting, &passwords);
    assert!(parts.first().is_some_and(|part| part.inside.is_none() && part.size == file.len()));
    let shown: usize = parts.iter().flat_map(|part| &part.pictures.shown).map(Vec::len).sum();
    assert!(shown <= PICTURES);
    for part in &parts {
        // Until somebody recognised its pictures a part is blind.
        let blind = matches!(part.reading, Reading::Blind { .. });
        assert!(blind || part.pictures.shown.is_empty());
        assert!(!part.pictures.all || !part.pictures.shown.is_empty());
        assert!(part.reading.text().chars().count() <= limits.text_chars);
    }
    let without = open_file(file, None, &limits);
    assert!(without.iter().all(|part| part.pictures.shown.is_empty() && !part.unlocked));
    let first_blind = |parts: &[sekisho_content::Part]| {
        matches!(parts.first().map(|part| &part.reading), Some(Reading::Blind { .. }))
    };
    assert!(first_blind(&without) || parts.first().is_some_and(|part| !part.unlocked));
});
