//! What is broken, half lost, or stands where nobody looks: read all the same, and said.

use super::{zips::zip, *};

const TYPES: &[u8] = b"<Types/>";

/// Name, bytes, texts that must be found, why blind.
type Case = (&'static str, Vec<u8>, Vec<&'static str>, Option<Blind>);

fn sjis(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

fn charsets() -> Vec<Case> {
    let page = "<p>山田太郎様 東京都世田谷区</p>";
    let list = "氏名,住所\n山田太郎,東京都\n鈴木花子,大阪府\n";
    let wide: Vec<u8> = "山田太郎様の住所".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let all = || vec!["山田太郎", "東京都"];
    vec![
        ("a.txt", [list.as_bytes(), b"\x80\n"].concat(), all(), Some(Blind::Charset)),
        ("a.csv", [list.as_bytes(), b"\xe6\x9c\n"].concat(), all(), Some(Blind::Charset)),
        ("a.csv", [sjis(list), b"\x8e\n".to_vec()].concat(), all(), Some(Blind::Charset)),
        ("a.csv", [list.as_bytes(), &sjis("高橋美咲,北海道\n")].concat(), vec!["高橋美咲"], Some(Blind::Charset)),
        ("a.html", [b"<meta charset=utf-8>", page.as_bytes(), b"\x80"].concat(), all(), Some(Blind::Charset)),
        (
            "a.html",
            [b"<meta charset=utf-8>".to_vec(), sjis(page), b"\x80".to_vec()].concat(),
            all(),
            Some(Blind::Charset),
        ),
        ("a.html", [b"<meta charset=euc-jp>".to_vec(), sjis(page)].concat(), all(), None),
        ("a.txt", wide, vec!["山田太郎様の住所"], None),
    ]
}

fn json() -> Vec<Case> {
    let name = br#"{"name":"\u5c71\u7530 \u592a\u90ce","a":"\u0022\\u5c71\ud842\udfb7"}"#.to_vec();
    let shown = vec![r#"{"name":"山田 太郎","a":"\u0022\\u5c71𠮷"}"#];
    vec![
        ("a.json", name.clone(), shown.clone(), None),
        ("a.txt", name, shown, None),
        ("a.txt", br"see \u5c71".to_vec(), vec![r"\u5c71"], None),
    ]
}

fn pivoted() -> Vec<u8> {
    let relations = br#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="r2" Type="x/pivotCacheDefinition" Target="pivotCache/d.xml"/></Relationships>"#;
    let cache = "<pivotCacheDefinition><cacheFields><cacheField name=\"氏名\"><sharedItems><s v=\"山田太郎\"/>\
         <s v=\"消した花子\"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>";
    let other = "<externalLink><externalBook><sheetDataSet><sheetData><row r=\"1\"><cell r=\"A1\" t=\"str\">\
         <v>他の帳簿の次郎</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>";
    zip(&[
        ("[Content_Types].xml", TYPES),
        ("xl/workbook.xml", br#"<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", b"<worksheet/>"),
        ("xl/pivotCache/d.xml", cache.as_bytes()),
        (
            "xl/pivotCache/_rels/d.xml.rels",
            br#"<Relationships><Relationship Id="r1" Type="x/pivotCacheRecords" Target="r.xml"/></Relationships>"#,
        ),
        ("xl/pivotCache/r.xml", br#"<pivotCacheRecords><r><x v="0"/></r></pivotCacheRecords>"#),
        ("xl/externalLinks/externalLink1.xml", other.as_bytes()),
    ])
}

fn beside() -> Vec<Case> {
    let changed = "<w:document><w:body><w:p><w:ins w:author=\"直した三郎\"><w:r><w:t>x</w:t></w:r></w:ins></w:p></w:body></w:document>";
    let handout = "<p:handoutMaster><a:p><a:r><a:t>配る紙の四郎</a:t></a:r></a:p></p:handoutMaster>";
    let authors = "<p:cmAuthorLst><p:cmAuthor id=\"0\" name=\"評した五郎\"/></p:cmAuthorLst>";
    let rule = "<office:document-content><office:body><office:spreadsheet><table:content-validations>\
         <table:content-validation table:condition=\"of:cell-content-is-in-list(&quot;選ぶ六郎&quot;;&quot;選ぶ七子&quot;)\"/>\
         </table:content-validations></office:spreadsheet></office:body></office:document-content>";
    vec![
        ("a.xlsx", pivoted(), vec!["山田太郎", "消した花子", "他の帳簿の次郎"], None),
        (
            "a.docx",
            zip(&[("[Content_Types].xml", TYPES), ("word/document.xml", changed.as_bytes())]),
            vec!["直した三郎"],
            None,
        ),
        (
            "a.pptx",
            zip(&[
                ("[Content_Types].xml", TYPES),
                ("ppt/presentation.xml", b"<p:presentation/>"),
                ("ppt/handoutMasters/handoutMaster1.xml", handout.as_bytes()),
                ("ppt/commentAuthors.xml", authors.as_bytes()),
            ]),
            vec!["配る紙の四郎", "評した五郎"],
            None,
        ),
        (
            "a.ods",
            zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", rule.as_bytes())]),
            vec!["選ぶ六郎\n", "選ぶ七子\n"],
            None,
        ),
        (
            "a.vcf",
            b"BEGIN:VCARD\r\nVERSION:2.1\r\nN:Yamada;Taro;;\r\nEND:VCARD\r\n".to_vec(),
            vec!["Yamada;Taro"],
            None,
        ),
    ]
}

const PAGE: &str = "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]>>endobj \
     3 0 obj<</Type/Page/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj 5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj ";

/// A page with a packed stream of which so many bytes are kept, and what is changed in the file.
fn pdf(lines: &str, kept: impl Fn(usize) -> usize, from: &str, to: &str) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, lines.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let packed = &packed[..kept(packed.len())];
    let head = format!("%PDF-1.4\n{PAGE}4 0 obj<</Filter/FlateDecode/Length {}>>stream\n", packed.len());
    let head = head.replace(from, to);
    [head.as_bytes(), packed, b"\nendstream endobj trailer<</Root 1 0 R>>"].concat()
}

fn portable() -> Vec<Case> {
    let lines: String =
        (0..400).map(|at| format!("BT /F 9 Tf 9 {at} Td (row {} of {at}) Tj ET\n", at * at * 7)).collect();
    let wrapped = "BT /F 9 Tf 50 700 Td (user5000.c@exa) Tj 0 -12 Td (mple.ne.jp) Tj ET BT /F 9 Tf 50 600 Td (a@b.jp) Tj 0 -12 Td (www.example.jp) Tj ET";
    let all = |length| length;
    vec![
        ("a.pdf", pdf(&lines, all, "", ""), vec!["row 0 of 0", "row 1114407 of 399"], None),
        ("a.pdf", pdf(&lines, |length| length - 4, "", ""), vec!["row 1114407 of 399"], None),
        ("a.pdf", pdf(&lines, |length| length / 2, "", ""), vec!["row 0 of 0"], Some(Blind::Damaged)),
        ("a.pdf", pdf(&lines, |_| 3, "", ""), vec![], Some(Blind::Damaged)),
        ("a.pdf", pdf(&lines, all, "Kids[3 0 R]", "Kids[3 0 R 9 0 R]"), vec!["row 0 of 0"], Some(Blind::Damaged)),
        ("a.pdf", pdf(&lines, all, "Contents 4 0 R", "Contents[4 0 R 9 0 R]"), vec!["row 0"], Some(Blind::Damaged)),
        ("a.pdf", pdf(&lines, all, "Contents 4 0 R", "Contents 9 0 R"), vec![], Some(Blind::Damaged)),
        ("a.pdf", pdf(&lines, all, "Pages 2 0 R", "Pages 9 0 R"), vec!["row 0 of 0"], Some(Blind::Damaged)),
        ("a.pdf", pdf(wrapped, all, "", ""), vec!["user5000.c@example.ne.jp", "a@b.jp\n"], None),
    ]
}

#[test]
fn what_is_broken_or_beside_is_read_and_said() {
    let cases: Vec<Case> = [charsets(), json(), beside(), portable()].concat();
    let mut wrong = Vec::new();
    for (at, (name, bytes, texts, reason)) in cases.iter().enumerate() {
        let parts = open(bytes, name);
        let text = parts[0].reading.text();
        if !texts.iter().all(|wanted| text.contains(wanted)) || why(&parts[0]) != *reason {
            wrong.push(format!("{at} {name} {reason:?}: {:?}", parts[0].reading));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_table_is_kept_where_not_every_byte_had_a_meaning() {
    let rows = "山田太郎,03-1234-5678\n".repeat(100);
    let part = open(&[sjis(&rows), b"\xff,x\n".to_vec()].concat(), "a.csv").swap_remove(0);
    assert_eq!((why(&part), tables(&part)[0].rows.len()), (Some(Blind::Charset), 101));
    assert_eq!(tables(&part)[0].rows[99], ["山田太郎", "03-1234-5678"]);
}

#[test]
fn a_card_without_a_full_name_has_its_parts() {
    for (card, name) in [
        ("N:山田;太郎;;;", "山田 太郎"),
        ("N:山田;太郎\r\nFN:山田 先生", "山田 先生"),
        ("FN:先生\r\nN:山田;太郎", "先生"),
    ] {
        let part = read(format!("BEGIN:VCARD\r\n{card}\r\nTEL:03\r\nEND:VCARD\r\n").as_bytes(), "a.vcf");
        assert_eq!(tables(&part)[0].rows[1][0], name, "{card}");
    }
}

#[test]
fn letters_beyond_the_limit_are_one_blind_part() {
    let letters = "From a\nSubject: x\nMIME-Version: 1.0\n\ny\n".repeat(5_000);
    let parts = open(letters.as_bytes(), "a.mbox");
    let blind: Vec<_> = parts.iter().filter_map(why).collect();
    assert!(
        blind.contains(&Blind::Limit) && blind.len() < 3,
        "{} of {}: {:?}",
        blind.len(),
        parts.len(),
        blind.first()
    );
}
