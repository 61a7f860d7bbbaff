//! The search question, and what the indexer reads.

use sekisho_model::{Envelope, LetterId};
use sqlx::sqlite::SqliteRow;

use super::{Reader, most};
use crate::{
    LetterRow, Page, PageRequest, StoreError,
    cursor::{self, Question},
    row::{self, Cells},
    rows::{
        letter::{self, letter_columns},
        parcel,
    },
    search::{contains, normal, words},
};

/// Candidates looked at for one page: the index has a superset of what fits, rarely much larger.
const LOOKED_AT: usize = 500;
/// Candidates read at a time.
const STRIDE: usize = 60;

const CANDIDATES: &str = concat!(
    "select ",
    letter_columns!(),
    " from (select rowid as number from letter_search where letter_search match $1 and rowid < $2 \
     order by rowid desc limit $3) as found cross join letter l on l.number = found.number \
     where l.shredded_at is null order by l.number desc"
);

/// Every statement here, for checking their plans.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 1] = [CANDIDATES];

/// A letter that the search does not know yet.
pub(crate) struct Unread {
    pub(crate) number: i64,
    /// Subject and addresses.
    pub(crate) texts: Result<Vec<String>, StoreError>,
}

impl Reader {
    /// Letters whose subject or an address contains every word, newest first. A page may have fewer rows than asked
    /// for, even none, and still a next one: so many letters only are looked at for one page.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`], [`StoreError::Cursor`].
    pub async fn search(&self, text: String, page: PageRequest) -> Result<Page<LetterRow>, StoreError> {
        let [mut before] = cursor::read(Question::Search, &page)?.unwrap_or([i64::MAX]);
        let limit = cursor::limit(&page);
        let words = words(&text);
        let Some(question) = self.0.marker.question(self.private(), &words) else {
            return Ok(Page { rows: Vec::new(), next: None });
        };
        let mut found = Vec::new();
        for _ in 0..LOOKED_AT.div_ceil(STRIDE) {
            let query = sqlx::query(CANDIDATES).bind(&question).bind(before).bind(STRIDE as i64);
            let rows = self.rows("search", query).await?;
            for row in &rows {
                before = letter::number(row)?;
                found.extend(self.fits(row, &words).await?);
                if found.len() == limit {
                    return Ok(Page { rows: found, next: Some(cursor::write(Question::Search, &[before])) });
                }
            }
            if rows.len() < STRIDE {
                return Ok(Page { rows: found, next: None });
            }
        }
        Ok(Page { rows: found, next: Some(cursor::write(Question::Search, &[before])) })
    }

    /// The letter, if its texts really contain the words.
    async fn fits(&self, row: &SqliteRow, words: &[String]) -> Result<Option<LetterRow>, StoreError> {
        let letter = letter::letter(row, self.private())?;
        let mut texts = own_texts(&letter);
        // Most letters are decided by what is at hand.
        if !contains(&normalised(&texts), words) {
            texts.extend(self.recipients_of(letter.id).await?);
        }
        Ok(contains(&normalised(&texts), words).then_some(letter))
    }

    /// Letters the search does not know, or must read again.
    pub(crate) async fn unread(&self, limit: u32) -> Result<Vec<Unread>, StoreError> {
        let text = concat!(
            "select ",
            letter_columns!(),
            " from letter l where l.number in (select number from (select number from letter \
             where number > (select upto from search_state) order by number limit $1) \
             union select number from (select number from search_again order by number limit $1)) \
             order by l.number"
        );
        let rows = self.rows("read what is to be indexed", sqlx::query(text).bind(most(limit))).await?;
        let mut letters = Vec::with_capacity(rows.len());
        for row in &rows {
            letters.push(Unread { number: letter::number(row)?, texts: self.texts(row).await });
        }
        Ok(letters)
    }

    async fn texts(&self, row: &SqliteRow) -> Result<Vec<String>, StoreError> {
        let letter = letter::letter(row, self.private())?;
        let mut texts = own_texts(&letter);
        texts.extend(self.recipients_of(letter.id).await?);
        Ok(texts)
    }

    /// Addresses of all recipients.
    async fn recipients_of(&self, letter: LetterId) -> Result<Vec<String>, StoreError> {
        let text = "select letter as p_letter, number as p_number, envelope from parcel where letter = $1";
        let rows = self.rows("read recipients", sqlx::query(text).bind(letter.to_string())).await?;
        let envelopes: Vec<Envelope> = row::all(
            &rows,
            "parcel",
            |_| letter,
            |cells: &Cells<'_>| parcel::envelope(parcel::parse_id(cells)?, cells.get("envelope")?, self.private()),
        )?;
        let recipients = envelopes.into_iter().flat_map(|envelope| envelope.recipients);
        Ok(recipients.map(|recipient| recipient.address.as_str().to_owned()).collect())
    }
}

fn own_texts(letter: &LetterRow) -> Vec<String> {
    vec![letter.subject.clone(), letter.mail_from.clone(), letter.header_from.clone()]
}

fn normalised(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| normal(text)).collect()
}
