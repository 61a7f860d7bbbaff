//! Names of persons in Japanese text. A full name is a surname and a given name of the dictionary standing alone, or
//! one of them with an unknown part that looks like the other; an honorific makes it surer. A lone surname is weak
//! evidence and counts only before an honorific or title. Words, places and organisations that merely read like a
//! full name are listed and refused.

mod score;
mod spread;

use std::ops::Range;

use score::score;
pub(crate) use score::{full, full_kana, has_part, looks, split};

use crate::{
    finds::LEAST,
    kind::Kind,
    lexicon::{
        names, places,
        words::{Class, Label, Word},
    },
    page::Page,
};

/// Longest surname and given name, in characters.
const PART: usize = 5;
/// Signs behind kana in a given name: ヨシ子, さち代.
const ENDS: [char; 12] = ['子', '代', '江', '枝', '美', '恵', '乃', '香', '奈', '夫', '雄', '男'];
/// What may follow a name in hiragana: particles, honorifics, です.
const PARTICLES: &str = "はがのにをともでへやさくちよかなだ";
/// With an honorific these are not names: 皆様, 神様.
const NOBODY: &[&str] = &[
    "皆", "奥", "神", "王", "仏", "殿", "若", "姫", "上", "客", "方", "何", "誰", "母", "父", "兄", "姉", "妹", "弟",
    "孫", "嫁", "婿", "子", "主", "当", "各", "貴", "御", "同", "他", "両", "多", "無", "有", "一", "二", "三", "下",
];

/// Adds names in kanji, and readings in brackets or two kana words.
pub(crate) fn find(page: &mut Page<'_>) {
    let text = page.text;
    let mut floor = 0;
    let mut previous = None;
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        let inside = previous.is_some_and(is_kanji);
        let may = at >= floor && is_kanji(c) && names::starts_surname(c) && (!inside || ends_prefix(page, at));
        if may && let Some((range, confidence, why)) = at_start(page, at) {
            floor = range.end;
            found.push((range, confidence, why));
        }
        previous = Some(c);
    }
    for (range, ..) in &found {
        end_company(page, range.start);
    }
    let readings: Vec<_> = found.iter().filter_map(|(range, _, _)| reading(page, range.end)).collect();
    for (range, confidence, why) in found.into_iter().chain(readings) {
        page.hit(Kind::Name, range, confidence, why);
    }
}

