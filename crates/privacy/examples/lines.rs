//! Reads one JSON string per line and answers one JSON object per line: what is found in that text, in characters.
//! For evaluation (`bench/sight`); knows no files and no formats.

use std::io::{self, BufRead, BufWriter, Write};

use sekisho_privacy::{Source, survey};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let text = match serde_json::from_str(&line) {
            Ok(Value::String(text)) => text,
            _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "a line is one JSON string")),
        };
        let found = survey(&Source { text: &text, tables: &[] });
        let finds: Vec<Value> = found
            .finds
            .iter()
            .map(|find| json!({"type": find.kind.code(), "start": find.start, "end": find.end, "confidence": find.confidence, "why": find.why}))
            .collect();
        let (lower, upper) = (found.persons.lower, found.persons.upper);
        let answer = json!({"findings": finds, "persons": {"lower": lower, "upper": upper}, "sensitivity": found.sensitivity.code()});
        writeln!(out, "{answer}")?;
    }
    out.flush()
}
