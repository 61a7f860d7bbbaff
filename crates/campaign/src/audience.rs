//! The rows to write to: columns with names, and for every row its number, its person and its address.
//!
//! Parsed once: afterwards every row has as many values as there are columns, a key and an address, and row numbers
//! rise. Row numbers are those of the source (the first row under the heading is 1), so that people find them again.
//! Values are kept in one text per row; a million rows stay near the size of their file.

use std::{collections::BTreeMap, fmt};

use sekisho_model::{Address, Digest, digest::Fields};
use serde::{Deserialize, Serialize};

use crate::error::{CampaignError, most_like};

/// Most rows of one campaign.
pub const MAX_ROWS: usize = 5_000_000;
/// Most columns.
const MAX_COLUMNS: usize = 500;
/// Longest value, in bytes.
const MAX_VALUE: usize = 64 << 10;

/// The number of a row in its source, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowNumber(pub u32);

impl fmt::Display for RowNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.0)
    }
}

/// The key of a person in the master (a customer number). Personal data: `Debug` hides it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(Box<str>);

impl PersonKey {
    /// Takes the key; blanks around it fall away.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().into())
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(***)")
    }
}

/// Which columns say who is meant and where they are.
#[derive(Debug, Clone, Copy)]
pub struct Roles<'a> {
    /// The column with the person's key in the master.
    pub key: &'a str,
    /// The column with the mail address.
    pub address: &'a str,
}

/// One row.
#[derive(Clone)]
pub struct Row {
    number: RowNumber,
    key: PersonKey,
    address: Address,
    text: Box<str>,
    ends: Box<[u32]>,
}

impl Row {
    /// Its number in the source.
    #[must_use]
    pub const fn number(&self) -> RowNumber {
        self.number
    }

    /// Whom it is for.
    #[must_use]
    pub const fn key(&self) -> &PersonKey {
        &self.key
    }

    /// Where it goes.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// The value of a column, by its number.
    #[must_use]
    pub fn value(&self, column: usize) -> &str {
        let end = |column: usize| self.ends.get(column).map(|end| *end as usize);
        let start = column.checked_sub(1).map_or(Some(0), end);
        start.zip(end(column)).and_then(|(start, end)| self.text.get(start..end)).unwrap_or("")
    }

    /// All values, in the order of the columns.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|column| self.value(column))
    }

    /// Digest of number, key, address and values: a changed cell changes it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut fields = Fields::new("sekisho.campaign-row.v1");
        fields.push(&self.number.0.to_be_bytes()).push(self.key.as_str().as_bytes());
        fields.push(self.address.as_str().as_bytes());
        for value in self.values() {
            fields.push(value.as_bytes());
        }
        fields.finish()
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("number", &self.number).finish_non_exhaustive()
    }
}

/// All rows.
#[derive(Debug, Clone)]
pub struct Audience {
    columns: Vec<Box<str>>,
    key: usize,
    address: usize,
    rows: Vec<Row>,
}

impl Audience {
    /// Reads rows of cells. The first that does not fit ends it with its number and column.
    pub fn new(
        columns: Vec<String>,
        roles: &Roles<'_>,
        rows: impl IntoIterator<Item = (RowNumber, Vec<String>)>,
    ) -> Result<Self, CampaignError> {
        if columns.len() > MAX_COLUMNS {
            return Err(CampaignError::TooMany { what: "columns", limit: MAX_COLUMNS });
        }
        let mut audience = Self {
            key: position(&columns, roles.key)?,
            address: position(&columns, roles.address)?,
            columns: distinct(columns)?,
            rows: Vec::new(),
        };
        for (number, cells) in rows {
            audience.add(number, &cells)?;
        }
        if audience.rows.is_empty() { Err(CampaignError::Nobody) } else { Ok(audience) }
    }

