//! Letters as a whole.

use std::collections::{HashMap, HashSet};

use sekisho_model::{LetterId, ParcelId, Time, Verdict};

use super::{Reader, most, one_more};
use crate::{
    JudgedLetter, LetterRow, Location, Page, PageRequest, StoreError,
    cursor::{self, Question},
    private::{Fault, json_text},
    row::{self, Cells, millis},
    rows::{
        letter::{self, letter_columns},
        parcel,
    },
};

const BETWEEN: &str = concat!(
    "select ",
    letter_columns!(),
    " from letter l where l.at >= $1 and l.at < $2 and l.at <= $3 and (l.at, l.number) < ($3, $4) \
     order by l.at desc, l.number desc limit $5"
);
const VERDICTS: &str = "select p.letter as p_letter, p.number as p_number, p.verdict from json_each($1) as asked \
                        cross join parcel p on p.letter = asked.value";
const EXPIRED: &str = "select l.id from letter l where l.shredded_at is null and l.at < $1 and not exists (select 1 \
                       from parcel p where p.letter = l.id and (p.state not in ('done', 'returned', 'discarded') \
                       or p.due_at is not null)) order by l.at, l.number limit $2";

/// Statements that must not scan.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 3] = [BETWEEN, VERDICTS, EXPIRED];

impl Reader {
    /// One letter.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn letter(&self, id: LetterId) -> Result<Option<LetterRow>, StoreError> {
        let text = concat!("select ", letter_columns!(), " from letter l where l.id = $1");
        let row = self.row("read a letter", sqlx::query(text).bind(id.to_string())).await?;
        row.map(|row| letter::letter(&row, self.private())).transpose()
    }

    /// Where a letter is, and whether its key was destroyed.
    pub(crate) async fn place(&self, id: LetterId) -> Result<Option<(Location, bool)>, StoreError> {
        let text = "select location, shredded_at is not null as shredded from letter where id = $1";
        let row = self.row("find a letter", sqlx::query(text).bind(id.to_string())).await?;
        let parse = |cells: &Cells<'_>| {
            let location = Location::from_bytes(cells.get("location")?).ok_or(Fault::Column("location"))?;
            Ok((location, cells.flag("shredded")?))
        };
        row.map(|row| row::one(&Cells(&row), "letter", |_| id, parse)).transpose()
    }

    /// Segments of the spool that somebody may still need.
    pub(crate) async fn needed_segments(&self) -> Result<HashSet<u64>, StoreError> {
        let text = "select segment from spool_segment where living > 0 union select segment from spool_unreadable";
        let rows = self.rows("read the segments", sqlx::query(text)).await?;
        let segments = row::all(&rows, "spool_segment", |_| "?", |cells: &Cells<'_>| cells.number("segment"))?;
        Ok(segments.into_iter().collect())
    }

    /// Letters accepted in `from..to`, newest first, with the verdict of each parcel.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`], [`StoreError::Cursor`].
    pub async fn letters_between(
        &self,
        from: Time,
        to: Time,
        page: PageRequest,
    ) -> Result<Page<JudgedLetter>, StoreError> {
        let limit = cursor::limit(&page);
        let [at, number] = cursor::read(Question::LettersBetween, &page)?.unwrap_or([i64::MAX, i64::MAX]);
        let query = sqlx::query(BETWEEN).bind(millis(from)).bind(millis(to)).bind(at).bind(number);
        let rows = self.rows("read letters", query.bind(one_more(limit))).await?;
        let letter = |row| Ok::<_, StoreError>((letter::number(row)?, letter::letter(row, self.private())?));
        let mut letters = rows.iter().map(letter).collect::<Result<Vec<_>, _>>()?;
        let key = |(number, letter): &(i64, LetterRow)| [millis(letter.at), *number];
        let next = cursor::cut(&mut letters, limit, Question::LettersBetween, key);
        let letters: Vec<LetterRow> = letters.into_iter().map(|(_, letter)| letter).collect();
        Ok(Page { rows: self.judged(letters).await?, next })
    }

    async fn judged(&self, letters: Vec<LetterRow>) -> Result<Vec<JudgedLetter>, StoreError> {
        let ids: Vec<LetterId> = letters.iter().map(|letter| letter.id).collect();
        let rows = self.rows("read verdicts", sqlx::query(VERDICTS).bind(json_text(&ids)?)).await?;
        let verdicts = row::all(
            &rows,
            "parcel",
            |cells| cells.named("p_letter"),
            |cells| Ok((parcel::parse_id(cells)?, cells.json::<Verdict>("verdict")?)),
        )?;
        let mut by_letter: HashMap<LetterId, Vec<(ParcelId, String)>> = HashMap::new();
        for (id, verdict) in verdicts {
            by_letter.entry(id.letter).or_default().push((id, verdict.code().to_owned()));
        }
        by_letter.values_mut().for_each(|verdicts| verdicts.sort());
        let judged = |letter: LetterRow| {
            let verdicts = by_letter.remove(&letter.id).unwrap_or_default();
            JudgedLetter { letter, verdicts }
        };
        Ok(letters.into_iter().map(judged).collect())
    }

    /// Letters accepted before `before` whose key is not destroyed and that have no parcel still on its way: every
    /// parcel is done, returned or discarded, and none is due again. Oldest first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn expired(&self, before: Time, limit: u32) -> Result<Vec<LetterId>, StoreError> {
        let rows = self.rows("read what is over", sqlx::query(EXPIRED).bind(millis(before)).bind(most(limit))).await?;
        row::all(&rows, "letter", |cells| cells.named("id"), |cells| cells.parse("id"))
    }
}
