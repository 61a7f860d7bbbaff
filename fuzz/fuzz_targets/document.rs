//! Opening of files: never panics, always says something about the file itself, gives the same twice, and keeps to its
//! limit of text. The first byte chooses the name, so that readers of formats without magic numbers are reached.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_content::{Limits, open_file};

const NAMES: [&str; 12] =
    ["a", "a.csv", "a.html", "a.xml", "a.vcf", "a.ics", "a.eml", "a.mbox", "a.rtf", "a.xls", "winmail.dat", "a.txt"];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, file)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let limits = Limits { unpacked_bytes: 4 << 20, text_chars: 1 << 16, entries: 64, depth: 4, ..Limits::default() };
    let parts = open_file(file, Some(name), &limits);
    assert!(parts.first().is_some_and(|part| part.inside.is_none() && part.size == file.len()));
    assert!(parts.iter().skip(1).all(|part| part.inside.is_some()));
    assert!(parts.iter().all(|part| part.reading.text().chars().count() <= limits.text_chars));
    assert_eq!(parts, open_file(file, Some(name), &limits));
});
