//! Any letter under a plan: an outcome that is fit for the wire, the same twice, in which no reader sees a Bcc or another
//! recipient, or an error. Letters are those of the corpus, cut, joined and damaged; `fuzz/` does the same for longer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

use std::{fs, path::Path, sync::LazyLock};

use proptest::prelude::*;
use sekisho_content::{
    Limits, Mail, Part,
    difference::difference,
    mail::Role,
    read,
    transform::{Keys, TransformError, files, prepare},
};
use sekisho_model::{Address, Envelope, PartPath, Plan, ReversePath, Step};

static CORPUS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "eml"));
    paths.sort();
    assert!(paths.len() >= 60, "only {} letters", paths.len());
    #[expect(clippy::disallowed_methods, reason = "the corpus is files")]
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
});

static PARCEL: LazyLock<Envelope> = LazyLock::new(|| {
    let address = |text: &str| Address::parse(text).unwrap();
    Envelope::plain(ReversePath::Address(address("s@house.example")), vec![address("only@one.example")])
});

const PIECES: &[&[u8]] = &[
    b"Bcc: hidden@x.example\n",
    b"bCC : hidden@x.example,\n\tsecond@x.example\n",
    b":Bcc: hidden@x.example\n",
    b"B cc: hidden@x.example\n",
    b"no field\n Bcc: hidden@x.example\n",
    b"Date: no date\n\tBcc: hidden@x.example\n",
    b"Message-ID: <x\n Bcc: hidden@x.example\n",
    b"Received: from\n\n\tBcc: hidden@x.example\n",
    b"To: other@x.example\n",
    b"Cc: =?utf-8?Q?other=40x.example?= <other@x.example>\n",
    b"\n\n",
    b"\r",
    b"\0",
    b"--B\n",
    b"--B--\n",
    b"Content-Type: multipart/mixed; boundary=B\n",
    b"Content-Type: multipart/mixed; boundary*0=B\n",
    b"Content-Type: multipart/digest; boundary=B\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Type: text/html; charset=iso-2022-jp\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n",
    b"Content-Disposition: attachment; filename*0*=utf-8''%E3%81;filename*1=x\n",
    b"=",
    b"=0D=0A",
    b"\x1b$B",
    b"\x95\x5c",
    b"\xe3\x81",
    b" ",
    b"<",
    b"\"",
    b"(",
    b",",
    b":",
    b";",
];

