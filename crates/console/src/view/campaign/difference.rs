//! Differences: what happened to a column first, then the classes with their numbers, then the first rows, masked.

use sekisho_engine::desk::{ClassView, DifferenceView, DifferencesView, SourceView, WaiverView};
use sekisho_words::Value;

use crate::{
    say::{Say, Stamp},
    view::Chip,
};

/// The lists against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Differences {
    pub(crate) title: String,
    pub(crate) good: bool,
    pub(crate) verdict: String,
    pub(crate) level: String,
    pub(crate) identical: u64,
    pub(crate) wrong: u64,
    pub(crate) differing: u64,
    pub(crate) shifts: Vec<String>,
    pub(crate) classes: Vec<ClassLine>,
    pub(crate) changed: Vec<String>,
    pub(crate) first: Vec<DifferenceLine>,
    pub(crate) more: bool,
    pub(crate) sources: Vec<SourceLine>,
    pub(crate) waivers: Vec<WaiverLine>,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClassLine {
    pub(crate) code: String,
    pub(crate) text: String,
    pub(crate) cases: u64,
    pub(crate) a: u64,
    pub(crate) b: u64,
    pub(crate) state: Option<Chip>,
}

/// A row that is not identical.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DifferenceLine {
    pub(crate) class: String,
    pub(crate) a: Option<u64>,
    pub(crate) b: Option<u64>,
    pub(crate) cells: Vec<(String, String, String)>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceLine {
    pub(crate) file: String,
    pub(crate) rows: u64,
    pub(crate) charset: String,
    pub(crate) author: Option<String>,
    pub(crate) system: Option<String>,
    pub(crate) made: Option<Stamp>,
    pub(crate) digest: Option<String>,
}

/// Somebody answers for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WaiverLine {
    pub(crate) text: String,
    pub(crate) count: u64,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) void: bool,
}

impl Differences {
    pub(crate) fn new(say: &Say, view: &DifferencesView) -> Self {
        let wrong = view.wrong.0 + view.wrong.1;
        let differing: u64 = view.classes.iter().map(|class| class.cases).sum();
        let good = wrong == 0 && differing == 0;
        let verdict = if good { "campaigns-agree" } else { "campaigns-disagree" };
        Self {
            title: say.t(if view.is_second { "campaigns-with-second" } else { "campaigns-with-master" }),
            verdict: say.n(verdict, differing.max(wrong)),
            good,
            level: say.t(&format!("reconcile-level-{}", view.level)),
            identical: view.identical,
            wrong,
            differing,
            shifts: view.shifts.iter().map(|shift| shift.sentence(say.words)).collect(),
            classes: view.classes.iter().filter(|class| class.cases > 0).map(|class| class_line(say, class)).collect(),
            changed: view.changed.iter().map(|(columns, rows)| changed(say, columns, *rows)).collect(),
            first: view.first.iter().map(|difference| difference_line(say, difference)).collect(),
            more: view.more,
            sources: view.sources.iter().map(|source| source_line(say, source)).collect(),
            waivers: view.waivers.iter().map(|waiver| waiver_line(say, "reconcile-class", waiver)).collect(),
        }
    }
}

fn class_line(say: &Say, class: &ClassView) -> ClassLine {
    let chip = |key: &str, tone: &'static str| Chip { text: say.t(key), tone };
    ClassLine {
        code: class.class.clone(),
        text: class_text(say, &class.class),
        cases: class.cases,
        a: class.a,
        b: class.b,
        state: class.open.then(|| chip("campaigns-class-open", "bad")),
    }
}

fn class_text(say: &Say, code: &str) -> String {
    say.t(&format!("reconcile-class-{code}"))
}

fn changed(say: &Say, columns: &[String], rows: u64) -> String {
    let columns = columns.join(say.comma());
    say.with("campaigns-changed", &[("columns", Value::from(columns)), ("count", Value::from(rows))])
}

fn difference_line(say: &Say, difference: &DifferenceView) -> DifferenceLine {
    DifferenceLine {
        class: class_text(say, &difference.class),
        a: difference.a.map(|(row, _)| row),
        b: difference.b.map(|(row, _)| row),
        cells: difference.cells.clone(),
    }
}

fn source_line(say: &Say, source: &SourceView) -> SourceLine {
    SourceLine {
        file: source.file.clone(),
        rows: source.rows,
        charset: source.charset.clone(),
        author: source.author.clone(),
        system: source.system.clone(),
        made: source.made.map(|at| say.stamp(at)),
        digest: source.digest.map(|digest| digest.to_string()),
    }
}

pub(crate) fn waiver_line(say: &Say, family: &str, waiver: &WaiverView) -> WaiverLine {
    WaiverLine {
        text: say.t(&format!("{family}-{}", waiver.code)),
        count: waiver.count,
        reason: waiver.reason.clone(),
        by: waiver.by.clone(),
        void: waiver.void.is_some(),
    }
}
