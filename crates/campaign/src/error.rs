//! What can go wrong before a campaign is checked. Every error names the guilty place and none shows a value.

use sekisho_model::AddressError;

use crate::{
    audience::RowNumber,
    template::{Fault, Spot},
};

mod words;

pub use words::{ERROR_CODES, Told};

/// Why there is no audience, template, letter or manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CampaignError {
    /// The list's fault: a column that was named is not there.
    #[error("there is no column {name:?}{}", hint(.nearest))]
    NoColumn {
        /// What was named.
        name: String,
        /// The column that is most like it.
        nearest: Option<String>,
    },
    /// The list's fault: two columns have one name.
    #[error("two columns are named {name:?}")]
    TwoColumns {
        /// The name.
        name: String,
    },
    /// The list's fault: a row with more or fewer cells than there are columns.
    #[error("{row}: {cells} cells, but there are {columns} columns")]
    Ragged {
        /// Which row.
        row: RowNumber,
        /// Its cells.
        cells: usize,
        /// What was expected.
        columns: usize,
    },
    /// The list's fault: a row without a person.
    #[error("{row}: the key column {column:?} is empty")]
    NoKey {
        /// Which row.
        row: RowNumber,
        /// The key column.
        column: String,
    },
    /// The list's fault: an address that is none.
    #[error("{row}: column {column:?} is not a mail address: {why}")]
    Address {
        /// Which row.
        row: RowNumber,
        /// The address column.
        column: String,
        /// What is wrong.
        why: AddressError,
    },
    /// The list's fault: row numbers must rise.
    #[error("{row} stands after a row with the same or a higher number")]
    Order {
        /// Which row.
        row: RowNumber,
    },
    /// The list's fault: a value with a character that no text has, or longer than 64 KiB.
    #[error("{row}: column {column:?} has a value that is too long or no text")]
    Value {
        /// Which row.
        row: RowNumber,
        /// Which column.
        column: String,
    },
    /// More rows or persons than are supported.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What.
        what: &'static str,
        /// How many are possible.
        limit: usize,
    },
    /// The list's fault: nobody to send to.
    #[error("the audience has no rows")]
    Nobody,
    /// The master's fault: two persons with one key.
    #[error("person {number} of the master has the key of an earlier person")]
    TwoPersons {
        /// Position in the master, from 1.
        number: usize,
    },
    /// The template's fault: it does not parse, or asks for what templates of campaigns may not do.
    #[error("{part} of the template, {spot}: {why}")]
    Template {
        /// `subject`, `text`, `html`, `name`.
        part: &'static str,
        /// Where.
        spot: Spot,
        /// What is wrong; no value of a row.
        why: Fault,
    },
    /// The template's fault: it names a column that the audience does not have.
    #[error("{part} of the template, {spot}: there is no column {name:?}{}", hint(.nearest))]
    Undefined {
        /// `subject`, `text`, `html`, `name`.
        part: &'static str,
        /// Where.
        spot: Spot,
        /// What was named.
        name: String,
        /// The column that is most like it.
        nearest: Option<String>,
    },
    /// The row's fault: the template cannot be filled with its values.
    #[error("{row}: {part} of the template, {spot}: {why}")]
    Render {
        /// Which row.
        row: RowNumber,
        /// `subject`, `text`, `html`, `name`.
        part: &'static str,
        /// Where.
        spot: Spot,
        /// What is wrong; no value of a row.
        why: Fault,
    },
    /// The row's fault: a value that goes into a header field has a line end, a NUL or another control character.
    #[error("{row}: column {column:?} has a line end or control character and stands in the {part}")]
    Header {
        /// Which row.
        row: RowNumber,
        /// The column; all columns of the expression when it has several.
        column: String,
        /// `subject`, `name`, `file name`.
        part: &'static str,
    },
    /// The row's fault: the column names a file that was not handed in.
    #[error("{row}: column {column:?} names a file that is not there")]
    NoFile {
        /// Which row.
        row: RowNumber,
        /// The column.
        column: String,
    },
    /// The template's fault: a file for everybody that was not handed in.
    #[error("a file for every letter is not there: {name:?}")]
    NoFixedFile {
        /// Its name.
        name: String,
    },
    /// The operator's fault: two files with one name, or a name that is no file name.
    #[error("a file has a name that is taken or not usable: {name:?}")]
    FileName {
        /// Its name.
        name: String,
    },
    /// The configuration's fault: the page for ending mailings is not an `https` address of printable ASCII.
    #[error("the page for ending mailings must be an https address of at most 200 printable ASCII characters")]
    Page,
}

pub(crate) fn hint(name: &Option<String>) -> String {
    name.as_ref().map_or_else(String::new, |name| format!("; did you mean {name:?}?"))
}

/// The name that is most like what was written, when it is like enough to have been meant.
pub(crate) fn most_like<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let scored = names.map(|name| (strsim::jaro_winkler(&written.to_lowercase(), &name.to_lowercase()), name));
    let best = scored.max_by(|one, other| one.0.total_cmp(&other.0).then_with(|| other.1.cmp(one.1)))?;
    (best.0 >= 0.7).then(|| best.1.to_owned())
}
