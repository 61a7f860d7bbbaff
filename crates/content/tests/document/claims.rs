//! Files that claim far more than they hold, or hold themselves: opened within the limits, in bounded time and memory,
//! and blind where something is missing. Made here, but for three packed bombs.

use super::{zips::zip, *};

const CONTENT: &[u8] = b"<Types/>";

/// Name, what, bytes, the reason that must be found; without one the file is read in full.
fn cases() -> Vec<(&'static str, &'static str, Vec<u8>, Option<Blind>)> {
    [packed(), sheets(), texts(), pictures(), portable(), letters()].concat()
}

type Cases = Vec<(&'static str, &'static str, Vec<u8>, Option<Blind>)>;

/// A tar header of a file with this size field.
fn tar_header(name: &str, size: &[u8], kind: u8) -> Vec<u8> {
    let mut head = vec![0; 512];
    head[..name.len()].copy_from_slice(name.as_bytes());
    head[100..107].copy_from_slice(b"0000644");
    head[124..124 + size.len()].copy_from_slice(size);
    head[156] = kind;
    head[257..263].copy_from_slice(b"ustar\0");
    head[148..156].fill(b' ');
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    head
}

fn packed() -> Cases {
    let gz = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packer, bytes).unwrap();
        packer.finish().unwrap()
    };
    let tar = |size: &[u8], kind| [tar_header("a.txt", size, kind), vec![b'x'; 512], vec![0; 1024]].concat();
    let many = vec![tar_header("a.txt", b"00000000000", b'0'); 5_000].concat();
    vec![
        ("a.7z", "a bomb", include_bytes!("files/bomb.7z").to_vec(), Some(Blind::Limit)),
        ("a.xz", "a bomb", include_bytes!("files/bomb.xz").to_vec(), Some(Blind::Limit)),
        ("a.bz2", "a bomb", include_bytes!("files/bomb.bz2").to_vec(), Some(Blind::Limit)),
        ("a.gz", "ten thousand members", gz(b"x").repeat(10_000), None),
        ("a.tar", "a size beyond the file", tar(b"77777777777", b'0'), Some(Blind::Damaged)),
        (
            "a.tar",
            "a size of 2^63",
            tar(b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", b'0'),
            Some(Blind::Damaged),
        ),
        ("a.tar", "a binary size", tar(b"\x80\0\0\0\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", b'0'), Some(Blind::Damaged)),
        ("a.tar", "a name of gigabytes", tar(b"77777777777", b'L'), Some(Blind::Damaged)),
        ("a.tar", "a size that is no number", tar(b"zzzzzzzzzzz", b'0'), Some(Blind::Damaged)),
        ("a.tar", "thousands of entries", [many, vec![0; 1024]].concat(), Some(Blind::Limit)),
    ]
}

/// A workbook of one sheet.
fn workbook(sheet: &str) -> Vec<u8> {
    workbook_sharing(sheet, "")
}

/// With shared strings.
fn workbook_sharing(sheet: &str, strings: &str) -> Vec<u8> {
    let book = r#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let relations = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    let strings = format!("<sst>{strings}</sst>");
    zip(&[
        ("[Content_Types].xml", CONTENT),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ])
}

