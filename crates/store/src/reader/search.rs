//! The search question, and what the indexer reads.

use std::collections::HashMap;

use sekisho_model::LetterId;
use sqlx::sqlite::SqliteRow;

use super::{Reader, most};
use crate::{
    LetterRow, Page, PageRequest, StoreError,
    cursor::{self, Question},
    private::json_text,
    row,
    rows::{
        letter::{self, letter_columns},
        parcel,
    },
    search::{contains, normal, words},
};

/// Candidates looked at for one page: the index has a superset of what fits, rarely much larger.
const LOOKED_AT: usize = 180;
/// Candidates read at a time.
const STRIDE: usize = 60;

const CANDIDATES: &str = concat!(
    "select ",
    letter_columns!(),
    " from (select rowid as number from letter_search where letter_search match $1 and rowid < $2 \
     order by rowid desc limit $3) as found cross join letter l on l.number = found.number \
     where l.shredded_at is null order by l.number desc"
);

const ENVELOPES: &str = "select p.letter as p_letter, p.number as p_number, p.envelope from json_each($1) as asked \
                         cross join parcel p on p.letter = asked.value";

/// Every statement here, for checking their plans.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 2] = [CANDIDATES, ENVELOPES];

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
            for (number, letter) in self.fitting(&rows, &words).await? {
                before = number;
                found.push(letter);
                if found.len() == limit {
                    return Ok(Page { rows: found, next: Some(cursor::write(Question::Search, &[before])) });
                }
            }
            match rows.last() {
                Some(last) if rows.len() == STRIDE => before = letter::number(last)?,
                _ => return Ok(Page { rows: found, next: None }),
            }
        }
        Ok(Page { rows: found, next: Some(cursor::write(Question::Search, &[before])) })
    }

    /// The letters whose texts really contain the words, with their numbers.
    async fn fitting(&self, rows: &[SqliteRow], words: &[String]) -> Result<Vec<(i64, LetterRow)>, StoreError> {
        let mut letters = Vec::with_capacity(rows.len());
        let mut doubtful = Vec::new();
        for row in rows {
            let letter = letter::letter(row, self.private())?;
            // Most letters are decided by what is at hand.
            let fits = contains(&normalised(&own_texts(&letter)), words);
            if !fits {
                doubtful.push(letter.id);
            }
            letters.push((letter::number(row)?, letter, fits));
        }
        let mut recipients = self.recipients_of(&doubtful).await?;
        let fits = |(number, letter, fits): (i64, LetterRow, bool)| {
            let mut texts = own_texts(&letter);
            texts.extend(recipients.remove(&letter.id).unwrap_or_default());
            (fits || contains(&normalised(&texts), words)).then_some((number, letter))
        };
        Ok(letters.into_iter().filter_map(fits).collect())
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
            letters.push((letter::number(row)?, letter::letter(row, self.private())));
        }
        let ids: Vec<LetterId> = letters.iter().filter_map(|(_, letter)| Some(letter.as_ref().ok()?.id)).collect();
        // A row that cannot be read must not keep the others out of the search.
        let mut together = self.recipients_of(&ids).await.ok();
        let mut unread = Vec::with_capacity(letters.len());
        for (number, letter) in letters {
            let texts = match (letter, &mut together) {
                (Ok(letter), Some(all)) => Ok((own_texts(&letter), all.remove(&letter.id).unwrap_or_default())),
                (Ok(letter), None) => self.recipients_of(&[letter.id]).await.map(|mut all| {
                    let recipients = all.remove(&letter.id).unwrap_or_default();
                    (own_texts(&letter), recipients)
                }),
                (Err(error), _) => Err(error),
            };
            unread.push(Unread { number, texts: texts.map(|(own, recipients)| [own, recipients].concat()) });
        }
        Ok(unread)
    }

    /// Addresses of all recipients of letters.
    async fn recipients_of(&self, letters: &[LetterId]) -> Result<HashMap<LetterId, Vec<String>>, StoreError> {
        let mut all: HashMap<LetterId, Vec<String>> = HashMap::new();
        if letters.is_empty() {
            return Ok(all);
        }
        let rows = self.rows("read recipients", sqlx::query(ENVELOPES).bind(json_text(&letters)?)).await?;
        let envelopes = row::all(
            &rows,
            "parcel",
            |cells| cells.named("p_letter"),
            |cells| {
                let id = parcel::parse_id(cells)?;
                Ok((id.letter, parcel::envelope(id, cells.get("envelope")?, self.private())?))
            },
        )?;
        for (letter, envelope) in envelopes {
            let addresses = envelope.recipients.iter().map(|recipient| recipient.address.as_str().to_owned());
            all.entry(letter).or_default().extend(addresses);
        }
        Ok(all)
    }
}

fn own_texts(letter: &LetterRow) -> Vec<String> {
    vec![letter.subject.clone(), letter.mail_from.clone(), letter.header_from.clone()]
}

fn normalised(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| normal(text)).collect()
}
