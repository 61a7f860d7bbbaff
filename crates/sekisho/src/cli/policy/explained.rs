//! The explanation of one letter in words. Findings are masked, as on the page of a letter.

use jiff::tz::TimeZone;
use sekisho_model::Verdict;
use sekisho_policy::{Explained, Explanation, ParcelDecision};
use sekisho_words::Words;

/// Every rule with what it found, then what is decided; lines for a terminal, without the last line end.
pub(super) fn told(words: Words, explanation: &Explanation, zone: &TimeZone) -> String {
    let mut lines: Vec<String> = Vec::new();
    explanation.rules.iter().for_each(|rule| tell_rule(words, rule, &mut lines));
    for (number, parcel) in explanation.decision.parcels.iter().enumerate() {
        lines.push(String::new());
        tell_parcel(words, number + 1, parcel, zone, &mut lines);
    }
    lines.join("\n")
}

fn tell_rule(words: Words, rule: &Explained, lines: &mut Vec<String>) {
    let sign = if rule.matched { "+" } else { "-" };
    lines.push(format!("{sign} {} ({})", rule.id, words.mode(&rule.mode)));
    for finding in &rule.findings {
        lines.push(format!("    {}", words.finding(finding)));
        lines.extend(words.cost(finding).map(|cost| format!("      {cost}")));
        lines.extend(finding.marks().map(|mark| format!("      {}", words.mark(&mark.masked()))));
    }
    for clause in &rule.clauses {
        let holds = words.text(if clause.holds { "explain-yes" } else { "explain-no" });
        lines.push(format!("    {}: {holds} ({})", clause.key, clause.found));
    }
}

fn tell_parcel(words: Words, number: usize, parcel: &ParcelDecision, zone: &TimeZone, lines: &mut Vec<String>) {
    let verdict = words.verdict(parcel.verdict.code());
    let values = [("number", number.into()), ("count", parcel.recipients.len().into()), ("verdict", verdict.into())];
    lines.push(words.with("explain-parcel", &values));
    let mut add = |key: &str, name: &str, value: String| {
        lines.push(format!("    {}", words.with(key, &[(name, value.into())])));
    };
    match &parcel.verdict {
        Verdict::Pass => {}
        Verdict::Hold { needs } => {
            needs.as_slice().iter().for_each(|need| add("explain-needs", "need", words.need(need, zone)));
        }
        Verdict::Refuse { reason } => add("explain-because", "reason", words.refuse(reason)),
    }
    parcel.wishes.iter().for_each(|wish| add("explain-step", "step", words.step(wish.code())));
}