type Found = (Range<usize>, u8, &'static str);

/// A company that was read over the name behind its form ends with the form, and begins with what stands before it.
fn end_company(page: &mut Page<'_>, at: usize) {
    let form = page.words.get(page.first_until(at)).filter(|word| word.end == at && word.class == Class::CompanyMark);
    let Some(form) = form.map(|word| word.start) else { return };
    let named = page.slice(0..form).chars().rev().take(24).take_while(|c| matches!(script(*c), 1 | 3));
    let start = form - named.map(char::len_utf8).sum::<usize>();
    for hit in page.hits.iter_mut().filter(|hit| hit.kind == Kind::Company && hit.start < at && at < hit.end) {
        (hit.start, hit.end) = (hit.start.min(start), at);
    }
}

/// Whether a name may begin here though a kanji stands before: behind a title, a label, a department.
fn ends_prefix(page: &Page<'_>, at: usize) -> bool {
    let word = page.words.get(page.first_until(at));
    if word.is_some_and(|word| word.start < at && at < word.end && word.class == Class::Title) {
        // 部長 田中: here the title goes on. 営業部長田健太: it may be none.
        return word.is_some_and(|word| page.at(word.end).is_some_and(is_kanji));
    }
    let behind_word = word.is_some_and(|word| {
        let behind = matches!(
            word.class,
            Class::Title | Class::Subject | Class::Label(_) | Class::Honorific | Class::CompanyMark
        );
        word.end == at && behind
    });
    behind_word || matches!(page.before(at), Some('部' | '課' | '室' | '係' | '長' | '班' | '店' | '社' | '当' | '故'))
}

fn at_start(page: &Page<'_>, at: usize) -> Option<Found> {
    let before = page.words.get(page.first_until(at));
    if let Some(mark) = before.filter(|word| word.end == at && word.class == Class::CompanyMark) {
        return behind_company(page, mark.start, at);
    }
    let place = page.word_at(at).filter(|word| matches!(word.class, Class::City | Class::Prefecture));
    let found = spread::at(page, at).or_else(|| full_at(page, at)).or_else(|| lone_at(page, at));
    // 弥富市 reads like 弥富 and 市, but is a town.
    found.filter(|(range, ..)| place.is_none_or(|place| place.end < range.end))
}

/// 山田工業株式会社安斎隆之様: behind the form of a company whose own name stands before it, somebody who is addressed.
fn behind_company(page: &Page<'_>, mark: usize, at: usize) -> Option<Found> {
    let named = page.before(mark).is_some_and(|c| matches!(script(c), 1 | 3) || c.is_ascii_alphanumeric());
    let addressed = |found: &Found| found.1 > 84 && honoured(page, found.0.end).is_some();
    full_at(page, at).filter(|found| named && addressed(found))
}

/// Surname, perhaps a blank, given name, and something that is not part of a word behind it.
fn full_at(page: &Page<'_>, at: usize) -> Option<Found> {
    let run = name_run(page, at);
    let mut helped = None;
    let mut best: Option<Found> = None;
    for split in run.char_indices().map(|(n, c)| n + c.len_utf8()).take(PART) {
        let surname = run.get(..split)?;
        let rest = page.text.get(at + split..)?;
        let gap = usize::from(rest.starts_with(' ') && !rest.starts_with("  "));
        let known = names::grade(surname);
        // What nobody knows as a surname needs a blank behind it, or help from around.
        let mut is_helped = || *helped.get_or_insert_with(|| is_helped(page, at, run.len()));
        if known.surname() == 0 && (surname.len() < 6 || gap == 0 && !is_helped()) {
            continue;
        }
        for given in givens(rest.get(gap..)?) {
            let end = at + split + gap + given.len();
            let together = if gap == 0 { page.text.get(at..end) } else { None };
            let Some(score) = score(surname, known, given, together) else { continue };
            if score < LEAST && page.word_at(end - given.len()).is_some() {
                continue;
            }
            let Some(context) = context(page, at, end) else { continue };
            let confidence = score.saturating_add_signed(context).min(96);
            let better = confidence >= LEAST && best.as_ref().is_none_or(|(_, most, _)| confidence > *most);
            if better && !is_other(page, end - given.len()..end) && !is_list(page, at..end, gap) {
                best = Some((at..end, confidence, if gap == 1 { "full-name-spaced" } else { "full-name" }));
            }
        }
    }
    best
}

/// What stands behind a surname, but not as a given name: a title, a label, a prefecture.
fn is_other(page: &Page<'_>, given: Range<usize>) -> bool {
    let text = page.slice(given.clone());
    let class = page.word_at(given.start).filter(|word| word.end == given.end).map(|word| word.class);
    let other = matches!(class, Some(Class::Title | Class::Label(_) | Class::CompanyMark));
    (other || places::is_prefecture_stem(text)) && names::grade(text).given() < 2
}

/// 松 竹 梅: signs with blanks between, more of them than a name has.
fn is_list(page: &Page<'_>, range: Range<usize>, gap: usize) -> bool {
    const SIGN: usize = 3;
    if gap == 0 || range.len() != 2 * SIGN + gap {
        return false;
    }
    let mut before = page.slice(0..range.start).chars().rev();
    let mut after = page.slice(range.end..page.text.len()).chars();
    let lone = |next: &mut dyn Iterator<Item = char>| {
        next.next() == Some(' ') && next.next().is_some_and(is_kanji) && !next.next().is_some_and(is_kanji)
    };
    lone(&mut before) || page.word_at(range.end + 1).is_none() && lone(&mut after)
}

/// Whether something around could add to the score of a name that begins here ([`context`]).
fn is_helped(page: &Page<'_>, at: usize, run: usize) -> bool {
    // A given name in kana, a blank, and the word or mark behind.
    let reach = at + run + 4 * PART + 2;
    let honoured = |word: &Word| matches!(word.class, Class::Honorific | Class::Title);
    page.words_in(at..reach).iter().any(honoured)
        || page
            .text
            .as_bytes()
            .get(at..reach.min(page.text.len()))
            .is_some_and(|near| near.contains(&b'<') || near.contains(&b'('))
        || is_labelled(page, at)
}

fn is_labelled(page: &Page<'_>, at: usize) -> bool {
    matches!(page.label_before(at), Some(Label::Name | Label::Holder))
}

fn name_run<'a>(page: &Page<'a>, at: usize) -> &'a str {
    let rest = page.text.get(at..).unwrap_or("");
    let len: usize = rest.chars().take(PART * 2).take_while(|c| is_kanji(*c) || *c == 'ノ').map(char::len_utf8).sum();
    rest.get(..len).unwrap_or("")
}

/// Prefixes of a text that could be a given name: kanji, or all hiragana, or all katakana, or kana and a last sign.
fn givens(text: &str) -> impl Iterator<Item = &str> {
    let class = text.chars().next().map_or(0, script);
    let mut mixed = false;
    let ends = text.char_indices().take(PART).take_while(move |(_, c)| {
        let same = class != 0 && script(*c) == class && !mixed;
        let last = class > 1 && !mixed && ENDS.contains(c);
        mixed |= last;
        same || last
    });
    ends.filter_map(|(at, c)| text.get(..at + c.len_utf8()))
}

