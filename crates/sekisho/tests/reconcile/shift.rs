//! Every way in which a column comes to stand wrong, as a real CSV and a real xlsx, through the whole program.

use std::path::Path;

use rust_xlsxwriter::Workbook;

use crate::reconcile;

const ROWS: usize = 60;
/// A row: number, name, address, second address.
type Row = [String; 4];
/// What became of the right rows.
type Wreck = fn(&mut Vec<Row>);

/// What was done to the list, what is said of it in English and in Japanese, and the pattern in JSON.
const CASES: &[(&str, Wreck, &str, &str, &str)] = &[
    (
        "late",
        |rows| slide(rows, 20, 1),
        "Rows 21–60: the address column is 1 row late",
        "21〜60行目: 宛先の列が1行後ろ(下)にずれています",
        "slid",
    ),
    (
        "early",
        |rows| {
            let addresses: Vec<String> = rows.iter().map(|row| row[2].clone()).collect();
            for (row, address) in rows.iter_mut().zip(addresses.iter().skip(2)) {
                row[2].clone_from(address);
            }
        },
        "Rows 1–58: the address column is 2 rows early",
        "1〜58行目: 宛先の列が2行前(上)にずれています",
        "slid",
    ),
    (
        "filled",
        |rows| {
            let address = rows[19][2].clone();
            rows[20..30].iter_mut().for_each(|row| row[2].clone_from(&address));
        },
        "Rows 21–30 repeat the address of the row above them (filled down).",
        "21〜30行目: すぐ上の行の宛先の繰返しです",
        "filled-down",
    ),
    (
        "sorted",
        |rows| {
            let mut addresses: Vec<String> = rows.iter().map(|row| row[2].clone()).collect();
            addresses.sort();
            rows.iter_mut().zip(addresses).for_each(|(row, address)| row[2] = address);
        },
        "The address column was sorted without the others",
        "宛先の列だけが並べ替えられています",
        "sorted-alone",
    ),
    (
        "foreign",
        |rows| {
            for (number, row) in rows[10..40].iter_mut().enumerate() {
                row[2] = format!("guest{number}@elsewhere.example");
            }
        },
        "Rows 11–40 have addresses of another list: 30 addresses belong to nobody here.",
        "11〜40行目: 別の名簿の宛先があります。30件は誰のものでもありません。",
        "foreign-list",
    ),
    (
        "swapped",
        |rows| rows[5..25].iter_mut().for_each(|row| row.swap(2, 3)),
        "The columns メール and 予備 stand in each other's place in 20 rows.",
        "メールと予備の列が20行で入れ替わっています。",
        "swapped",
    ),
];

fn slide(rows: &mut [Row], from: usize, by: usize) {
    let addresses: Vec<String> = rows.iter().map(|row| row[2].clone()).collect();
    for (index, row) in rows.iter_mut().enumerate().skip(from) {
        row[2].clone_from(&addresses[index - by]);
    }
}

fn right() -> Vec<Row> {
    let row = |row: usize| {
        let (first, second) = (row * 37 % 61, row * 23 % 59);
        [
            format!("{row:05}"),
            format!("山田{row}"),
            format!("user{first}@a.example"),
            format!("second{second}{row}@b.example"),
        ]
    };
    (1..=ROWS).map(row).collect()
}

fn write(folder: &Path, name: &str, rows: &[Row]) {
    let head = ["番号", "氏名", "メール", "予備"].map(str::to_owned);
    let lines = std::iter::once(&head).chain(rows);
    let text: String = lines.clone().map(|row| row.join(",") + "\r\n").collect();
    std::fs::write(folder.join(name).with_extension("csv"), format!("\u{feff}{text}")).unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (number, row) in (0..).zip(lines) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(number, column, cell).unwrap();
        }
    }
    book.save(folder.join(name).with_extension("xlsx")).unwrap();
}

#[test]
fn a_column_that_stands_wrong_is_named() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "master", &right());
    for (name, wreck, english, japanese, kind) in CASES {
        let mut rows = right();
        wreck(&mut rows);
        write(folder.path(), name, &rows);
        for form in ["csv", "xlsx"] {
            let lists = format!("{name}.{form} master.{form} --key 番号 --address メール --one-method");
            let told = reconcile(folder.path(), &lists);
            assert_eq!(told.status, 1, "{lists}: {}{}", told.out, told.err);
            assert!(told.out.contains(english), "{lists}: {}", told.out);
            let told = reconcile(folder.path(), &format!("{lists} --lang ja"));
            assert!(told.out.contains(japanese), "{lists}: {}", told.out);
            let told = reconcile(folder.path(), &format!("{lists} --json"));
            let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
            assert_eq!(json["shift"]["a"]["patterns"][0]["kind"], *kind, "{lists}: {}", json["shift"]);
        }
    }
}

/// The histogram behind the sentence: who owns the address of each wrong row, and how far away.
#[test]
fn distances_are_told() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "master", &right());
    let mut rows = right();
    slide(&mut rows, 20, 1);
    write(folder.path(), "late", &rows);
    let told = reconcile(folder.path(), "late.csv master.csv --key 番号 --address メール --one-method");
    assert!(told.out.contains("stands, in rows (-1: the row above): -1 × 40"), "{}", told.out);
}
