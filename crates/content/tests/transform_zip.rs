//! The encrypted archive, opened by 7-Zip and by the zip crate: two programs that did not write it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "transform_support/letters.rs"]
mod letters;
#[path = "transform_support/post.rs"]
mod post;

use std::{
    io::{Cursor, Read as _},
    process::Command,
};

use letters::*;
use post::*;
use sekisho_content::transform::{Keys, prepare};
use sekisho_model::{Plan, Step};

const CSV: &str = "氏名,電話\r\n山田,0312345678\r\n";

fn zipped(seed: u8, parts: &[&str]) -> Vec<u8> {
    let parts = parts.iter().map(|part| part.parse().unwrap()).collect();
    let plan = Plan { seed: [seed; 32], steps: vec![Step::DropBcc, zip_step(parts)] };
    prepare(&mixed_letter(), &parcel(&["a@example.com"]), &plan, &Keys::new()).unwrap().mail(0).unwrap().1
}

fn archive(mail: &[u8]) -> Vec<u8> {
    let (name, bytes) = attachments(mail).pop().unwrap();
    assert_eq!(name, "添付ファイル.zip");
    bytes
}

#[test]
fn the_zip_crate_opens_it_with_the_password_only() {
    let mail = zipped(1, &["2", "3"]);
    is_fit_for_the_wire(&mail);
    assert_eq!(attachments(&mail).len(), 1, "both files are gone from the letter");
    assert!(body_text(&mail, 0).starts_with("山田様"));
    let bytes = archive(&mail);
    let visible = String::from_utf8_lossy(&bytes);
    assert!(!visible.contains("顧客") && !visible.contains("third") && !visible.contains("山田"));

    let mut outer = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    assert_eq!(outer.file_names().collect::<Vec<_>>(), ["contents.zip"]);
    assert!(outer.by_index(0).is_err(), "not without a password");
    let refused = outer.by_index_decrypt(0, b"wrong").map(|mut file| file.read_to_end(&mut Vec::new()).is_err());
    assert!(refused.unwrap_or(true), "not with another password");
    let mut inner = Vec::new();
    outer.by_index_decrypt(0, PASSWORD.as_bytes()).unwrap().read_to_end(&mut inner).unwrap();

    let mut inner = zip::ZipArchive::new(Cursor::new(inner)).unwrap();
    let mut files = Vec::new();
    for index in 0..inner.len() {
        let mut file = inner.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let time = file.last_modified().unwrap();
        assert_eq!((time.year(), time.month(), time.day(), time.hour()), (2026, 11, 24, 6));
        files.push((file.name().to_owned(), bytes));
    }
    assert_eq!(files[0], ("顧客一覧.csv".to_owned(), CSV.as_bytes().to_vec()));
    assert_eq!(files[1], ("third.pdf".to_owned(), b"%PDF-1.4 third".to_vec()));
}

#[test]
fn seven_zip_opens_it() {
    let program = ["7zz", "7z", "7za"]
        .into_iter()
        .find(|name| Command::new(name).output().is_ok())
        .expect("this test needs 7-Zip (7zz, 7z or 7za; package p7zip-full) in the path");
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let done = Command::new(program).args(arguments).current_dir(&folder).output().unwrap();
        (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned())
    };
    std::fs::write(folder.path().join("a.zip"), archive(&zipped(1, &["2", "3"]))).unwrap();
    let (listed, list) = run(&["l", "-slt", "a.zip"]);
    assert!(listed && list.contains("AES-256") && list.contains("contents.zip"), "{list}");
    let (opened, said) = run(&["t", "-pwrong", "a.zip"]);
    assert!(!opened, "{said}");
    let (opened, said) = run(&["x", &format!("-p{PASSWORD}"), "-y", "a.zip"]);
    assert!(opened, "{said}");
    let (opened, said) = run(&["x", "-y", "contents.zip"]);
    assert!(opened, "{said}");
    assert_eq!(std::fs::read(folder.path().join("顧客一覧.csv")).unwrap(), CSV.as_bytes());
    assert_eq!(std::fs::read(folder.path().join("third.pdf")).unwrap(), b"%PDF-1.4 third");
}

#[test]
fn the_same_plan_gives_the_same_archive_and_another_seed_or_content_another_salt() {
    let salt = |mail: &[u8]| archive(mail)[30 + "contents.zip".len() + 11..][..16].to_vec();
    assert_eq!(zipped(1, &["2", "3"]), zipped(1, &["2", "3"]));
    assert_ne!(salt(&zipped(1, &["2", "3"])), salt(&zipped(2, &["2", "3"])));
    assert_ne!(salt(&zipped(1, &["2", "3"])), salt(&zipped(1, &["2"])));
}
