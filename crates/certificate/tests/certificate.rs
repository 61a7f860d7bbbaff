//! A certificate is drawn with the fonts of this system, checked, and broken at every place.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]
#![expect(clippy::disallowed_methods, reason = "fonts are files")]

use sekisho_certificate::{Block, CertificateError, Fonts, Pages, SigningKey, verify};
use sekisho_model::Time;
use serde_json::json;

const FONTS: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK";

fn pdf(blocks: &[Block]) -> Vec<u8> {
    let (regular, bold) = (format!("{FONTS}-Regular.ttc"), format!("{FONTS}-Bold.ttc"));
    let (regular, bold) = (std::fs::read(regular).unwrap(), std::fs::read(bold).unwrap());
    let pages = Pages {
        title: "突合証明書",
        house: "例示株式会社",
        language: "ja",
        foot: "opening-day",
        at: Time::from_second(1_764_547_200).unwrap(),
        blocks,
    };
    let values = json!({ "campaign": "opening-day", "rows": 1369, "名": "山田" });
    SigningKey::new(&[7; 32]).unwrap().certify(&values, &pages, &Fonts { regular: &regular, bold: &bold }).unwrap()
}

fn blocks() -> Vec<Block> {
    vec![
        Block::Heading("配信".to_owned()),
        Block::Pair("配信".to_owned(), "opening-day #set text(red) {{ 7*7 }} \\n (BT)".to_owned()),
        Block::Pair("ルート".to_owned(), "0a1b".repeat(40)),
        Block::Table {
            columns: vec![("分類".to_owned(), 3), ("行".to_owned(), 1)],
            rows: vec![vec!["一致".to_owned(), "1,369".to_owned()]; 90],
        },
        Block::Text("書体にない文字\u{10FFFF}\u{1F980}も、落ちずに印で示される。".to_owned()),
    ]
}

#[test]
fn a_certificate_is_what_its_key_signed() {
    let pdf = pdf(&blocks());
    let verified = verify(&pdf).unwrap();
    assert_eq!(verified.values["rows"], 1369);
    assert_eq!(verified.key, SigningKey::new(&[7; 32]).unwrap().public());
    assert_eq!(pdf, self::pdf(&blocks()), "the same values give the same bytes");
    assert!(pdf.starts_with(b"%PDF-1.7"));
}

#[test]
fn no_byte_of_it_can_be_changed() {
    let pdf = pdf(&blocks());
    let step = (pdf.len() / 400).max(1);
    for at in (0..pdf.len()).step_by(step) {
        let mut changed = pdf.clone();
        changed[at] ^= 1;
        assert!(verify(&changed).is_err(), "{at}");
    }
    let mut longer = pdf.clone();
    longer.push(b'\n');
    assert!(matches!(verify(&longer), Err(CertificateError::Broken { what: "pages" })));
    let mut twice = pdf.clone();
    twice.extend_from_slice(&pdf);
    assert!(matches!(verify(&twice), Err(CertificateError::NotOne)));
    for other in [&b""[..], b"%PDF-1.7", &pdf[..pdf.len() / 2]] {
        assert!(verify(other).is_err());
    }
}

#[test]
fn a_font_that_is_none_is_an_error() {
    let pages = Pages { title: "", house: "", language: "en", foot: "", at: Time::UNIX_EPOCH, blocks: &[] };
    let key = SigningKey::new(&[7; 32]).unwrap();
    let error = key.certify(&json!({}), &pages, &Fonts { regular: b"no font", bold: b"" }).unwrap_err();
    assert!(matches!(error, CertificateError::Font));
}
