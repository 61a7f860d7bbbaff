//! Cells with places → rows without gaps.

use std::collections::BTreeMap;

use crate::{
    Limits, TableError, Told, Warning,
    error::Place,
    kept::{Keeping, Kept},
};

/// What sort of cell it is, as far as people should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Text,
    Number,
    Error,
    Other,
}

/// Takes cells in the order of rows.
pub(super) struct Grid<'a> {
    name: &'a str,
    no_header: bool,
    limits: &'a Limits,
    /// Index of the row that is being filled, and its cells.
    row: Option<u32>,
    cells: BTreeMap<u32, String>,
    /// Column of the first cell of the first row, and where rows go.
    keeping: Option<(u32, Keeping)>,
    /// Rows of the sheet down to the header.
    above: u64,
    rows: u64,
    /// Cells of each sort, per column: texts and numbers.
    sorts: BTreeMap<u32, (u64, u64)>,
    errors: u64,
    columns: Vec<String>,
}

impl<'a> Grid<'a> {
    pub(super) fn new(name: &'a str, no_header: bool, limits: &'a Limits) -> Self {
        Self {
            name,
            no_header,
            limits,
            row: None,
            cells: BTreeMap::new(),
            keeping: None,
            above: 0,
            rows: 0,
            sorts: BTreeMap::new(),
            errors: 0,
            columns: Vec::new(),
        }
    }

    pub(super) fn cell(&mut self, row: u32, column: u32, text: &str, sort: Sort) -> Result<(), TableError> {
        if text.is_empty() {
            return Ok(());
        }
        if text.len() > self.limits.cell {
            return Err(self.limit("cell", self.limits.cell as u64, row));
        }
        if self.row != Some(row) {
            self.flush()?;
            if self.row.is_some_and(|last| last > row) {
                let why = "its rows are not in order".to_owned();
                return Err(TableError::Book { file: self.name.to_owned(), why });
            }
            self.fill_gap(row)?;
            self.row = Some(row);
        }
        let sorts = self.sorts.entry(column).or_default();
        match sort {
            // The header is text in every column.
            Sort::Text if self.keeping.is_some() => sorts.0 += 1,
            Sort::Number => sorts.1 += 1,
            Sort::Error => self.errors += 1,
            Sort::Text | Sort::Other => {}
        }
        self.cells.insert(column, text.to_owned());
        Ok(())
    }

    /// Empty rows between rows stay, so that numbers of rows are those of the sheet.
    fn fill_gap(&mut self, row: u32) -> Result<(), TableError> {
        let Some(last) = self.row else { return Ok(()) };
        let limit = self.limits.rows;
        for _ in last + 1..row {
            self.rows += 1;
            if let Some((_, keeping)) = self.keeping.as_mut().filter(|_| self.rows <= limit) {
                keeping.push([])?;
            }
        }
        if self.rows > limit { Err(self.limit("rows", limit, row)) } else { Ok(()) }
    }

    /// Ends the row that is being filled.
    fn flush(&mut self) -> Result<(), TableError> {
        let Some(row) = self.row.filter(|_| !self.cells.is_empty()) else { return Ok(()) };
        let cells = std::mem::take(&mut self.cells);
        let (Some(first), Some(last)) = (cells.keys().next(), cells.keys().next_back()) else { return Ok(()) };
        if (last - first) as usize >= self.limits.columns {
            return Err(self.limit("columns", self.limits.columns as u64, row));
        }
        let Some((left, keeping)) = &mut self.keeping else { return self.begin(row, *first, *last, &cells) };
        let width = self.columns.len() as u32;
        let outside = cells.keys().find(|column| **column < *left || **column >= *left + width);
        if let Some(outside) = outside {
            let place = Place::at(self.name, u64::from(row) + 1, u64::from(*outside) + 1);
            let found = (outside.saturating_sub(*left) + 1) as usize;
            return Err(TableError::Ragged { place, found, expected: self.columns.len() });
        }
        self.rows += 1;
        if self.rows > self.limits.rows {
            return Err(self.limit("rows", self.limits.rows, row));
        }
        let columns = *left..*left + width;
        keeping.push(columns.map(|column| cells.get(&column).map_or("", String::as_str)))
    }

    /// The first row with a cell names the columns.
    fn begin(&mut self, row: u32, first: u32, last: u32, cells: &BTreeMap<u32, String>) -> Result<(), TableError> {
        let name = |(number, column): (usize, u32)| {
            if self.no_header {
                number.to_string()
            } else {
                cells.get(&column).map_or("", |cell| cell.trim()).to_owned()
            }
        };
        self.columns = (1..).zip(first..=last).map(name).collect();
        let mut keeping = Keeping::new(self.columns.clone())?;
        self.above = u64::from(row) + 1;
        if self.no_header {
            self.above = u64::from(row);
            self.rows = 1;
            keeping.push((first..=last).map(|column| cells.get(&column).map_or("", String::as_str)))?;
        }
        self.keeping = Some((first, keeping));
        Ok(())
    }

    pub(super) fn finish(mut self, mut warnings: Vec<Warning>) -> Result<Kept, TableError> {
        self.flush()?;
        warnings.extend(self.mixed());
        if self.errors > 0 {
            warnings.push(Warning::new("error-cells", vec![("file", self.name.into()), ("count", self.errors.into())]));
        }
        let Some((_, keeping)) = self.keeping else { return Err(TableError::Empty { file: self.name.to_owned() }) };
        let mut kept = keeping.finish(warnings)?;
        kept.above = self.above;
        Ok(kept)
    }

    /// Columns where some cells are numbers and some are text: a leading zero is lost in one of them.
    fn mixed(&self) -> Option<Warning> {
        let left = self.keeping.as_ref().map_or(0, |(left, _)| *left);
        let mixed = self.sorts.iter().filter(|(_, (texts, numbers))| *texts > 0 && *numbers > 0);
        let names = mixed.filter_map(|(column, _)| self.columns.get(column.checked_sub(left)? as usize));
        let names: Vec<&str> = names.map(String::as_str).collect();
        let facts = vec![("file", self.name.into()), ("columns", Told::Text(names.join(", ")))];
        (!names.is_empty()).then(|| Warning::new("mixed-cells", facts))
    }

    fn limit(&self, what: &'static str, limit: u64, row: u32) -> TableError {
        TableError::Limit { place: Place::line(self.name, u64::from(row) + 1), what, limit }
    }
}
