//! Values with boundaries of their own: mail addresses, telephone numbers, member numbers.
//!
//! Each kind has one canonical text, made here both for the master and for what stands in a letter.

use sekisho_model::Address;

use crate::form::Form;

/// Fewest characters of a member number that is searched.
const MIN_MEMBER: usize = 4;
/// Digits of a telephone number (E.164: at most 15).
const PHONE: std::ops::RangeInclusive<usize> = 9..=15;
/// Groups of digits in one telephone number.
const MAX_GROUPS: usize = 5;
/// Parts of one member number.
const MAX_PARTS: usize = 5;
/// Starts tried inside one run of characters that can stand in a local part.
const MAX_STARTS: usize = 32;

/// The canonical text of a telephone number: digits, `+81` as `0`.
pub(super) fn phone(text: &str) -> Option<String> {
    let form = Form::of(text);
    let plus = form.chars.iter().find(|c| !matches!(c, ' ' | '(')) == Some(&'+');
    let digits: String = form.chars.iter().filter(|c| c.is_ascii_digit()).collect();
    let number = national(&digits, plus);
    PHONE.contains(&number.len()).then_some(number)
}

fn national(digits: &str, plus: bool) -> String {
    match digits.strip_prefix("81") {
        Some(rest) if plus => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        // A spreadsheet takes the leading zero away.
        _ if !plus && !digits.starts_with('0') && matches!(digits.len(), 9 | 10) => format!("0{digits}"),
        _ => digits.to_owned(),
    }
}

/// The canonical text of a member number: letters and digits.
pub(super) fn member(text: &str) -> String {
    Form::of(text).chars.iter().filter(|c| c.is_alphanumeric()).collect()
}

/// Calls with every text that may be a mail address, as [`Address::key`].
pub(super) fn mails(form: &Form, mut found: impl FnMut(&str)) {
    let ats = form.chars.iter().enumerate().filter(|(_, c)| **c == '@').map(|(at, _)| at);
    for at in ats {
        let left = run(form, at, |c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c), true);
        let right = run(form, at + 1, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'), false);
        let wide = run(form, at + 1, |c| c.is_alphanumeric() || matches!(c, '.' | '-'), false);
        let domains = [right.clone(), wide.clone()];
        for domain in domains.iter().take(1 + usize::from(right != wide)) {
            let domain = domain.trim_end_matches(['.', '-']);
            for start in starts(&left) {
                let written = format!("{}@{domain}", left.get(start..).unwrap_or(""));
                if let Ok(address) = Address::parse(&written) {
                    found(&address.key());
                }
            }
        }
    }
}

/// Where a local part may begin: at the start of the run and behind each mark, because `?m=taro@…` holds `taro@…`.
fn starts(run: &str) -> impl Iterator<Item = usize> + '_ {
    let after = run.char_indices().filter(|(_, c)| !c.is_ascii_alphanumeric()).map(|(at, _)| at + 1);
    std::iter::once(0).chain(after).take(MAX_STARTS)
}

fn run(form: &Form, from: usize, fits: impl Fn(char) -> bool, backwards: bool) -> String {
    let fits = |c: &&char| fits(**c);
    if backwards {
        let before = form.chars.get(..from).unwrap_or_default();
        let length = before.iter().rev().take(64).take_while(fits).count();
        before.iter().skip(before.len() - length).collect()
    } else {
        form.chars.iter().skip(from).take(255).take_while(fits).collect()
    }
}

/// Calls with every text that may be a telephone number.
pub(super) fn phones(form: &Form, mut found: impl FnMut(&str)) {
    let groups = digit_groups(form);
    for (index, first) in groups.iter().enumerate() {
        let plus = form.before(first.start) == Some('+')
            || (form.before(first.start) == Some('(') && form.before(first.start - 1) == Some('+'));
        let mut digits = String::new();
        for (taken, group) in groups.iter().skip(index).take(MAX_GROUPS).enumerate() {
            if taken > 0 && !group.joins || digits.len() > *PHONE.end() {
                break;
            }
            digits.extend(form.chars.iter().skip(group.start).take(group.len));
            let number = national(&digits, plus);
            if PHONE.contains(&number.len()) {
                found(&number);
            }
        }
    }
}

struct Group {
    start: usize,
    len: usize,
    /// Whether only one or two separators of telephone numbers stand before it.
    joins: bool,
}

fn digit_groups(form: &Form) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    while let Some(c) = form.get(at) {
        if !c.is_ascii_digit() {
            at += 1;
            continue;
        }
        let len = form.chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).count();
        let gap = groups.last().and_then(|last| form.chars.get(last.start + last.len..at)).unwrap_or_default();
        let joins = (1..=3).contains(&gap.len()) && gap.iter().all(|c| matches!(c, '-' | ' ' | '(' | ')' | '.' | 'ー'));
        groups.push(Group { start: at, len, joins });
        at += len;
    }
    groups
}

/// Calls with every text that may be a member number, and where it starts.
pub(super) fn members(form: &Form, mut found: impl FnMut(&str, usize)) {
    let mut at = 0;
    while at < form.chars.len() {
        let length = form.chars.iter().skip(at).take_while(|c| is_number_char(**c)).count();
        if length >= MIN_MEMBER {
            parts(form.chars.get(at..at + length).unwrap_or_default(), at, &mut found);
        }
        at += length.max(1);
    }
}

fn is_number_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Whether a text can be a member number that is searched: long enough, and not a mere word.
pub(super) fn is_searched(number: &str) -> bool {
    number.len() >= MIN_MEMBER && number.bytes().any(|byte| byte.is_ascii_digit())
}

/// Every run of neighbouring parts between hyphens.
fn parts(run: &[char], offset: usize, found: &mut impl FnMut(&str, usize)) {
    if !run.iter().any(char::is_ascii_digit) {
        return;
    }
    let mut starts = vec![0];
    starts.extend(run.iter().enumerate().filter(|(_, c)| matches!(c, '-' | '_')).map(|(at, _)| at + 1));
    for (index, start) in starts.iter().enumerate() {
        let mut text = String::new();
        for next in starts.iter().skip(index).take(MAX_PARTS) {
            text.extend(run.iter().skip(*next).take_while(|c| c.is_ascii_alphanumeric()));
            if is_searched(&text) {
                found(&text, offset + start);
            }
        }
    }
}
