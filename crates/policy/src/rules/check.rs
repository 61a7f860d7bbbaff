//! Raw → checked: what the shapes mean, and the digest of the meaning.

mod digest;
mod tuning;

use std::collections::BTreeSet;

use sekisho_model::{GroupId, RuleId};

use super::{
    built_in::BuiltIn,
    case::RuleCase,
    condition::compile,
    except::Except,
    expr::{Engine, expr},
    mistake::{self, Mistake},
    raw::{RawDescription, RawPolicy, RawRule, RawThen},
    rule::{Rule, Then},
    settings::{self, duration},
};
use crate::{PolicyError, data::Freemail, policy::Checked};

/// Bytes of a rules file.
const LONGEST: usize = 4 << 20;
/// Rules of a file.
const RULES: usize = 1_000;

/// Checks a file.
pub(crate) fn check(source: &str, file: &str) -> Result<Checked, Vec<PolicyError>> {
    let told = |mistakes: Vec<Mistake>| mistakes.into_iter().map(|mistake| mistake.told(source, file)).collect();
    if source.len() > LONGEST {
        return Err(told(vec![Mistake::new(0..0, format!("a rules file has at most {LONGEST} bytes"))]));
    }
    let raw: RawPolicy = toml::from_str(source).map_err(|error| told(vec![mistake::of_toml(source, &error)]))?;
    let mut mistakes = Vec::new();
    let checked = checked(&raw, source, &mut mistakes);
    if mistakes.is_empty() {
        return Ok(checked);
    }
    mistakes.sort_by_key(|mistake| (mistake.span.start, mistake.span.end));
    mistakes.dedup();
    Err(told(mistakes))
}

fn checked(raw: &RawPolicy, source: &str, mistakes: &mut Vec<Mistake>) -> Checked {
    let engine = Engine::new();
    let settings = settings::settings(raw, mistakes);
    let tunings = tuning::tunings(raw, &engine, source, mistakes);
    let freemail = freemail(raw, mistakes);
    let rules = rules(raw, &engine, source, mistakes);
    let digest = digest::digest(raw, &settings, &tunings);
    Checked { digest, settings, tunings, rules, freemail, engine }
}

fn freemail(raw: &RawPolicy, mistakes: &mut Vec<Mistake>) -> Freemail {
    let code = sekisho_model::FindingKind::Freemail.code();
    let written = raw.detector.iter().find(|(key, _)| *key.as_ref() == code).map(|(_, detector)| detector);
    let Some(written) = written else { return Freemail::new(&[], &[]) };
    let mut domains = |all: &[toml::Spanned<String>]| -> Vec<_> {
        all.iter().filter_map(|one| compile::domain(one, mistakes)).collect()
    };
    Freemail::new(&domains(&written.add), &domains(&written.ignore))
}

fn rules(raw: &RawPolicy, engine: &Engine, source: &str, mistakes: &mut Vec<Mistake>) -> Vec<Rule> {
    if raw.rule.len() > RULES {
        mistakes.push(Mistake::new(0..0, format!("a rules file has at most {RULES} rules")));
        return Vec::new();
    }
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut rules = Vec::new();
    for raw in &raw.rule {
        check_id(raw, &mut known, mistakes);
        rules.push(rule(raw, engine, source, mistakes));
    }
    // The order of a file never matters, so it cannot be seen from here on.
    rules.sort_by(|one, other| one.id.cmp(&other.id));
    rules
}

fn check_id<'r>(raw: &'r RawRule, known: &mut BTreeSet<&'r str>, mistakes: &mut Vec<Mistake>) {
    let id = raw.id.as_ref().as_str();
    let fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.is_empty() || id.len() > 64 || !id.bytes().all(fine) {
        mistakes.push(
            Mistake::new(raw.id.span(), "not an id")
                .help("1 to 64 lower-case letters, digits and `-`, for example `no-lists-to-outside`"),
        );
    }
    if BuiltIn::by_code(id).is_some() || ["detector-failed", "rule"].contains(&id) {
        let help = "choose another id; a detector is tuned in [detector.…]";
        mistakes.push(Mistake::new(raw.id.span(), format!("`{id}` is a built-in detector")).help(help));
    }
    if !known.insert(id) {
        mistakes.push(Mistake::new(raw.id.span(), format!("a second rule `{id}`")).help("ids are unique"));
    }
}

fn rule(raw: &RawRule, engine: &Engine, source: &str, mistakes: &mut Vec<Mistake>) -> Rule {
    Rule {
        id: RuleId::new(raw.id.as_ref().as_str()),
        description: description(&raw.description, raw, mistakes),
        mode: raw.mode,
        when: compile::condition(&raw.when, mistakes),
        expr: raw.expr.as_ref().and_then(|written| expr(written, engine, source, mistakes)),
        then: then(&raw.then, mistakes),
        excepts: raw.except.iter().map(|raw| Except::new(raw, engine, source, mistakes)).collect(),
        cases: raw.test.iter().filter_map(|raw| RuleCase::new(raw, mistakes)).collect(),
    }
}

fn description(raw: &RawDescription, rule: &RawRule, mistakes: &mut Vec<Mistake>) -> String {
    let given: Vec<&str> = [&raw.ja, &raw.en].into_iter().flatten().map(|text| text.trim()).collect();
    let shown = given.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(" / ");
    if shown.is_empty() {
        let help = "description = { ja = \"…\", en = \"…\" }: the sender reads why a letter waits";
        mistakes.push(Mistake::new(rule.id.span(), "the rule has no description").help(help));
    }
    shown
}

fn then(raw: &toml::Spanned<RawThen>, mistakes: &mut Vec<Mistake>) -> Then {
    let written = raw.as_ref();
    check_then(raw, mistakes);
    let count = written.approval_count.as_ref().map_or(1, |count| *count.as_ref()).max(1);
    Then {
        wait: written.wait.as_ref().map(|wait| duration(Some(wait), std::time::Duration::ZERO, mistakes)),
        self_review: written.self_review,
        approval: written.approval.as_ref().map(|group| (GroupId::new(group.as_ref().as_str()), count)),
        refuse: written.refuse,
        individualise: written.individualise,
        bcc: written.bcc,
        protect: written.protect,
        strip: written.strip.then(|| written.strip_note.clone().unwrap_or_default()),
        footer: written.footer.clone(),
    }
}

fn check_then(raw: &toml::Spanned<RawThen>, mistakes: &mut Vec<Mistake>) {
    let written = raw.as_ref();
    let does = written.wait.is_some()
        || written.self_review
        || written.approval.is_some()
        || written.refuse
        || written.individualise
        || written.bcc
        || written.protect.is_some()
        || written.strip
        || written.footer.is_some();
    let mut wrong = |what: &str, help: &str| mistakes.push(Mistake::new(raw.span(), what).help(help));
    if !does {
        wrong("the rule does nothing", "to only write it down, say what it would do and set mode = \"observe\"");
    }
    if written.strip && written.strip_note.as_deref().is_none_or(|note| note.trim().is_empty()) {
        wrong("a stripped attachment needs a note in its place", "add strip_note = \"…\"");
    }
    if written.approval_count.is_some() && written.approval.is_none() {
        wrong("approval_count without approval", "add approval = \"GROUP\"");
    }
    if written.approval.as_ref().is_some_and(|group| group.as_ref().trim().is_empty()) {
        wrong("the approving group has no name", "approval = \"approvers\"");
    }
}
