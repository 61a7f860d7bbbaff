//! Whom a letter addresses: the lines before its first sentence.
//!
//! 「株式会社例示 営業部 山田様」「山田様、佐藤様」「例示株式会社 御中」「各位」, "Dear Mr. Smith," "Hi Bob and Mary". Only the first
//! few own lines are read, and only up to the first greeting; a name further down is talked about, not talked to.

pub(crate) mod company;
mod english;
mod words;

use self::words::{GREETINGS, HONORIFICS, NOBODY, TITLES};
use super::{
    fold,
    name::{Name, surname},
};

/// Non-empty lines in which a salutation is looked for.
const LINES: usize = 8;
/// A salutation line is not longer.
const LINE_CHARS: usize = 60;
/// A name is not longer.
const NAME_CHARS: usize = 12;

/// Whom a letter addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Salutation {
    /// Persons, as they can be compared and as they were written.
    pub(crate) persons: Vec<(Name, String)>,
    /// Companies, as written, without honorific.
    pub(crate) companies: Vec<String>,
    /// `各位`, `お客様`, "Dear all": nobody in particular.
    pub(crate) everybody: bool,
}

/// Reads the salutation of a letter from its own lines.
pub(crate) fn read(own: &[&str]) -> Salutation {
    let mut salutation = Salutation::default();
    for line in own.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).take(LINES) {
        let line = fold::widths(line);
        let short = line.chars().count() <= LINE_CHARS;
        if short {
            read_line(&line, &mut salutation);
        }
        let folded = line.to_lowercase();
        if !short || GREETINGS.iter().any(|greeting| folded.contains(greeting)) {
            break;
        }
    }
    salutation
}

/// Reads one line that may address somebody; used for the heads of attached documents and for file names, too.
pub(crate) fn read_line(line: &str, into: &mut Salutation) {
    if english::read_line(line, into) {
        return;
    }
    if !fold::is_japanese(line) {
        if company::is_marked(line) && line.chars().count() <= 40 {
            into.companies.push(line.trim().trim_end_matches(',').to_owned());
        }
        return;
    }
    let line = &line.replace("(株)", "株式会社").replace("(有)", "有限会社").replace('㈱', "株式会社");
    let mut addressed = false;
    for segment in line.split(['、', ',', '，', '/', '\u{ff0f}']) {
        addressed |= read_segment(segment.trim(), into);
    }
    if !addressed && company::is_marked(line) && !line.contains(['。', '@', ':']) && line.chars().count() <= 40 {
        into.companies.push(line.trim().to_owned());
    }
}

fn read_segment(segment: &str, into: &mut Salutation) -> bool {
    let Some((before, honorific)) = honorific(segment) else { return false };
    let before = without_parentheses(before);
    match honorific {
        "各位" => into.everybody = true,
        "御中" => into.companies.extend(company_of(&before)),
        _ => read_person(&before, honorific, into),
    }
    true
}

/// What stands before the honorific, and the honorific; behind it only signs, a space or the end may stand.
fn honorific(segment: &str) -> Option<(&str, &'static str)> {
    HONORIFICS.iter().find_map(|honorific| {
        segment.match_indices(honorific).find_map(|(at, _)| {
            let (before, rest) = segment.split_at_checked(at)?;
            let behind = rest.get(honorific.len()..)?.chars().next();
            let ends = behind.is_none_or(|c| c.is_whitespace() || "。.:;!！?？()（）<>[]【】「」…→へ_-".contains(c));
            (ends && before.chars().count() <= 40).then_some((before, *honorific))
        })
    })
}

fn without_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    let mut keep = |c: &char| {
        match c {
            '(' | '（' | '[' | '<' => depth += 1,
            ')' | '）' | ']' | '>' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    text.chars().filter(|c| keep(c)).collect()
}

fn read_person(before: &str, honorific: &str, into: &mut Salutation) {
    let mut words: Vec<&str> = before.split_whitespace().collect();
    let (marked, plain): (Vec<&str>, Vec<&str>) = words.drain(..).partition(|word| company::is_marked(word));
    into.companies.extend(marked.iter().map(|word| (*word).to_owned()));
    let mut rest: Vec<&str> =
        plain.into_iter().map(without_title).filter(|word| !word.is_empty() && !is_office(word)).collect();
    let Some(last) = rest.pop() else {
        into.everybody |= marked.is_empty();
        return;
    };
    let last = behind_office(last);
    if is_nobody(last) {
        into.everybody = true;
        return;
    }
    let whole = match rest.last() {
        Some(before) if is_pair(before, last) => format!("{before}{last}"),
        _ => last.to_owned(),
    };
    if whole.chars().count() > NAME_CHARS {
        return;
    }
    note_name(&whole, honorific, into);
}

fn note_name(whole: &str, honorific: &str, into: &mut Salutation) {
    let folded = fold::name(whole);
    if folded.chars().all(|c| c.is_ascii_alphabetic() || c == '.' || c == '-') {
        if folded.len() >= 2 {
            into.persons.push((Name::Latin(super::name::latin::words(&folded)), whole.to_owned()));
        }
    } else if surname::is_person(&folded) || honorific == "さん" {
        into.persons.push((Name::Japanese(folded), whole.to_owned()));
    } else if honorific == "様" && whole.chars().count() >= 2 {
        // 「例示商事様」: companies are called so, too.
        into.companies.push(whole.to_owned());
    }
}

/// 山田 + 太郎, John + Smith.
fn is_pair(first: &str, second: &str) -> bool {
    let japanese = |word: &str| fold::is_japanese(word) && word.chars().count() <= 5;
    japanese(first) && japanese(second) && surname::is_person(&fold::name(first))
}

fn without_title(word: &str) -> &str {
    TITLES.iter().find_map(|title| word.strip_suffix(title)).unwrap_or(word)
}

fn is_nobody(word: &str) -> bool {
    NOBODY.contains(&word)
        || ["担当者", "担当", "のみな", "の皆", "関係者", "会員", "保護者", "利用者"]
            .iter()
            .any(|end| word.ends_with(end))
}

/// 営業部, 第一課, 東京支店.
fn is_office(word: &str) -> bool {
    const ENDS: &[&str] = &[
        "部",
        "課",
        "室",
        "係",
        "局",
        "科",
        "センター",
        "グループ",
        "チーム",
        "支店",
        "支社",
        "本部",
        "事業所",
        "営業所",
        "工場",
        "委員会",
        "ユニット",
    ];
    word.chars().count() >= 2 && ENDS.iter().any(|end| word.ends_with(end)) && !surname::is_person(&fold::name(word))
}

/// 営業部山田 → 山田, when what stands behind the office is a name.
fn behind_office(word: &str) -> &str {
    const MARKS: &[&str] = &["部", "課", "室", "係", "局", "センター", "グループ", "チーム", "支店", "支社", "会社"];
    let behind = MARKS.iter().filter_map(|mark| word.rsplit_once(mark).map(|(_, rest)| rest));
    behind.filter(|rest| surname::is_person(&fold::name(rest))).min_by_key(|rest| rest.len()).unwrap_or(word)
}

fn company_of(before: &str) -> Option<String> {
    let words: Vec<&str> = before.split_whitespace().collect();
    let marked = words.iter().find(|word| company::is_marked(word));
    let named = marked.or_else(|| words.iter().find(|word| !is_office(word)))?;
    (named.chars().count() >= 2).then(|| (*named).to_owned())
}

#[cfg(test)]
mod tests;