/// What stands around: an honorific or label adds; a word that goes on refuses.
fn context(page: &Page<'_>, start: usize, end: usize) -> Option<i8> {
    let labelled = is_labelled(page, start);
    let after = page.text.get(end..).unwrap_or("");
    let addressed = after.starts_with(" <") || after.starts_with('<');
    let bonus = if labelled || addressed || reading(page, end).is_some() { 20 } else { 0 };
    let word = page.word_at(end + usize::from(after.starts_with(' '))).map(|word| word.class);
    match (after.chars().next(), word) {
        (_, Some(Class::Honorific)) => Some(bonus + 22),
        (_, Some(Class::Title)) => Some(bonus + 16),
        (_, Some(Class::CompanyMark | Class::City | Class::Prefecture)) => None,
        (Some(c), _) if is_kanji(c) => None,
        (Some(c), _) if script(c) == 3 && page.before(end).is_some_and(|last| script(last) == 3) => None,
        (Some(c), _) if script(c) == 2 && page.before(end).is_some_and(|last| script(last) == 2) => {
            PARTICLES.contains(c).then_some(bonus - 6)
        }
        // 人見知り, 月島 勝どき: a short name may be followed by a particle, not by the rest of a word.
        (Some(c), _) if script(c) == 2 && end - start <= 10 && !PARTICLES.contains(c) && !after.starts_with("まで") => {
            None
        }
        _ => Some(bonus),
    }
}

/// A surname alone, before an honorific or a title.
fn lone_at(page: &Page<'_>, at: usize) -> Option<Found> {
    let run = name_run(page, at);
    let mut ends = run.char_indices().map(|(n, c)| n + c.len_utf8()).take(PART);
    let mut all = [0; PART];
    let count = all.iter_mut().zip(&mut ends).map(|(slot, end)| *slot = end).count();
    all.iter().take(count).rev().find_map(|end| {
        let surname = run.get(..*end)?;
        // Most have nothing behind them that makes a name of them: the dictionary is asked last.
        let introduced = *end == run.len() && surname.len() >= 6 && introduces(page, at, at + end);
        let base = honoured(page, at + end);
        if !introduced && base.is_none() {
            return None;
        }
        let grade = names::grade(surname);
        if introduced && grade.surname() == 2 {
            return Some((at..at + end, 55, "surname+introduction"));
        }
        let confidence = match (grade.surname(), surname.chars().count() == 1) {
            (2, false) => base?,
            (2, true) | (1, false) => base? - 6,
            _ => return None,
        };
        (!NOBODY.contains(&surname) && confidence >= 50).then_some((at..at + end, confidence, "surname+honorific"))
    })
}

/// How sure an honorific or a title behind it makes a surname.
fn honoured(page: &Page<'_>, end: usize) -> Option<u8> {
    let behind = || page.word_at(end + 1).filter(|_| page.at(end) == Some(' '));
    let word = page.word_at(end).or_else(behind)?;
    match word.class {
        Class::Honorific => (!matches!(page.slice(word.start..word.end), "御中" | "各位")).then_some(64),
        Class::Title => Some(56),
        _ => None,
    }
}

/// 総務の松本です, 山本と申します.
fn introduces(page: &Page<'_>, start: usize, end: usize) -> bool {
    const WORDS: &[&str] =
        &["です。", "です\n", "でございます", "と申します", "と申し", "まで連絡", "まで、ご連絡", "までご連絡", "宛"];
    let after = page.text.get(end..).unwrap_or("");
    // How they all begin; asked for every run of kanji.
    if !after.starts_with(['で', 'と', 'ま', '宛']) {
        return false;
    }
    WORDS.iter().any(|word| after.starts_with(word))
        && page.before(start).is_none_or(|c| matches!(c, 'の' | ' ' | '、' | '\n' | '。' | '部' | '課'))
}

/// The reading in brackets behind a name: (やまだ たろう).
fn reading(page: &Page<'_>, end: usize) -> Option<Found> {
    let inside = page.text.get(end..)?.strip_prefix('(')?;
    let len = inside.find(')').filter(|len| *len <= 60)?;
    let kana = inside.get(..len)?;
    let good = kana.chars().count() >= 3 && kana.chars().all(|c| script(c) > 1 || c == ' ' || c == '・');
    good.then_some((end + 1..end + 1 + len, 85, "reading"))
}

/// Kanji and the marks that stand between them.
pub(crate) const fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '々' | 'ヶ' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// 1 kanji, 2 hiragana, 3 katakana, 0 anything else.
pub(crate) const fn script(c: char) -> u8 {
    match c {
        '\u{3041}'..='\u{309F}' => 2,
        '\u{30A1}'..='\u{30FA}' | '\u{30FC}' => 3,
        _ if is_kanji(c) => 1,
        _ => 0,
    }
}
