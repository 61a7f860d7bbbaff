//! `reconcile`: two lists are compared row by row, and with the master if there is one (docs/reconcile.md).
//!
//! Exit status 0 only if every row is identical or explained, 1 if not, 2 if the input is wrong; with `--approval` 3 if
//! all is explained, but the result is not enough for an approval. Without `--reveal` and
//! `--report` nothing that is said shows what a cell says.

mod columns;
mod complaint;
mod json;
mod second;
mod told;

use std::{
    num::NonZeroUsize,
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use clap::Args;
use sekisho_engine::campaigns::book;
use sekisho_tables::{
    Asked, Binding, Charset, Declared, Independence, Limits, Maker, Normal, Outcome, Table, TableError, Unfit,
    reconcile,
    source::{self, Opened},
    waiver::{self, Explained},
};
use sekisho_words::Words;

use super::tongue::{Tongue, lang};
use columns::{Columns, Normalised, Pairs};
use second::{Engine, Tables};

/// Compares two lists, made independently, row by row, and with a master. Exit status 0 only if nothing is
/// unexplained, 1 if there are differences, 2 if a table cannot be read.
#[derive(Debug, Args)]
pub(crate) struct Reconcile {
    /// The list to check: CSV, TSV, xlsx, xls, ods, parquet, or a source file (.toml) for a query.
    a: PathBuf,
    /// The same list, made by somebody else. Without it only --address and --name of A are looked at.
    b: Option<PathBuf>,
    /// The master: who may be on a list, and with which address.
    #[arg(long, requires = "b")]
    master: Option<PathBuf>,
    /// Columns that say who a row is: ID, or A=B when the names differ. Several, with commas, make one key. A name with a
    /// comma or = in it is written "a,b" (with its quotes, which the shell must not take), or a\,b.
    #[arg(long, value_parser = columns::pairs, required_unless_present = "name", value_name = "COL")]
    key: Vec<Pairs>,
    /// Columns that have another name in B: A=B. Columns of the same name are compared anyway.
    #[arg(long, value_parser = columns::pairs, value_name = "A=B")]
    map: Vec<Pairs>,
    /// Columns of A that are not compared.
    #[arg(long, value_parser = columns::columns, value_name = "COL")]
    ignore: Vec<Columns>,
    /// The column of A with the address the mail goes to.
    #[arg(long, value_parser = columns::column, value_name = "COL")]
    address: Option<String>,
    /// How a column is normalised: COL=trim,nfkc, or *=… for all others.
    #[arg(long, value_parser = Normalised::of, value_name = "COL=STEPS")]
    normal: Vec<Normalised>,
    /// Columns of A with names in kana or Latin letters, to be compared with the addresses without a master.
    #[arg(long, value_parser = columns::columns, value_name = "COL", requires = "address")]
    name: Vec<Columns>,
    /// The charset of all texts, if it cannot be proven.
    #[arg(long)]
    charset: Option<String>,
    /// The charset of A alone.
    #[arg(long)]
    charset_a: Option<String>,
    /// The charset of B alone.
    #[arg(long)]
    charset_b: Option<String>,
    /// The charset of the master alone.
    #[arg(long)]
    charset_master: Option<String>,
    /// What separates the cells of all texts, if it is not clear.
    #[arg(long)]
    delimiter: Option<char>,
    /// The sheet of all workbooks with several.
    #[arg(long)]
    sheet: Option<String>,
    /// Who made A.
    #[arg(long)]
    author_a: Option<String>,
    /// Who made B.
    #[arg(long)]
    author_b: Option<String>,
    /// The system A came out of.
    #[arg(long)]
    system_a: Option<String>,
    /// The system B came out of.
    #[arg(long)]
    system_b: Option<String>,
    /// A file of waivers (TOML): differences that somebody explains, by their exact number.
    #[arg(long)]
    waivers: Option<PathBuf>,
    /// One JSON object instead of sentences.
    #[arg(long)]
    json: bool,
    /// List the first differences with what the cells say.
    #[arg(long)]
    reveal: bool,
    /// Write the differences into a workbook; it has personal data.
    #[arg(long, value_name = "FILE.xlsx")]
    report: Option<PathBuf>,
    /// Exit status 3 unless the result is fit for an approval: two authors, both methods, nothing unexplained.
    #[arg(long)]
    approval: bool,
    /// What the second method asks: sqlite, and where they are built in, datafusion or ballista=df://HOST:PORT.
    #[arg(long, default_value = "sqlite", value_name = "ENGINE", conflicts_with = "one_method")]
    second: String,
    /// A folder that all executors of a Ballista cluster see under this path; the compared values pass through it.
    #[arg(long, value_name = "FOLDER")]
    shared: Option<PathBuf>,
    /// Only the first method: faster, and not enough for an approval.
    #[arg(long)]
    one_method: bool,
    /// Differences told one by one, per class.
    #[arg(long, default_value_t = 1000)]
    details: usize,
    /// Memory for rows, in MiB; the rest lies in temporary files. The program and the second method take some 130 MiB besides.
    #[arg(long, default_value_t = 768)]
    memory: usize,
    /// The language of the sentences; default: that of the environment.
    #[arg(long, value_enum)]
    lang: Option<Tongue>,
}

/// All that is told.
pub(super) struct Result {
    outcome: Option<Outcome>,
    /// What the second method asked and came to the same; `None` when it did not run.
    second: Option<Engine>,
    independence: Option<Independence>,
    explained: Explained,
    binding: Option<Binding>,
    elapsed: Duration,
}

impl Result {
    fn is_good(&self) -> bool {
        self.explained.unexplained.is_empty() && self.binding.as_ref().is_none_or(Binding::is_bound)
    }

    /// What is missing for an approval.
    fn unfit(&self) -> Vec<Unfit> {
        let (agreed, binding) = (self.second.is_some(), self.binding.as_ref());
        sekisho_tables::unfit(self.independence.as_ref(), &self.explained, agreed, binding)
    }
}

/// A list and who made it.
struct Listed {
    table: Arc<Table>,
    maker: Maker,
}

/// Whoever sees what did not work: the input is wrong, or the output failed.
const BAD_INPUT: u8 = 2;
/// Nothing is unexplained, but somebody asked for more.
const NOT_FIT: u8 = 3;

impl Reconcile {
    pub(crate) fn run(&self) -> ExitCode {
        let words = Words::new(lang(self.lang));
        // The name may be that of a list. Said before the work, which can take long.
        if let Some(report) = self.report.as_deref().filter(|report| report.exists()) {
            complain!("{}", words.with("reconcile-report-there", &[("file", report.display().to_string().into())]));
            return ExitCode::from(BAD_INPUT);
        }
        match self.compare() {
            Ok(result) => self.tell(&result, words),
            Err(error) => {
                complain!("{}", complaint::lines(&error, words).trim_end());
                ExitCode::from(BAD_INPUT)
            }
        }
    }

    fn tell(&self, result: &Result, words: Words) -> ExitCode {
        if let (Some(path), Some(outcome)) = (&self.report, &result.outcome)
            && let Err(error) = write(path, outcome, &result.explained, words)
        {
            complain!("{}: {error}", path.display());
            return ExitCode::from(BAD_INPUT);
        }
        if self.json {
            say!("{}", json::object(result, self.reveal));
        } else {
            say!("{}", told::lines(result, self.reveal, self.report.as_deref(), words).trim_end_matches('\n'));
        }
        match result.is_good() {
            false => ExitCode::FAILURE,
            true if self.approval && !result.unfit().is_empty() => ExitCode::from(NOT_FIT),
            true => ExitCode::SUCCESS,
        }
    }

    fn compare(&self) -> std::result::Result<Result, TableError> {
        let start = Instant::now();
        let engine = Engine::of(&self.second, self.shared.as_deref())?;
        let limits = self.limits();
        let declared = self.declared(&self.charset_a)?;
        let a = self.open(&self.a, &declared, &limits, (&self.author_a, &self.system_a))?;
        let binding = self.binding(&a, &limits)?;
        let Some(path) = &self.b else {
            let explained = Explained::default();
            let elapsed = start.elapsed();
            return Ok(Result { outcome: None, second: None, independence: None, explained, binding, elapsed });
        };
        let declared = self.declared(&self.charset_b)?;
        let b = self.open(path, &declared, &limits, (&self.author_b, &self.system_b))?;
        let declared = self.declared(&self.charset_master)?;
        let master = self.master.as_ref().map(|path| self.open(path, &declared, &limits, (&None, &None)));
        let master = master.transpose()?.map(|opened| opened.table);
        let waivers = self.waivers.as_ref().map_or_else(|| Ok(Vec::new()), |path| waiver::read(path))?;
        let asked = self.asked()?;
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let outcome = reconcile(&asked, &a.table, &b.table, master.as_deref(), &limits, threads)?;
        let second = (!self.one_method).then_some(engine);
        if let Some(second) = &second {
            let tables = Tables { a: &a.table, b: &b.table, master: master.as_ref() };
            second.check(&asked, &tables, &limits, &outcome)?;
        }
        let digest = |index: usize| outcome.sources.get(index).and_then(|source| source.digest);
        let independence = Some(Independence::of((&a.maker, digest(0)), (&b.maker, digest(1))));
        let authors: Vec<&str> = [&a.maker, &b.maker].into_iter().filter_map(|maker| maker.author.as_deref()).collect();
        let explained = waiver::explain(&outcome, &waivers, &authors);
        let elapsed = start.elapsed();
        Ok(Result { outcome: Some(outcome), second, independence, explained, binding, elapsed })
    }

    fn binding(&self, a: &Listed, limits: &Limits) -> std::result::Result<Option<Binding>, TableError> {
        match &self.address {
            Some(address) if !self.name.is_empty() => {
                sekisho_tables::bind(&a.table, address, &named(&self.name), limits).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// What the command line says of who made a list beats its description.
    fn open(
        &self,
        path: &std::path::Path,
        declared: &Declared,
        limits: &Limits,
        (author, system): (&Option<String>, &Option<String>),
    ) -> std::result::Result<Listed, TableError> {
        let Opened { table, maker } = source::open(path, declared, limits)?;
        let over = |said: &Option<String>, described: Option<String>| said.clone().or(described);
        let maker = Maker { author: over(author, maker.author), system: over(system, maker.system) };
        Ok(Listed { table: Arc::new(table), maker })
    }

    fn asked(&self) -> std::result::Result<Asked, TableError> {
        let names = |pairs: &[Pairs]| pairs.iter().flat_map(|pairs| pairs.0.clone()).collect();
        let normal = |asked: &Normalised| Ok((asked.column.clone(), asked.steps.parse::<Normal>()?));
        Ok(Asked {
            key: names(&self.key),
            map: names(&self.map),
            ignore: named(&self.ignore),
            address: self.address.clone(),
            normal: self.normal.iter().map(normal).collect::<std::result::Result<_, TableError>>()?,
        })
    }

    /// What is declared of one table; `charset` is declared of it alone.
    fn declared(&self, charset: &Option<String>) -> std::result::Result<Declared, TableError> {
        let unknown =
            |label: &String| TableError::UnknownCharset { file: "--charset".to_owned(), label: label.clone() };
        let charset =
            charset.as_ref().or(self.charset.as_ref()).map(|label| Charset::of(label).ok_or_else(|| unknown(label)));
        let delimiter = self.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok()).filter(u8::is_ascii);
        Ok(Declared { charset: charset.transpose()?, delimiter, sheet: self.sheet.clone(), ..Declared::default() })
    }

    fn limits(&self) -> Limits {
        Limits { memory: self.memory << 20, details: self.details, ..Limits::default() }
    }
}

fn named(columns: &[Columns]) -> Vec<String> {
    columns.iter().flat_map(|columns| columns.0.clone()).collect()
}

/// Differences, not rows; they have personal data.
fn write(path: &std::path::Path, outcome: &Outcome, explained: &Explained, words: Words) -> std::io::Result<()> {
    let book = book::workbook(outcome, explained, words).map_err(std::io::Error::other)?;
    crate::fresh::write(path, &book, crate::fresh::OWN)
}

#[cfg(test)]
mod tests;
