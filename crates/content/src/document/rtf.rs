//! Rich Text Format 1.9: an own small reader with a bounded stack. Text in any code page and in `\u`, tables, headers,
//! notes, annotations, deleted and hidden text; pictures and objects are decoded and opened.

mod state;
mod words;

use sekisho_model::Blind;

use self::state::Reader;
use super::gather::Gather;
use crate::budget::Budget;

/// Groups that may be open at once. Word itself nests a few dozen.
const DEEPEST: usize = 2_000;

/// An RTF file.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let mut reader = Reader::new(gather);
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            b'{' => {
                if reader.groups.len() >= DEEPEST {
                    reader.story.gather.blind(Blind::Limit);
                    break;
                }
                reader.open();
                after
            }
            b'}' => {
                if !reader.close() {
                    // Behind the last brace nothing is read by anybody but a scanner.
                    if after.iter().any(|byte| !byte.is_ascii_whitespace() && *byte != 0) {
                        reader.story.gather.blind(Blind::Damaged);
                    }
                    break;
                }
                after
            }
            b'\\' => control(after, &mut reader),
            b'\r' | b'\n' | 0 => after,
            byte => {
                reader.byte(*byte);
                after
            }
        };
    }
    let whole = reader.groups.is_empty();
    let files = reader.finish();
    if !whole {
        gather.blind(Blind::Damaged);
    }
    for (number, bytes) in files.into_iter().enumerate() {
        if !budget.take_entry() || !budget.take_bytes(bytes.len()) {
            return gather.blind(Blind::Limit);
        }
        super::open_inside(&format!("object-{}", number + 1), &bytes, "", gather, budget);
    }
}

/// What follows a backslash: a symbol, a byte in hexadecimal, or a word with a number. Gives what is left.
fn control<'a>(text: &'a [u8], reader: &mut Reader<'_>) -> &'a [u8] {
    let letters = text.iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters == 0 {
        return symbol(text, reader);
    }
    let (word, after) = text.split_at(letters);
    let negative = after.first() == Some(&b'-');
    let digits = after.iter().skip(usize::from(negative)).take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let length = if digits > 0 { digits + usize::from(negative) } else { 0 };
    let (number, after) = after.split_at(length);
    let number: Option<i32> = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
    // One blank belongs to the word.
    let after = after.strip_prefix(b" ").unwrap_or(after);
    if word == b"bin" {
        let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0).min(after.len());
        let (binary, after) = after.split_at(length);
        reader.binary(binary);
        return after;
    }
    reader.word(word, number);
    after
}

fn symbol<'a>(text: &'a [u8], reader: &mut Reader<'_>) -> &'a [u8] {
    let Some((first, after)) = text.split_first() else { return text };
    match first {
        b'\'' => {
            let byte = after
                .get(..2)
                .and_then(|hex| std::str::from_utf8(hex).ok())
                .and_then(|hex| u8::from_str_radix(hex, 16).ok());
            match byte {
                Some(byte) => {
                    reader.byte(byte);
                    return after.get(2..).unwrap_or_default();
                }
                None => reader.story.gather.blind(Blind::Damaged),
            }
        }
        b'*' => reader.optional(),
        b'~' => reader.text("\u{A0}"),
        b'_' => reader.text("-"),
        b'{' | b'}' | b'\\' => reader.byte(*first),
        b'\r' | b'\n' => reader.word(b"par", None),
        b'\t' => reader.text("\t"),
        _ => {}
    }
    after
}
