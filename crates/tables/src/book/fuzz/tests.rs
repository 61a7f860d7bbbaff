//! What the fuzzer does, for a moment and without chance: each book of the corpus, whole and in pieces, as it is and with
//! octets changed; and that its packages are books.

use super::*;

/// A part of a book of the corpus.
fn part(file: &str, part: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books");
    let bytes = std::fs::read(folder.join(file)).unwrap();
    let mut content = Vec::new();
    if file.ends_with("xls") {
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).unwrap();
        file.open_stream(part).unwrap().read_to_end(&mut content).unwrap();
    } else {
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        package.by_name(part).unwrap().read_to_end(&mut content).unwrap();
    }
    content
}

/// Seeds: the sort, and the parts.
fn seeds() -> [Vec<u8>; 4] {
    let all = |file: &str, names: &[&str]| -> Vec<Vec<u8>> { names.iter().map(|name| part(file, name)).collect() };
    let xlsx = all("zeros.xlsx", &["xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]);
    let xlsb = all("zeros-uncomputed.xlsb", &["xl/styles.bin", "xl/sharedStrings.bin", "xl/worksheets/sheet1.bin"]);
    let ods = all("zeros.ods", &["content.xml", "styles.xml"]);
    let whole = |sort: u8, parts: Vec<Vec<u8>>| [vec![sort], parts.join(BETWEEN)].concat();
    let records = [vec![0], part("zeros.xls", "/Workbook")].concat();
    [records, whole(1, xlsb), whole(2, ods), whole(3, xlsx)]
}

#[test]
fn seeds_are_books() {
    let [records, xlsb, ods, xlsx] = seeds();
    for book in [compound(&records[1..]), super::xlsb(&xlsb[1..]), super::ods(&ods[1..]), super::xlsx(&xlsx[1..])] {
        let (columns, rows, _) = read(&book).unwrap();
        assert_eq!(columns.len(), 5);
        assert!(rows.contains("0000001") && rows.contains("060-0001"), "{rows}");
    }
}

/// Every octet in turn, by steps, set to values that lengths and counts dislike.
#[test]
fn changed_books_are_read_or_refused() {
    for seed in seeds() {
        fuzz_book(&seed);
        let step = (seed.len() / 150).max(1);
        for (number, at) in (1..seed.len()).step_by(step).enumerate() {
            let mut changed = seed.clone();
            changed[at] = [0, 0xff, 0x7f, 0x80][number % 4];
            fuzz_book(&changed);
            fuzz_book(&seed[..at]);
        }
    }
}

/// A record of an xls.
fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
}

/// A sheet named `a` with the number 1 in these cells, behind a claim of how many rows it has.
fn sheet(rows: u32, cells: &[(u16, u16)]) -> Vec<u8> {
    let (start, end) = (record(0x0809, &[0, 6, 5, 0]), record(0x000a, &[]));
    let listed = record(0x0085, &[25, 0, 0, 0, 0, 0, 1, 0, b'a']);
    let number = |(row, column): &(u16, u16)| {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        record(0x0203, &[place, 1_f64.to_le_bytes().to_vec()].concat())
    };
    let claim = [[0; 4], rows.to_le_bytes(), [0, 0, 1, 0], [0; 4]].concat();
    let claimed = record(0x0200, claim.get(..14).unwrap_or_default());
    let cells: Vec<u8> = cells.iter().flat_map(number).collect();
    let globals = [start.clone(), listed, end.clone()].concat();
    assert_eq!(globals.len(), 25, "the sheet begins where it is listed");
    [globals, start, claimed, cells, end].concat()
}

/// The readers of these books take the rectangle of all cells at once: it is judged before.
#[test]
fn cells_that_are_far_apart_are_refused_before_they_take_memory() {
    let far = compound(&sheet(1, &[(0, 0), (65_535, 255)]));
    let claimed = compound(&sheet(u32::MAX, &[(0, 0)]));
    let beyond = compound(&sheet(1, &[(0, 256)]));
    let repeated = super::ods(
        b"<d><table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell \
          table:number-columns-repeated=\"16000\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>\
          </table:table></d>",
    );
    for (book, code) in [(far, "limit"), (claimed, "book"), (beyond, "book"), (repeated, "limit")] {
        let refused = read(&book).unwrap_err();
        assert!(refused.starts_with(code), "{refused}");
    }
    let near = read(&compound(&sheet(2, &[(0, 0), (1, 0)]))).unwrap();
    assert_eq!(near.0, ["1"]);
}

/// A table, or a note in a cell, that does not end.
#[test]
fn an_ods_that_is_cut_off_is_refused() {
    let rows = "<d><table:table table:name=\"a\"><table:table-row><table:table-cell office:value-type=\"string\">";
    for end in ["", "<text:p>a</text:p></table:table-cell></table:table-row>", "<office:annotation>"] {
        let refused = read(&super::ods([rows, end].concat().as_bytes())).unwrap_err();
        assert!(refused.starts_with("book"), "{refused}");
    }
}