    fn add(&mut self, number: RowNumber, cells: &[String]) -> Result<(), CampaignError> {
        if self.rows.len() == MAX_ROWS {
            return Err(CampaignError::TooMany { what: "rows", limit: MAX_ROWS });
        }
        if self.rows.last().is_some_and(|last| last.number >= number) {
            return Err(CampaignError::Order { row: number });
        }
        let (cells_found, columns) = (cells.len(), self.columns.len());
        if cells_found != columns {
            return Err(CampaignError::Ragged { row: number, cells: cells_found, columns });
        }
        let (text, ends) = self.pack(number, cells)?;
        let cell = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
        let key = PersonKey::new(cell(self.key));
        if key.as_str().is_empty() {
            return Err(CampaignError::NoKey { row: number, column: self.column(self.key).to_owned() });
        }
        let address = Address::parse(cell(self.address)).map_err(|why| CampaignError::Address {
            row: number,
            column: self.column(self.address).to_owned(),
            why,
        })?;
        self.rows.push(Row { number, key, address, text, ends });
        Ok(())
    }

    fn pack(&self, number: RowNumber, cells: &[String]) -> Result<(Box<str>, Box<[u32]>), CampaignError> {
        let mut text = String::with_capacity(cells.iter().map(String::len).sum());
        let mut ends = Vec::with_capacity(cells.len());
        for (column, cell) in cells.iter().enumerate() {
            let end = u32::try_from(text.len() + cell.len()).ok();
            let Some(end) = end.filter(|_| cell.len() <= MAX_VALUE && !cell.contains(is_no_text)) else {
                return Err(CampaignError::Value { row: number, column: self.column(column).to_owned() });
            };
            text.push_str(cell);
            ends.push(end);
        }
        Ok((text.into(), ends.into()))
    }

    /// Other rows under the same columns.
    pub(crate) fn like(&self, rows: Vec<(RowNumber, Vec<String>)>) -> Result<Self, CampaignError> {
        let mut audience =
            Self { columns: self.columns.clone(), key: self.key, address: self.address, rows: Vec::new() };
        for (number, cells) in rows {
            audience.add(number, &cells)?;
        }
        Ok(audience)
    }

    pub(crate) const fn key_column(&self) -> usize {
        self.key
    }

    pub(crate) const fn address_column(&self) -> usize {
        self.address
    }

    /// The names of the columns, in order.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = &str> {
        self.columns.iter().map(|name| &**name)
    }

    /// The name of a column.
    #[must_use]
    pub fn column(&self, number: usize) -> &str {
        self.columns.get(number).map_or("", |name| name)
    }

    /// The number of a column.
    pub fn position(&self, name: &str) -> Result<usize, CampaignError> {
        position(&self.columns, name)
    }

    /// The rows, in order.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row with this number.
    #[must_use]
    pub fn row(&self, number: RowNumber) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(at)
    }

    /// Digest over the columns, their roles and all rows.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut fields = Fields::new("sekisho.audience.v1");
        fields.push(&(self.key as u64).to_be_bytes()).push(&(self.address as u64).to_be_bytes());
        fields.push(&(self.columns.len() as u64).to_be_bytes());
        for name in self.columns() {
            fields.push(name.as_bytes());
        }
        for row in &self.rows {
            fields.push(row.digest().as_bytes());
        }
        fields.finish()
    }
}

/// Noncharacters stand for nothing (Unicode 23.7); the template uses one of them as a mark of its own.
pub(crate) const fn is_no_text(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}')
}

fn position<S: AsRef<str>>(columns: &[S], name: &str) -> Result<usize, CampaignError> {
    columns.iter().position(|column| column.as_ref() == name).ok_or_else(|| CampaignError::NoColumn {
        name: name.to_owned(),
        nearest: most_like(name, columns.iter().map(AsRef::as_ref)),
    })
}

fn distinct(columns: Vec<String>) -> Result<Vec<Box<str>>, CampaignError> {
    let mut seen = BTreeMap::new();
    for name in &columns {
        if seen.insert(name.as_str(), ()).is_some() {
            return Err(CampaignError::TwoColumns { name: name.clone() });
        }
    }
    Ok(columns.into_iter().map(String::into_boxed_str).collect())
}

#[cfg(test)]
mod tests;
