//! One sheet of a binary workbook.

use std::borrow::Cow;

use super::{
    super::{
        biff::{self, Record, WideRecords},
        bytes::{size_le, slice, take, u16_le, u32_le, utf16_le},
        cell::{Styles, unmarked},
        gather::Gather,
        table::Grid,
    },
    Listed, text,
};
use crate::mail::Hidden;

/// Reads a sheet.
pub(super) fn read(bytes: &[u8], listed: &Listed, styles: &Styles, strings: &[String], gather: &mut Gather) {
    let mut grid = Grid::new(gather.tables_room());
    let mut beside: Vec<String> = Vec::new();
    let mut row = 0;
    for record in WideRecords::new(bytes) {
        let data = record.data;
        match record.kind {
            // BrtRowHdr: the fifth bit of the twelfth byte hides.
            0 => {
                row = u32_le(data, 0).unwrap_or(0).min(1 << 20);
                if data.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                    grid.hidden_rows.insert(row);
                }
            }
            // BrtColInfo.
            60 if u16_le(data, 16).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (u32_le(data, 0), u32_le(data, 4)) {
                    grid.hide_columns(first, last);
                }
            }
            // BrtBeginHeaderFooter: flags, then six texts.
            479 => {
                let mut at = 2;
                while let Some((line, next)) = text(data, at) {
                    beside.push(unmarked(&line));
                    at = next;
                }
            }
            64 => beside.extend(rule(data)),
            2..=11 => {
                if let (Some(column), Some(text)) = (u32_le(data, 0), cell(record, styles, strings)) {
                    grid.put(row, column.min(16_384), text);
                }
            }
            _ => {}
        }
        if grid.full() {
            break;
        }
    }
    if !listed.visible {
        gather.hide(Hidden::Sheet);
    }
    gather.line(&listed.name);
    grid.give(Some(listed.name.clone()), listed.visible, gather);
    beside.iter().for_each(|line| gather.line(line));
}

/// BrtDVal: what is said about the values that a cell may have (titles and texts of the error and of the prompt), and the
/// values themselves, where they are written in the rule (MS-XLSB 2.4.355). Flags, ranges, four texts, and a formula that is
/// one text, its items parted by commas or zeros.
fn rule(data: &[u8]) -> Vec<String> {
    const TEXT: u8 = 0x17;
    let mut lines = Vec::new();
    let ranges = size_le(data, 4).and_then(|count| count.checked_mul(16));
    let Some(mut at) = ranges.and_then(|length| length.checked_add(8)) else { return lines };
    for _ in 0..4 {
        let Some((line, next)) = text(data, at) else { return lines };
        lines.push(line);
        at = next;
    }
    // The length of the formula stands before it.
    if data.get(at + 4) == Some(&TEXT)
        && let Some(length) = u16_le(data, at + 5)
        && let Some(items) = slice(data, at + 7, usize::from(length) * 2)
    {
        lines.push(utf16_le(items).replace('\0', "\n"));
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The shown text of a cell: column, style, value.
fn cell<'s>(record: Record<'_>, styles: &Styles, strings: &'s [String]) -> Option<Cow<'s, str>> {
    let data = record.data;
    let style = usize::try_from(u32_le(data, 4)? & 0x00FF_FFFF).ok()?;
    Some(match record.kind {
        2 => styles.number(style, biff::rk(u32_le(data, 8)?)).into(),
        5 | 9 => styles.number(style, take(data, 8).map(f64::from_le_bytes)?).into(),
        3 | 11 => biff::error(*data.get(8)?).into(),
        4 | 10 => if *data.get(8)? == 0 { "FALSE" } else { "TRUE" }.into(),
        6 | 8 => text(data, 8)?.0.into(),
        7 => strings.get(usize::try_from(u32_le(data, 8)?).ok()?)?.into(),
        _ => return None,
    })
}
