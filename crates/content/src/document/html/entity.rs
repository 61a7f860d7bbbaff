//! Character references of HTML (HTML §13.2.5.72), with and without the closing semicolon.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

/// What bytes 128 to 159 mean as numeric references: windows-1252, as all browsers do.
const C1: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The longest name has 31 letters.
const LONGEST: usize = 32;

/// The text with its references replaced. Unknown ones stay as they are.
pub(super) fn replace(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match reference(after) {
            Some((character, length)) => {
                out.push_str(&character);
                rest = after.get(length..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The characters of the reference behind `&`, and its length with the semicolon.
fn reference(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let bytes = text.as_bytes();
    let (start, radix) = match bytes {
        [b'#', b'x' | b'X', ..] => (2, 16),
        [b'#', ..] => (1, 10),
        _ => return named(text),
    };
    let digits = text.get(start..)?;
    let length = digits.bytes().take(LONGEST).take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let number = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
    let character = match number {
        0x80..=0x9F => usize::try_from(number - 0x80).ok().and_then(|at| C1.get(at)).copied(),
        _ => char::from_u32(number).filter(|character| *character != '\0'),
    };
    let closed = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    Some((Cow::Owned(character.unwrap_or(char::REPLACEMENT_CHARACTER).to_string()), start + length + closed))
}

fn named(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let length = text.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let name = text.get(..length)?;
    if text.as_bytes().get(length) == Some(&b';') {
        return resolve_html5_entity(name).map(|found| (Cow::Borrowed(found), length + 1));
    }
    // Old names work without a semicolon; only the ones in use are taken, the longest first.
    ["nbsp", "quot", "copy", "amp", "yen", "reg", "lt", "gt"]
        .iter()
        .find(|old| name.starts_with(**old))
        .and_then(|old| Some((Cow::Borrowed(resolve_html5_entity(old)?), old.len())))
}
