use super::*;
use crate::TableError;

#[test]
fn labels() {
    for (label, expect) in [
        ("UTF-8", Some(Charset::Utf8)),
        ("utf_8", Some(Charset::Utf8)),
        ("Shift_JIS", Some(Charset::Cp932)),
        ("windows-31j", Some(Charset::Cp932)),
        ("EUC-JP", Some(Charset::EucJp)),
        ("iso-2022-jp", Some(Charset::Iso2022Jp)),
        ("UTF-16LE", Some(Charset::Utf16Le)),
        ("utf-16", None),
        ("latin1", None),
        ("", None),
    ] {
        assert_eq!(Charset::of(label), expect, "{label}");
    }
    for charset in [Charset::Utf8, Charset::Utf16Le, Charset::Utf16Be, Charset::Cp932, Charset::EucJp] {
        assert_eq!(Charset::of(charset.name()), Some(charset));
    }
}

const TEXT: &str = "番号,氏名,備考\r\n1,山田 太郎,ご入会ありがとうございます。\r\n2,鈴木 花子,東京都千代田区\r\n";

fn encoded(charset: Charset) -> Vec<u8> {
    charset.encoding().encode(TEXT).0.into_owned()
}

fn prove_bytes(bytes: &[u8]) -> Result<Charset, TableError> {
    prove::prove("a.csv", || Ok(bytes))
}

#[test]
fn a_charset_is_proven_when_all_others_do_not_fit() {
    for charset in [Charset::Utf8, Charset::Cp932, Charset::EucJp, Charset::Iso2022Jp] {
        let proven = prove_bytes(&encoded(charset)).map_err(|error| error.to_string());
        assert_eq!(proven, Ok(charset), "{charset:?}");
    }
    assert_eq!(prove_bytes(b"id,name\n1,Taro\n").unwrap(), Charset::Utf8, "ASCII is the same in all");
}

#[test]
fn a_mark_is_a_proof() {
    let utf16 = |big: bool| -> Vec<u8> {
        let units = "\u{FEFF}a,b\n".encode_utf16();
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    for (bytes, expect) in [
        ("\u{FEFF}番号\n".as_bytes().to_vec(), Charset::Utf8),
        (utf16(false), Charset::Utf16Le),
        (utf16(true), Charset::Utf16Be),
    ] {
        assert_eq!(prove_bytes(&bytes).unwrap(), expect);
    }
}

#[test]
fn two_that_fit_and_differ_are_an_error_with_the_line() {
    // Half-width katakana of Shift_JIS are pairs of EUC-JP.
    let bytes = b"id,name\n1,Taro\n2,\xb1\xb2\xb3\xb4\n3,x\n";
    let Err(TableError::AmbiguousCharset { place, first, second }) = prove_bytes(bytes) else { panic!("ambiguous") };
    assert_eq!((place.line, first, second), (3, "CP932", "EUC-JP"));
}

#[test]
fn what_fits_nothing_says_where_each_stopped() {
    let Err(TableError::NoCharset { tried, .. }) = prove_bytes(b"id\n\xff\xff\n") else { panic!("none fits") };
    assert_eq!(tried.len(), 4);
    assert!(tried.iter().all(|(_, line)| *line == 2), "{tried:?}");
}
