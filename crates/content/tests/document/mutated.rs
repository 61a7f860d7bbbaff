//! No bytes make a reader panic, and none is read as clean that was damaged on the way in.

use proptest::prelude::*;

use super::*;

/// Files of all formats, small enough for many rounds.
const FILES: &[(&str, &[u8])] = &[
    ("letter.docx", include_bytes!("files/letter.docx")),
    ("letter.odt", include_bytes!("files/letter.odt")),
    ("letter.doc", include_bytes!("files/letter.doc")),
    ("letter.rtf", include_bytes!("files/letter.rtf")),
    ("letter.pdf", include_bytes!("files/letter.pdf")),
    ("list.xlsx", include_bytes!("files/list.xlsx")),
    ("list.ods", include_bytes!("files/list.ods")),
    ("list.xls", include_bytes!("files/list.xls")),
    ("talk.pptx", include_bytes!("files/talk.pptx")),
    ("list.7z", include_bytes!("files/list.7z")),
    ("list.tar.gz", include_bytes!("files/list.tar.gz")),
    ("list.tar", include_bytes!("files/list.tar")),
    ("list.tar.xz", include_bytes!("files/list.tar.xz")),
    ("list.tar.bz2", include_bytes!("files/list.tar.bz2")),
    ("unijis.pdf", include_bytes!("files/unijis.pdf")),
    ("open.pdf", include_bytes!("files/open.pdf")),
    ("open-rc4.pdf", include_bytes!("files/open-rc4.pdf")),
    ("streams.pdf", include_bytes!("files/streams.pdf")),
    ("fax.pdf", include_bytes!("files/fax.pdf")),
    ("picture.jpg", include_bytes!("files/picture.jpg")),
    ("picture.png", include_bytes!("files/picture.png")),
    ("picture.tif", include_bytes!("files/picture.tif")),
    ("sealed.xlsx", include_bytes!("files/sealed.xlsx")),
    ("letter.fodt", include_bytes!("files/letter.fodt")),
];

/// Sealed files that a password on file opens in little time, and a scanned one.
const SEALED: &[(&str, &[u8])] = &[
    ("locked-zipcrypto.zip", include_bytes!("files/locked-zipcrypto.zip")),
    ("locked-aes256.zip", include_bytes!("files/locked-aes256.zip")),
    ("locked.xls", include_bytes!("files/locked.xls")),
    ("locked.doc", include_bytes!("files/locked.doc")),
    ("locked-rc4.pdf", include_bytes!("files/locked-rc4.pdf")),
    ("locked-aes128.pdf", include_bytes!("files/locked-aes128.pdf")),
    ("locked-aes256.pdf", include_bytes!("files/locked-aes256.pdf")),
    ("scan.pdf", include_bytes!("files/scan.pdf")),
    ("picture.jpg", include_bytes!("files/picture.jpg")),
];

/// One change to a file.
#[derive(Debug, Clone)]
enum Change {
    Set(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Remove(prop::sample::Index, usize),
    Copy(prop::sample::Index, prop::sample::Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => (any::<prop::sample::Index>(), prop_oneof![any::<u8>(), Just(0), Just(0xFF), Just(0x7F)]).prop_map(|(at, to)| Change::Set(at, to)),
        1 => any::<prop::sample::Index>().prop_map(Change::Cut),
        1 => (any::<prop::sample::Index>(), 1..64_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        1 => (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..64_usize).prop_map(|(to, from, length)| Change::Copy(to, from, length)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    match change {
        Change::Set(at, to) => bytes[at.index(length)] = *to,
        Change::Cut(at) => bytes.truncate(at.index(length)),
        Change::Remove(at, count) => {
            let at = at.index(length);
            bytes.drain(at..(at + count).min(length));
        }
        Change::Copy(to, from, count) => {
            let from = from.index(length);
            let piece = bytes[from..(from + count).min(length)].to_vec();
            let to = to.index(length);
            bytes.splice(to..to, piece);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_change_to_a_file_makes_a_reader_panic(file in 0..FILES.len(), changes in prop::collection::vec(change(), 1..12)) {
        let (name, bytes) = FILES[file];
        let mut bytes = bytes.to_vec();
        changes.iter().for_each(|change| apply(&mut bytes, change));
        let limits = Limits { unpacked_bytes: 8 << 20, text_chars: 1 << 20, ..Limits::default() };
        prop_assert!(!open_file(&bytes, Some(name), &limits).is_empty());
        // The same bytes under a name that says something else.
        prop_assert!(!open_file(&bytes, Some("a.html"), &limits).is_empty());
    }

    #[test]
    fn what_passwords_open_and_pictures_show_keeps_to_its_limits(file in 0..SEALED.len(), changes in prop::collection::vec(change(), 0..12)) {
        let (name, bytes) = SEALED[file];
        let mut bytes = bytes.to_vec();
        changes.iter().for_each(|change| apply(&mut bytes, change));
        let limits = Limits { unpacked_bytes: 8 << 20, text_chars: 1 << 20, picture_bytes: 1 << 16, ..Limits::default() };
        let passwords = ["wrong", "open-2026"].map(str::to_owned);
        let parts = sekisho_content::open_file_knowing(&bytes, Some(name), &limits, &passwords);
        prop_assert!(!parts.is_empty());
        prop_assert!(parts.iter().flat_map(|part| &part.pictures.shown).map(Vec::len).sum::<usize>() <= limits.picture_bytes);
        for part in &parts {
            // Until somebody recognised its pictures a part is blind.
            prop_assert!(why(part).is_some() || part.pictures.shown.is_empty());
            prop_assert!(!part.pictures.all || !part.pictures.shown.is_empty());
        }
    }

    #[test]
    fn a_flipped_bit_in_packed_text_is_seen_or_changes_nothing(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let text: String = (0..400).map(|number| format!("{number} 山田 {}\n", number * 7_919 % 1_000)).collect();
        let mut bytes = zips::zip(&[("a.txt", text.as_bytes())]);
        let data = 35..bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        let place = data.start + at.index(data.len());
        bytes[place] ^= 1 << bit;
        let parts = open(&bytes, "a.zip");
        // A bit behind the end of the packed stream fills up its last byte and changes nothing.
        let same = parts.last().is_some_and(|part| part.reading.text() == text);
        prop_assert!(same || parts.iter().any(|part| why(part).is_some()));
    }
}

#[test]
fn the_beginning_of_a_file_makes_no_reader_panic() {
    for (name, bytes) in FILES {
        for length in (0..bytes.len()).step_by(bytes.len() / 40 + 1) {
            assert!(!open(&bytes[..length], name).is_empty());
        }
    }
}
