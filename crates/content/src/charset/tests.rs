//! Cases of decoding: bytes, label, text, and whether every byte had a meaning.

use encoding_rs::{EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

use super::decode;

/// Bytes, label, text, lossless.
#[derive(Debug)]
struct Case(&'static [u8], Option<&'static str>, &'static str, bool);

const CASES: &[Case] = &[
    Case(b"plain", None, "plain", true),
    Case(b"plain", Some("x-nobody-knows"), "plain", false),
    Case(b"plain", Some("unknown-8bit"), "plain", true),
    Case("日本語".as_bytes(), None, "日本語", true),
    Case("日本語".as_bytes(), Some("UTF-8"), "日本語", true),
    Case("日本語".as_bytes(), Some("\"utf8\""), "日本語", true),
    Case("日本語".as_bytes(), Some("iso-8859-1"), "日本語", false),
    Case("\u{feff}日本".as_bytes(), Some("shift_jis"), "日本", true),
    Case(b"\xe3\x81", Some("utf-8"), "\u{fffd}", false),
    // Shift_JIS and its vendor characters: ① ㈱ 髙 表
    Case(b"\x87\x40\x87\x8a\xfb\xfc\x95\x5c", Some("cp932"), "①㈱髙表", true),
    Case(b"\x87\x40\x87\x8a\xfb\xfc\x95\x5c", Some("Shift_JIS"), "①㈱髙表", true),
    Case(b"\x87\x40\x87\x8a\xee\xe0\x95\x5c", Some("Windows-31J"), "①㈱髙表", true),
    Case(b"\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x83\x65\x83\x58\x83\x67", None, "日本語のテスト", true),
    Case(b"\x83\x5c\x83\x74\x83\x67", None, "ソフト", true),
    Case(b"\x93\xfa\x96\x7b\x8c\xea", Some("utf-8"), "日本語", false),
    Case(b"\x93\xfa\x96\x7b\x8c\xea", Some("us-ascii"), "日本語", true),
    Case(b"\x93\xfa\x96\x7b\x8c\xea", Some("x-nobody-knows"), "日本語", false),
    // EUC-JP
    Case(b"\xc6\xfc\xcb\xdc\xb8\xec\xa4\xce\xa5\xc6\xa5\xb9\xa5\xc8", None, "日本語のテスト", true),
    Case(b"\xc6\xfc\xad\xa1", Some("eucJP-ms"), "日①", true),
    Case(b"\xc6\xfc\xcb\xdc", Some("cp51932"), "日本", true),
    // ISO-2022-JP and its variants
    Case(b"\x1b$BF|K\\8l\x1b(B ok", None, "日本語 ok", true),
    Case(b"\x1b$BF|K\\8l\x1b(B", Some("ISO-2022-JP"), "日本語", true),
    Case(b"\x1b$@F|K\\8l\x1b(J~", Some("iso-2022-jp"), "日本語~", true),
    Case(b"\x1b$B-!-j|b\x1b(B", Some("iso-2022-jp-ms"), "①㈱髙", true),
    Case(b"\x1b$B-!-j|b\x1b(B", Some("cp50221"), "①㈱髙", true),
    Case(b"\x1b(I6@6E\x1b(B", Some("cp50221"), "ｶﾀｶﾅ", true),
    Case(b"\x1b(I6@6E\x1b(B", Some("iso-2022-jp"), "ｶﾀｶﾅ", true),
    Case(b"\x0e6@6E\x0f.", Some("cp50222"), "ｶﾀｶﾅ.", true),
    Case(b"\xb6\xc0\xb6\xc5", Some("cp50220"), "ｶﾀｶﾅ", true),
    Case(b"\x1b$(D0!\x1b(B", Some("iso-2022-jp-1"), "丂", true),
    Case(b"\x1b$(?!!\x1b(B", Some("iso-2022-jp-ms"), "\u{e000}", true),
    Case(b"\x1b$A0!\x1b(B", Some("iso-2022-jp-2"), "啊", true),
    Case(b"\x1b$(C0!\x1b(B", Some("iso-2022-jp-2"), "가", true),
    Case(b"\x1b$BF|K\\8l", Some("iso-2022-jp"), "日本語", true),
    Case(b"\x1b$BF|K", Some("iso-2022-jp"), "日\u{fffd}", false),
    Case(b"\x1b$BF|\n\x1b(Bok", Some("iso-2022-jp"), "日\nok", false),
    Case(b"\x1b$BF|K\\8l\x1b(B", Some("utf-8"), "日本語", false),
    Case(b"\x1b$BF|K\\8l\x1b(B", Some("us-ascii"), "日本語", true),
    Case(b"\x1b%G", Some("iso-2022-jp"), "\u{fffd}%G", false),
    // Wide
    Case(b"\xff\xfea\x00\xe5\x65", None, "a日", true),
    Case(b"\xfe\xff\x00a\x65\xe5", Some("utf-16"), "a日", true),
    Case(b"a\x00b\x00c\x00\xe5\x65", None, "abc日", true),
    Case(b"\x00a\x00b\x00c\x65\xe5", None, "abc日", true),
    Case(b"\x65\xe5", Some("utf-16be"), "日", true),
    Case(b"\x65\xe5", Some("utf-16"), "日", false),
    Case(b"\x00\x00\xfe\xff\x00\x00\x65\xe5", Some("utf-32"), "日", true),
    // UTF-7 is read but never trusted; without a shift it is ASCII
    Case(b"a+ZeVnLIqe-b", Some("utf-7"), "a日本語b", false),
    Case(b"1 +- 1", Some("utf-7"), "1 + 1", false),
    Case(b"plain", Some("utf-7"), "plain", true),
    Case(b"~{VPND~}", Some("hz-gb-2312"), "~{VPND~}", false),
    Case(b"caf\xe9 cr\xe8me br\xfbl\xe9e", Some("iso-8859-1"), "café crème brûlée", true),
    Case(b"\xa4\xa4\xa4\xe5", Some("big5"), "中文", true),
    Case(b"\xd6\xd0\xce\xc4", Some("gb2312"), "中文", true),
];

#[test]
fn bytes_mean_what_japan_means_by_them() {
    let wrong: Vec<_> = CASES
        .iter()
        .map(|case| (case, decode(case.0, case.1)))
        .filter(|(case, decoded)| (decoded.text.as_str(), decoded.lossless) != (case.2, case.3))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A piece of a file: a text in a charset, or bytes.
#[derive(Debug, Clone, Copy)]
enum Piece {
    In(&'static Encoding, &'static str),
    Raw(&'static [u8]),
    Times(usize, &'static [Piece]),
}
use Piece::{In, Raw, Times};

fn bytes(pieces: &[Piece]) -> Vec<u8> {
    let piece = |piece: &Piece| match *piece {
        In(encoding, text) if encoding == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        In(encoding, text) if encoding == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        In(encoding, text) => encoding.encode(text).0.into_owned(),
        Raw(bytes) => bytes.to_vec(),
        Times(times, pieces) => bytes(pieces).repeat(times),
    };
    pieces.iter().flat_map(piece).collect()
}

const LETTER: &str = "山田太郎様\n糖尿病の検査結果です。住所:東京都世田谷区桜新町2-14-7\n";
const ROW: &str = "高橋 美咲,大阪府大阪市北区梅田3-1-3,高血圧\n";

/// Pieces, label, a text that must be found, and whether every byte had a meaning.
const PIECES: &[(&[Piece], Option<&str>, &str, bool)] = &[
    // A few bytes that fit nothing: the rest is read, and it is said.
    (&[In(UTF_8, LETTER), Raw(b"\x80\n")], None, LETTER, false),
    (&[In(UTF_8, LETTER), Raw(b"\xff")], None, LETTER, false),
    (&[In(UTF_8, LETTER), Raw(b"\xe6\x9c")], None, LETTER, false),
    (&[In(UTF_8, LETTER), Raw(b"\xed\xa0\xbd\xed\xb8\x80")], None, LETTER, false),
    (&[In(UTF_8, LETTER), Raw(b"\x80\n")], Some("utf-8"), LETTER, false),
    (&[In(UTF_8, "\u{feff}"), In(UTF_8, LETTER), Raw(b"\xff")], None, LETTER, false),
    (&[In(SHIFT_JIS, LETTER), Raw(b"\xff\n")], None, LETTER, false),
    (&[In(SHIFT_JIS, LETTER), Raw(b"\x8e\n")], None, LETTER, false),
    (&[In(SHIFT_JIS, LETTER), Raw(b"\x8e\n")], Some("shift_jis"), LETTER, false),
    (&[In(EUC_JP, LETTER), Raw(b"\x80\n")], None, LETTER, false),
    (&[In(EUC_JP, LETTER), Raw(b"\xbb\n")], None, LETTER, false),
    (&[In(SHIFT_JIS, LETTER), Raw(b"\xff\n")], Some("utf-8"), LETTER, false),
    (&[Raw(b"Dear all, this is a long letter to everybody.\n"), In(UTF_8, ROW), Raw(b"\xff\n")], None, ROW, false),
    // Names alone have no kana.
    (&[In(SHIFT_JIS, "山田太郎,東京都世田谷区\n"), Raw(b"\x80\n")], None, "山田太郎,東京都世田谷区", false),
    (&[In(EUC_JP, "山田太郎,東京都世田谷区\n"), Raw(b"\x80\n")], None, "山田太郎,東京都世田谷区", false),
    // Cut by a host that counts bytes.
    (
        &[Times(9, &[In(SHIFT_JIS, "鈴木花子"), Raw(b"\x8e,"), In(SHIFT_JIS, "大阪市北区\r\n")])],
        None,
        "鈴木花子",
        false,
    ),
    (&[Times(9, &[In(EUC_JP, "鈴木花子"), Raw(b"\xbb,"), In(EUC_JP, "大阪市北区\r\n")])], None, "大阪市北区", false),
    (&[Times(9, &[In(UTF_8, "鈴木花"), Raw(b"\xe5\xad,"), In(UTF_8, "大阪市\r\n")])], None, "鈴木花", false),
    // Pasted into another text, with and without a label.
    (&[In(UTF_8, LETTER), In(SHIFT_JIS, ROW)], None, ROW, false),
    (&[In(UTF_8, LETTER), In(SHIFT_JIS, ROW)], Some("utf-8"), ROW, false),
    (&[In(UTF_8, ROW), Times(9, &[In(SHIFT_JIS, LETTER)])], None, ROW, false),
    (&[In(SHIFT_JIS, LETTER), In(UTF_8, ROW)], Some("shift_jis"), ROW, false),
    (&[In(EUC_JP, LETTER), In(UTF_8, ROW)], None, ROW, false),
    // Other scripts need evidence, and then they are read.
    (&[Raw(b"Le caf\xe9 cr\xe8me et la cr\xeape \xe0 10 \x80, voil\xe0 tout ce qu'il faut.")], None, "crème", true),
    (&[Raw(b"It\x92s \x93fine\x94 \x96 don\x92t worry about the weather.")], None, "It’s “fine” – don’t", true),
    (&[In(WINDOWS_1251, "Привет, это письмо на русском языке.")], None, "Привет", true),
    (
        &[In(GBK, "你好，这是一封中文的信。我们在北京的公司有新的产品，请您有时间的时候看一下。")],
        None,
        "北京的公司",
        true,
    ),
    (&[In(EUC_KR, "안녕하세요 ① 서울에 있는 회사의 새로운 제품을 소개합니다 ② 감사합니다")], None, "서울에", true),
    // UTF-16 without a mark, short and with hardly any ASCII.
    (&[In(UTF_16LE, "山田太郎様\n090-1234-5678")], None, "山田太郎様\n", true),
    (&[In(UTF_16BE, "山田太郎様\n")], None, "山田太郎様\n", true),
    (&[In(UTF_16LE, "住所は東京都世田谷区です")], None, "住所は", true),
    (&[In(UTF_16BE, "住所は東京都世田谷区です")], None, "住所は", true),
    (&[In(SHIFT_JIS, "山田太郎様"), Raw(b"\0\n")], None, "山田太郎様", false),
];

#[test]
fn what_does_not_fit_is_said_and_costs_nothing_else() {
    let wrong: Vec<_> = PIECES
        .iter()
        .map(|case| (case, decode(&bytes(case.0), case.1)))
        .filter(|(case, decoded)| !decoded.text.contains(case.2) || decoded.lossless != case.3)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A byte too many, or one that is missing, costs a word or two and is never passed over without a word.
#[test]
fn a_broken_text_is_never_clean_by_accident() {
    let words = ["山田太郎", "糖尿病", "検査結果", "東京都", "世田谷区", "桜新町"];
    let mut wrong = Vec::new();
    for encoding in [UTF_8, SHIFT_JIS, EUC_JP] {
        let whole = bytes(&[In(encoding, LETTER)]);
        for at in 0..whole.len() {
            let cut = [whole.get(..at), whole.get(at + 1..)].into_iter().flatten().flatten().copied().collect();
            let more = [0x80, 0x8E, 0x9C, 0xA0, 0xB5, 0xE6, 0xFD, 0xFF].map(|byte| {
                let mut broken = whole.clone();
                broken.insert(at, byte);
                broken
            });
            for broken in more.into_iter().chain([cut]) {
                let decoded = decode(&broken, None);
                let kept = words.iter().filter(|word| decoded.text.contains(**word)).count();
                if kept + 2 < words.len() {
                    wrong.push((encoding.name(), at, broken.get(at).copied(), decoded));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
}
