//! Trial letters: the real template and files, filled for made-up persons, to test addresses.
//!
//! No value of a row of the list goes into one, no file that a row names, and none goes to an address of the list. Values
//! are made up in the form that the column has, so that numbers, dates and conditions work. The subject is marked, and
//! rows have numbers that no list has: a token or a Message-ID of a trial is nobody's.

use sekisho_model::Address;

use crate::{
    audience::{Audience, Row, RowNumber},
    error::CampaignError,
    job::{Job, Letter},
    template::{Choice, Part},
};

/// Most trial letters at a time.
pub const MAX_TRIALS: usize = 20;
/// Rows whose values are looked at for the form of a column.
const LOOKED_AT: usize = 200;

/// Why there are no trial letters.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The plan names no test address.
    #[error("there is no test address")]
    Nobody,
    /// Too many test addresses.
    #[error("at most {MAX_TRIALS} test addresses")]
    TooMany,
    /// A test address, by its place from 1, is one of the list: a real person would get a made-up letter.
    #[error("test address {number} stands in the list")]
    InList {
        /// From 1.
        number: usize,
    },
    /// The letters cannot be made.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
}

/// The form of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Number,
    Date,
    Phone,
    Mail,
    Text,
}

impl Job<'_> {
    /// One letter per test address; `mark` stands before each subject.
    pub fn trial(&self, to: &[Address], mark: &str) -> Result<Vec<Letter>, TrialError> {
        self.check(to)?;
        let audience = self.made_up(to)?;
        let made: Result<Vec<Letter>, CampaignError> =
            audience.rows().iter().map(|row| self.trial_letter(row, mark)).collect();
        Ok(made?)
    }

    fn check(&self, to: &[Address]) -> Result<(), TrialError> {
        match to.len() {
            0 => return Err(TrialError::Nobody),
            count if count > MAX_TRIALS => return Err(TrialError::TooMany),
            _ => {}
        }
        self.in_list(to).map_or(Ok(()), |number| Err(TrialError::InList { number }))
    }

    /// Which of these, from 1, is an address of the list.
    #[must_use]
    pub fn in_list(&self, to: &[Address]) -> Option<usize> {
        let keys: Vec<String> = to.iter().map(Address::key).collect();
        let of_list = |key: String| keys.iter().position(|one| *one == key);
        self.audience.rows().iter().find_map(|row| of_list(row.address().key())).map(|at| at + 1)
    }

    fn made_up(&self, to: &[Address]) -> Result<Audience, CampaignError> {
        let columns: Vec<String> = self.audience.columns().map(str::to_owned).collect();
        let shapes: Vec<Shape> = (0..columns.len()).map(|column| shape(self.audience, column)).collect();
        let first = u32::MAX - u32::try_from(to.len()).unwrap_or(u32::MAX);
        let rows = to.iter().zip(1_u32..).map(|(address, number)| {
            let value = |column: usize| match column {
                column if column == self.audience.key_column() => format!("TEST-{number}"),
                column if column == self.audience.address_column() => address.to_string(),
                column => made_up(&columns, &shapes, column, number),
            };
            (RowNumber(first + number), (0..columns.len()).map(value).collect())
        });
        let rows: Vec<(RowNumber, Vec<String>)> = rows.collect();
        self.audience.like(rows)
    }

    fn trial_letter(&self, row: &Row, mark: &str) -> Result<Letter, CampaignError> {
        let mut texts = self.template.fill(row)?;
        for (part, filled) in &mut texts {
            if *part == Part::Subject {
                filled.text.insert_str(0, mark);
            }
        }
        let same = self.template.choices().iter().filter_map(|choice| match choice {
            Choice::Same(name) => Some(name),
            Choice::Column { .. } => None,
        });
        let files = same.map(|name| self.file(row, name, None)).collect::<Result<Vec<_>, _>>()?;
        Ok(self.compose(row, texts, files, &[("X-Sekisho-Trial", "a made-up person")]))
    }
}

/// The form that all values of a column have.
fn shape(audience: &Audience, column: usize) -> Shape {
    let values = || {
        let rows = audience.rows().iter().take(LOOKED_AT);
        rows.map(move |row| row.value(column).trim()).filter(|value| !value.is_empty())
    };
    let only = |value: &str, also: &str| value.chars().all(|c| c.is_ascii_digit() || also.contains(c));
    let all = |fits: &dyn Fn(&str) -> bool| values().next().is_some() && values().all(fits);
    if all(&|value| only(value, ",")) {
        Shape::Number
    } else if all(&|value| only(value, "-/.: T") && value.len() >= 8 && value.starts_with(['1', '2'])) {
        Shape::Date
    } else if all(&|value| only(value, "-+() ")) {
        Shape::Phone
    } else if all(&|value| value.contains('@')) {
        Shape::Mail
    } else {
        Shape::Text
    }
}

fn made_up(columns: &[String], shapes: &[Shape], column: usize, number: u32) -> String {
    match shapes.get(column) {
        Some(Shape::Number) => "1234".to_owned(),
        Some(Shape::Date) => "2001-02-03".to_owned(),
        Some(Shape::Phone) => "000-0000-0000".to_owned(),
        Some(Shape::Mail) => format!("test-{number}@example.invalid"),
        Some(Shape::Text) | None => format!("[{} {number}]", columns.get(column).map_or("", String::as_str)),
    }
}
