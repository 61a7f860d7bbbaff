use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use crate::{Declared, Limits, Table, TableError};

/// Writes the cells of a sheet.
type Fill = fn(&mut Worksheet);

/// A book of these sheets.
fn book(sheets: &[(&str, Fill)]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.xlsx");
    let mut book = Workbook::new();
    for (name, fill) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        fill(sheet);
    }
    book.save(&path).unwrap();
    (folder, path)
}

fn text(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (0_u16..).zip(cells) {
        sheet.write_string(row, column, *cell).unwrap();
    }
}

fn open(path: &std::path::Path, declared: &Declared, limits: &Limits) -> Result<Table, TableError> {
    Table::open(path, declared, limits)
}

fn rows(table: &Table) -> Vec<(u64, String)> {
    let mut rows = Vec::new();
    let limits = Limits::default();
    table
        .pass(false, &limits, |row| {
            rows.push((row.line, row.cells().collect::<Vec<_>>().join("|")));
            Ok(())
        })
        .unwrap();
    rows
}

fn codes(table: &Table) -> Vec<&'static str> {
    table.warnings().iter().map(|warning| warning.code).collect()
}

/// Codes of warnings with their numbers.
fn told(table: &Table) -> Vec<String> {
    let told = table.warnings().iter().map(|warning| {
        let count = warning.facts.iter().find(|(name, _)| *name == "count").map(|(_, count)| match count {
            crate::Told::Count(count) => format!(" {count}"),
            crate::Told::Text(text) => format!(" {text}"),
        });
        format!("{}{}", warning.code, count.unwrap_or_default())
    });
    told.collect()
}

#[test]
fn cells_keep_what_they_are() {
    let (_folder, path) = book(&[("名簿", |sheet| {
        text(sheet, 2, &["番号", "氏名", "日", "数", "真"]);
        text(sheet, 3, &["00123", "山田 \"太郎\"\n様"]);
        let day = Format::new().set_num_format("yyyy/mm/dd");
        sheet.write_number_with_format(3, 2, 46352.0, &day).unwrap();
        sheet.write_number(3, 3, 1234.5).unwrap();
        sheet.write_boolean(3, 4, true).unwrap();
        text(sheet, 5, &["7"]);
        sheet.write_number(5, 3, 42.0).unwrap();
        let instant = Format::new().set_num_format("yyyy/mm/dd hh:mm");
        sheet.write_number_with_format(5, 2, 46352.5, &instant).unwrap();
    })]);
    let table = open(&path, &Declared::default(), &Limits::default()).unwrap();
    assert_eq!(table.columns(), ["番号", "氏名", "日", "数", "真"]);
    let expect =
        [(4, "00123|山田 \"太郎\"\n様|2026-11-26|1234.5|TRUE"), (5, "||||"), (6, "7||2026-11-26T12:00:00|42|")];
    assert_eq!(rows(&table), expect.map(|(line, row)| (line, row.to_owned())));
    assert!(codes(&table).is_empty(), "{:?}", codes(&table));
}

