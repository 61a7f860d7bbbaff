//! Lines: where a text is broken so that it fits its column.
//!
//! Latin words are kept whole, Japanese breaks anywhere but in front of what must not begin a line and behind what must
//! not end one (JIS X 4051); what fits nowhere, like a digest, is cut.

use crate::font::Pen;

/// Must not begin a line.
const NO_START: &str = "、。,.・:;?!)」』】〉》〕]}ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ)],.:;!?%";
/// Must not end one.
const NO_END: &str = "(「『【〈《〔[{([";

/// The lines of a text in a column of this width, at least one.
pub(crate) fn lines(pen: &Pen<'_>, text: &str, size: f32, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        fill(pen, &pen.shown(paragraph), size, width, &mut lines);
    }
    lines
}

fn fill(pen: &Pen<'_>, text: &str, size: f32, width: f32, lines: &mut Vec<String>) {
    let (mut line, mut used) = (String::new(), 0.0);
    for piece in pieces(text) {
        let wide = pen.width(piece, size);
        if used + wide > width && !line.trim().is_empty() {
            lines.push(line.trim_end().to_owned());
            (line, used) = (String::new(), 0.0);
        }
        if line.is_empty() && piece.trim().is_empty() {
            continue;
        }
        for c in piece.chars() {
            let wide = pen.width_of(c, size);
            // A piece that is wider than the column is cut.
            if used + wide > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(c);
            used += wide;
        }
    }
    lines.push(line.trim_end().to_owned());
}

/// What is not broken: words, single Japanese characters with what must stay beside them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut before) = (0, None);
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            pieces.extend(text.get(start..at));
            start = at;
        }
        before = Some(c);
    }
    pieces.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    pieces
}

fn may_break(before: char, c: char) -> bool {
    let wide = |c: char| c as u32 >= 0x2E80;
    if NO_START.contains(c) || NO_END.contains(before) {
        return false;
    }
    before == ' ' || c == ' ' || wide(before) || wide(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_marks_stay_with_what_they_mark() {
        for (text, expect) in [
            ("one two", vec!["one", " ", "two"]),
            ("山田、太郎。", vec!["山", "田、", "太", "郎。"]),
            ("「山田」様", vec!["「山", "田」", "様"]),
            ("rootは0a1b", vec!["root", "は", "0a1b"]),
            ("", vec![]),
        ] {
            assert_eq!(pieces(text), expect);
        }
    }
}
