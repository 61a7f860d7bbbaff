//! Search marks of letters that are decided already: written behind, together with whatever is committed then.

use std::collections::{BTreeMap, HashSet};

use sqlx::SqliteConnection;

use super::failure::{Failure, sql};
use crate::{
    bulk::{self, Value},
    private::json_text,
};

/// The search table writes what it has gathered whenever another statement begins: few statements, not one per letter.
const MARKS: bulk::Into = bulk::Into { head: "insert into letter_search (rowid, marks) values", tail: "" };

/// The marks of one letter.
#[derive(Debug)]
pub(crate) struct Indexed {
    /// `letter.number`.
    pub(crate) number: i64,
    /// Separated by spaces.
    pub(crate) marks: String,
}

/// Replaces the marks of letters. A letter that was shredded meanwhile gets none. Only letters that are read again have
/// marks already.
pub(super) async fn write(connection: &mut SqliteConnection, letters: &[Indexed]) -> Result<(), Failure> {
    // A letter may be there twice, and its last marks count.
    let marks: BTreeMap<i64, &str> = letters.iter().map(|letter| (letter.number, letter.marks.as_str())).collect();
    let Some(last) = marks.last_key_value().map(|(number, _)| *number) else { return Ok(()) };
    let numbers = json_text(&marks.keys().collect::<Vec<_>>())?;
    let old = sqlx::query(
        "delete from letter_search where rowid in \
         (select number from search_again where number in (select value from json_each($1))); \
         delete from search_again where number in (select value from json_each($1)); \
         update search_state set upto = max(upto, $2)",
    );
    old.bind(numbers.as_str()).bind(last).execute(&mut *connection).await.map_err(sql("empty the search"))?;
    let living = sqlx::query_scalar(
        "select number from letter where number in (select value from json_each($1)) and shredded_at is null",
    );
    let living: Vec<i64> =
        living.bind(numbers.as_str()).fetch_all(&mut *connection).await.map_err(sql("find living letters"))?;
    let living: HashSet<i64> = living.into_iter().collect();
    let rows = marks.iter().filter(|(number, _)| living.contains(*number));
    let rows = rows.map(|(number, marks)| [Value::Int(*number), Value::Text((*marks).to_owned())]);
    bulk::insert(connection, &MARKS, rows).await.map_err(sql("fill the search"))
}
