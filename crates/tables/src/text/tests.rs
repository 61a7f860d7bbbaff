use std::io::{self, Read};

use proptest::prelude::*;

use super::{Reader, decode::Decoding, form};
use crate::{Charset, Limits, TableError};

/// Gives few bytes at a time, so that every row is torn.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(to.len()).min(self.0.len());
        let (now, later) = self.0.split_at(length);
        to[..length].copy_from_slice(now);
        self.0 = later;
        Ok(length)
    }
}

fn rows_of(bytes: &[u8], charset: Charset, piece: usize) -> Result<Vec<Vec<String>>, TableError> {
    let form = form::Form { delimiter: b',', quotes: true };
    let limits = Limits { columns: 9, cell: 100, row: 1000, rows: 50, ..Limits::default() };
    let mut reader = Reader::new("a.csv", Decoding::new(Drip(bytes, piece), charset), charset, form, &limits);
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(row) = reader.next()? {
        rows.push(row.cells().map(str::to_owned).collect());
        if rows.len() == 1 {
            let width = rows[0].len();
            reader.expect(width);
        }
    }
    Ok(rows)
}

/// A text, and its rows (`|` between cells, `/` between rows) or its error with line and column.
const CASES: &[(&str, &str)] = &[
    ("a,b\n1,2\n", "a|b/1|2"),
    ("a,b\r\n1,2\r\n", "a|b/1|2"),
    ("a,b\n1,2", "a|b/1|2"),
    ("a,b\n1,2\n\n\r\n", "a|b/1|2"),
    ("\u{FEFF}a,b\n1,2\n", "a|b/1|2"),
    ("a,b\n,\n", "a|b/|"),
    ("a,b\n\"1\",\"2\"\n", "a|b/1|2"),
    ("a,b\n\"1,2\",\"x \"\"y\"\" z\"\n", "a|b/1,2|x \"y\" z"),
    ("a,b\n\"\"\"\",\"\"\n", "a|b/\"|"),
    ("a,b\n\"1\n2\",3\n4,5\n", "a|b/1\n2|3/4|5"),
    ("a,b\n\"1\r2\",3\n", "a|b/1\r2|3"),
    ("a,b\n1,\"2\"", "a|b/1|2"),
    ("a,b\n1,\"2\"\r", "a|b/1|2"),
    ("番,b\n山田,2\n", "番|b/山田|2"),
    ("a,b\n1\n", "ragged a.csv:2:2"),
    ("a,b\n\"1\n2\",3\n4,5,6\n", "ragged a.csv:4:5"),
    ("a,b\n\n1,2\n", "ragged a.csv:2:1"),
    ("a,b\n1,2,\n", "ragged a.csv:2:5"),
    ("a,b\n1,\"2\n3,4\n", "open-quote a.csv:2:3"),
    ("a,b\n1,2\"\n", "stray-quote a.csv:2:4"),
    ("a,b\n\"1\"x,2\n", "stray-quote a.csv:2:4"),
    ("山,b\n山,\"山\"x\n", "stray-quote a.csv:2:6"),
    ("a,b\r1,2\r", "bare-return a.csv:1:4"),
    ("a,b\n1\r,2\n", "bare-return a.csv:2:2"),
    ("a,b\n1,\0\n", "nul a.csv:2:3"),
    ("a,b,c,d,e,f,g,h,i,j,k\n", "limit a.csv:1:21"),
    ("", ""),
];

fn told(result: Result<Vec<Vec<String>>, TableError>) -> String {
    match result {
        Ok(rows) => rows.iter().map(|row| row.join("|")).collect::<Vec<_>>().join("/"),
        Err(error) => format!("{} {}", error.code(), error.place().unwrap()),
    }
}

#[test]
fn texts_are_rows() {
    assert!(!CASES.is_empty());
    for (text, expect) in CASES {
        for piece in [1, 2, 7, 4096] {
            let told = told(rows_of(text.as_bytes(), Charset::Utf8, piece));
            assert_eq!(&told, expect, "{text:?} in pieces of {piece}");
        }
    }
}

