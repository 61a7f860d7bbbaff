//! Special-care data in running text: a term of the lexicon that is said *of a person*. A sentence that speaks of a
//! subject (講演会, 検診のご案内, research) or denies it (ではない, no) does not count; neither does a term in a text
//! without anybody in it.

mod about;

use std::ops::Range;

use super::names::script;
use crate::{
    finds::Hit,
    kind::{Kind, SpecialCare},
    lexicon::words::{Class, Hint, Label, Word},
    page::Page,
};

/// Characters behind a term in which a topic word binds to it, and in which a denial does.
const BOUND: usize = 5;
const DENIED: usize = 9;
/// Longest value beside a label, in characters.
const VALUE: usize = 30;
/// Bytes before an English term in which a denial stands.
const DENIED_BEFORE: usize = 24;

/// Adds the terms that are linked to a person. Runs last: it looks at the names and numbers that were found.
pub(crate) fn find(page: &mut Page<'_>) {
    let terms: Vec<(Range<usize>, SpecialCare, Hint)> = page.words.iter().filter_map(term).collect();
    let values = values(page);
    if terms.is_empty() && values.is_empty() {
        return;
    }
    let mut people: Vec<Hit> = page.hits.iter().filter(|hit| is_person(hit)).cloned().collect();
    people.sort_by_key(|hit| hit.start);
    if people.is_empty() {
        return;
    }
    let mut found = Vec::new();
    for (range, kind) in values {
        if highest(&people, &block(page, &range)) >= Some(55) {
            found.push((kind, range, 84, "label+record"));
        }
    }
    for (range, kind, hint) in terms {
        // A term before a colon is a label; what stands behind it was looked at above.
        let label = matches!(page.at(range.end), Some(':' | '='));
        if !label && is_said(page, &range, hint) {
            found.extend(link(page, &people, &range, hint).map(|(confidence, why)| (kind, range, confidence, why)));
        }
    }
    for (kind, range, confidence, why) in found {
        page.hit(Kind::SpecialCare(kind), range, confidence, why);
    }
}

/// The terms of a cell that are neither denied nor only a subject of talk; whether they are of somebody is for the row
/// to say.
pub(crate) fn of_cell(page: &Page<'_>) -> Vec<(Range<usize>, SpecialCare)> {
    let terms = page.words.iter().filter_map(term);
    terms.filter(|(range, _, hint)| is_said(page, range, *hint)).map(|(range, kind, _)| (range, kind)).collect()
}

/// Whether a term is one and speaks of a state: neither denied nor of a subject or a thing.
fn is_said(page: &Page<'_>, range: &Range<usize>, hint: Hint) -> bool {
    is_whole(page, range)
        && !is_denied(page, range)
        && !is_bound_to_topic(page, range)
        && !about::is_of_no_person(page, range)
        && (hint != Hint::Value || about::has_result(page, range))
}

/// Whether the cell below a special-care header says that there is nothing.
pub(crate) fn is_denial(cell: &str) -> bool {
    const NOTHING: &[&str] = &[
        "-",
        "--",
        "ー",
        "×",
        "x",
        "✕",
        "0",
        "無",
        "なし",
        "無し",
        "ナシ",
        "否",
        "非該当",
        "該当なし",
        "該当無し",
        "特になし",
        "特に無し",
        "異常なし",
        "陰性",
        "未",
        "不要",
        "no",
        "none",
        "n",
        "n/a",
        "na",
        "nil",
        "negative",
        "false",
        "健常",
        "なし。",
        "無。",
        "A",
        "a",
    ];
    NOTHING.iter().any(|word| word.eq_ignore_ascii_case(cell))
        || cell
            .chars()
            .all(|c| !c.is_alphanumeric() && c != '○' && c != '〇' && c != '●' && c != '◎' && c != '✓' && c != '☑')
}

fn term(word: &Word) -> Option<(Range<usize>, SpecialCare, Hint)> {
    match word.class {
        Class::Term(kind, hint) => Some((word.start..word.end, kind, hint)),
        _ => None,
    }
}

/// What stands beside a special-care label and is no denial: 障害者手帳:2級.
fn values(page: &Page<'_>) -> Vec<(Range<usize>, SpecialCare)> {
    let mut values = Vec::new();
    for word in &page.words {
        let Class::Label(Label::Special(kind)) = word.class else { continue };
        let Some(start) = page.value_after(word.end) else { continue };
        let rest = page.text.get(start..).unwrap_or("");
        let len: usize = rest.chars().take(VALUE).take_while(|c| !is_end(*c) && *c != '\t').map(char::len_utf8).sum();
        let value = rest.get(..len).unwrap_or("").trim_end();
        let said = page.slice(word.end..start).contains([':', '=', '|', '\t']) && value.chars().count() < VALUE;
        let whole = start..start + value.len();
        let talk = page
            .words_in(whole.clone())
            .iter()
            .any(|word| matches!(word.class, Class::Topic | Class::Negation | Class::Label(_)));
        if said && !value.is_empty() && !is_denial(value) && !talk {
            values.push((whole, kind));
        }
    }
    values
}

/// How sure the surest person inside a range is.
fn highest(people: &[Hit], range: &Range<usize>) -> Option<u8> {
    let from = people.partition_point(|hit| hit.end <= range.start);
    let inside = people.get(from..).unwrap_or_default().iter().take_while(|hit| hit.start < range.end);
    inside.map(|hit| hit.confidence).max()
}

