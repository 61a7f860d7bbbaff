//! The result as lines for people.

use std::path::Path;

use sekisho_engine::campaigns::{
    book::conclusion,
    sentences::{class, shift},
};
use sekisho_tables::{
    Binding, Class, Count, Difference, Distance, Independence, Lack, Names, Outcome, Shifts, Unfit, waiver::Explained,
};
use sekisho_words::{Value, Words};

use super::{Result, complaint::values};

/// Differences listed on the terminal, per run.
const LISTED: usize = 50;

pub(super) fn lines(result: &Result, reveal: bool, report: Option<&Path>, words: Words) -> String {
    let mut lines = Vec::new();
    if let Some(outcome) = &result.outcome {
        lines.extend(sources(outcome, words));
        lines.extend(result.independence.iter().map(|independence| independent(*independence, words)));
        lines.push(String::new());
        lines.extend(outcome.counts.iter().map(|count| counted(count, words)));
        lines.extend(changed(outcome, words));
        lines.extend(shifts("reconcile-which-a", &outcome.shift_a, words));
        lines.extend(shifts("reconcile-which-b", &outcome.shift_b, words));
        if reveal {
            lines.extend(differences(outcome, words));
        }
    }
    lines.extend(result.binding.as_ref().into_iter().flat_map(|binding| bindings(binding, words)));
    lines.push(String::new());
    if let Some(outcome) = &result.outcome {
        let warning = |warning: &sekisho_tables::Warning| {
            format!("! {}", words.with(&format!("reconcile-warning-{}", warning.code), &values(&warning.facts)))
        };
        lines.extend(outcome.warnings.iter().map(warning));
        lines.extend(explained(&result.explained, words));
        lines.push(match &result.second {
            Some(engine) => words.with("reconcile-second-agrees", &[("engine", Value::from(engine.name()))]),
            None => words.text("reconcile-second-off"),
        });
        lines.push(conclusion(outcome, &result.explained, words));
        lines.push(fit(&result.unfit(), words));
    }
    let seconds = format!("{:.1}", result.elapsed.as_secs_f64());
    lines.push(words.with("reconcile-elapsed", &[("seconds", Value::from(seconds))]));
    if let Some(path) = report.filter(|_| result.outcome.is_some()) {
        let file = path.display().to_string();
        lines.push(words.with("reconcile-report-written", &[("file", Value::from(file))]));
    }
    lines.join("\n") + "\n"
}

fn independent(independence: Independence, words: Words) -> String {
    let level = words.text(&format!("reconcile-level-{}", independence.level.code()));
    match independence.lack.filter(|lack| *lack != Lack::SameFile) {
        Some(lack) => format!("{level} {}", words.text(&format!("reconcile-lack-{}", lack.code()))),
        None => level,
    }
}

fn fit(unfit: &[Unfit], words: Words) -> String {
    if unfit.is_empty() {
        return words.text("reconcile-fit");
    }
    let why: Vec<String> = unfit.iter().map(|lack| words.text(&format!("reconcile-unfit-{}", lack.code()))).collect();
    words.with("reconcile-unfit", &[("why", Value::from(why.join(", ")))])
}