#[test]
fn every_charset_gives_the_same_rows() {
    let text = "番号,氏名\n1,山田 太郎\n2,\"ﾔﾏﾀﾞ, 髙橋\"\n";
    let expect = "番号|氏名/1|山田 太郎/2|ﾔﾏﾀﾞ, 髙橋";
    for charset in [Charset::Cp932, Charset::EucJp] {
        let (bytes, _, lost) = charset.encoding().encode(text);
        assert!(!lost, "{charset:?}");
        for piece in [1, 3, 4096] {
            assert_eq!(told(rows_of(&bytes, charset, piece)), expect, "{charset:?} in pieces of {piece}");
        }
    }
    for (charset, big) in [(Charset::Utf16Le, false), (Charset::Utf16Be, true)] {
        let units = text.encode_utf16();
        let bytes: Vec<u8> = units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
        assert_eq!(told(rows_of(&bytes, charset, 3)), expect, "{charset:?}");
    }
    let jis = b"id,name\n1,\x1b$B;3ED\x1b(B\n2,x\n";
    assert_eq!(told(rows_of(jis, Charset::Iso2022Jp, 1)), "id|name/1|山田/2|x");
}

#[test]
fn a_byte_without_a_meaning_has_a_line_and_a_column() {
    let cases: &[(&[u8], Charset, &str)] = &[
        (b"a,b\n1,\xff\n", Charset::Utf8, "undecodable a.csv:2:3"),
        (b"a,b\n\"x\ny\",\xe3\x81", Charset::Utf8, "undecodable a.csv:3:4"),
        (b"a,b\n1,2\n\x8e\x52,\x85\x20\n", Charset::Cp932, "undecodable a.csv:3:3"),
        (b"a,b\n1,\xa4\n", Charset::EucJp, "undecodable a.csv:2:3"),
    ];
    for (bytes, charset, expect) in cases {
        for piece in [1, 4096] {
            assert_eq!(&told(rows_of(bytes, *charset, piece)), expect);
        }
    }
}

#[test]
fn bounds_are_errors() {
    let long = format!("a,b\n1,{}\n", "x".repeat(101));
    assert_eq!(told(rows_of(long.as_bytes(), Charset::Utf8, 4096)), "limit a.csv:2:3");
    let endless = format!("a,b\n1,\"{}", "x".repeat(5000));
    assert_eq!(told(rows_of(endless.as_bytes(), Charset::Utf8, 100)), "limit a.csv:2:1");
    let many = format!("a\n{}", "x\n".repeat(51));
    assert_eq!(told(rows_of(many.as_bytes(), Charset::Utf8, 4096)), "limit a.csv:52:1");
}

#[test]
fn the_delimiter_is_clear_or_an_error() {
    for (file, head, expect) in [
        ("a.csv", "a,b\n1;2", Some(b',')),
        ("a.tsv", "a\tb, c\n", Some(b'\t')),
        ("a.csv", "a;b\n", Some(b';')),
        ("a.txt", "a\tb\n", Some(b'\t')),
        ("a.csv", "\"a;b\",c\n", Some(b',')),
        ("a.csv", "a;b|c\n", None),
        ("a.csv", "alone\n", Some(b',')),
    ] {
        assert_eq!(form::delimiter(file, head).ok(), expect, "{head:?}");
    }
}

proptest! {
    /// What is written by the rules is read as it was, however it is torn.
    #[test]
    fn written_is_read(
        rows in prop::collection::vec(prop::collection::vec("[a-z山\",\r\n ]{0,6}", 3), 1..8),
        piece in 1_usize..40,
    ) {
        let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let text: String =
            rows.iter().map(|row| row.iter().map(quote).collect::<Vec<_>>().join(",") + "\r\n").collect();
        let read = rows_of(text.as_bytes(), Charset::Utf8, piece).map_err(|error| error.to_string());
        prop_assert_eq!(read, Ok(rows));
    }

    /// Any bytes end in rows or an error.
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), piece in 1_usize..40) {
        for charset in [Charset::Utf8, Charset::Cp932, Charset::EucJp, Charset::Iso2022Jp, Charset::Utf16Le] {
            if let Ok(rows) = rows_of(&bytes, charset, piece) {
                prop_assert!(rows.iter().all(|row| row.len() == rows[0].len()));
            }
        }
    }
}
