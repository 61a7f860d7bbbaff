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
