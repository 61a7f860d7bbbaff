//! Pivot caches: the source rows of a pivot table, stored beside it and seen by nobody.

use sekisho_model::Blind;

use super::super::{
    gather::Gather,
    ooxml::Package,
    xml::{Piece, Tag, Xml},
};
use crate::{
    budget::Budget,
    mail::{Hidden, Table},
};

/// Reads a cache: its fields with their distinct values, and its records.
pub(super) fn read(definition: &str, package: &mut Package<'_>, gather: &mut Gather, budget: &mut Budget) {
    let Some(bytes) = package.xml(definition, gather, budget) else { return };
    let (fields, mut items) = fields(&bytes);
    let relations = package.relations(definition, gather, budget);
    let records = relations.into_iter().find(|one| one.kind == "pivotCacheRecords" && !one.external);
    let records = records.and_then(|one| package.xml(&one.target, gather, budget));
    let mut rows = vec![fields];
    if let Some(bytes) = &records {
        rows.extend(self::records(bytes, &mut items, gather));
    }
    rows.extend(left_over(&items));
    if rows.len() > 1 {
        gather.hide(Hidden::PivotCache);
        gather.table(Table { name: Some(definition.to_owned()), visible: false, rows, ..Table::default() });
    }
}

/// A shared value of a field, and whether a record stands for it.
struct Item {
    value: String,
    used: bool,
}

/// Values that no record refers to, each in the column of its field: persons who were deleted from the source stay
/// here until the cache is cleared. Without records these are all there are.
fn left_over(items: &[Vec<Item>]) -> Vec<Vec<String>> {
    let unused = |field: &Vec<Item>| -> Vec<String> {
        field.iter().filter(|item| !item.used && !item.value.is_empty()).map(|item| item.value.clone()).collect()
    };
    let columns: Vec<Vec<String>> = items.iter().map(unused).collect();
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    (0..rows).map(|row| columns.iter().map(|column| column.get(row).cloned().unwrap_or_default()).collect()).collect()
}

/// Names of the fields and the shared values of each.
fn fields(bytes: &[u8]) -> (Vec<String>, Vec<Vec<Item>>) {
    let (mut names, mut items) = (Vec::new(), Vec::<Vec<Item>>::new());
    let mut xml = Xml::new(bytes);
    let mut shared = false;
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Open(tag) => match tag.local() {
                b"cacheField" => {
                    names.push(tag.attribute("name").unwrap_or_default());
                    items.push(Vec::new());
                }
                b"sharedItems" => shared = true,
                _ if shared => {
                    if let (Some(values), Some(value)) = (items.last_mut(), value(&tag)) {
                        values.push(Item { value, used: false });
                    }
                }
                _ => {}
            },
            Piece::Close(name) if name.local() == b"sharedItems" => shared = false,
            _ => {}
        }
    }
    (names, items)
}

/// The records, with indices replaced by the values they stand for.
fn records(bytes: &[u8], items: &mut [Vec<Item>], gather: &mut Gather) -> Vec<Vec<String>> {
    let mut room = gather.tables_room();
    let mut rows = Vec::new();
    let mut row: Vec<String> = Vec::new();
    let mut xml = Xml::new(bytes);
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Open(tag) if tag.local() == b"r" => row.clear(),
            Piece::Open(tag) if tag.local() == b"x" => {
                let index: Option<usize> = tag.number("v");
                let found = index.and_then(|index| items.get_mut(row.len())?.get_mut(index));
                let found = found.map_or("", |item| {
                    item.used = true;
                    item.value.as_str()
                });
                if !room.take(1, found.len()) {
                    gather.blind(Blind::Limit);
                    break;
                }
                row.push(found.to_owned());
            }
            Piece::Open(tag) => row.extend(value(&tag)),
            Piece::Close(name) if name.local() == b"r" => rows.push(std::mem::take(&mut row)),
            _ => {}
        }
    }
    rows
}

/// `<s v="…"/>`, `<n v="1"/>`, `<d v="2019-02-12T00:00:00"/>`, `<m/>`.
fn value(tag: &Tag<'_>) -> Option<String> {
    matches!(tag.local(), b"s" | b"n" | b"d" | b"b" | b"e" | b"m").then(|| tag.attribute("v").unwrap_or_default())
}
