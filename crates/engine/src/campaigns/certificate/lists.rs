//! The lists against each other, as a certificate tells them.

use sekisho_certificate::Block;
use sekisho_model::Time;
use sekisho_words::{Value, Words};
use serde_json::{Value as Json, json};

use crate::desk::{DifferencesView, SourceView, WaiverView};

/// The lists, as values. There are differences only where both methods agreed: a disagreement is an error of the check.
pub(super) fn lists(differences: &DifferencesView) -> Json {
    json!({
        "two": differences.is_second,
        "independence": differences.level,
        "methods": { "count": 2, "agree": true },
        "sources": differences.sources,
        "identical": differences.identical,
        "classes": differences.classes,
        "wrong_addresses": [differences.wrong.0, differences.wrong.1],
        "shifts": differences.shifts,
        "waivers": differences.waivers,
    })
}

/// The lists, for people.
pub(super) fn list_blocks(differences: &DifferencesView, words: Words, date: &dyn Fn(Time) -> String) -> Vec<Block> {
    let number = |count: u64| words.with("certificate-number", &[("count", Value::from(count))]);
    let column = |key: &str, share: u16| (words.text(&format!("certificate-{key}")), share);
    let with = if differences.is_second { "campaign-compared-second" } else { "campaign-compared-master" };
    let source = |source: &SourceView| {
        let made = [source.author.clone(), source.system.clone(), source.made.map(date)];
        let made = made.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let digest = source.digest.map(|digest| digest.to_string()).unwrap_or_default();
        vec![source.file.clone(), number(source.rows), made, digest]
    };
    let columns = vec![column("file", 3), column("rows", 1), column("made-by", 3), ("SHA-256".to_owned(), 5)];
    let rows = differences.sources.iter().map(source).collect();
    let mut blocks = vec![
        Block::Heading(words.text("certificate-lists-head")),
        Block::Text(words.text(with)),
        Block::Table { columns, rows },
        Block::Text(words.text(&format!("reconcile-level-{}", differences.level))),
        Block::Text(words.text("certificate-methods")),
    ];
    let mut rows = vec![vec![words.text("reconcile-class-identical"), number(differences.identical), String::new()]];
    rows.extend(differences.classes.iter().map(|class| {
        let open = if class.open { words.text("certificate-open") } else { String::new() };
        vec![words.text(&format!("reconcile-class-{}", class.class)), number(class.cases), open]
    }));
    let columns = vec![column("class", 5), column("count", 1), (String::new(), 2)];
    blocks.push(Block::Table { columns, rows });
    let shifts = differences.shifts.iter().map(|shift| Block::Text(shift.sentence(words)));
    match differences.shifts.is_empty() {
        true => blocks.push(Block::Text(words.text("certificate-no-shift"))),
        false => blocks.extend(shifts),
    }
    blocks.extend(waiver_blocks(&differences.waivers, "reconcile-class", words));
    blocks
}

/// What somebody answers for.
pub(super) fn waiver_blocks(waivers: &[WaiverView], family: &str, words: Words) -> Vec<Block> {
    if waivers.is_empty() {
        return Vec::new();
    }
    let row = |waiver: &WaiverView| {
        let void = waiver.void.as_ref().map(|why| words.text(&format!("reconcile-void-{why}"))).unwrap_or_default();
        let reason = if void.is_empty() { waiver.reason.clone() } else { format!("{} – {void}", waiver.reason) };
        let count = words.with("certificate-number", &[("count", Value::from(waiver.count))]);
        vec![words.text(&format!("{family}-{}", waiver.code)), count, reason, waiver.by.clone()]
    };
    let column = |key: &str, share: u16| (words.text(&format!("certificate-{key}")), share);
    let columns = vec![column("waived", 4), column("count", 1), column("reason", 4), column("waived-by", 2)];
    vec![Block::Table { columns, rows: waivers.iter().map(row).collect() }]
}