/// One thing done to a letter, at a place given in 1/1000 of its length.
#[derive(Debug, Clone)]
enum Damage {
    Insert(usize, usize),
    Delete(usize, usize),
    Byte(usize, u8),
    Splice(usize, usize, usize),
    LongLine(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = 0..1_000_usize;
    prop_oneof![
        4 => (place.clone(), 0..PIECES.len()).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        1 => (place.clone(), 1..40_usize).prop_map(|(at, length)| Damage::Delete(at, length)),
        1 => (place.clone(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        2 => (place.clone(), any::<usize>(), place.clone()).prop_map(|(at, other, from)| Damage::Splice(at, other, from)),
        1 => place.prop_map(Damage::LongLine),
    ]
}

/// A letter of the corpus under damages; half of them with CRLF.
fn letter() -> impl Strategy<Value = Vec<u8>> {
    (any::<usize>(), prop::collection::vec(damage(), 0..8), any::<bool>()).prop_map(|(number, damages, crlf)| {
        let mut bytes = CORPUS[number % CORPUS.len()].clone();
        damages.into_iter().for_each(|damage| apply(damage, &mut bytes));
        if crlf { String::from_utf8_lossy(&bytes).replace('\n', "\r\n").into_bytes() } else { bytes }
    })
}

fn apply(damage: Damage, bytes: &mut Vec<u8>) {
    let place = |at: usize, length: usize| at * length / 1_000;
    match damage {
        Damage::Insert(at, piece) => {
            let at = place(at, bytes.len());
            bytes.splice(at..at, PIECES[piece].iter().copied());
        }
        Damage::Delete(at, length) => {
            let at = place(at, bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.drain(at..end);
        }
        Damage::Byte(at, byte) => {
            let at = place(at, bytes.len());
            bytes.splice(at..(at + 1).min(bytes.len()), [byte]);
        }
        Damage::Splice(at, other, from) => {
            let other = &CORPUS[other % CORPUS.len()];
            let at = place(at, bytes.len());
            let end = (place(from, other.len()) + 400).min(other.len());
            let piece = &other[place(from, other.len())..end];
            bytes.splice(at..at, piece.iter().copied());
        }
        Damage::LongLine(at) => {
            let at = place(at, bytes.len());
            bytes.splice(at..at, b"long line ".repeat(120));
        }
    }
}

fn in_tree(mail: &Mail) -> Vec<&Part> {
    mail.parts.iter().filter(|part| part.inside.is_none() && part.role != Role::Frame).collect()
}

fn plans(parts: &[&Part]) -> Vec<Vec<Step>> {
    let taken: Vec<PartPath> = parts.iter().skip(1).step_by(2).take(3).map(|part| part.path.clone()).collect();
    let url = "https://house.example/l/1".to_owned();
    vec![
        vec![Step::DropBcc, Step::Trace { field: "Received: by house.example".to_owned() }],
        vec![Step::DropBcc, Step::Individualise, Step::Footer { text: "社外秘\n--B\n①".to_owned() }],
        vec![Step::DropBcc, Step::Link { parts: taken, text: format!("see {url}"), url }],
    ]
}

proptest! {
    #[test]
    fn a_part_is_the_same_part_for_reading_and_transforms(bytes in letter()) {
        let mail = read(&bytes, &Limits::default());
        let limited = mail.defects.iter().any(|defect| defect.code == "limit-reached");
        for part in in_tree(&mail).into_iter().filter(|_| !limited) {
            match files(&bytes, std::slice::from_ref(&part.path)) {
                Ok(files) => prop_assert_eq!((&files[0].mime, files[0].bytes.len()), (&part.mime, part.size)),
                Err(error) => prop_assert!(matches!(error, TransformError::Encoding | TransformError::Structure), "{error} at {}", part.path),
            }
        }
    }

    #[test]
    fn what_leaves_is_fit_and_shows_nobody_else(bytes in letter()) {
        let source = read(&bytes, &Limits::default());
        for steps in plans(&in_tree(&source)) {
            let individual = steps.contains(&Step::Individualise);
            let plan = Plan { seed: [7; 32], steps };
            let Ok(prepared) = prepare(&bytes, &PARCEL, &plan, &Keys::new()) else { continue };
            let (_, made) = prepared.mail(0).unwrap();
            for line in made.split_inclusive(|byte| *byte == b'\n') {
                let text = line.strip_suffix(b"\r\n").unwrap_or(line);
                prop_assert!(text.len() <= 998 && !text.contains(&b'\r') && !text.contains(&b'\n'));
            }
            let again = prepare(&bytes, &PARCEL, &plan, &Keys::new()).unwrap().mail(0).unwrap().1;
            prop_assert!(again == made, "not the same twice");
            let outgoing = read(&made, &Limits::default());
            prop_assert!(outgoing.bcc.is_empty() && outgoing.field("bcc").is_none());
            match std::panic::catch_unwind(|| mail_parser::MessageParser::default().parse(&made)) {
                Ok(lenient) => prop_assert!(lenient.is_none_or(|mail| mail.bcc().is_none()), "a lenient reader sees a Bcc"),
                Err(_) => prop_assert!(outgoing.defects.iter().any(|defect| defect.code.starts_with("lenient-view-"))),
            }
            if individual {
                let seen = outgoing.to.iter().chain(&outgoing.cc).flat_map(|mailbox| &mailbox.address);
                prop_assert!(seen.clone().all(|address| address.as_str() == "only@one.example"), "{:?}", seen.collect::<Vec<_>>());
            }
            let _ = difference(&source, &outgoing);
        }
    }
}
