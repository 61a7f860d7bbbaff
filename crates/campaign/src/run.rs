//! All rows: made, re-read, and what was found put together. As many threads as the caller gives, and the same report
//! with any number of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    num::NonZeroUsize,
};

use crate::{
    audience::Row,
    check::{Basis, Count, Facts, MAX_KEPT, Report, Rereader},
    error::CampaignError,
    finding::{Finding, FindingKind, Grade},
    job::{Job, Letter},
    manifest::Line,
    master::{Identity, Master, print_of_text},
    sample::Marks,
    template::Part,
};

/// Most errors kept.
const MAX_ERRORS: usize = 100;

/// What became of one row.
struct Outcome {
    line: Option<Line>,
    marks: Marks,
    findings: Vec<Finding>,
    error: Option<CampaignError>,
}

impl Job<'_> {
    /// Makes and re-reads every letter. Takes some 100 µs per row and thread, and keeps some 300 bytes per row.
    #[must_use]
    pub fn run(&self, master: &Master, facts: &Facts, threads: NonZeroUsize) -> Report {
        self.run_watched(master, facts, threads, &|| ())
    }

    /// The same; `watch` is called after every row, by whichever thread made it.
    #[must_use]
    pub fn run_watched(
        &self,
        master: &Master,
        facts: &Facts,
        threads: NonZeroUsize,
        watch: &(dyn Fn() + Sync),
    ) -> Report {
        let (reader, findings) = Rereader::new(self, master, facts);
        let mut report = Report {
            basis: Basis {
                campaign: self.campaign.clone(),
                audience: self.audience.digest(),
                job: self.digest(),
                master: master.digest(),
                provenance: master.provenance(),
                coverage: master.coverage(),
            },
            rows: u32::try_from(self.audience.rows().len()).unwrap_or(u32::MAX),
            counts: BTreeMap::new(),
            kept: BTreeMap::new(),
            errors: Vec::new(),
            left_out: BTreeMap::new(),
            lines: Vec::new(),
            marks: Vec::new(),
        };
        report.note(&findings);
        let doubles = doubles(self.audience.rows());
        for outcome in self.outcomes(&reader, threads, watch) {
            report.take(outcome, &doubles);
        }
        report
    }

    /// In the order of the rows, whoever made them.
    fn outcomes(&self, reader: &Rereader<'_>, threads: NonZeroUsize, watch: &(dyn Fn() + Sync)) -> Vec<Outcome> {
        let rows = self.audience.rows();
        let share = rows.len().div_ceil(threads.get()).max(1);
        let one = |row: &Row| {
            let outcome = self.outcome(reader, row);
            watch();
            outcome
        };
        let work = |rows: &[Row]| rows.iter().map(one).collect::<Vec<_>>();
        std::thread::scope(|scope| {
            let started: Vec<_> = rows.chunks(share).map(|rows| (rows, scope.spawn(move || work(rows)))).collect();
            // A share whose thread is gone is done again here: its rows must not be missing from the report.
            started.into_iter().flat_map(|(rows, thread)| thread.join().unwrap_or_else(|_| work(rows))).collect()
        })
    }

    fn outcome(&self, reader: &Rereader<'_>, row: &Row) -> Outcome {
        match self.letter(row) {
            Ok(letter) => {
                let findings = reader.read(row, &letter);
                let marks = marks(row, &letter, &findings);
                Outcome { line: Some(Line::new(row, &letter)), marks, findings, error: None }
            }
            Err(error) => Outcome {
                line: None,
                marks: Marks::none(row.number()),
                findings: vec![Finding::of(row.number(), FindingKind::NotMade)],
                error: Some(error),
            },
        }
    }
}

impl Report {
    fn take(&mut self, outcome: Outcome, doubles: &BTreeSet<u32>) {
        let Outcome { line, marks, mut findings, error } = outcome;
        if doubles.contains(&marks.row.0) {
            findings.push(Finding::of(marks.row, FindingKind::DuplicateRecipient));
        }
        self.note(&findings);
        if let Some(finding) = findings.iter().find(|finding| finding.kind.grade() == Grade::LeavesOut) {
            self.left_out.insert(marks.row, finding.kind);
        }
        self.lines.extend(line);
        self.errors.extend(error.filter(|_| self.errors.len() < MAX_ERRORS));
        self.marks.push(marks);
    }

    fn note(&mut self, findings: &[Finding]) {
        let mut seen = Vec::new();
        for finding in findings {
            let count: &mut Count = self.counts.entry(finding.kind).or_default();
            count.findings = count.findings.saturating_add(1);
            if finding.row.is_some() && !seen.contains(&finding.kind) {
                count.rows = count.rows.saturating_add(1);
                seen.push(finding.kind);
            }
            let kept = self.kept.entry(finding.kind).or_default();
            if kept.len() < MAX_KEPT {
                kept.push(finding.clone());
            }
        }
    }
}

/// Rows whose address an earlier row has.
fn doubles(rows: &[Row]) -> BTreeSet<u32> {
    let print = |row: &Row| (print_of_text(Identity::Mail, &row.address().key()), row.number().0);
    let mut all: Vec<_> = rows.iter().map(print).collect();
    all.sort_unstable();
    let again = all.windows(2).filter_map(|pair| match pair {
        [one, other] if one.0 == other.0 => Some(other.1),
        _ => None,
    });
    again.collect()
}

fn marks(row: &Row, letter: &Letter, findings: &[Finding]) -> Marks {
    let mut way = DefaultHasher::new();
    for (part, filled) in &letter.texts {
        (part.code(), filled.branch).hash(&mut way);
    }
    let mut files = DefaultHasher::new();
    letter.files.hash(&mut files);
    let odd = findings.iter().any(|finding| finding.kind == FindingKind::OddCharacter);
    let text = letter.text(Part::Text);
    let from_row =
        |filled: &crate::template::Filled| filled.traces.iter().map(|trace| trace.range.len()).sum::<usize>();
    let rare = text.is_some_and(|filled| {
        let values = filled.traces.iter().filter_map(|trace| filled.text.get(trace.range.clone()));
        values.flat_map(str::chars).any(crate::sample::is_rare)
    });
    Marks {
        row: row.number(),
        length: small(text.map_or(0, from_row)),
        rare: rare || odd,
        branch: way.finish(),
        files: if letter.files.is_empty() { 0 } else { files.finish() },
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
