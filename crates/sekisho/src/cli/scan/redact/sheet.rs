//! Masked cells, as lines of a csv file or as a workbook.

use rust_xlsxwriter::{ColNum, RowNum, Workbook, Worksheet, XlsxError};
use sekisho_content::mail::Table;
use sekisho_privacy::{Kind, Source, survey};

/// Digits that a cell of a workbook keeps of a number.
const DIGITS: usize = 15;

/// The cells of a table, masked. A cell is masked by what its column is, not only by its own look: a name alone is
/// seldom sure, a column of names is.
fn masked(table: &Table) -> Vec<Vec<String>> {
    let text: String = table.rows.iter().map(|row| row.join("\t") + "\n").collect();
    let found = survey(&Source { text: &text, tables: &[&table.rows] });
    let mut hidden = vec![false; text.chars().count()];
    for find in found.finds.iter().filter(|find| find.kind.is_personal() || matches!(find.kind, Kind::SpecialCare(_))) {
        if let Some(range) = hidden.get_mut(find.start..find.end) {
            range.fill(true);
        }
    }
    let mut at = 0;
    let mut cell = |text: &String| {
        let shown = text.chars().enumerate().map(|(index, c)| {
            let hide = found.finds_cut || hidden.get(at + index).copied().unwrap_or(true);
            if hide && !c.is_whitespace() { '*' } else { c }
        });
        let shown: String = shown.collect();
        at += text.chars().count() + 1;
        shown
    };
    let empty = [String::new()];
    let row = |row: &Vec<String>| {
        // A row without cells is a line all the same.
        let cells = if row.is_empty() { empty.as_slice() } else { row };
        cells.iter().map(&mut cell).collect()
    };
    table.rows.iter().map(row).collect()
}

/// Masked tables as csv, with separator and line ends of the file they came from.
pub(super) fn lines(tables: &[Table], original: &str) -> String {
    let separator = separator(original);
    let end = if original.contains("\r\n") { "\r\n" } else { "\n" };
    let quoted = |cell: &String| match cell.contains([separator, '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    let line = |row: Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(separator.to_string().as_str()) + end;
    tables.iter().flat_map(masked).map(line).collect()
}

/// The separator that stands most often in the first line.
fn separator(text: &str) -> char {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: char| line.matches(separator).count();
    // The comma comes last: among equals the last one wins.
    [';', '\t', ','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',')
}

/// Masked tables as a workbook. What nobody saw in the file is hidden in the copy, too.
pub(super) fn workbook(tables: &[Table]) -> miette::Result<Vec<u8>> {
    let failed = |error: XlsxError| miette::miette!("the copy cannot be written: {error}");
    let mut book = Workbook::new();
    let shown = tables.iter().position(|table| table.visible).unwrap_or(0);
    for (number, table) in tables.iter().enumerate() {
        let sheet = book.add_worksheet();
        // A name Excel refuses is not worth failing for.
        let _ = sheet.set_name(table.name.clone().unwrap_or_else(|| format!("Sheet{}", number + 1)));
        if number == shown {
            sheet.set_active(true);
        } else {
            sheet.set_hidden(!table.visible);
        }
        fill(sheet, table).map_err(failed)?;
    }
    book.save_to_buffer().map_err(failed)
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    for (row, cells) in (0..).zip(masked(table)) {
        for (column, cell) in (0..).zip(cells) {
            match number(&cell) {
                Some(number) => sheet.write_number(row, column, number)?,
                None if cell.is_empty() => continue,
                None => sheet.write_string(row, column, cell)?,
            };
        }
    }
    for row in table.hidden_rows.iter().filter_map(|row| RowNum::try_from(*row).ok()) {
        sheet.set_row_hidden(row)?;
    }
    for column in table.hidden_columns.iter().filter_map(|column| ColNum::try_from(*column).ok()) {
        sheet.set_column_hidden(column)?;
    }
    Ok(())
}

/// A cell that was a number: written as one it looks the same. Leading zeros make a text.
fn number(cell: &str) -> Option<f64> {
    let whole = cell.strip_prefix('-').unwrap_or(cell);
    let plain = whole == "0" || whole.starts_with("0.") || !whole.starts_with('0');
    let digits = whole.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && whole.len() <= DIGITS;
    let number: f64 = cell.parse().ok().filter(|_| plain && digits)?;
    (number.to_string() == cell).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Table {
        let row = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        Table { visible: true, rows: rows.iter().map(row).collect(), ..Table::default() }
    }

    #[test]
    fn a_row_without_cells_moves_no_mask() {
        let head: &[&str] = &["氏名", "携帯"];
        let rows: Vec<&[&str]> = vec![
            head,
            &[],
            &["長谷川 太郎", "090-1234-5678"],
            &[],
            &[],
            &["佐藤 誠", "080-2345-6789"],
            &["山田 花子", "070-3456-7890"],
        ];
        let masked = masked(&table(&rows));
        assert_eq!(masked[0], ["氏名", "携帯"]);
        for row in masked.iter().skip(1).filter(|row| row.len() > 1) {
            assert!(row.iter().all(|cell| cell.chars().all(|c| matches!(c, '*' | '-' | ' '))), "{row:?}");
        }
    }

    #[test]
    fn a_csv_keeps_its_separator_and_line_ends() {
        for (separator, end) in [(",", "\r\n"), ("\t", "\n"), (";", "\r\n")] {
            let original = ["品番", "数"].join(separator) + end + &["A-1", "3"].join(separator) + end;
            assert_eq!(lines(&[table(&[&["品番", "数"], &["A-1", "3"]])], &original), original);
        }
    }

    #[test]
    fn only_plain_numbers_are_numbers() {
        for (cell, expected) in [
            ("12", Some(12.0)),
            ("-3.5", Some(-3.5)),
            ("0", Some(0.0)),
            ("0.5", Some(0.5)),
            ("0312345678", None),
            ("1.50", None),
            ("1e5", None),
            ("***", None),
            ("", None),
            ("1234567890123456789", None),
        ] {
            assert_eq!(number(cell), expected, "{cell}");
        }
    }
}
