//! Reading a source of the master: a data file or the answer of a query, row by row, each cell to its field.

use sekisho_privacy::master::{Field, Row, TooMany, columns};
use sekisho_tables::{Charset, Declared, Limits, Table, TableError, open as open_table};

use crate::{error::PersonsError, settings::PersonSource};

/// Reads all rows of a source; `number` is its place in the settings, from 1. Called where it may block.
pub(super) fn read(
    number: usize,
    source: &PersonSource,
    mut take: impl FnMut(&Row) -> Result<(), TooMany>,
) -> Result<(), PersonsError> {
    let failed = |source: TableError| PersonsError::Source { number, source: Box::new(source) };
    let limits = Limits::default();
    let table = open(number, source, &limits)?;
    let fields = fields(number, source, &table)?;
    let mut row = Row::default();
    let mut too_many = None;
    let passed = table.pass(false, &limits, |cells| {
        row.clear();
        for (index, field) in &fields {
            row.take(*field, cells.cell(*index));
        }
        if too_many.is_none() {
            too_many = take(&row).err();
        }
        Ok(())
    });
    passed.map_err(failed)?;
    too_many.map_or(Ok(()), |too_many| Err(too_many.into()))
}

fn open(number: usize, source: &PersonSource, limits: &Limits) -> Result<Table, PersonsError> {
    let known = |label: &String| Charset::of(label).ok_or(PersonsError::Charset { number });
    let charset = source.charset.as_ref().map(known).transpose()?;
    let declared = Declared { charset, ..Declared::default() };
    match open_table(&source.path, &declared, limits) {
        Ok(opened) => Ok(opened.table),
        Err(source) => Err(PersonsError::Source { number, source: Box::new(source) }),
    }
}

/// The columns that hold something: as declared, else by their headers.
fn fields(number: usize, source: &PersonSource, table: &Table) -> Result<Vec<(usize, Field)>, PersonsError> {
    let headers = table.columns();
    let known = columns(headers.iter().map(String::as_str));
    for declared in source.columns.keys() {
        if !headers.contains(declared) {
            return Err(PersonsError::Column {
                number,
                field: source.columns.get(declared).map_or("", |field| field.code()),
            });
        }
    }
    let declared = |header: &String| source.columns.get(header).copied();
    // Where a field is declared, headers do not add to it.
    let is_declared = |field: &Field| source.columns.values().any(|declared| declared == field);
    let fields: Vec<(usize, Field)> = headers
        .iter()
        .zip(known)
        .enumerate()
        .filter_map(|(index, (header, known))| {
            Some((index, declared(header).or(known.filter(|field| !is_declared(field)))?))
        })
        .collect();
    if fields.iter().all(|(_, field)| *field == Field::Company) {
        return Err(PersonsError::NoColumns { number });
    }
    Ok(fields)
}