fn spreadsheet(table: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"a\">{table}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

fn sheets() -> Cases {
    let cell = |place: &str| format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>x</t></is></c>");
    let corner = format!(
        "<worksheet><sheetData><row r=\"1\">{}</row><row r=\"1048576\">{}</row></sheetData></worksheet>",
        cell("A1"),
        cell("XFD1048576")
    );
    let wide: String = (1..3_000).map(|row| format!("<row r=\"{row}\">{}</row>", cell(&format!("XFD{row}")))).collect();
    let wide = format!("<worksheet><sheetData>{wide}</sheetData></worksheet>");
    let repeated = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell office:value-type=\"string\" \
         table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let spaces = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>a<text:s text:c=\"2000000000\"/>b</text:p></table:table-cell></table:table-row>";
    let merged = format!(
        "<worksheet><sheetData><row r=\"1\">{}</row></sheetData><mergeCells>{}</mergeCells></worksheet>",
        cell("A1"),
        "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(100)
    );
    let long = "x".repeat(1 << 19);
    let shared: String = (1..30_000).map(|row| format!("<row r=\"{row}\"><c t=\"s\"><v>0</v></c></row>")).collect();
    let shared = workbook_sharing(
        &format!("<worksheet><sheetData>{shared}</sheetData></worksheet>"),
        &format!("<si><t>{long}</t></si>"),
    );
    let copied = format!(
        "<table:table-row table:number-rows-repeated=\"9000\"><table:table-cell office:value-type=\"string\" \
         table:number-columns-repeated=\"9000\"><text:p>{long}</text:p></table:table-cell></table:table-row>"
    );
    let unseen = "<table:table-row table:visibility=\"collapse\" table:number-rows-repeated=\"1048576\"/>";
    let columns = "<col min=\"1\" max=\"2\" hidden=\"1\"/>".repeat(50_000);
    vec![
        ("a.xlsx", "one long text in thirty thousand cells", shared, Some(Blind::Limit)),
        (
            "a.xlsx",
            "more hidden columns than a sheet has",
            workbook(&format!("<worksheet><cols>{columns}</cols></worksheet>")),
            Some(Blind::Limit),
        ),
        ("a.ods", "one long text in millions of cells", spreadsheet(&copied), Some(Blind::Limit)),
        ("a.ods", "billions of hidden rows", spreadsheet(&unseen.repeat(20_000)), None),
        ("a.csv", "five million cells", ",".repeat(5_000_000).into_bytes(), Some(Blind::Limit)),
        ("a.xlsx", "the last cell of the last row", workbook(&corner), None),
        ("a.xlsx", "rows with a cell in the last column", workbook(&wide), None),
        ("a.xlsx", "everything merged", workbook(&merged), None),
        (
            "a.xlsx",
            "a place that is none",
            workbook(&format!(
                "<worksheet><sheetData><row r=\"4294967295\">{}</row></sheetData></worksheet>",
                cell("ZZZZZZZZ99999999999")
            )),
            None,
        ),
        ("a.ods", "a cell that fills the sheet", spreadsheet(repeated), Some(Blind::Limit)),
        ("a.ods", "billions of blanks", spreadsheet(spaces), None),
        ("a.csv", "a million columns", ",".repeat(1_000_000).into_bytes(), None),
        ("a.csv", "a quote that never ends", [b"\"".to_vec(), vec![b'x'; 1 << 20]].concat(), Some(Blind::Limit)),
    ]
}

fn texts() -> Cases {
    let document = |body: &str| {
        let content = format!("<w:document><w:body>{body}</w:body></w:document>");
        zip(&[("[Content_Types].xml", CONTENT), ("word/document.xml", content.as_bytes())])
    };
    let tables = "<w:tbl><w:tr><w:tc>".repeat(5_000)
        + "<w:p><w:r><w:t>x</w:t></w:r></w:p>"
        + &"</w:tc></w:tr></w:tbl>".repeat(5_000);
    let grid = "<table><tr><td colspan=1000000000 rowspan=1000000000>x</td></tr>".repeat(1_000);
    let merged = "<w:tc><w:tcPr><w:gridSpan w:val=\"999999\"/></w:tcPr><w:p/></w:tc>".repeat(30_000);
    let merged = format!("<w:tbl><w:tr>{merged}<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>");
    let wide = format!("<table><tr>{}<td>x</table>", "<td colspan=64>".repeat(100_000));
    vec![
        ("a.docx", "thirty thousand merged cells", document(&merged), Some(Blind::Limit)),
        ("a.html", "a hundred thousand merged cells", wide.into_bytes(), Some(Blind::Limit)),
        ("a.docx", "tables five thousand deep", document(&tables), None),
        ("a.docx", "tags that never end", document(&"<w:p>".repeat(100_000)), Some(Blind::Damaged)),
        ("a.html", "cells of a billion columns", grid.into_bytes(), None),
        ("a.html", "a hundred thousand open tags", "<div>".repeat(100_000).into_bytes(), None),
        ("a.html", "comments in comments", "<!--".repeat(100_000).into_bytes(), None),
        ("a.rtf", "binary data of gigabytes", b"{\\rtf1 a\\bin2000000000 b}".to_vec(), Some(Blind::Damaged)),
        ("a.rtf", "a number beyond numbers", b"{\\rtf1 \\u99999999999999999999 a}".to_vec(), None),
        ("a.xml", "tags a hundred thousand deep", "<a>".repeat(100_000).into_bytes(), None),
    ]
}

fn pictures() -> Cases {
    let chunk = |name: &[u8], data: &[u8]| {
        let body = [name, data].concat();
        let sum = crc32fast::hash(&body).to_be_bytes();
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &body, &sum].concat()
    };
    let mut packer = flate2::write::ZlibEncoder::new(b"Comment\0\0".to_vec(), flate2::Compression::best());
    std::io::Write::write_all(&mut packer, &vec![b'x'; 30 << 20]).unwrap();
    let note = packer.finish().unwrap();
    let png =
        [b"\x89PNG\r\n\x1A\n".to_vec(), chunk(b"IHDR", &[0; 13]), chunk(b"zTXt", &note), chunk(b"IEND", b"")].concat();
    // A directory that is its own successor, with an entry of four billion values.
    let tiff = [&b"II\x2A\0\x08\0\0\0\x01\0"[..], &[0x0E, 1, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 8, 0, 0, 0], &[8, 0, 0, 0]]
        .concat();
    let jpeg = [b"\xFF\xD8".to_vec(), b"\xFF\xFE\0\x02".repeat(200_000)].concat();
    vec![
        ("a.png", "a note that is a bomb", png, Some(Blind::Limit)),
        ("a.tif", "a directory in a circle", tiff, Some(Blind::Image)),
        ("a.jpg", "segments without end", jpeg, Some(Blind::Image)),
        ("a.jpg", "a segment of no length", b"\xFF\xD8\xFF\xE1\0\0".to_vec(), Some(Blind::Image)),
        (
            "a.gif",
            "a comment without end",
            [b"GIF89a".to_vec(), b"\x21\xFE\xFFx".repeat(10_000)].concat(),
            Some(Blind::Image),
        ),
        (
            "a.webp",
            "a chunk beyond the file",
            b"RIFF\xFF\xFF\xFF\xFFWEBPEXIF\xFF\xFF\xFF\xFF".to_vec(),
            Some(Blind::Image),
        ),
    ]
}