fn sources(outcome: &Outcome, words: Words) -> Vec<String> {
    let which = ["reconcile-which-a", "reconcile-which-b", "reconcile-which-master"];
    let mut lines = Vec::new();
    for (which, source) in which.into_iter().zip(&outcome.sources) {
        let values = [
            ("which", Value::from(words.text(which))),
            ("file", Value::from(&source.file)),
            ("rows", Value::from(source.rows)),
            ("charset", Value::from(source.charset)),
        ];
        lines.push(words.with("reconcile-source", &values));
        let digest = |key: &str, digest: Option<sekisho_model::Digest>| {
            digest.map(|digest| format!("   {}", words.with(key, &[("digest", Value::from(digest.to_string()))])))
        };
        lines.extend(digest("reconcile-digest", source.digest));
        lines.extend(digest("reconcile-query-digest", source.query));
    }
    let names = |names: &[Names]| {
        let name = |names: &Names| {
            if names.a == names.b { names.a.clone() } else { format!("{}={}", names.a, names.b) }
        };
        names.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let columns = match outcome.compared.as_slice() {
        [] => words.text("reconcile-compared-none"),
        compared => names(compared),
    };
    let values = [("key", Value::from(names(&outcome.key))), ("columns", Value::from(columns))];
    lines.push(words.with("reconcile-compared", &values));
    lines
}

fn counted(count: &Count, words: Words) -> String {
    let name = class(count.class, words);
    let is_both = matches!(
        count.class,
        Class::DuplicateKey
            | Class::NullKey
            | Class::DuplicateAddress
            | Class::NoAddress
            | Class::Foreign
            | Class::ForeignAddress
            | Class::Misbound
    );
    let mark = if count.class == Class::Identical || count.cases() == 0 { ' ' } else { '×' };
    let text = if is_both {
        let values = [("class", Value::from(name)), ("a", Value::from(count.a)), ("b", Value::from(count.b))];
        words.with("reconcile-count-both", &values)
    } else {
        words.with("reconcile-count", &[("class", Value::from(name)), ("count", Value::from(count.cases()))])
    };
    format!("{mark} {text}")
}

fn changed(outcome: &Outcome, words: Words) -> Vec<String> {
    let line = |changed: &sekisho_tables::ChangedColumns| {
        let columns = changed.columns.join(", ");
        let values = [("count", Value::from(changed.rows)), ("columns", Value::from(columns))];
        format!("    {}", words.with("reconcile-changed-columns", &values))
    };
    outcome.changed.iter().take(10).map(line).collect()
}

fn shifts(which: &str, shifts: &Shifts, words: Words) -> Vec<String> {
    let mut lines = Vec::new();
    if shifts.wrong > 0 {
        let values = [("which", Value::from(words.text(which))), ("count", Value::from(shifts.wrong))];
        lines.extend([String::new(), words.with("reconcile-shift-head", &values)]);
        if shifts.looked_at < shifts.wrong {
            lines.push(words.with("reconcile-shift-cut", &[("count", Value::from(shifts.looked_at))]));
        }
    }
    if !shifts.distances.is_empty() {
        let one = |distance: &Distance| format!("{:+} × {}", distance.rows_below, distance.rows);
        let list: Vec<String> = shifts.distances.iter().map(one).collect();
        lines.push(format!("  {}", words.with("reconcile-shift-distances", &[("list", Value::from(list.join(", ")))])));
    }
    lines.extend(shifts.patterns.iter().map(|one| format!("  {}", shift(one, words))));
    lines
}

fn bindings(binding: &Binding, words: Words) -> Vec<String> {
    let number = |name, count: u64| (name, Value::from(count));
    let mut lines = vec![String::new()];
    let told = binding.told;
    match &binding.found {
        sekisho_tables::Bound::Bound => {
            lines.push(words.with("reconcile-binding-bound", &[number("bound", binding.bound), number("told", told)]));
        }
        sekisho_tables::Bound::Slid { blocks } => lines.extend(blocks.iter().map(|block| {
            let key = if block.by > 0 { "reconcile-binding-late" } else { "reconcile-binding-early" };
            let values = [
                number("first", block.first.into()),
                number("last", block.last.into()),
                number("by", block.by.unsigned_abs()),
                number("there", block.there),
                number("here", block.here),
                number("told", block.told),
            ];
            words.with(key, &values)
        })),
        sekisho_tables::Bound::Loose => {
            lines.push(words.with("reconcile-binding-loose", &[number("bound", binding.bound), number("told", told)]));
        }
        sekisho_tables::Bound::CannotTell => {
            let values = [number("told", told), number("rows", binding.rows), number("apart", binding.apart)];
            lines.push(words.with("reconcile-binding-cannot-tell", &values));
        }
    }
    lines.extend(binding.repeated.iter().map(|repeated| {
        let values = [number("first", repeated.first.into()), number("last", repeated.last.into())];
        words.with("reconcile-binding-repeated", &values)
    }));
    if let Some(least) = binding.least {
        let values = [number("least", least), number("reach", binding.reach)];
        lines.push(words.with("reconcile-binding-power", &values));
    }
    lines
}

fn differences(outcome: &Outcome, words: Words) -> Vec<String> {
    let line = |difference: &Difference| {
        let row = |name: &str, at: Option<sekisho_tables::Where>| at.map(|at| format!("{name}{}", at.row));
        let places = [row("A:", difference.a), row("B:", difference.b)];
        let places: Vec<String> = places.into_iter().flatten().collect();
        let cells: Vec<String> =
            difference.cells.iter().map(|cell| format!("{}: {:?} ≠ {:?}", cell.column, cell.a, cell.b)).collect();
        let name = class(difference.class, words);
        format!("  {name}  {}  {}  {}", places.join(" "), difference.key.join("/"), cells.join(", "))
    };
    let mut lines = vec![String::new()];
    lines.extend(outcome.differences.iter().take(LISTED).map(line));
    if outcome.more || outcome.differences.len() > LISTED {
        lines.push(words.text("reconcile-more"));
    }
    // Cells are not trusted: what would move the cursor or turn the line around is taken out.
    lines.iter().map(|line| sekisho_words::clean(line).into_owned()).collect()
}

fn explained(explained: &Explained, words: Words) -> Vec<String> {
    let name = |code: &str| words.text(&format!("reconcile-class-{code}"));
    let used = explained.used.iter().map(|waiver| {
        let values = [
            ("class", Value::from(name(&waiver.class))),
            ("count", Value::from(waiver.count)),
            ("reason", Value::from(&waiver.reason)),
            ("approver", Value::from(&waiver.approver)),
        ];
        words.with("reconcile-waiver-used", &values)
    });
    let void = explained.void.iter().map(|(waiver, void)| {
        let values = [
            ("class", Value::from(name(&waiver.class))),
            ("count", Value::from(waiver.count)),
            ("approver", Value::from(&waiver.approver)),
            ("why", Value::from(words.text(&format!("reconcile-void-{}", void.code())))),
        ];
        words.with("reconcile-waiver-void", &values)
    });
    used.chain(void).collect()
}
