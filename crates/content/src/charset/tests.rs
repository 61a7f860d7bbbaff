//! Cases of decoding: bytes, label, text, and whether every byte had a meaning.

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
