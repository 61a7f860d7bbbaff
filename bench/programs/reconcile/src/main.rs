//! Makes two lists of customers, and compares them as `sekisho reconcile` does, without the command line around it:
//! the program of the product takes ten times as long to build.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::{Parser, Subcommand};
use sekisho_tables::{Asked, Declared, Limits, Names, Outcome, Table, agree, reconcile, recount};

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes `a.csv` and `b.csv`, every cell in quotes, B in another order.
    Generate { folder: PathBuf, rows: u64 },
    /// Compares them; one JSON object with the counts.
    Compare {
        a: PathBuf,
        b: PathBuf,
        /// Also by the second method.
        #[arg(long)]
        both: bool,
        #[arg(long, default_value_t = 768)]
        memory: usize,
        #[arg(long, default_value_t = 2)]
        threads: usize,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Generate { folder, rows } => {
            write(&folder.join("a.csv"), rows, false)?;
            write(&folder.join("b.csv"), rows, true)
        }
        Command::Compare { a, b, both, memory, threads } => {
            let outcome = compare(&a, &b, both, memory << 20, NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN))?;
            let counts = outcome.counts.iter().map(|count| (count.class.code(), count.a.max(count.b)));
            let mut told: serde_json::Map<String, serde_json::Value> =
                counts.map(|(class, rows)| (class.to_owned(), rows.into())).collect();
            told.insert("spilled".to_owned(), outcome.spilled.into());
            println!("{}", serde_json::Value::Object(told));
            Ok(())
        }
    }
}

fn compare(a: &Path, b: &Path, both: bool, memory: usize, threads: NonZeroUsize) -> anyhow::Result<Outcome> {
    let limits = Limits { memory, ..Limits::default() };
    let open = |path: &Path| Table::open(path, &Declared::default(), &limits);
    let (a, b) = (open(a)?, open(b)?);
    let asked = Asked {
        key: vec![Names::of("id")],
        address: Some("mail".to_owned()),
        normal: vec![("*".to_owned(), "trim".parse()?), ("phone".to_owned(), "trim,phone".parse()?)],
        ..Asked::default()
    };
    let outcome = reconcile(&asked, &a, &b, None, &limits, threads)?;
    if both {
        agree(&outcome, &recount(&asked, &a, &b, None)?)?;
    }
    Ok(outcome)
}

const FAMILIES: [&str; 8] = ["山田", "鈴木", "佐藤", "高橋", "田中", "渡辺", "伊藤", "小林"];
const GIVEN: [&str; 8] = ["太郎", "花子", "健二", "陽子", "大輔", "美咲", "翔太", "由美子"];
const KANA: [&str; 8] = ["ヤマダ", "スズキ", "サトウ", "タカハシ", "タナカ", "ワタナベ", "イトウ", "コバヤシ"];

/// In B one row in a thousand is missing, one is new and one has another telephone number; addresses are in capitals,
/// numbers without hyphens, names with blanks behind: the same once normalised.
fn write(path: &Path, rows: u64, is_b: bool) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create_new(path)?);
    writeln!(out, "\"id\",\"name\",\"kana\",\"phone\",\"mail\",\"note\"")?;
    for place in 0..rows {
        // A step without a common divisor visits every row once.
        let row = if is_b { place * 7_368_787 % rows } else { place };
        let (id, phone) = match (is_b, row % 1000) {
            (true, 1) => (row + rows, row),
            (true, 2) => (row, row + 1),
            _ => (row, row),
        };
        let pick = |list: &[&'static str; 8], step: u64| list.get((row / step % 8) as usize).copied().unwrap_or_default();
        let (family, given, kana) = (pick(&FAMILIES, 1), pick(&GIVEN, 8), pick(&KANA, 1));
        let (low, high) = (phone % 10_000, phone / 10_000 % 10_000);
        let note = if row.is_multiple_of(10) { "窓側, \"\"通路\"\"" } else { "一般" };
        if is_b {
            writeln!(out, "\"C{id:09}\",\"{family} {given}  \",\"{kana}\",\"090{high:04}{low:04}\",\"User.{row}@Example.CO.JP\",\"{note}\"")?;
        } else {
            writeln!(out, "\"C{id:09}\",\"{family} {given}\",\"{kana}\",\"090-{high:04}-{low:04}\",\"user.{row}@example.co.jp\",\"{note}\"")?;
        }
    }
    Ok(out.flush()?)
}
