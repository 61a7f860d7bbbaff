//! Outlook items, TNEF, letters as files, cards, calendars, binary workbooks: made here.

use std::io::{Cursor, Write};

use sekisho_content::Hidden;

use super::{zips::zip, *};

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn sjis(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

/// An item with a recipient, a file and an item attached.
fn item() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let attached = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
    for storage in
        ["/__recip_version1.0_#00000000", "/__attach_version1.0_#00000000", "/__attach_version1.0_#00000001", attached]
    {
        file.create_storage(storage).unwrap();
    }
    let mut put = |path: &str, bytes: &[u8]| file.create_stream(path).unwrap().write_all(bytes).unwrap();
    // Code page 932 for texts that are not wide.
    let page: Vec<u8> =
        [vec![0; 32], 0x3FFD_0003_u32.to_le_bytes().to_vec(), vec![0; 4], 932_u64.to_le_bytes().to_vec()].concat();
    put("/__properties_version1.0", &page);
    put("/__substg1.0_0037001F", &utf16("件名の文字"));
    put("/__substg1.0_1000001E", &sjis("本文の文字"));
    put("/__substg1.0_10130102", "<p>頁の文字</p>".as_bytes());
    put("/__recip_version1.0_#00000000/__substg1.0_39FE001F", &utf16("taro@example.jp"));
    put("/__attach_version1.0_#00000000/__substg1.0_3707001F", &utf16("名簿.csv"));
    put("/__attach_version1.0_#00000000/__substg1.0_37010102", &sjis("氏名,電話\r\n山田,03\r\n"));
    put(&format!("{attached}/__substg1.0_0037001F"), &utf16("中の件名"));
    file.into_inner().into_inner()
}

/// TNEF with a body and an attachment, in code page 932.
fn tnef() -> Vec<u8> {
    let mut out = [0x78, 0x9F, 0x3E, 0x22, 1, 0].to_vec();
    let mut put = |level: u8, id: u32, data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap();
        let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        out.push(level);
        out.extend([id.to_le_bytes(), length.to_le_bytes()].concat());
        out.extend(data);
        out.extend(sum.to_le_bytes());
    };
    put(1, 0x0006_9007, &932_u64.to_le_bytes());
    put(1, 0x0001_8004, &sjis("件名の文字\0"));
    // One property: the body as UTF-16.
    let body = utf16("本文の文字\0");
    let property = [1_u32, 0x1000_001F, 1, u32::try_from(body.len()).unwrap()].map(u32::to_le_bytes).concat();
    let padding = vec![0; body.len().next_multiple_of(4) - body.len()];
    put(1, 0x0006_9003, &[property, body, padding].concat());
    put(2, 0x0006_9002, &[0; 14]);
    put(2, 0x0001_8010, &sjis("名簿.csv\0"));
    put(2, 0x0006_800F, &sjis("氏名,電話\r\n山田,03\r\n"));
    out
}

const LETTER: &str = "From: a@example.jp\r\nMIME-Version: 1.0\r\nSubject: =?UTF-8?B?5Lu25ZCN?=\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n本文の文字\r\n\
    --b\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\nname,tel\r\nyamada,03\r\n--b--\r\n";

const CARDS: &str = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=B1=B1=E7=94=B0=20=\r\n=E5=A4=AA=E9=83=8E\r\n\
    item1.TEL;CELL:090-1234-5678\r\nEMAIL:taro@exa\r\n mple.jp\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nFN:鈴木\\, 花子\r\nEND:VCARD\r\n";

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:面談\r\n\
    ATTENDEE;CN=\"山田: 太郎\":mailto:taro@example.jp\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// Name, bytes, texts that must be found, names of the files inside.
fn cases() -> Vec<(&'static str, Vec<u8>, Vec<&'static str>, Vec<&'static str>)> {
    let mbox = format!("From a\r\n{LETTER}\r\nFrom b\r\n{LETTER}");
    let body = ["本文の文字", "件名", "yamada,03"];
    vec![
        (
            "a.msg",
            item(),
            vec!["件名の文字", "本文の文字", "頁の文字", "taro@example.jp", "中の件名", "山田,03"],
            vec!["名簿.csv"],
        ),
        ("winmail.dat", tnef(), vec!["件名の文字", "本文の文字", "山田,03"], vec!["名簿.csv"]),
        ("a.eml", LETTER.into(), body.to_vec(), vec!["header", "1", "a.csv"]),
        (
            "a.mbox",
            mbox.into_bytes(),
            body.to_vec(),
            vec!["letter-1/header", "letter-1/1", "letter-1/a.csv", "letter-2/header", "letter-2/1", "letter-2/a.csv"],
        ),
        ("a.vcf", CARDS.into(), vec!["山田 太郎", "090-1234-5678", "taro@example.jp", "鈴木, 花子"], vec![]),
        ("a.ics", CALENDAR.into(), vec!["面談", "山田: 太郎", "taro@example.jp"], vec![]),
        ("a.xlsb", binary_workbook(), vec!["名簿", "裏"], vec![]),
    ]
}

