//! A user name with its password: labelled fields (ID: … PW: …), fields without a colon, the password first, both under
//! one label (ID/パスワード: … / …). A password without its user opens nothing that the text names and is left alone.

use std::ops::Range;

use crate::{
    kind::Kind,
    lexicon::words::{Class, Label},
    page::Page,
};

/// Bytes between the user name and the password of one login.
const LOGIN: usize = 200;
/// Longest value, in bytes, and longest gap between a label and it, in characters.
const VALUE: usize = 40;
const GAP: usize = 8;

/// Adds them all.
pub(crate) fn find(page: &mut Page<'_>) {
    let words = page.words.iter();
    let labels: Vec<Range<usize>> =
        words.filter(|word| word.class == Class::Label(Label::Password)).map(|word| word.start..word.end).collect();
    if labels.is_empty() {
        return;
    }
    let users = users(page);
    let mut used = vec![false; users.len()];
    let mut found = Vec::new();
    let mut floor = 0;
    for label in labels {
        if let Some(both) = under_one_label(page, &label) {
            found.push(both);
            continue;
        }
        let Some(secret) = field(page, label.end, true).filter(|secret| secret.start >= floor) else { continue };
        let Some(number) = partner(&users, &used, &secret) else { continue };
        let Some((user, taken)) = users.get(number).zip(used.get_mut(number)) else { continue };
        *taken = true;
        floor = secret.end;
        // A mail address as user name is a find of its own.
        let own = page.slice(user.clone()).contains('@');
        found.push(if own { secret } else { user.start.min(secret.start)..user.end.max(secret.end) });
    }
    for range in found {
        page.hit(Kind::Login, range, 92, "user+password");
    }
}

/// The nearest user name before a password, else the nearest behind it.
fn partner(users: &[Range<usize>], used: &[bool], secret: &Range<usize>) -> Option<usize> {
    let behind = users.partition_point(|user| user.start < secret.end);
    let free = |number: usize| used.get(number) == Some(&false);
    let before = behind.checked_sub(1).filter(|number| {
        free(*number)
            && users.get(*number).is_some_and(|user| user.end <= secret.start && secret.start - user.end <= LOGIN)
    });
    let next = users.get(behind).filter(|user| free(behind) && user.start - secret.end <= LOGIN);
    before.or(next.map(|_| behind))
}

/// The values of user labels and of everything that ends with ID, in order.
fn users(page: &Page<'_>) -> Vec<Range<usize>> {
    let labels = page.words.iter().filter(|word| word.class == Class::Label(Label::LoginId)).map(|word| word.end);
    let bytes = page.text.as_bytes();
    let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let ids = bytes
        .windows(2)
        .enumerate()
        .filter(|(at, two)| two.eq_ignore_ascii_case(b"id") && !letter(at.checked_sub(1)) && !letter(Some(at + 2)))
        .map(|(at, _)| at + 2);
    let mut users: Vec<Range<usize>> = labels.chain(ids).filter_map(|end| field(page, end, false)).collect();
    users.sort_by_key(|user| (user.start, user.end));
    users.dedup();
    users
}

/// What a label names: behind a mark anything that can be one, behind は or a blank only what looks like one.
fn field(page: &Page<'_>, label_end: usize, secret: bool) -> Option<Range<usize>> {
    let start = label_end + gap(page.text.get(label_end..)?);
    let passed = page.slice(label_end..start);
    let marked = passed.contains(is_mark) || passed.contains("  ");
    let value = page.slice(start..start + token(page.text.get(start..)?));
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let looks = !passed.is_empty() && (!secret || (digits > 0 && (letters > 0 || digits >= 6) && value.len() >= 4));
    let good = value.len() >= 3 && letters + digits > 0 && !value.contains("**");
    (good && (marked || looks)).then(|| start..start + value.len())
}

/// ID/パスワード: user01/pass1234.
fn under_one_label(page: &Page<'_>, label: &Range<usize>) -> Option<Range<usize>> {
    let before = page.slice(0..label.start);
    let head = before.trim_end_matches([' ', '/', '・', '&', '+', 'と', '、']);
    let tail = head.get(head.len().checked_sub(2)?..)?;
    if head.len() == before.len() || !tail.eq_ignore_ascii_case("id") {
        return None;
    }
    let user = field(page, label.end, false)?;
    let between = page.text.get(user.end..)?;
    let gap: usize =
        between.chars().take(3).take_while(|c| matches!(c, ' ' | '/' | '・' | '、')).map(char::len_utf8).sum();
    let start = user.end + gap;
    let secret = token(page.text.get(start..)?);
    (gap > 0 && secret >= 3).then(|| user.start..start + secret)
}

/// Bytes between a label and its value.
fn gap(text: &str) -> usize {
    let skipped = text.chars().take(GAP).take_while(|c| is_mark(*c) || matches!(c, ' ' | 'は'));
    skipped.map(char::len_utf8).sum()
}

const fn is_mark(c: char) -> bool {
    matches!(c, ':' | '=' | '|' | '\t' | ']' | '】' | ')' | '>' | '」' | '→' | ';')
}

/// Bytes of the word of printable ASCII that a text begins with; a mark that begins something else ends it.
fn token(text: &str) -> usize {
    let inside = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'/' | b',' | b'(' | b'[' | b'|' | b'"' | b'<');
    let len = text.bytes().take(VALUE).take_while(inside).count();
    if len == VALUE { 0 } else { len }
}
