//! Reading and transforms mean the same part by the same path: whatever reading names in the tree can be taken out,
//! and has the size that was read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "transform_support/letters.rs"]
mod letters;

use std::{fs, path::Path};

use sekisho_content::{
    Limits, Part,
    mail::Role,
    read,
    transform::{TransformError, files},
};

fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    #[expect(clippy::disallowed_methods, reason = "the corpus is files")]
    let letter = |path: std::path::PathBuf| (path.display().to_string(), fs::read(path).unwrap());
    let mut all: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|kind| kind == "eml")).map(letter).collect();
    let made = letters::everything().into_iter().enumerate();
    all.extend(made.map(|(number, bytes)| (format!("made letter {number}"), bytes)));
    assert!(all.len() >= 100, "only {} letters found", all.len());
    all
}

/// Parts of the tree itself; what stands beside it cannot be named by a plan.
fn in_tree(part: &&Part) -> bool {
    part.inside.is_none() && part.role != Role::Frame
}

#[test]
fn every_part_that_is_read_can_be_taken_out() {
    let mut taken = 0;
    for (name, bytes) in corpus() {
        for part in read(&bytes, &Limits::default()).parts.iter().filter(in_tree) {
            match files(&bytes, std::slice::from_ref(&part.path)) {
                Ok(files) => {
                    let file = files.first().unwrap();
                    let found = (&file.part, file.mime.as_str(), file.bytes.len());
                    assert_eq!(found, (&part.path, part.mime.as_str(), part.size), "{name}");
                    taken += 1;
                }
                // What cannot be decoded is never guessed; the letter is held.
                Err(error) => assert_eq!(error, TransformError::Encoding, "part {} of {name}", part.path),
            }
        }
    }
    assert!(taken >= 150, "only {taken} parts");
}