#[test]
fn items_are_read_with_what_is_attached() {
    for (name, bytes, texts, inside) in cases() {
        let parts = open(&bytes, name);
        let text: String = parts.iter().map(|part| part.reading.text()).collect::<Vec<_>>().join("\n");
        for wanted in texts {
            assert!(text.contains(wanted), "{name}: {wanted} in {text}");
        }
        let names: Vec<_> = parts.iter().skip(1).filter_map(|part| part.inside.as_deref()).collect();
        assert_eq!(names, inside, "{name}");
        assert!(parts.iter().all(|part| why(part).is_none()), "{name}: {parts:?}");
    }
}

#[test]
fn cards_are_a_table_of_persons() {
    let part = read(CARDS.as_bytes(), "a.vcf");
    let rows = &tables(&part)[0].rows;
    assert_eq!((rows.len(), &*rows[1][0], &*rows[1][3], &*rows[2][0]), (3, "山田 太郎", "090-1234-5678", "鈴木, 花子"));
}

/// A record of BIFF12.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut number = |mut value: usize| loop {
        let low = u8::try_from(value & 0x7F).unwrap();
        value >>= 7;
        out.push(if value > 0 { low | 0x80 } else { low });
        if value == 0 {
            break;
        }
    };
    number(usize::from(kind));
    number(data.len());
    out.extend(data);
    out
}

fn wide(text: &str) -> Vec<u8> {
    [u32::try_from(text.encode_utf16().count()).unwrap().to_le_bytes().to_vec(), utf16(text)].concat()
}

/// Two sheets, the second very hidden; a hidden row, a hidden column, a format with leading zeros.
fn binary_workbook() -> Vec<u8> {
    let u32s = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let sheet = |state: u32, id: &str, name: &str| record(156, &[u32s(&[state, 1]), wide(id), wide(name)].concat());
    let workbook = [sheet(0, "rId1", "名簿"), sheet(2, "rId2", "裏")].concat();
    let row = |number: u32, hidden: u8| record(0, &[u32s(&[number, 0]), vec![0, 0, 0, hidden << 4]].concat());
    // A list of allowed values, for one range, with a text that is shown when another one is typed.
    let list = [vec![0x17, 7, 0], utf16("選ぶ六郎,七子")].concat();
    let formula = [u32s(&[list.len() as u32]), list, u32s(&[0, 0, 0])].concat();
    let texts = [wide("題"), wide("選び直す"), u32s(&[u32::MAX]), wide("")].concat();
    let rule = [u32s(&[0x83, 1, 1, 9, 0, 0]), texts, formula].concat();
    let cells = [
        record(60, &[u32s(&[2, 2, 0, 0]), vec![1, 0]].concat()),
        row(0, 0),
        record(7, &u32s(&[0, 0, 0])),
        record(5, &[u32s(&[1, 1]), 312_345_678_f64.to_le_bytes().to_vec()].concat()),
        record(6, &[u32s(&[2, 0]), wide("糖尿病")].concat()),
        row(1, 1),
        record(2, &u32s(&[0, 0, (7 << 2) | 2])),
        record(573, &[0; 18]),
        record(64, &rule),
    ];
    let relation =
        |id: &str, kind: &str, target: &str| format!(r#"<Relationship Id="{id}" Type="x/{kind}" Target="{target}"/>"#);
    let relations = format!(
        "<Relationships>{}{}{}{}</Relationships>",
        relation("rId1", "worksheet", "worksheets/sheet1.bin"),
        relation("rId2", "worksheet", "worksheets/sheet2.bin"),
        relation("rId3", "sharedStrings", "sharedStrings.bin"),
        relation("rId4", "styles", "styles.bin")
    );
    let styles = [
        record(44, &[vec![164, 0], wide("0000000000")].concat()),
        record(617, &u32s(&[2])),
        record(47, &[vec![0, 0, 0, 0], vec![0; 12]].concat()),
        record(47, &[vec![0, 0, 164, 0], vec![0; 12]].concat()),
        record(618, &[]),
    ];
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.bin", &workbook),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &cells.concat()),
        ("xl/worksheets/sheet2.bin", &[row(0, 0), record(6, &[u32s(&[0, 0]), wide("裏の値")].concat())].concat()),
        ("xl/sharedStrings.bin", &record(19, &[vec![0], wide("山田 太郎")].concat())),
        ("xl/styles.bin", &styles.concat()),
    ])
}

#[test]
fn a_binary_workbook_is_read_like_any_other() {
    let part = read(&binary_workbook(), "a.xlsb");
    let [shown, hidden] = tables(&part) else { panic!("{part:?}") };
    assert_eq!(shown.rows, [vec!["山田 太郎", "0312345678", "糖尿病"], vec!["7"]]);
    assert_eq!((&*shown.hidden_rows, &*shown.hidden_columns, hidden.visible), (&[1][..], &[2][..], false));
    assert_eq!(part.hidden, [Hidden::Sheet, Hidden::Row, Hidden::Column]);
    assert!(part.reading.text().contains("題\n選び直す\n選ぶ六郎,七子\n"), "{}", part.reading.text());
}
