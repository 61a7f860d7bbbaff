//! `redact`: a copy of a file with every personal value replaced by `*`.
//!
//! A text keeps its charset and line ends, a csv its charset, separator and line ends. A workbook is written anew with
//! its visible and hidden sheets, values only: formulas, comments and everything else that could carry data on is left
//! behind. Every other kind of file is refused: a copy that has lost its form would be none.

mod sheet;
mod writing;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use sekisho_content::Reading;
use sekisho_privacy::mask;

use self::writing::Writing;
use super::look::Opener;

/// Writes a masked copy of a txt, csv or xlsx file.
#[derive(Debug, Args)]
pub(crate) struct Redact {
    /// The file.
    file: PathBuf,
    /// The copy. Nothing is overwritten.
    copy: PathBuf,
}

/// What can be copied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Table,
    Workbook,
}

impl Form {
    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_ascii_lowercase();
        match extension.as_str() {
            "txt" | "text" | "md" | "log" => Some(Self::Text),
            "csv" | "tsv" | "tab" => Some(Self::Table),
            "xlsx" | "xlsm" | "xls" | "xlsb" | "ods" => Some(Self::Workbook),
            _ => None,
        }
    }
}

impl Redact {
    pub(crate) async fn run(&self) -> miette::Result<ExitCode> {
        let form = self.form()?;
        let bytes = super::read(&self.file)?;
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned());
        let whole = Opener::new().open(&bytes, name.as_deref(), &[]).await.into_iter().next();
        let Some(Reading::Read { text, tables }) = whole.map(|part| part.reading) else {
            return Err(miette::miette!(
                help = "txt, csv and xlsx files that can be read in full have a masked copy",
                "{} could not be read in full; no copy was written",
                self.file.display()
            ));
        };
        let copy = match form {
            Form::Workbook => sheet::workbook(&tables)?,
            Form::Table if !tables.is_empty() => {
                let cells = tables.iter().flat_map(|table| table.rows.iter().flatten());
                let writing = Writing::of(&bytes, cells.map(String::as_str));
                writing.bytes(&sheet::lines(&tables, &writing.text(&bytes)))
            }
            Form::Text | Form::Table => {
                let writing = Writing::of(&bytes, text.lines());
                writing.bytes(&mask(&writing.text(&bytes)))
            }
        };
        let written = crate::fresh::write(&self.copy, &copy, crate::fresh::OWN);
        written.map_err(|error| miette::miette!("{} cannot be written: {error}", self.copy.display()))?;
        say!("wrote {}", self.copy.display());
        Ok(ExitCode::SUCCESS)
    }

    /// What is copied, when the copy is to be of the same form.
    fn form(&self) -> miette::Result<Form> {
        let form = Form::of(&self.file).ok_or_else(|| {
            miette::miette!(
                help =
                    "txt, csv, tsv, xlsx, xlsm, xls, xlsb and ods files have one; save the file as one of them first",
                "{}: files of this kind have no masked copy",
                self.file.display()
            )
        })?;
        let copied = match form {
            Form::Workbook => self.copy.extension().is_some_and(|it| it.eq_ignore_ascii_case("xlsx")),
            other => Form::of(&self.copy) == Some(other),
        };
        if copied {
            return Ok(form);
        }
        let wanted = if form == Form::Workbook {
            "the copy of a workbook is an .xlsx file"
        } else {
            "give the copy the extension of the file"
        };
        Err(miette::miette!(help = wanted, "{}: the copy would be of another kind", self.copy.display()))
    }
}
