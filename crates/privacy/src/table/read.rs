//! Reading the rows of a block: each cell into the record of the person it speaks of.

use std::{borrow::Cow, collections::HashSet, ops::Range};

use super::{
    Covered,
    cells::Row,
    column::Role,
    header::header,
    layout::{self, Block, COLUMNS, Shape},
    people::{Person, Plan},
    trimmed,
};
use crate::{finds::MAX_FINDS, kind::Kind, survey::Survey};

/// Where each cell of a row is; `None` for blank ones, nothing when the row is not in the text.
pub(super) type Places = Vec<Option<Range<usize>>>;
/// Looks up the places of a row by its number and its cells.
pub(super) type Place<'a> = dyn FnMut(usize, &[Cow<'_, str>], &mut Places) + 'a;

/// Reads blocks of rows into a survey.
pub(super) struct Reader<'a> {
    place: &'a mut Place<'a>,
    covered: &'a mut Covered,
    survey: &'a mut Survey,
    /// The record at hand; what it is made of keeps its room from row to row.
    record: Row,
    /// Whom a row speaks of, when it speaks of several.
    people: Vec<Vec<(Kind, u64)>>,
    /// Names that recur, each counted once.
    recurring: HashSet<u64>,
}

/// The cells of one record with their places.
type Line<'a> = dyn Fn(usize) -> Option<(&'a str, Option<Range<usize>>)> + 'a;

impl<'a> Reader<'a> {
    pub(super) fn new(place: &'a mut Place<'a>, covered: &'a mut Covered, survey: &'a mut Survey) -> Self {
        let (record, people, recurring) = (Row::default(), Vec::new(), HashSet::new());
        Self { place, covered, survey, record, people, recurring }
    }

    /// Reads the rows of a block.
    pub(super) fn block(&mut self, rows: &[Vec<String>], block: &Block) {
        let lines = rows.get(block.rows.clone()).unwrap_or_default();
        if let Shape::Turned(plan) = &block.shape {
            return self.turned(lines, block.rows.start, plan);
        }
        let mut form = Row::default();
        let (mut cells, mut places) = (Vec::new(), Vec::new());
        for (number, row) in lines.iter().enumerate() {
            self.cells(block.rows.start + number, row, &mut cells, &mut places);
            let cell = |at: usize| Some((cells.get(at)?.as_ref(), places.get(at).cloned().flatten()));
            match &block.shape {
                _ if number < block.headers => self.header(&cells, &cell),
                Shape::Columns(plan) => self.row(plan, &cell),
                _ => layout::form_pairs(&cells).into_iter().for_each(|(column, role)| {
                    if let Some((cell, place)) = cell(column) {
                        form.take(role, cell, place, self.survey);
                    }
                }),
            }
            self.bound();
        }
        form.finish(self.survey, &mut self.covered.hits);
    }

    /// A block whose columns are persons.
    fn turned(&mut self, lines: &[Vec<String>], start: usize, plan: &Plan) {
        let mut all: Vec<(Vec<Cow<'_, str>>, Places)> = Vec::with_capacity(lines.len());
        for (number, row) in lines.iter().enumerate() {
            let (mut cells, mut places) = (Vec::new(), Vec::new());
            self.cells(start + number, row, &mut cells, &mut places);
            all.push((cells, places));
        }
        let width = all.iter().map(|(cells, _)| cells.len()).max().unwrap_or(0);
        for column in 1..width {
            let cell = |row: usize| {
                let (cells, places) = all.get(row)?;
                Some((cells.get(column)?.as_ref(), places.get(column).cloned().flatten()))
            };
            self.row(plan, &cell);
            self.bound();
        }
    }

    /// Folds the cells of a row and looks up where they are.
    fn cells<'r>(&mut self, number: usize, row: &'r [String], cells: &mut Vec<Cow<'r, str>>, places: &mut Places) {
        cells.clear();
        // All of them are looked up, so that the next row is not found in what is left of this one.
        cells.extend(row.iter().map(|cell| trimmed(cell)));
        (self.place)(number, cells, places);
        cells.truncate(COLUMNS);
        places.truncate(COLUMNS);
        let mut used = places.iter().flatten();
        if let Some(first) = used.next() {
            let last = used.next_back().unwrap_or(first);
            self.covered.ranges.push(first.start..last.end);
        }
        let full = self.covered.hits.len() >= MAX_FINDS;
        self.covered.cut |= full;
        if full {
            places.clear();
        }
    }

    fn bound(&mut self) {
        self.covered.cut |= self.covered.hits.len() > MAX_FINDS;
        self.covered.hits.truncate(MAX_FINDS);
    }

    /// What stands in a header row and is no header word is read like text.
    fn header<'r>(&mut self, cells: &[Cow<'_, str>], cell: &Line<'r>) {
        for (at, _) in cells.iter().enumerate().filter(|(_, cell)| header(cell).is_none()) {
            if let Some((cell, place)) = cell(at) {
                self.record.take(Role::Free, cell, place, self.survey);
            }
        }
        self.record.finish(self.survey, &mut self.covered.hits);
    }

    fn row<'r>(&mut self, plan: &Plan, cell: &Line<'r>) {
        if let [person] = plan.people.as_slice() {
            self.take(&person.columns, cell);
            return self.record.finish(self.survey, &mut self.covered.hits);
        }
        let named = |person: &&Person| {
            !person.recurs
                && person.columns.iter().any(|(at, role)| {
                    matches!(role, Role::Kind(Kind::Name) | Role::Surname)
                        && cell(*at).is_some_and(|(cell, _)| !cell.is_empty())
                })
        };
        let first = plan.people.iter().position(|person| named(&person)).unwrap_or(0);
        let order = [first].into_iter().chain((0..plan.people.len()).filter(|at| *at != first));
        for (place, person) in order.filter_map(|at| plan.people.get(at)).enumerate() {
            self.take(&person.columns, cell);
            if place == 0 {
                self.take(&plan.shared, cell);
            }
            let items = self.record.close(self.survey, &mut self.covered.hits);
            let name = items.iter().find(|(kind, _)| *kind == Kind::Name).map(|(_, print)| *print);
            let again = person.recurs && name.is_some_and(|name| !self.recurring.insert(name));
            match person.recurs {
                true if !again => self.survey.records.row(&items),
                true => {}
                false => self.people.push(items),
            }
        }
        self.survey.records.together(&mut self.people);
        self.people.clear();
    }

    fn take<'r>(&mut self, columns: &[(usize, Role)], cell: &Line<'r>) {
        for (at, role) in columns {
            if let Some((cell, place)) = cell(*at) {
                self.record.take(*role, cell, place, self.survey);
            }
        }
    }
}
