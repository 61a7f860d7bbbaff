//! Reads one JSON table (rows of cells) per line and answers one JSON object per line: persons, kinds, sensitivity.
//! For evaluation (`bench/sight`).

use std::io::{self, BufRead, BufWriter, Write};

use sekisho_privacy::{Source, survey};
use serde_json::json;

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let rows: Vec<Vec<String>> = serde_json::from_str(&line?).map_err(io::Error::from)?;
        let text: String = rows.iter().map(|row| row.join(",") + "\n").collect();
        let found = survey(&Source { text: &text, tables: &[&rows] });
        let kinds: Vec<(&str, u64)> = found.kinds.iter().map(|(kind, count)| (kind.code(), *count)).collect();
        let persons = json!({"lower": found.persons.lower, "upper": found.persons.upper});
        writeln!(out, "{}", json!({"persons": persons, "kinds": kinds, "sensitivity": found.sensitivity.code()}))?;
    }
    out.flush()
}
