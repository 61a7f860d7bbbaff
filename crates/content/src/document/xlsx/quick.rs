//! Cells as nearly all writers write them, without the detour over events: `<c r="B2" s="1" t="s"><v>7</v></c>`, and
//! `<c r="B2" s="1"/>`. Anything else (other attributes, formulas, white space, entities) is left to the reader of XML, which
//! reads these, too, and to the same end.

/// A cell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cell<'a> {
    /// Attributes `r`, `s` and `t` as they are written; empty where there is none.
    pub place: &'a [u8],
    pub style: &'a [u8],
    pub kind: &'a [u8],
    pub value: &'a str,
}

/// The cell that `bytes` begin with, and its length.
pub(super) fn cell(bytes: &[u8]) -> Option<(Cell<'_>, usize)> {
    let mut cell = Cell::default();
    let mut rest = bytes.strip_prefix(b"<c")?;
    while let Some(attribute) = rest.strip_prefix(b" ") {
        let [name, b'=', b'"', text @ ..] = attribute else { return None };
        let length = text.iter().position(|byte| !byte.is_ascii_alphanumeric())?;
        let (value, after) = text.split_at_checked(length)?;
        let slot = match name {
            b'r' => &mut cell.place,
            b's' => &mut cell.style,
            b't' => &mut cell.kind,
            _ => return None,
        };
        if !slot.is_empty() {
            return None;
        }
        *slot = value;
        rest = after.strip_prefix(b"\"")?;
    }
    let rest = match rest.strip_prefix(b"/>") {
        Some(rest) => rest,
        None => {
            let text = rest.strip_prefix(b"><v>")?;
            let end = memchr::memchr2(b'<', b'&', text)?;
            let (value, after) = text.split_at_checked(end)?;
            cell.value = std::str::from_utf8(value).ok()?;
            after.strip_prefix(b"</v></c>")?
        }
    };
    Some((cell, bytes.len() - rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_understood_in_full_is_taken() {
        let of = |place, style, kind, value| Cell { place, style, kind, value };
        for (text, expect) in [
            (r#"<c r="B2" s="1" t="s"><v>7</v></c>"#, of(b"B2", b"1", b"s", "7")),
            (r#"<c t="str" r="AA10"><v>山田 </v></c>"#, of(b"AA10", b"", b"str", "山田 ")),
            (r#"<c><v>1.5E-3</v></c>"#, of(b"", b"", b"", "1.5E-3")),
            (r#"<c r="C3" s="4"/>"#, of(b"C3", b"4", b"", "")),
        ] {
            assert_eq!(cell(text.as_bytes()), Some((expect, text.len())), "{text}");
            assert_eq!(cell(format!("{text}<c>").as_bytes()).map(|(_, length)| length), Some(text.len()), "{text}");
        }
        for text in [
            "",
            "<c",
            "<col/>",
            "</c>",
            r#"<x:c r="B2"><v>7</v></x:c>"#,
            r#"<c r='B2'><v>7</v></c>"#,
            r#"<c r="B2" r="C2"><v>7</v></c>"#,
            r#"<c  r="B2"><v>7</v></c>"#,
            r#"<c r="B2" cm="1"><v>7</v></c>"#,
            r#"<c r="B2"><v>a&amp;b</v></c>"#,
            r#"<c r="B2"><v>7</v></d>"#,
            r#"<c r="B2"><v>7</v><v>8</v></c>"#,
            r#"<c r="B2"><f>A1</f><v>7</v></c>"#,
            r#"<c r="B2" t="inlineStr"><is><t>a</t></is></c>"#,
            r#"<c r="B2"><v>7"#,
            r#"<c r="B&#50;"><v>7</v></c>"#,
        ] {
            assert_eq!(cell(text.as_bytes()), None, "{text}");
        }
    }
}
