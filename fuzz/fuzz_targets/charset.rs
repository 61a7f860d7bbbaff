//! Decoding: the first byte chooses a label, the rest is a body in it. Never panics; what is read without a blind
//! reason has no replacement character that the bytes did not spell.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_content::{Limits, Reading, read};

const LABELS: &[&str] = &[
    "",
    "utf-8",
    "us-ascii",
    "iso-8859-1",
    "shift_jis",
    "cp932",
    "euc-jp",
    "iso-2022-jp",
    "iso-2022-jp-ms",
    "cp50221",
    "cp50222",
    "utf-7",
    "utf-16",
    "utf-16le",
    "utf-32",
    "big5",
    "gb18030",
    "euc-kr",
    "hz-gb-2312",
    "x-nobody",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, body)) = bytes.split_first() else { return };
    let label = LABELS[usize::from(*first) % LABELS.len()];
    let kind = if label.is_empty() { String::new() } else { format!("Content-Type: text/plain; charset={label}\r\n") };
    let head = format!("From: a@b.example\r\n{kind}Content-Transfer-Encoding: 8bit\r\n\r\n");
    let mail = read(&[head.as_bytes(), body].concat(), &Limits::default());
    let marked = [&[0xFF, 0xFE][..], &[0xFE, 0xFF], &[0, 0, 0xFE, 0xFF]].iter().any(|mark| body.starts_with(mark));
    let spelt = marked || body.windows(3).any(|three| three == "\u{fffd}".as_bytes());
    if let (Some(Reading::Read { text, .. }), "shift_jis" | "euc-jp" | "iso-2022-jp") =
        (mail.parts.first().map(|part| &part.reading), label)
    {
        assert!(spelt || !text.contains('\u{fffd}'));
    }
});
