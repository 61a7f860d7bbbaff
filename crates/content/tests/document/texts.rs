//! Text, csv and html.

use super::*;

/// File name, bytes, rows.
fn tables_as_written() -> Vec<(&'static str, Vec<u8>, Vec<Vec<&'static str>>)> {
    let sjis = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let wide = |text: &str| {
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>()
    };
    vec![
        ("a.csv", b"a,b\r\n1,2\r\n".to_vec(), vec![vec!["a", "b"], vec!["1", "2"]]),
        (
            "a.csv",
            sjis("氏名,電話\r\n山田 太郎,03-1234-5678\r\n"),
            vec![vec!["氏名", "電話"], vec!["山田 太郎", "03-1234-5678"]],
        ),
        ("a.csv", wide("氏名\t表示\n能登\t\"ソ\nス\"\n"), vec![vec!["氏名", "表示"], vec!["能登", "ソ\nス"]]),
        ("a.csv", "\u{FEFF}名,値\n\"a\"\"b\",\n".into(), vec![vec!["名", "値"], vec!["a\"b", ""]]),
        ("a.csv", b"a;b,c;d\n1;2;3\n".to_vec(), vec![vec!["a", "b,c", "d"], vec!["1", "2", "3"]]),
        ("a.tsv", b"a\tb\n\n1,5\t007\n".to_vec(), vec![vec!["a", "b"], vec!["1,5", "007"]]),
        ("a.csv", b"sep=|\na|b\n1|2".to_vec(), vec![vec!["a", "b"], vec!["1", "2"]]),
        ("a.csv", b"a,b\n1\n1,2,3\n".to_vec(), vec![vec!["a", "b"], vec!["1"], vec!["1", "2", "3"]]),
        ("a.csv", b"\"never closed,b\n1,2\n".to_vec(), vec![vec!["\"never closed", "b"], vec!["1", "2"]]),
        ("a.csv", b"only\none\ncolumn\n".to_vec(), vec![vec!["only"], vec!["one"], vec!["column"]]),
        (
            "a.html",
            b"<table><tr><th>a<th colspan=2>b<tr><td>1<td>2</td><td>3</table>".to_vec(),
            vec![vec!["a", "b", ""], vec!["1", "2", "3"]],
        ),
    ]
}

#[test]
fn tables_are_read_cell_by_cell() {
    for (name, bytes, rows) in tables_as_written() {
        let part = read(&bytes, name);
        assert_eq!(tables(&part)[0].rows, rows, "{}", part.reading.text());
    }
}

/// HTML and what people read.
const PAGES: &[(&str, &str)] = &[
    ("<p>山田&nbsp;様<br>&#x3042;&#12356;&amp;&lt;&copy 1", "山田\u{a0}様\nあい&<© 1\n"),
    (
        "<html><head><style>p{a:b}</style><title>表題</title></head><body><div>一<span>二</span></div>三",
        "表題\n一二\n三\n",
    ),
    ("<p>a<a href='mailto:x@example.jp'>link</a></p><!-- 隠 -->", "alink\nmailto:x@example.jp\n隠\n"),
    ("a <b <c>d</c> e <", "a d e <\n"),
    ("<p title=\"a>b\">c</p>", "c\na>b\n"),
    ("<!--[if mso]><p>見える</p><![endif]-->x", "見える\nx\n"),
    ("<pre>a\n  b</pre>", "a\n  b\n"),
    ("<script>var a = '<p>';</script>b", "b\nvar a = '<p>';\n"),
];

#[test]
fn pages_are_read_as_people_see_them() {
    for (page, text) in PAGES {
        assert_eq!(read(page.as_bytes(), "page.html").reading.text(), *text, "{page}");
    }
}

#[test]
fn a_page_says_its_own_charset() {
    let page = encoding_rs::EUC_JP.encode("<meta charset=euc-jp><p>髙橋ではなく高橋").0.into_owned();
    assert!(read(&page, "a.html").reading.text().contains("高橋"));
}

#[test]
fn text_that_is_not_seen_is_named() {
    for page in ["<p style='display: none'>x", "<div hidden>x</div>"] {
        assert_eq!(read(page.as_bytes(), "a.html").hidden, [sekisho_content::Hidden::Text], "{page}");
    }
}

/// Name, bytes, what it really is, why blind.
#[test]
fn the_bytes_beat_the_name() {
    let cases: &[(&str, &[u8], Option<&str>, Option<Blind>)] = &[
        ("a.txt", b"hello", None, None),
        ("list.xls", b"<html><table><tr><td>a<td>b<tr><td>c<td>d</table>", Some("text/html"), None),
        ("list.xls", b"a\tb\n1\t2\n", Some("text/csv"), None),
        ("photo.jpg", b"%PDF-1.7", Some("application/pdf"), Some(Blind::Damaged)),
        ("a.bin", b"\x00\x01\x02\x03", None, Some(Blind::UnknownFormat)),
        ("a.rar", b"Rar!\x1A\x07\x01\x00", None, Some(Blind::NoReader)),
        ("a.lzh", b"\x20\x00-lh5-\x00\x00\x00\x00", None, Some(Blind::NoReader)),
        ("a.txt", b"", None, None),
    ];
    for (name, bytes, really, blind) in cases {
        let part = &open(bytes, name)[0];
        assert_eq!((part.really, why(part)), (*really, *blind), "{name}");
    }
}
