//! `redact`: a copy of a file with every personal value replaced by `*`.
//!
//! Texts and csv keep their form; a workbook is written anew with its visible and hidden sheets, values only: formulas,
//! comments and everything else that could carry data on is left behind.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use rust_xlsxwriter::Workbook;
use sekisho_content::{Limits, Reading, mail::Table, open_file};
use sekisho_privacy::{Kind, Source, mask, survey};

/// Writes a masked copy of a txt, csv or xlsx file.
#[derive(Debug, Args)]
pub(crate) struct Redact {
    /// The file.
    file: PathBuf,
    /// The copy. Nothing is overwritten.
    copy: PathBuf,
}

impl Redact {
    pub(crate) fn run(&self) -> miette::Result<ExitCode> {
        let bytes = super::read(&self.file)?;
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned());
        let whole = open_file(&bytes, name.as_deref(), &Limits::default()).into_iter().next();
        let Some(Reading::Read { text, tables }) = whole.map(|part| part.reading) else {
            return Err(miette::miette!(
                help = "txt, csv and xlsx files that can be read in full have a masked copy",
                "{} could not be read in full; no copy was written",
                self.file.display()
            ));
        };
        let copy = match extension(&self.file).as_str() {
            "xlsx" | "xlsm" | "xls" | "ods" => workbook(&tables)?,
            _ if tables.is_empty() => mask(&text).into_bytes(),
            _ => csv(&tables).into_bytes(),
        };
        write(&self.copy, &copy)?;
        say!("wrote {}", self.copy.display());
        Ok(ExitCode::SUCCESS)
    }
}

fn extension(path: &Path) -> String {
    path.extension().map(|it| it.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

fn write(path: &Path, bytes: &[u8]) -> miette::Result<()> {
    use std::io::Write as _;
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(bytes))
        .map_err(|error| miette::miette!("{} cannot be written: {error}", path.display()))
}

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
    table.rows.iter().map(|row| row.iter().map(&mut cell).collect()).collect()
}

fn csv(tables: &[Table]) -> String {
    let quoted = |cell: &String| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    let line = |row: Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n";
    tables.iter().flat_map(masked).map(line).collect()
}

fn workbook(tables: &[Table]) -> miette::Result<Vec<u8>> {
    let failed = |error: rust_xlsxwriter::XlsxError| miette::miette!("the copy cannot be written: {error}");
    let mut book = Workbook::new();
    for (number, table) in tables.iter().enumerate() {
        let sheet = book.add_worksheet();
        // A name Excel refuses is not worth failing for.
        let _ = sheet.set_name(table.name.clone().unwrap_or_else(|| format!("Sheet{}", number + 1)));
        for (row, cells) in (0..).zip(masked(table)) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell).map_err(failed)?;
            }
        }
    }
    book.save_to_buffer().map_err(failed)
}