/// Writes the book again with another text in one of its parts, as a program that computes nothing would.
fn rewrite(path: &std::path::Path, part: &str, from: &str, to: &str) {
    use std::io::{Cursor, Read as _, Write as _};
    let mut package = zip::ZipArchive::new(Cursor::new(std::fs::read(path).unwrap())).unwrap();
    let mut written = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..package.len() {
        let mut text = String::new();
        let mut entry = package.by_index(index).unwrap();
        entry.read_to_string(&mut text).unwrap();
        if entry.name() == part {
            assert!(text.contains(from), "{text}");
            text = text.replace(from, to);
        }
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        written.start_file(entry.name(), stored).unwrap();
        written.write_all(text.as_bytes()).unwrap();
    }
    std::fs::write(path, written.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn cells_are_as_they_are_shown() {
    let (_folder, path) = book(&[("名簿", |sheet| {
        text(sheet, 0, &["番号", "郵便", "開演", "長さ", "計算"]);
        let format = |code: &str| Format::new().set_num_format(code);
        for (row, (number, postal, time, length)) in
            (1..).zip([(1.0, 600_001.0, 18.5 / 24.0, 1.25), (1234567.0, 1.0, 0.75 + 15.0 / 86_400.0, 0.25)])
        {
            sheet.write_number_with_format(row, 0, number, &format("0000000")).unwrap();
            sheet.write_number_with_format(row, 1, postal, &format("000\\-0000")).unwrap();
            sheet.write_number_with_format(row, 2, time, &format("h:mm")).unwrap();
            sheet.write_number_with_format(row, 3, length, &format("[h]:mm")).unwrap();
        }
        sheet.write_formula(1, 4, Formula::new("=A2").set_result("会員")).unwrap();
        sheet.write_formula(2, 4, Formula::new("=B2").set_result("77")).unwrap();
        sheet.merge_range(4, 0, 5, 1, "一家", &Format::new()).unwrap();
    })]);
    rewrite(&path, "xl/worksheets/sheet1.xml", "<v>77</v>", "<v></v>");
    let table = open(&path, &Declared::default(), &Limits::default()).unwrap();
    let rows: Vec<String> = rows(&table).into_iter().map(|(_, row)| row).collect();
    assert_eq!(rows[..2], ["0000001|060-0001|18:30|30:00|会員", "1234567|000-0001|18:00:15|06:00|"]);
    assert_eq!(codes(&table), ["formulas", "uncomputed", "merged-cells"]);
}

#[test]
fn what_people_do_not_see_is_warned_about() {
    let (_folder, path) = book(&[
        ("list", |sheet| {
            text(sheet, 0, &["id", "mail"]);
            text(sheet, 1, &["1", "a@x.jp"]);
            sheet.write_number(2, 0, 2.0).unwrap();
            sheet.write_formula(2, 1, Formula::new("=A2&\"@x.jp\"").set_result("1@x.jp")).unwrap();
            sheet.set_row_hidden(1).unwrap();
            sheet.set_column_hidden(1).unwrap();
            sheet.autofilter(0, 0, 2, 1).unwrap();
        }),
        ("old", |sheet| {
            text(sheet, 0, &["x"]);
            sheet.set_hidden(true);
        }),
    ]);
    let table = open(&path, &Declared::default(), &Limits::default()).unwrap();
    let expect = ["hidden-sheets", "hidden-rows", "hidden-columns", "filtered", "formulas", "mixed-cells"];
    assert_eq!(codes(&table), expect);
    assert_eq!(rows(&table), [(2, "1|a@x.jp".to_owned()), (3, "2|1@x.jp".to_owned())]);
}

/// Books that other programs wrote (tests/books/make), and what is warned about in each, with its numbers.
const BOOKS: &[(&str, &[&str])] = &[
    ("marked.ods", &["hidden-sheets", "hidden-rows 2", "hidden-columns 1", "filtered", "sorted", "formulas 1"]),
    ("marked.xlsx", &["hidden-sheets", "hidden-rows 2", "hidden-columns 1", "filtered", "sorted", "formulas 1"]),
    ("marked.xls", &["hidden-sheets", "hidden-rows 2", "hidden-columns 1", "filtered", "formulas 1"]),
    ("xlwt.xls", &["hidden-sheets", "hidden-rows 1", "hidden-columns 1", "filtered", "sorted", "uncomputed 1"]),
    ("marked.xlsb", &["hidden-sheets", "hidden-rows 1", "hidden-columns 1", "filtered", "sorted", "formulas 1"]),
];

#[test]
fn books_of_other_programs_read_alike() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books");
    for (file, expect) in BOOKS {
        let table = open(&folder.join(file), &Declared::default(), &Limits::default()).unwrap();
        assert_eq!(table.columns(), ["番号", "氏名", "登録日", "内線", "点"], "{file}");
        // xlwt stores no result: programs that open the book compute it, and what is stored is compared.
        let last = if *file == "xlwt.xls" { "" } else { "43" };
        let expected = [
            (2, "00123|山田 \"太郎\"|2026-11-26|007|42".to_owned()),
            (3, "00124|鈴木 花子|1989-01-07|008|1.5".to_owned()),
            (4, format!("00125|髙橋 﨑子|2024-02-29|009|{last}")),
        ];
        assert_eq!(rows(&table), expected, "{file}");
        assert_eq!(told(&table), *expect, "{file}");
    }
}

#[test]
fn what_is_not_clear_is_an_error() {
    let sheet: fn(&mut Worksheet) = |sheet| text(sheet, 0, &["a", "b"]);
    let (_two, two) = book(&[("one", sheet), ("two", sheet)]);
    let (_wide, wide) = book(&[("one", |sheet| {
        text(sheet, 0, &["a", "b"]);
        text(sheet, 1, &["1", "2", "3"]);
    })]);
    let (_empty, empty) = book(&[("one", |_| ())]);
    let named = Declared { sheet: Some("two".to_owned()), ..Declared::default() };
    assert_eq!(open(&two, &named, &Limits::default()).unwrap().columns(), ["a", "b"]);
    let none = Declared { sheet: Some("three".to_owned()), ..Declared::default() };
    let small = Limits { book_bytes: 100, ..Limits::default() };
    let flat = Limits { book_bytes: std::fs::metadata(&two).unwrap().len(), columns: 1, ..Limits::default() };
    for (path, declared, limits, code) in [
        (&two, &Declared::default(), &Limits::default(), "sheet"),
        (&two, &none, &Limits::default(), "sheet"),
        (&wide, &Declared::default(), &Limits::default(), "ragged"),
        (&empty, &Declared::default(), &Limits::default(), "empty"),
        (&two, &named, &small, "limit"),
        (&two, &named, &flat, "limit"),
    ] {
        assert_eq!(open(path, declared, limits).unwrap_err().code(), code, "{}", path.display());
    }
    let place = open(&wide, &Declared::default(), &Limits::default()).unwrap_err().place().unwrap();
    assert_eq!((place.line, place.column), (2, 3));
}

/// Whatever is torn off, nothing panics, and no sheet is read as if it were whole.
#[test]
fn a_torn_book_of_records_is_an_error() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books");
    let out = tempfile::tempdir().unwrap();
    for file in ["marked.xls", "xlwt.xls", "marked.xlsb", "marked.ods", "zeros.ods"] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        for part in 1..8 {
            let torn = out.path().join(file);
            std::fs::write(&torn, &bytes[..bytes.len() * part / 8]).unwrap();
            assert!(open(&torn, &Declared::default(), &Limits::default()).is_err(), "{file} {part}/8");
        }
    }
}

