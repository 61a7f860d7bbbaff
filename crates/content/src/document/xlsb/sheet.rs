//! One sheet of a binary workbook.

use std::borrow::Cow;

use super::{
    super::{
        biff::{self, Record, WideRecords},
        bytes::{take, u16_le, u32_le},
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
