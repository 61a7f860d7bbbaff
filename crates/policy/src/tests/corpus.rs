//! `cases/*.toml`: letters and what has to become of them. A new detector or rule needs a case there, not a test here.

use std::{collections::BTreeSet, path::Path};

use sekisho_model::{FindingKind, Need, Verdict};
use serde::Deserialize;

use crate::{Decision, Policy, decide, inspect, rules::case::RawLetter};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The rules file the cases are judged by; empty: all defaults.
    #[serde(default)]
    policy: String,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    letter: RawLetter,
    #[serde(default)]
    expect: Expect,
}

/// What is not said is not there: no finding but `external`, no wish, and for letters to outside the wait alone.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Expect {
    /// Exactly these kinds, without `external`.
    findings: BTreeSet<String>,
    /// Exactly these kinds, observed only.
    observed: BTreeSet<String>,
    /// Exactly these needs over all parcels.
    needs: Option<BTreeSet<String>>,
    /// The code of a refusal.
    refuse: Option<String>,
    /// Exactly these wishes over all parcels.
    wishes: BTreeSet<String>,
    /// How many parcels.
    parcels: Option<usize>,
}

fn files() -> Vec<(String, File)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        files.push((name.clone(), toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))));
    }
    files
}

#[test]
fn every_case_comes_out_as_written() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, file) in files() {
        let policy = Policy::from_toml(&file.policy, &name).unwrap_or_else(|errors| panic!("{}", errors[0]));
        for case in &file.case {
            count += 1;
            if let Err(what) = check(&policy, case) {
                wrong.push(format!("{name}: {}: {what}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 200, "the corpus has lost cases: {count}");
}

#[test]
fn every_built_in_has_a_case_that_finds_it() {
    let expected: BTreeSet<String> = files()
        .into_iter()
        .flat_map(|(_, file)| file.case)
        .flat_map(|case| case.expect.findings.into_iter().chain(case.expect.observed))
        .collect();
    for built_in in crate::rules::built_in::ALL.iter().filter(|built_in| built_in.kind != FindingKind::External) {
        assert!(expected.contains(&built_in.kind.code()), "{:?} has no case", built_in.kind);
    }
}

fn check(policy: &Policy, case: &Case) -> Result<(), String> {
    let built = case.letter.build()?;
    let facts = built.facts();
    let decision = decide(policy, &built.mail, &facts, inspect(policy, &built.mail, &facts));
    let mut all = decision.parcels.iter().flat_map(|parcel| &parcel.findings);
    let outside = all.any(|finding| finding.kind == FindingKind::External);
    let expect = &case.expect;
    let wait: BTreeSet<String> = outside.then(|| "wait".to_owned()).into_iter().collect();
    let refused = refusal(&decision);
    let default = if refused.is_some() { needs(&decision) } else { wait };
    same("findings", &kinds(&decision, false), &expect.findings)?;
    same("observed", &kinds(&decision, true), &expect.observed)?;
    same("needs", &needs(&decision), expect.needs.as_ref().unwrap_or(&default))?;
    same("wishes", &wishes(&decision), &expect.wishes)?;
    same("refuse", &refused.into_iter().collect(), &expect.refuse.iter().cloned().collect())?;
    if let Some(parcels) = expect.parcels.filter(|parcels| *parcels != decision.parcels.len()) {
        return Err(format!("{} parcels, not {parcels}", decision.parcels.len()));
    }
    Ok(())
}

fn same(what: &str, found: &BTreeSet<String>, expected: &BTreeSet<String>) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what} {found:?}, not {expected:?}")) }
}

fn kinds(decision: &Decision, observed: bool) -> BTreeSet<String> {
    let all = decision.parcels.iter().flat_map(|parcel| if observed { &parcel.observed } else { &parcel.findings });
    let code =
        |finding: &sekisho_model::Finding| finding.rule.as_ref().map_or(finding.kind.code(), ToString::to_string);
    all.filter(|finding| finding.kind != FindingKind::External).map(code).collect()
}

fn needs(decision: &Decision) -> BTreeSet<String> {
    let of = |verdict: &Verdict| match verdict {
        Verdict::Hold { needs } => needs.as_slice().to_vec(),
        _ => Vec::new(),
    };
    let code = |need: Need| match need {
        Need::Wait { .. } => "wait".to_owned(),
        Need::SelfReview => "self-review".to_owned(),
        Need::Approval { group, count: 1 } => format!("approval:{group}").replace(":approvers", ""),
        Need::Approval { group, count } => format!("approval:{group}:{count}"),
        Need::Thaw { .. } => "thaw".to_owned(),
    };
    decision.parcels.iter().flat_map(|parcel| of(&parcel.verdict)).map(code).collect()
}

fn wishes(decision: &Decision) -> BTreeSet<String> {
    decision.parcels.iter().flat_map(|parcel| &parcel.wishes).map(|wish| wish.code().to_owned()).collect()
}

fn refusal(decision: &Decision) -> Option<String> {
    decision.parcels.iter().find_map(|parcel| match &parcel.verdict {
        Verdict::Refuse { reason } => {
            let value = serde_json::to_value(reason).unwrap();
            Some(value["reason"].as_str().unwrap().to_owned())
        }
        _ => None,
    })
}