#[test]
fn a_damaged_book_is_an_error() {
    let (folder, path) = book(&[("one", |sheet| text(sheet, 0, &["a"]))]);
    let bytes = std::fs::read(&path).unwrap();
    for cut in [4, 30, bytes.len() / 2, bytes.len() - 1] {
        let torn = folder.path().join("torn.xlsx");
        std::fs::write(&torn, &bytes[..cut]).unwrap();
        assert!(open(&torn, &Declared::default(), &Limits::default()).is_err(), "cut at {cut}");
    }
}

/// Books of other programs whose formats show leading zeros, and what is warned about. Those of LibreOffice have all
/// results; of the two formulas of the others one has none.
const ZEROS: &[(&str, &str, &[&str])] = &[
    ("zeros.xlsx", "1.5", &["formulas 2"]),
    ("zeros.xls", "1.5", &["formulas 2"]),
    ("zeros.ods", "1.5", &["formulas 2"]),
    ("zeros-uncomputed.xls", "", &["formulas 1", "uncomputed 1"]),
    // Its writer filters whatever it writes.
    ("zeros-uncomputed.xlsb", "", &["filtered", "formulas 1", "uncomputed 1"]),
    ("zeros-uncomputed.ods", "", &["formulas 1", "uncomputed 1"]),
];

#[test]
fn leading_zeros_of_formats_are_read_in_all_books() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books");
    for (file, last, expect) in ZEROS {
        let table = open(&folder.join(file), &Declared::default(), &Limits::default()).unwrap();
        assert_eq!(table.columns(), ["番号", "郵便", "開演", "数", "計算"], "{file}");
        let rows: Vec<String> = rows(&table).into_iter().map(|(_, row)| row).collect();
        let second = format!("1234567|000-0001|06:00|1.5|{last}");
        assert_eq!(rows, ["0000001|060-0001|18:30|5|0000042", second.as_str()], "{file}");
        assert_eq!(told(&table), *expect, "{file}");
    }
}
