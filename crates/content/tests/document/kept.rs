//! PDF, archives, pictures, sealed files: kept beside this test (see `files/README.md`).

use sekisho_content::Hidden::{self, Comment, Embedded, Property};

use super::*;

/// A file, texts that must be found in any part, why the file itself is blind, kinds of hidden data.
struct Case {
    name: &'static str,
    bytes: &'static [u8],
    texts: &'static [&'static str],
    why: Option<Blind>,
    hidden: &'static [Hidden],
}

macro_rules! case {
    ($name:literal, $texts:expr, $why:expr, $hidden:expr) => {
        Case { name: $name, bytes: include_bytes!(concat!("files/", $name)), texts: $texts, why: $why, hidden: $hidden }
    };
}

const LIST: &[&str] = &["顧客の一覧", "鈴木 花子\t06-1234-5678\t大阪市北区2-2", "髙橋 三郎"];
const FORM: &[&str] = &["顧客の一覧", "髙橋 三郎", "secret@example.jp", "note of a reader", "文書の作者", "form value"];
const LETTER: &[&str] = &[
    "佐藤 一郎 様",
    "足した期日",
    "髙橋",
    "脚注の電話 03-1234-5678",
    "箱の中の文字",
    "頭書きの社名",
    "secret@example.jp",
    "契約の件",
];
const MEMBERS: &[&str] = &["名簿.csv", "山田 太郎,03-1234-5678"];

const CASES: &[Case] = &[
    case!("letter.pdf", LETTER, None, &[Property]),
    case!("unijis.pdf", FORM, None, &[Comment, Property]),
    case!("rksj.pdf", LIST, None, &[Property]),
    case!("streams.pdf", &["髙橋 三郎", "名簿.csv", "山田 太郎,03-1234-5678"], None, &[Comment, Property, Embedded]),
    case!("scan.pdf", &[], Some(Blind::Image), &[Property]),
    case!("fax.pdf", &[], Some(Blind::Image), &[Property]),
    case!("open.pdf", FORM, None, &[Comment, Property, Embedded]),
    case!("open-aes.pdf", FORM, None, &[Comment, Property, Embedded]),
    case!("open-rc4.pdf", FORM, None, &[Comment, Property, Embedded]),
    case!("sealed.pdf", &[], Some(Blind::Encrypted), &[]),
    case!("list.tar", MEMBERS, None, &[]),
    case!("list.tar.gz", MEMBERS, None, &[]),
    case!("list.tar.bz2", MEMBERS, None, &[]),
    case!("list.tar.xz", MEMBERS, None, &[]),
    case!("list.7z", MEMBERS, None, &[]),
    case!("sealed.7z", &["名簿.csv"], Some(Blind::Encrypted), &[]),
    case!("sealed-names.7z", &[], Some(Blind::Encrypted), &[]),
    case!("sealed.xlsx", &[], Some(Blind::Encrypted), &[]),
    case!("picture.png", &["png comment", "撮影者甲"], Some(Blind::Image), &[Property]),
    case!(
        "picture.jpg",
        &["exif description", "撮影者甲", "35°40′52″", "jpeg comment"],
        Some(Blind::Image),
        &[Property]
    ),
    case!("picture.gif", &["gif comment"], Some(Blind::Image), &[Property]),
    case!("picture.tif", &["tiff description"], Some(Blind::Image), &[Property]),
    case!("spacer.gif", &[], None, &[]),
];

#[test]
fn kept_files_are_read_or_blind_with_the_right_reason() {
    for case in CASES {
        let parts = open(case.bytes, case.name);
        let text: String = parts.iter().map(|part| part.reading.text()).collect::<Vec<_>>().join("\n");
        for wanted in case.texts {
            assert!(text.contains(wanted), "{}: {wanted} in {text}", case.name);
        }
        assert_eq!(why(&parts[0]), case.why, "{}", case.name);
        assert_eq!(parts[0].hidden, case.hidden, "{}", case.name);
    }
}

#[test]
fn columns_of_a_page_become_a_table() {
    for case in CASES.iter().filter(|case| matches!(case.name, "unijis.pdf" | "rksj.pdf" | "streams.pdf")) {
        let part = read(case.bytes, case.name);
        assert_eq!(tables(&part)[0].rows[3], ["髙橋 三郎", "011-123-4567", "札幌市中央区3-3"], "{}", case.name);
    }
}

/// A page with this content, in a font with this encoding and nothing else.
fn page(encoding: &str, ordering: &str, content: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/{encoding}/DescendantFonts[6 0 R]>>endobj\n\
         6 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 6>>>>endobj\n\
         trailer<</Root 1 0 R>>\n%%EOF",
        content.len()
    )
    .into_bytes()
}

#[test]
fn what_a_page_said_before_it_was_changed_is_read_as_hidden() {
    let mut bytes = page("90ms-RKSJ-H", "Japan1", "BT /F 12 Tf 50 700 Td <8E529363> Tj ET");
    let content = "BT /F 12 Tf 50 700 Td (-) Tj ET";
    bytes.extend(
        format!("\n4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\ntrailer<</Root 1 0 R>>", content.len())
            .into_bytes(),
    );
    let part = read(&bytes, "a.pdf");
    assert_eq!((part.reading.text(), &*part.hidden), ("-\n山田\n", &[Hidden::TrackedChange][..]));
}

#[test]
fn fonts_without_a_map_are_read_by_what_is_known_of_them() {
    // Encoding, ordering, hexadecimal text, what people read.
    let cases = [
        ("Identity-H", "Japan1", "<04B0>", Some("一")),
        ("90ms-RKSJ-H", "Japan1", "<8E5293 63>", Some("山田")),
        ("EUC-H", "Japan1", "<BBB3C5C4>", Some("山田")),
        ("H", "Japan1", "<3B334544>", Some("山田")),
        ("UniJIS-UTF16-H", "Japan1", "<5C717530D842DFB7>", Some("山田𠮷")),
        ("UniJIS-UTF8-H", "Japan1", "<E5B1B1>", Some("山")),
        ("Identity-H", "Identity", "<00010002000300040005>", None),
    ];
    for (encoding, ordering, text, read) in cases {
        let part = &open(&page(encoding, ordering, &format!("BT /F 12 Tf 50 700 Td {text} Tj ET")), "a.pdf")[0];
        match read {
            Some(read) => assert_eq!(part.reading.text(), format!("{read}\n"), "{encoding}"),
            None => assert_eq!(why(part), Some(Blind::Charset), "{encoding}"),
        }
    }
}
