//! Workbooks made by a real writer.

use rust_xlsxwriter::{Color, Format, Note, Shape, Workbook};
use sekisho_content::Hidden;

use super::{zips::zip, *};

/// A workbook with something in every corner.
fn corners() -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let phone = Format::new().set_num_format("0000000000").set_font_color(Color::Red);
    let sheet = book.add_worksheet().set_name("名簿").unwrap();
    sheet.write_row(0, 0, ["氏名", "生年月日", "電話", "備考"]).unwrap();
    sheet.write(1, 0, "山田 太郎").unwrap();
    sheet.write_number_with_format(1, 1, 43_586.0, &date).unwrap();
    sheet.write_number_with_format(1, 2, 312_345_678.0, &phone).unwrap();
    sheet.write(1, 3, 1_234_567_890_123.0).unwrap();
    sheet.write(2, 0, "隠れ 花子").unwrap();
    sheet.set_row_hidden(2).unwrap();
    sheet.set_column_hidden(3).unwrap();
    sheet.insert_note(1, 0, &Note::new("要注意の顧客").set_author("作成者A")).unwrap();
    sheet.insert_shape(5, 5, &Shape::textbox().set_text("図形の文字")).unwrap();
    sheet.set_header("&L社外秘&R&P");
    sheet.write_url_with_text(20, 0, "mailto:secret@example.jp", "連絡先").unwrap();
    let hidden = book.add_worksheet().set_name("裏").unwrap();
    hidden.write(0, 0, "裏の値").unwrap();
    hidden.set_hidden(true);
    book.define_name("担当", "=\"鈴木一郎\"").unwrap();
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_author("文書の作者").set_company("関所商事"));
    book.save_to_buffer().unwrap()
}

#[test]
fn every_corner_of_a_workbook_is_read() {
    let part = read(&corners(), "list.xlsx");
    let table = &tables(&part)[0];
    assert_eq!(table.name.as_deref(), Some("名簿"));
    assert_eq!(table.rows[1], ["山田 太郎", "2019年5月1日", "0312345678", "1234567890123"]);
    assert_eq!((&*table.hidden_rows, &*table.hidden_columns), (&[2][..], &[3][..]));
    assert!(!tables(&part)[1].visible);
    let wanted = [
        "要注意の顧客",
        "作成者A",
        "図形の文字",
        "社外秘",
        "secret@example.jp",
        "裏の値",
        "鈴木一郎",
        "文書の作者",
        "関所商事",
    ];
    for text in wanted {
        assert!(part.reading.text().contains(text), "{text} in {}", part.reading.text());
    }
    assert_eq!(part.hidden, [Hidden::Sheet, Hidden::Row, Hidden::Column, Hidden::Comment, Hidden::Property]);
}

/// The same package with a change in each of its XML parts.
fn rewritten(book: &[u8], change: impl Fn(String) -> String) -> Vec<u8> {
    let mut package = ::zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut parts = Vec::new();
    for index in 0..package.len() {
        let mut part = package.by_index(index).unwrap();
        let text = std::io::read_to_string(&mut part).unwrap();
        parts.push((part.name().to_owned(), change(text).into_bytes()));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip(&parts)
}

/// Cells and texts that are written as nearly all are, take a short way; white space where XML allows it, the long one.
#[test]
fn both_ways_through_a_sheet_read_the_same() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let (date, empty) = (Format::new().set_num_format("yyyy/m/d"), Format::new().set_bold());
    for row in 0..40 {
        sheet.write(row, 0, format!("氏名 <{row}> & \u{3000}様")).unwrap();
        sheet.write(row, 1, f64::from(row) * 1.5).unwrap();
        sheet.write_boolean(row, 2, row % 2 == 0).unwrap();
        sheet.write_blank(row, 3, &empty).unwrap();
        sheet.write_number_with_format(row, 4, 43_586.0 + f64::from(row), &date).unwrap();
        sheet.write_formula(row, 5, rust_xlsxwriter::Formula::new("=A1").set_result("計算")).unwrap();
        sheet.write(row, 7, "後").unwrap();
    }
    for book in [book.save_to_buffer().unwrap(), corners()] {
        let short = rewritten(&book, |text| text);
        let long =
            |text: String| text.replace("<c r=", "<c\nr=").replace("<v>", "<v >").replace("<t>", "<t ><![CDATA[]]>");
        let numbers = |text: String| -> String {
            text.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("&#{};", u32::from(c)) }).collect()
        };
        let read = |bytes: &[u8]| read(bytes, "a.xlsx").reading;
        assert!(matches!(read(&short), Reading::Read { .. }));
        assert_eq!(read(&short), read(&rewritten(&book, long)));
        assert_eq!(read(&short), read(&rewritten(&book, numbers)));
        assert_eq!(read(&short), read(&rewritten(&book, |text| numbers(long(text)))));
        let parted = |text: String| text.replace("鈴木", "<![CDATA[鈴]]><!-- a -->木").replace("氏名", "氏<?a b?>名");
        assert_eq!(read(&short), read(&rewritten(&book, parted)));
    }
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "始").unwrap();
    sheet.write(1_048_575, 16_383, "終").unwrap();
    let part = read(&book.save_to_buffer().unwrap(), "a.xlsx");
    assert_eq!(tables(&part)[0].rows, [vec!["始"], vec![], vec!["", "", "終"]]);
}
