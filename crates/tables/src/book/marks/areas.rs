//! Which cells have which format: runs of cells, as the file writes them, so that a row that is repeated a million times
//! costs as much as one.

use std::ops::RangeInclusive;

/// Cells of some rows and columns with one format.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Area {
    rows: RangeInclusive<u32>,
    columns: RangeInclusive<u32>,
    format: u16,
}

impl Area {
    fn start(&self) -> (u32, u32) {
        (*self.rows.start(), *self.columns.start())
    }
}

/// Areas in any order, until they are sorted once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Areas(Vec<Area>);

impl Areas {
    /// Adds a cell.
    pub(super) fn push(&mut self, row: u32, column: u32, format: u16) {
        self.push_run(row..=row, column..=column, format);
    }

    /// Adds a run of cells. Two runs that begin in one row have the same rows and no common column.
    pub(super) fn push_run(&mut self, rows: RangeInclusive<u32>, columns: RangeInclusive<u32>, format: u16) {
        self.0.push(Area { rows, columns, format });
    }

    /// Makes them ready for questions.
    pub(super) fn sort(&mut self) {
        if !self.0.is_sorted_by_key(Area::start) {
            self.0.sort_by_key(Area::start);
        }
    }

    /// The format of a cell.
    pub(super) fn at(&self, row: u32, column: u32) -> Option<u16> {
        let above = self.0.partition_point(|area| *area.rows.start() <= row);
        let first = *self.0.get(above.checked_sub(1)?)?.rows.start();
        let left = self.0.partition_point(|area| area.start() <= (first, column));
        let area = self.0.get(left.checked_sub(1)?)?;
        (area.rows.contains(&row) && area.columns.contains(&column)).then_some(area.format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_the_format_of_its_run() {
        let mut areas = Areas::default();
        areas.push_run(3..=9, 2..=2, 1);
        areas.push_run(3..=9, 5..=7, 2);
        areas.push(1, 0, 3);
        areas.sort();
        for (row, column, format) in [
            (1, 0, Some(3)),
            (0, 0, None),
            (1, 1, None),
            (2, 0, None),
            (3, 2, Some(1)),
            (9, 6, Some(2)),
            (9, 3, None),
            (9, 8, None),
            (10, 2, None),
        ] {
            assert_eq!(areas.at(row, column), format, "{row} {column}");
        }
        assert_eq!(Areas::default().at(0, 0), None);
    }
}
