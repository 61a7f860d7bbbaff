//! What was found, as lines for people and as JSON for programs (docs/scan.md).

use std::{path::Path, time::Duration};

use sekisho_model::Blind;
use sekisho_privacy::{Find, Kind, Sensitivity, Source, Survey, survey};
use sekisho_words::{Value as Text, Words};
use serde_json::{Value, json};

use super::look::{Seen, SeenPart};

/// Findings listed per file for people; the JSON has all.
const LISTED: usize = 20;

/// One JSON object for a file.
pub(super) fn json(path: &Path, seen: &Seen, reveal: bool, elapsed: Duration) -> Value {
    let blind = seen.parts.iter().filter_map(|part| Some(json!({ "part": part.name, "reason": part.blind? })));
    let findings = seen.parts.iter().flat_map(|part| {
        let of_part = move |find: &Find| finding(&part.text, find, reveal, Some(&part.name));
        part.survey.finds.iter().map(of_part)
    });
    json!({
        "path": path.to_string_lossy(),
        "parts": seen.parts.iter().map(part).collect::<Vec<_>>(),
        "blind": blind.collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
        "findings_cut": seen.parts.iter().any(|part| part.survey.finds_cut),
        "persons": persons(&seen.all),
        "kinds": kinds(&seen.all),
        "sensitivity": seen.all.sensitivity.code(),
        "elapsed_ms": (elapsed.as_secs_f64() * 1e6).round() / 1e3,
    })
}

/// One JSON object for a line of text.
pub(super) fn line(text: &str, reveal: bool) -> Value {
    let found = survey(&Source { text, tables: &[] });
    json!({
        "findings": found.finds.iter().map(|find| finding(text, find, reveal, None)).collect::<Vec<_>>(),
        "persons": persons(&found),
        "kinds": kinds(&found),
        "sensitivity": found.sensitivity.code(),
    })
}

/// One JSON object for a file that was not looked at.
pub(super) fn failed(path: &Path, why: Blind) -> Value {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    json!({
        "path": path.to_string_lossy(),
        "parts": [],
        "blind": [{ "part": name, "reason": why }],
        "findings": [],
        "findings_cut": false,
        "persons": { "lower": 0, "upper": 0 },
        "kinds": {},
        "sensitivity": Sensitivity::None.code(),
        "elapsed_ms": 0,
    })
}

/// Some lines for people.
pub(super) fn lines(path: &Path, seen: &Seen, reveal: bool, words: Words) -> String {
    let mut lines = vec![heading(path, seen, words)];
    let mut line = |key: &str, values: &[(&str, Text<'_>)]| lines.push(format!("  {}", words.with(key, values)));
    for (kind, count) in &seen.all.kinds {
        line("scan-kind", &[("count", (*count).into()), ("kind", words.kind(kind.code()).into())]);
    }
    for part in &seen.parts {
        let named = ("part", Text::from(&part.name));
        if let Some(why) = part.blind {
            line("scan-blind", &[named.clone(), ("why", words.blind(why).into())]);
        }
        for hidden in &part.hidden {
            line("scan-hidden", &[named.clone(), ("what", words.hidden(hidden.code()).into())]);
        }
        for find in part.survey.finds.iter().take(LISTED) {
            let values = [
                named.clone(),
                ("start", find.start.to_string().into()),
                ("end", find.end.to_string().into()),
                ("kind", words.kind(find.kind.code()).into()),
                ("text", shown(&part.text, find, reveal).into()),
                ("confidence", u32::from(find.confidence).into()),
                ("why", find.why.into()),
            ];
            line("scan-find", &values);
        }
        let more = part.survey.finds.len().saturating_sub(LISTED);
        if more > 0 {
            line("scan-more", &[named, ("count", more.into())]);
        }
    }
    lines.join("\n")
}

/// Whose data a file has, as far as it could be read.
fn heading(path: &Path, seen: &Seen, words: Words) -> String {
    let all = &seen.all;
    let key = match (all.persons.upper, all.sensitivity) {
        (0, Sensitivity::None) if seen.is_complete() => "scan-file.nothing",
        (0, Sensitivity::None) => "scan-file.unread",
        (upper, _) if upper == all.persons.lower => "scan-file.same",
        _ => "scan-file",
    };
    let values = [
        ("path", path.to_string_lossy().into_owned().into()),
        ("lower", all.persons.lower.into()),
        ("upper", all.persons.upper.into()),
        ("grade", words.grade(all.sensitivity.code()).into()),
    ];
    words.with(key, &values)
}

fn part(part: &SeenPart) -> Value {
    json!({
        "name": part.name,
        "mime": part.mime,
        "really": part.really,
        "size": part.size,
        "characters": part.text.chars().count(),
        "unlocked": part.unlocked,
        "hidden": part.hidden.iter().map(|hidden| hidden.code()).collect::<Vec<_>>(),
    })
}

fn finding(text: &str, find: &Find, reveal: bool, part: Option<&str>) -> Value {
    let special = matches!(find.kind, Kind::SpecialCare(_));
    json!({
        "type": if special { "special-care" } else { "personal-data" },
        "kind": find.kind.code(),
        "part": part,
        "place": "text",
        "start": find.start,
        "end": find.end,
        "text": shown(text, find, reveal),
        "masked": !reveal,
        "confidence": find.confidence,
        "why": find.why,
    })
}

/// The found text, or one `*` per character.
fn shown(text: &str, find: &Find, reveal: bool) -> String {
    let length = find.end.saturating_sub(find.start);
    let found = text.chars().skip(find.start).take(length);
    if reveal { found.collect() } else { found.map(|c| if c.is_whitespace() { c } else { '*' }).collect() }
}

fn persons(survey: &Survey) -> Value {
    json!({ "lower": survey.persons.lower, "upper": survey.persons.upper })
}

fn kinds(survey: &Survey) -> Value {
    survey
        .kinds
        .iter()
        .map(|(kind, count)| (kind.code().to_string(), json!(count)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
