//! Lines of the policy page and of a try on the past.

use sekisho_engine::desk::{PolicyMistake, RuleView, Tried, TriedRow};
use sekisho_words::Value;

use super::{Chip, Choice};
use crate::say::{Say, Stamp};

/// Periods that can be tried, in days.
const DAYS: [u32; 4] = [1, 7, 30, 90];

/// One rule.
pub(crate) struct RuleLine {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) mode: Chip,
    pub(crate) hits: u64,
}

pub(crate) fn rule(say: &Say, rule: &RuleView) -> RuleLine {
    let tone = match rule.mode.as_str() {
        "enforce" => "flow",
        "ask" => "wait",
        _ => "",
    };
    let text = if rule.built_in || rule.description.is_empty() {
        say.words.finding_name(&rule.id)
    } else {
        sekisho_words::clean(&rule.description).into_owned()
    };
    RuleLine { id: rule.id.clone(), text, mode: Chip { text: say.words.mode(&rule.mode), tone }, hits: rule.hits }
}

/// A letter whose verdict would differ.
pub(crate) struct TriedLine {
    pub(crate) subject: String,
    pub(crate) sender: String,
    pub(crate) before: Chip,
    pub(crate) after: Chip,
    pub(crate) why: String,
    pub(crate) at: Stamp,
}

/// What a try showed.
pub(crate) struct TriedView {
    pub(crate) sentence: String,
    pub(crate) letters: u64,
    pub(crate) before: u64,
    pub(crate) after: u64,
    pub(crate) different: usize,
    pub(crate) skipped: u64,
    pub(crate) rows: Vec<TriedLine>,
}

pub(crate) fn tried(say: &Say, tried: &Tried) -> TriedView {
    let values = [("letters", Value::from(tried.letters)), ("held", Value::from(tried.held_after))];
    TriedView {
        sentence: say.with("policy-tried-sentence", &values),
        letters: tried.letters,
        before: tried.held_before,
        after: tried.held_after,
        different: tried.rows.len(),
        skipped: tried.skipped,
        rows: tried.rows.iter().map(|row| tried_line(say, row)).collect(),
    }
}

fn tried_line(say: &Say, row: &TriedRow) -> TriedLine {
    let why: Vec<String> = row.findings.iter().map(|finding| say.finding(finding)).collect();
    TriedLine {
        subject: super::subject(say, &row.subject),
        sender: super::sender(say, &row.sender),
        before: super::verdict(say, &row.before),
        after: super::verdict(say, &row.after),
        why: why.join(" "),
        at: say.stamp(row.at),
    }
}

/// One mistake of a policy text.
pub(crate) struct MistakeLine {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) message: String,
    pub(crate) excerpt: String,
}

pub(crate) fn mistakes(mistakes: Vec<PolicyMistake>) -> Vec<MistakeLine> {
    let line = |mistake: PolicyMistake| MistakeLine {
        line: mistake.line,
        column: mistake.column,
        message: mistake.message,
        excerpt: mistake.excerpt,
    };
    mistakes.into_iter().map(line).collect()
}

/// The periods to choose from.
pub(crate) fn days(say: &Say, chosen: u32) -> Vec<Choice> {
    let choice =
        |days: u32| Choice { value: days.to_string(), text: say.n("policy-days-count", days), chosen: days == chosen };
    DAYS.into_iter().map(choice).collect()
}