fn pdf(objects: &str) -> Vec<u8> {
    format!("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n{objects}\ntrailer<</Root 1 0 R>>").into_bytes()
}

fn portable() -> Cases {
    let page =
        "2 0 obj<</Kids[3 0 R]>>endobj 3 0 obj<</Type/Page/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj ";
    let ranges = "<0000><FFFF><0041>".repeat(2_000);
    let map = format!("1 beginbfrange {ranges} endbfrange");
    let font = format!(
        "{page}4 0 obj<</Length 28>>stream\nBT /F 9 Tf 9 9 Td <0041> Tj ET\nendstream endobj 5 0 obj<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 6 0 R>>endobj 6 0 obj<</Length {}>>stream\n{map}\nendstream endobj",
        map.len()
    );
    let chain: String = (3..3_000).map(|at| format!("{at} 0 obj {} 0 R endobj ", at + 1)).collect();
    vec![
        (
            "a.pdf",
            "pages that are each other's children",
            pdf("2 0 obj<</Kids[3 0 R]>>endobj 3 0 obj<</Kids[2 0 R 3 0 R]>>endobj"),
            Some(Blind::Damaged),
        ),
        ("a.pdf", "references to references", pdf(&format!("2 0 obj 3 0 R endobj {chain}")), Some(Blind::Damaged)),
        (
            "a.pdf",
            "a length that is itself",
            pdf(&format!("{page}4 0 obj<</Length 4 0 R>>stream\nBT ET\nendstream endobj")),
            None,
        ),
        (
            "a.pdf",
            "a hundred filters",
            pdf(&format!(
                "{page}4 0 obj<</Filter[{}]/Length 9>>stream\n41414141>\nendstream endobj",
                "/ASCIIHexDecode ".repeat(100)
            )),
            Some(Blind::Limit),
        ),
        (
            "a.pdf",
            "rows of a million columns",
            pdf(&format!(
                "{page}4 0 obj<</Filter/ASCIIHexDecode/DecodeParms<</Predictor 12/Columns 1048576/Colors 64/BitsPerComponent 16>>/Length 9>>stream\n41414141>\nendstream endobj"
            )),
            None,
        ),
        ("a.pdf", "a map of everything, two thousand times", pdf(&font), Some(Blind::Limit)),
        (
            "a.pdf",
            "an object stream that holds itself",
            pdf(&format!(
                "{page}4 0 obj<</Type/ObjStm/N 99999999/First 8/Length 12>>stream\n4 0 5 0 <<>>\nendstream endobj"
            )),
            None,
        ),
    ]
}

fn letters() -> Cases {
    let nested = (0..60).fold(b"Subject: x\r\n\r\ny\r\n".to_vec(), |inner, _| {
        [b"Content-Type: message/rfc822\r\n\r\n".to_vec(), inner].concat()
    });
    let mbox = b"From a\nSubject: x\n\ny\n".repeat(10_000);
    let tnef = [&[0x78, 0x9F, 0x3E, 0x22, 1, 0, 1][..], &0x0006_9003_u32.to_le_bytes(), &[0xFF; 4], b"x"].concat();
    let cards = b"BEGIN:VCARD\nFN:x\n".repeat(50_000);
    vec![
        ("a.eml", "sixty letters in each other", nested, Some(Blind::Limit)),
        ("a.mbox", "ten thousand letters", mbox, Some(Blind::Limit)),
        ("winmail.dat", "an attribute beyond the file", tnef, Some(Blind::Damaged)),
        ("a.vcf", "cards that never end", cards, None),
    ]
}

#[test]
fn what_is_claimed_costs_nothing_and_what_is_missing_is_blind() {
    let limits =
        Limits { unpacked_bytes: 16 << 20, entries: 2_000, depth: 8, text_chars: 1 << 20, ..Limits::default() };
    let cases = cases();
    assert!(cases.len() > 40, "{}", cases.len());
    for (name, what, bytes, reason) in cases {
        let parts = open_file(&bytes, Some(name), &limits);
        let reasons: Vec<Blind> = parts.iter().filter_map(why).collect();
        let characters: usize = parts.iter().map(|part| part.reading.text().chars().count()).sum();
        let cells: usize = parts.iter().flat_map(tables).flat_map(|table| &table.rows).map(Vec::len).sum();
        assert!(characters <= 4 * limits.text_chars && cells <= 4_000_000, "{name}, {what}: {characters}, {cells}");
        match reason {
            Some(reason) => assert!(reasons.contains(&reason), "{name}, {what}: {reasons:?}"),
            None => assert!(reasons.is_empty(), "{name}, {what}: {reasons:?}"),
        }
    }
}
