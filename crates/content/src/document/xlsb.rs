//! Excel binary workbooks (MS-XLSB): the parts of an xlsx as records instead of XML.

mod sheet;

use sekisho_model::Blind;

use super::{
    biff::WideRecords,
    bytes::{size_le, slice, u16_le, u32_le, utf16_le},
    cell::Styles,
    gather::Gather,
    ooxml::Package,
};
use crate::{budget::Budget, mail::Hidden};

/// A workbook.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let Some(mut package) = Package::open(bytes, gather, budget) else { return };
    let main = package.main("xl/workbook.bin", gather, budget);
    let Some(workbook) = package.part(&main, gather, budget) else { return gather.blind(Blind::Damaged) };
    let relations = package.relations(&main, gather, budget);
    let target =
        |kind: &str| relations.iter().find(|one| one.kind == kind && !one.external).map(|one| one.target.clone());
    let mut styles = target("styles")
        .and_then(|name| package.part(&name, gather, budget))
        .map(|bytes| read_styles(&bytes))
        .unwrap_or_default();
    let strings = target("sharedStrings").and_then(|name| package.part(&name, gather, budget));
    let strings = strings.map(|bytes| read_strings(&bytes)).unwrap_or_default();
    let sheets = sheets(&workbook, &mut styles);
    if sheets.is_empty() {
        gather.blind(Blind::Damaged);
    }
    for listed in &sheets {
        let part =
            relations.iter().find(|one| one.id == listed.relation && !one.external).map(|one| one.target.clone());
        let Some((name, bytes)) = part.and_then(|name| Some((name.clone(), package.part(&name, gather, budget)?)))
        else {
            gather.blind(Blind::Damaged);
            continue;
        };
        sheet::read(&bytes, listed, &styles, &strings, gather);
        beside(&name, &mut package, gather, budget);
    }
    rest(&mut package, gather, budget);
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    visible: bool,
    relation: String,
}

/// Sheets, and whether days count from 1904.
fn sheets(workbook: &[u8], styles: &mut Styles) -> Vec<Listed> {
    let mut sheets = Vec::new();
    for record in WideRecords::new(workbook) {
        let data = record.data;
        match record.kind {
            // BrtWbProp.
            153 => styles.from_1904 = u32_le(data, 0).is_some_and(|flags| flags & 1 != 0),
            // BrtBundleSh: state, number, relationship, name.
            156 => {
                let relation = text(data, 8);
                let name = relation.as_ref().and_then(|(_, next)| text(data, *next));
                sheets.push(Listed {
                    name: name.map(|(name, _)| name).unwrap_or_default(),
                    visible: u32_le(data, 0) == Some(0),
                    relation: relation.map(|(relation, _)| relation).unwrap_or_default(),
                });
            }
            _ => {}
        }
    }
    sheets
}

/// Number formats of cell styles.
fn read_styles(bytes: &[u8]) -> Styles {
    let mut styles = Styles::default();
    let mut codes = std::collections::HashMap::new();
    let mut cells = false;
    for record in WideRecords::new(bytes) {
        let data = record.data;
        match record.kind {
            44 => {
                if let (Some(id), Some((code, _))) = (u16_le(data, 0), text(data, 2)) {
                    codes.insert(u32::from(id), code);
                }
            }
            617 => cells = true,
            618 => cells = false,
            47 if cells => {
                let id = u32::from(u16_le(data, 2).unwrap_or(0));
                styles.push(id, codes.get(&id).map(String::as_str));
            }
            _ => {}
        }
    }
    styles
}

/// Shared strings; what stands behind their text (runs, readings) is left out.
fn read_strings(bytes: &[u8]) -> Vec<String> {
    let items = WideRecords::new(bytes).filter(|record| record.kind == 19);
    items.map(|record| text(record.data, 1).map(|(text, _)| text).unwrap_or_default()).collect()
}

/// A text with a length of four bytes in characters, and what stands behind it.
fn text(data: &[u8], at: usize) -> Option<(String, usize)> {
    let length = size_le(data, at)?;
    // No text at all.
    if length == 0xFFFF_FFFF {
        return Some((String::new(), at + 4));
    }
    let bytes = slice(data, at + 4, length.checked_mul(2)?)?;
    Some((utf16_le(bytes), at + 4 + bytes.len()))
}

/// Comments and links of a sheet.
fn beside(sheet: &str, package: &mut Package<'_>, gather: &mut Gather, budget: &mut Budget) {
    for relation in package.relations(sheet, gather, budget) {
        if relation.external {
            gather.line(&relation.target);
        } else if relation.kind == "comments" {
            let Some(bytes) = package.part(&relation.target, gather, budget) else { continue };
            gather.hide(Hidden::Comment);
            for record in WideRecords::new(&bytes) {
                // BrtCommentAuthor, BrtCommentText.
                let start = match record.kind {
                    632 => 0,
                    637 => 1,
                    _ => continue,
                };
                gather.line(&text(record.data, start).map(|(text, _)| text).unwrap_or_default());
            }
        }
    }
}

/// Texts of binary parts that no reader asked for (pivot caches, links to other books), then all other parts.
fn rest(package: &mut Package<'_>, gather: &mut Gather, budget: &mut Budget) {
    for name in package.under("xl/") {
        let lower = name.to_lowercase();
        let pivot = lower.contains("/pivotcache/");
        if !pivot && !lower.contains("/externallinks/") || !lower.ends_with(".bin") {
            continue;
        }
        let Some(bytes) = package.part(&name, gather, budget) else { continue };
        // BrtBeginPCDField, BrtPCDIString and its kin; values of cells of other books.
        for record in WideRecords::new(&bytes) {
            let start = match record.kind {
                183 => 22,
                28 | 588 => 0,
                _ => continue,
            };
            if let Some((text, _)) = text(record.data, start) {
                if pivot {
                    gather.hide(Hidden::PivotCache);
                }
                gather.line(&text);
            }
        }
    }
    package.rest(gather, budget);
}
