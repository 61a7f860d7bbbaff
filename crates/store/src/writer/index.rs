//! Search marks of letters that are decided already: written behind, together with whatever is committed then.

use sqlx::SqliteConnection;

use super::failure::{Failure, sql};

/// The marks of one letter.
#[derive(Debug)]
pub(crate) struct Indexed {
    /// `letter.number`.
    pub(crate) number: i64,
    /// Separated by spaces.
    pub(crate) marks: String,
}

/// Replaces the marks of letters. A letter that was shredded meanwhile gets none.
pub(super) async fn write(connection: &mut SqliteConnection, letters: &[Indexed]) -> Result<(), Failure> {
    for letter in letters {
        let statement = sqlx::query(
            "delete from letter_search where rowid = $1; \
             insert into letter_search (rowid, marks) \
             select number, $2 from letter where number = $1 and shredded_at is null; \
             delete from search_again where number = $1; \
             update search_state set upto = max(upto, $1)",
        );
        let statement = statement.bind(letter.number).bind(letter.marks.as_str());
        statement.execute(&mut *connection).await.map_err(sql("fill the search"))?;
    }
    Ok(())
}