fn is_person(hit: &Hit) -> bool {
    matches!(
        hit.kind,
        Kind::Name
            | Kind::MyNumber
            | Kind::MemberId
            | Kind::EmployeeId
            | Kind::Insurance
            | Kind::BirthDate
            | Kind::Ssn
            | Kind::Nino
    )
}

/// A kana term may not go on in its own script: ガン but not ガンダム; がん but not がんばる. What only ends in hiragana
/// after kanji is a verb, and verbs go on: 逮捕され(た).
fn is_whole(page: &Page<'_>, range: &Range<usize>) -> bool {
    let text = page.slice(range.clone());
    let (first, last) = (text.chars().next().map_or(0, script), text.chars().next_back().map_or(0, script));
    let (before, after) = (page.before(range.start), page.at(range.end));
    let goes_on = |side: Option<char>, kind: u8| kind == 3 && side.is_some_and(|c| script(c) == 3);
    let kana = text.chars().all(|c| matches!(script(c), 2 | 3)) || text.ends_with("がん");
    let hiragana =
        kana && last == 2 && after.is_some_and(|c| script(c) == 2 && !"のにをはがとでもやへかな".contains(c))
            || kana && first == 2 && before.is_some_and(|c| script(c) == 2 && !"のにをはがとでもや".contains(c));
    !goes_on(before, first) && !goes_on(after, last) && !hiragana
}

fn is_denied(page: &Page<'_>, range: &Range<usize>) -> bool {
    let end = forward(page, range.end, DENIED);
    let after = page.words_in(range.end..end).iter().any(|word| word.class == Class::Negation);
    let from = range.start.saturating_sub(DENIED_BEFORE);
    let line = page.line(range.start);
    let latin = page.slice(range.clone()).is_ascii();
    let before = latin
        && page
            .words_in(from.max(line.start)..range.start)
            .iter()
            .any(|word| word.class == Class::Negation && page.slice(word.start..word.end).is_ascii());
    after || before
}

fn is_bound_to_topic(page: &Page<'_>, range: &Range<usize>) -> bool {
    let end = forward(page, range.end, BOUND);
    page.words_in(range.end..end).iter().any(|word| is_topic(page, word))
}

/// Whether a word speaks of a subject; 病院に通う says where somebody goes.
fn is_topic(page: &Page<'_>, word: &Word) -> bool {
    word.class == Class::Topic && !about::is_where_somebody_goes(page, word.end)
}

/// The position some characters on, not past the sentence.
fn forward(page: &Page<'_>, from: usize, chars: usize) -> usize {
    let rest = page.text.get(from..).unwrap_or("");
    let len: usize = rest.chars().take(chars).take_while(|c| !is_end(*c)).map(char::len_utf8).sum();
    from + len
}

const fn is_end(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | '\n' | '、' | ',')
}

/// Whether somebody stands in the sentence, in the record around, or (for a state) in the sentence before.
fn link(page: &Page<'_>, people: &[Hit], range: &Range<usize>, hint: Hint) -> Option<(u8, &'static str)> {
    let sentence = sentence(page, range);
    let words = page.words_in(sentence.clone());
    // 学 binds what stands before it (病理学) and says nothing of the sentence (見学, 小学校).
    let long = |word: &Word| page.slice(word.start..word.end).chars().nth(1).is_some();
    let topic = words.iter().any(|word| is_topic(page, word) && long(word));
    let subject = words.iter().any(|word| word.class == Class::Subject);
    let labelled = matches!(page.label_before(range.start), Some(Label::Special(_)));
    match highest(people, &sentence) {
        Some(sure) if !topic || (hint == Hint::State && sure >= 70) => return Some((78, "person+term")),
        _ if topic => return None,
        _ => {}
    }
    let record = block(page, range);
    if (labelled || hint == Hint::State || subject) && highest(people, &record) >= Some(55) {
        return Some((if labelled { 82 } else { 66 }, "record+term"));
    }
    None
}

fn sentence(page: &Page<'_>, range: &Range<usize>) -> Range<usize> {
    let end = |c: char| matches!(c, '。' | '!' | '?' | '\n');
    let start = page.slice(0..range.start).rfind(end).map_or(0, |at| at + 1);
    let start = (start..=range.start).find(|at| page.text.is_char_boundary(*at)).unwrap_or(range.start);
    let stop = page.text.get(range.end..).and_then(|rest| rest.find(end)).map_or(page.text.len(), |at| range.end + at);
    start..stop
}

/// The lines around without a blank line between, at most four to each side.
fn block(page: &Page<'_>, range: &Range<usize>) -> Range<usize> {
    let mut around = page.line(range.start);
    for _ in 0..4 {
        let Some(above) = around.start.checked_sub(1) else { break };
        let line = page.line(above);
        if page.slice(line.clone()).trim().is_empty() {
            break;
        }
        around.start = line.start;
    }
    for _ in 0..4 {
        if around.end + 1 >= page.text.len() {
            break;
        }
        let line = page.line(around.end + 1);
        if page.slice(line.clone()).trim().is_empty() {
            break;
        }
        around.end = line.end;
    }
    around
}
