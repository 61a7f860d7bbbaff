//! Sealed archives and documents, with and without a password on file. The files are those of other programs.

use sekisho_content::open_file_knowing;

use super::*;

const FILES: [(&str, &[u8]); 5] = [
    ("locked-zipcrypto.zip", include_bytes!("files/locked-zipcrypto.zip")),
    ("locked-aes256.zip", include_bytes!("files/locked-aes256.zip")),
    ("locked.7z", include_bytes!("files/locked.7z")),
    ("locked-names.7z", include_bytes!("files/locked-names.7z")),
    ("locked.xlsx", include_bytes!("files/locked.xlsx")),
];

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
    for (name, bytes) in FILES {
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
