//! Sealed archives and documents, with and without a password on file. The files are those of other programs.

use std::io::{Cursor, Write};

use sekisho_content::{Hidden, open_file_knowing};

use super::*;

/// The first ones have sums or digests inside; the others have none.
const FILES: [(&str, &[u8]); 11] = [
    ("locked-zipcrypto.zip", include_bytes!("files/locked-zipcrypto.zip")),
    ("locked-aes256.zip", include_bytes!("files/locked-aes256.zip")),
    ("locked.7z", include_bytes!("files/locked.7z")),
    ("locked-names.7z", include_bytes!("files/locked-names.7z")),
    ("locked.xlsx", include_bytes!("files/locked.xlsx")),
    ("locked-2007.xlsx", include_bytes!("files/locked-2007.xlsx")),
    ("locked.xls", include_bytes!("files/locked.xls")),
    ("locked.doc", include_bytes!("files/locked.doc")),
    ("locked-rc4.pdf", include_bytes!("files/locked-rc4.pdf")),
    ("locked-aes128.pdf", include_bytes!("files/locked-aes128.pdf")),
    ("locked-aes256.pdf", include_bytes!("files/locked-aes256.pdf")),
];
const SUMMED: usize = 6;

/// A compound file with these streams.
fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.into_inner().into_inner()
}

fn knowing(bytes: &[u8], name: &str, passwords: &[&str]) -> Vec<Part> {
    let passwords: Vec<String> = passwords.iter().map(|password| (*password).to_owned()).collect();
    open_file_knowing(bytes, Some(name), &Limits::default(), &passwords)
}

#[test]
fn a_password_on_file_opens_what_is_sealed() {
    for (name, bytes) in FILES {
        let parts = knowing(bytes, name, &["wrong", "open-2026", "also wrong"]);
        let text: String = parts.iter().map(|part| part.reading.text()).collect();
        assert!(text.contains("鈴木花子") && text.contains("090-1111-2222"), "{name}: {parts:?}");
        assert!(parts.iter().all(|part| why(part).is_none() && part.unlocked), "{name}: {parts:?}");
    }
}

#[test]
fn without_the_right_password_it_stays_blind() {
    for (name, bytes) in FILES {
        for passwords in [&[][..], &["wrong"], &["open-2026 ", "OPEN-2026", ""]] {
            let parts = knowing(bytes, name, passwords);
            assert_eq!(why(&parts[0]), Some(Blind::Encrypted), "{name} {passwords:?}");
            assert!(parts.iter().all(|part| !part.unlocked && !part.reading.text().contains("花子")), "{name}");
        }
    }
}

#[test]
fn many_wrong_passwords_cost_a_bounded_number_of_tries() {
    let many: Vec<String> = (0..5_000).map(|number| format!("wrong{number}")).chain(["open-2026".to_owned()]).collect();
    // A try on a 7z or an Office file costs a quarter of a second; the count is one for all.
    for (name, bytes) in FILES.into_iter().filter(|(name, _)| name.ends_with(".zip")) {
        let parts = open_file_knowing(bytes, Some(name), &Limits::default(), &many);
        assert_eq!(why(&parts[0]), Some(Blind::Encrypted), "{name}");
    }
}

#[test]
fn a_sealed_file_that_is_damaged_is_never_read_as_whole() {
    for (name, bytes) in FILES.into_iter().take(SUMMED) {
        for at in (0..bytes.len()).step_by((bytes.len() / 60).max(1)) {
            let mut broken = bytes.to_vec();
            broken[at] ^= 0x55;
            let parts = knowing(&broken, name, &["open-2026"]);
            let text: String = parts.iter().map(|part| part.reading.text()).collect();
            let blind = parts.iter().any(|part| why(part).is_some());
            assert!(blind || text.contains("090-1111-2222"), "{name} at {at}: {parts:?}");
        }
    }
}

#[test]
fn passwords_are_not_printed() {
    let parts = knowing(FILES[0].1, FILES[0].0, &["open-2026"]);
    assert!(!format!("{parts:?}").contains("open-2026"));
}

const WORKBOOK: &[u8] = include_bytes!("files/locked-cryptoapi.workbook");
const PROPERTIES: &[u8] = include_bytes!("files/locked-cryptoapi.properties");

#[test]
fn a_workbook_under_the_newer_rc4_is_read_with_its_encrypted_properties() {
    let whole = compound(&[("/Workbook", WORKBOOK), ("/encryption", PROPERTIES)]);
    let part = knowing(&whole, "a.xls", &["open-2026"]).swap_remove(0);
    assert!(why(&part).is_none() && part.unlocked, "{part:?}");
    assert_eq!(tables(&part)[0].rows[1], ["鈴木花子", "090-1111-2222"]);
    assert!(part.reading.text().contains("作成者丙") && part.hidden == [Hidden::Property], "{part:?}");
    let locked = knowing(&whole, "a.xls", &["wrong"]).swap_remove(0);
    assert_eq!((why(&locked), locked.unlocked), (Some(Blind::Encrypted), false));
}

#[test]
fn what_a_password_opens_only_in_part_stays_blind() {
    let broken = [PROPERTIES[..4].to_vec(), vec![0xFF; 40]].concat();
    for streams in [
        vec![("/Workbook", WORKBOOK), ("/encryption", broken.as_slice())],
        vec![("/Workbook", WORKBOOK), ("/encryption", b"x".as_slice())],
    ] {
        let part = knowing(&compound(&streams), "a.xls", &["open-2026"]).swap_remove(0);
        assert_eq!(why(&part), Some(Blind::Encrypted));
        assert!(part.reading.text().contains("鈴木花子"), "{part:?}");
    }
}

#[test]
fn a_workbook_that_opens_for_everybody_needs_no_password_on_file() {
    let part = read(include_bytes!("files/open-to-all.xlsx"), "a.xlsx");
    assert!(!part.unlocked && part.reading.text().contains("鈴木花子"), "{part:?}");
}
