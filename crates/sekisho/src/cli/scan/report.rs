//! What was found, as lines for people and as JSON for programs (docs/scan.md).

use std::{path::Path, time::Duration};

use sekisho_privacy::{Find, Kind, Source, Survey, survey};
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
        "path": path,
        "parts": seen.parts.iter().map(part).collect::<Vec<_>>(),
        "blind": blind.collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
        "findings_cut": seen.parts.iter().any(|part| part.survey.finds_cut),
        "persons": persons(&seen.all),
        "kinds": kinds(&seen.all),
        "sensitivity": seen.all.sensitivity.code(),
        "elapsed_ms": elapsed.as_secs_f64() * 1_000.0,
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

/// Some lines for people.
pub(super) fn lines(path: &Path, seen: &Seen, reveal: bool) -> String {
    let all = &seen.all;
    let mut text = format!(
        "{}: {} to {} person(s), {}\n",
        path.display(),
        all.persons.lower,
        all.persons.upper,
        all.sensitivity.code()
    );
    for (kind, count) in &all.kinds {
        text.push_str(&format!("  {:>7} × {}\n", count, kind.code()));
    }
    for part in &seen.parts {
        if let Some(why) = part.blind {
            let why = serde_json::to_value(why).ok().and_then(|why| Some(why.as_str()?.to_owned()));
            text.push_str(&format!("  BLIND {}: {}\n", part.name, why.unwrap_or_default()));
        }
        for hidden in &part.hidden {
            text.push_str(&format!("  hidden {}: {}\n", part.name, hidden.code()));
        }
        for find in part.survey.finds.iter().take(LISTED) {
            let shown = shown(&part.text, find, reveal);
            let Find { start, end, kind, confidence, why } = find;
            text.push_str(&format!("  {} {start}-{end} {} {shown} ({confidence}, {why})\n", part.name, kind.code()));
        }
    }
    text
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
