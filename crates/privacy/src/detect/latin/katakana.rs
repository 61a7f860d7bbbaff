//! Names in katakana words: `ヤマダ タロウ`, and names of foreigners with marks between their parts.

use crate::{
    detect::names::script,
    lexicon::{
        english, names,
        words::{Class, Label},
    },
    page::Page,
};

use super::Found;

/// Most parts of a name.
const PARTS: usize = 5;
/// What stands between the parts of a name.
const MARKS: [char; 3] = [' ', '・', '='];
/// What introduces somebody, before a name and behind it.
const BEFORE: &[&str] = &["担当は", "担当の", "担当者は", "担当者の", "講師は", "講師の", "通訳は", "通訳の", "窓口は"];
const BEHIND: &[&str] = &["です", "でございます", "と申し", "が担当", "が伺", "が対応", "より連絡", "から連絡"];

/// One chain of katakana words: the ends of its parts, in bytes.
struct Chain {
    start: usize,
    ends: Vec<usize>,
    /// Whether blanks stand between them, else middle dots or equals signs.
    blanks: bool,
}

/// Adds names in katakana.
pub(super) fn find(page: &Page<'_>, found: &mut Vec<Found>) {
    let text = page.text;
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(|c| script(c) == 3)).map(|skip| at + skip) {
        let first = start + run(text, start);
        at = first;
        if !text.get(first..).is_some_and(|rest| rest.starts_with(MARKS)) || page.before(start) == Some('・') {
            continue;
        }
        let chain = chain(text, start, first);
        if chain.ends.len() < 2 {
            continue;
        }
        let hit = if chain.blanks { spaced(page, &chain) } else { dotted(page, &chain) };
        match hit {
            Some(hit) => {
                at = hit.0.end;
                found.push(hit);
            }
            // What a middle dot joins is one thing; behind a blank something else may begin.
            None if !chain.blanks => at = chain.ends.last().copied().unwrap_or(first),
            None => {}
        }
    }
}

fn chain(text: &str, start: usize, first: usize) -> Chain {
    let mut chain = Chain { start, ends: vec![first], blanks: false };
    while let Some(end) = chain.ends.last().copied().filter(|_| chain.ends.len() <= PARTS) {
        let mark = text.get(end..).and_then(|rest| rest.chars().next()).unwrap_or('\n');
        let joins = MARKS.contains(&mark) && (chain.ends.len() == 1 || chain.blanks == (mark == ' '));
        let next = end + mark.len_utf8();
        let len = if joins { part(text, next, mark) } else { 0 };
        if len == 0 {
            break;
        }
        chain.blanks = mark == ' ';
        chain.ends.push(next + len);
    }
    chain
}

/// A katakana word, or a lone initial inside a name with middle dots.
fn part(text: &str, at: usize, mark: char) -> usize {
    let initial = |rest: &str| mark == '・' && rest.starts_with(|c: char| c.is_ascii_uppercase());
    match text.get(at..).filter(|rest| initial(rest)) {
        Some(rest) => {
            let len = if rest.get(1..).is_some_and(|rest| rest.starts_with('.')) { 2 } else { 1 };
            if rest.get(len..).is_some_and(|rest| rest.starts_with('・')) { len } else { 0 }
        }
        None => run(text, at),
    }
}

fn run(text: &str, at: usize) -> usize {
    text.get(at..).unwrap_or("").chars().take_while(|c| script(*c) == 3).map(char::len_utf8).sum()
}

/// ジョン・F・ケネディ様, 担当はチャン・ティ・ランです.
fn dotted(page: &Page<'_>, chain: &Chain) -> Option<Found> {
    let end = chain.ends.last().copied().filter(|_| chain.ends.len() <= PARTS)?;
    let whole = page.slice(chain.start..end);
    let known = whole.split(['・', '=']).any(english::is_kana);
    let long = whole.split(['・', '=']).all(|part| part.chars().count() >= 2);
    let blank = usize::from(page.at(end) == Some(' '));
    let class = page.word_at(end).or_else(|| page.word_at(end + blank)).map(|word| word.class);
    let confidence = match class {
        Some(Class::Honorific) if known => 80,
        Some(Class::Honorific) if long || chain.ends.len() > 2 => 70,
        Some(Class::Title) if known => 66,
        _ if known && is_introduced(page, chain.start, end) => 60,
        _ => return None,
    };
    let why = if class.is_some() { "kana+honorific" } else { "kana+introduction" };
    Some((chain.start..end, confidence, why))
}

/// A word that speaks of somebody around it, or an age in brackets behind it: (31), (31歳).
fn is_introduced(page: &Page<'_>, start: usize, end: usize) -> bool {
    let (before, after) = (page.slice(0..start), page.slice(end..page.text.len()));
    let aged = |rest: &str| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        matches!(digits, 1..=2) && rest.get(digits..).is_some_and(|rest| rest.starts_with([')', '歳', '才']))
    };
    BEFORE.iter().any(|word| before.ends_with(word))
        || BEHIND.iter().any(|word| after.starts_with(word))
        || after.strip_prefix('(').is_some_and(aged)
        || matches!(page.label_before(start), Some(Label::Name | Label::Holder))
}

/// ヤマダ タロウ, グエン ヴァン アン様.
fn spaced(page: &Page<'_>, chain: &Chain) -> Option<Found> {
    let mut ends = chain.ends.iter().copied();
    let (first, second) = (ends.next()?, ends.next()?);
    let last = chain.ends.last().copied()?;
    let foreign = || page.slice(chain.start..last).split(' ').any(english::is_kana);
    if (3..=PARTS).contains(&chain.ends.len()) && is_honoured(page, last) && foreign() {
        return Some((chain.start..last, 70, "kana+honorific"));
    }
    let (one, two) = (page.slice(chain.start..first), page.slice(first + 1..second));
    let honoured = is_honoured(page, second);
    if page.at(second).is_some_and(|c| c == '・' || script(c) == 1 && !honoured) {
        return None;
    }
    let (confidence, why) = match (names::grade(one).surname(), names::grade(two).given(), honoured) {
        (1.., 1.., true) => (92, "kana+honorific"),
        (2, 2, _) => (80, "kana"),
        (2, 1, _) | (1, 2, _) => (62, "kana"),
        (_, _, true) if foreign() => (66, "kana+honorific"),
        _ => return None,
    };
    let stopped = confidence < 90 && names::grade(&[one, two].concat()).is_stop();
    (!stopped).then_some((chain.start..second, confidence, why))
}

fn is_honoured(page: &Page<'_>, end: usize) -> bool {
    page.word_at(end).is_some_and(|word| word.class == Class::Honorific)
}
