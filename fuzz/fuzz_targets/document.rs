//! Opening of files: never panics, always says something about the file itself, gives the same twice, and keeps to its
//! limits. The length chooses the name, so that readers of formats without magic numbers are reached and every file of
//! the test corpora is a seed as it is.
#![no_main]

mod caught;

use libfuzzer_sys::fuzz_target;
use sekisho_content::{Limits, open_file};

const NAMES: [&str; 13] = [
    "a",
    "a.csv",
    "a.html",
    "a.xml",
    "a.vcf",
    "a.ics",
    "a.eml",
    "a.mbox",
    "a.rtf",
    "a.xls",
    "winmail.dat",
    "a.txt",
    "a.p7m",
];

fuzz_target!(init: caught::panics_of("/mail-parser-"), |file: &[u8]| {
    let name = NAMES[file.len() % NAMES.len()];
    let limits = Limits { unpacked_bytes: 4 << 20, text_chars: 1 << 16, entries: 64, depth: 4, ..Limits::default() };
    let parts = open_file(file, Some(name), &limits);
    assert!(parts.first().is_some_and(|part| part.inside.is_none() && part.size == file.len()));
    assert!(parts.iter().skip(1).all(|part| part.inside.is_some()));
    for part in &parts {
        assert!(part.reading.text().chars().count() <= limits.text_chars);
        assert!(part.hidden.windows(2).all(|pair| pair[0] < pair[1]));
    }
    assert_eq!(parts, open_file(file, Some(name), &limits));
});
