//! Documents of word processors, spreadsheets and presentations, kept beside this test (see `files/README.md`).

use sekisho_content::Hidden::{self, Column, Comment, Notes, Property, Row, Sheet, Text, TrackedChange};

use super::*;

/// A file, texts that must be found in it, kinds of hidden data.
struct Case {
    name: &'static str,
    bytes: &'static [u8],
    texts: &'static [&'static str],
    hidden: &'static [Hidden],
    /// A row of the first table.
    row: &'static [&'static str],
}

macro_rules! case {
    ($name:literal, $texts:expr, $hidden:expr, $row:expr) => {
        Case { name: $name, bytes: include_bytes!(concat!("files/", $name)), texts: $texts, hidden: $hidden, row: $row }
    };
}

const LETTER: &[&str] = &[
    "佐藤 一郎 様",
    "本文です。",
    "足した期日",
    "消した金額",
    "隠した文字",
    "脚注の電話 03-1234-5678",
    "髙橋さん、",
    "タカハシ",
    "secret@example.jp",
    "箱の中の文字",
    "頭書きの社名",
    "脚書きの注意",
    "この人は退会済み",
    "文書の作者",
    "契約の件",
];
const LIST: &[&str] = &["要注意の顧客", "裏の値", "表の作者", "隠れ 花子\t\t1234567890123", "TRUE\t1.5\t山田 太郎様"];
const TALK: &[&str] = &["表題の文字\n二行目", "田中 次郎", "話者の覚え書き", "隠れた頁", "発表の作者"];
const MEMBER: &[&str] = &["鈴木 花子", "007"];
const PERSON: &[&str] = &["山田 太郎", "2019年5月1日", "0312345678", "糖尿病"];

const CASES: &[Case] = &[
    case!("letter.docx", LETTER, &[Comment, TrackedChange, Property, Text], MEMBER),
    case!("letter.odt", LETTER, &[Comment, TrackedChange, Property, Text], MEMBER),
    case!("letter.doc", LETTER, &[Comment, TrackedChange, Property, Text], MEMBER),
    case!("letter.rtf", LETTER, &[Comment, TrackedChange, Property, Text], MEMBER),
    case!("list.xlsx", LIST, &[Sheet, Row, Column, Comment, Property], PERSON),
    case!("list.ods", LIST, &[Sheet, Row, Column, Comment, Property], PERSON),
    case!("list.xls", LIST, &[Sheet, Row, Column, Comment, Property], PERSON),
    case!("talk.pptx", TALK, &[Sheet, Property, Notes], &["田中 次郎", "80"]),
    case!("talk.odp", TALK, &[Sheet, Property, Notes], &["田中 次郎", "80"]),
    case!("talk.ppt.gz", TALK, &[Sheet, Property, Notes], &[]),
];

#[test]
fn every_corner_of_a_document_is_read() {
    for case in CASES {
        let parts = open(case.bytes, case.name);
        let part = parts.last().unwrap();
        assert!(matches!(part.reading, Reading::Read { .. }), "{}: {:?}", case.name, part.reading);
        for text in case.texts {
            assert!(part.reading.text().contains(text), "{}: {text} in {}", case.name, part.reading.text());
        }
        assert_eq!(part.hidden, case.hidden, "{}", case.name);
        let found = tables(part).iter().flat_map(|table| &table.rows).any(|row| row == case.row);
        assert!(found || case.row.is_empty(), "{}: {:?}", case.name, tables(part));
        assert!(parts.iter().all(|part| why(part).is_none()), "{}", case.name);
    }
}

#[test]
fn sheets_of_all_formats_hide_the_same() {
    for case in CASES.iter().filter(|case| case.name.starts_with("list")) {
        let part = read(case.bytes, case.name);
        let [shown, hidden] = tables(&part) else { panic!("{}: {:?}", case.name, tables(&part)) };
        assert_eq!((shown.name.as_deref(), shown.visible), (Some("名簿"), true), "{}", case.name);
        assert_eq!((&*shown.hidden_rows, &*shown.hidden_columns), (&[2][..], &[3][..]), "{}", case.name);
        assert_eq!((hidden.name.as_deref(), hidden.visible), (Some("裏"), false), "{}", case.name);
    }
}
