//! The delivery log: where every recipient stands.

use super::{Reader, one_more};
use crate::{
    DeliveryFilter, DeliveryLine, Page, PageRequest, StoreError,
    cursor::{self, Question},
    row::{self, Cells, millis},
    rows::parcel::{self, Envelopes, recipient_columns},
};

/// What every form of the log shares: last changed first, behind the cursor (`$1`–`$3`), not before `$4`, a page (`$5`).
macro_rules! log {
    ($from:expr, $where:expr) => {
        concat!(
            "select ",
            recipient_columns!("p.envelope"),
            " from ",
            $from,
            " where r.updated_at <= $1 and (r.updated_at, r.parcel, r.number) < ($1, $2, $3) \
             and r.updated_at >= $4 ",
            $where,
            " order by r.updated_at desc, r.parcel desc, r.number desc limit $5"
        )
    };
}

const ALL: &str = log!("recipient r indexed by recipient_changed cross join parcel p on p.row = r.parcel", "");
const STATUS: &str =
    log!("recipient r indexed by recipient_status cross join parcel p on p.row = r.parcel", "and r.status = $6");
/// Also with a status (`$6` may be null).
const DOMAIN: &str = log!(
    "recipient r indexed by recipient_domain cross join parcel p on p.row = r.parcel",
    "and r.domain = $7 and ($6 is null or r.status = $6)"
);
/// Of one letter; sorted, because a letter is bounded.
const LETTER: &str = log!(
    "parcel p cross join recipient r on r.parcel = p.row",
    "and p.letter = $8 and ($7 is null or r.domain = $7) and ($6 is null or r.status = $6)"
);

/// Every statement here, for checking their plans.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 4] = [ALL, STATUS, DOMAIN, LETTER];

impl Reader {
    /// The delivery log, last changed first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`], [`StoreError::Cursor`].
    pub async fn deliveries(
        &self,
        filter: DeliveryFilter,
        page: PageRequest,
    ) -> Result<Page<DeliveryLine>, StoreError> {
        let text = match (&filter.letter, &filter.domain, &filter.status) {
            (Some(_), _, _) => LETTER,
            (None, Some(_), _) => DOMAIN,
            (None, None, Some(_)) => STATUS,
            (None, None, None) => ALL,
        };
        let key = cursor::read(Question::Deliveries, &page)?;
        let [at, parcel, number] = key.unwrap_or([i64::MAX, i64::MAX, i64::MAX]);
        let limit = cursor::limit(&page);
        let query = sqlx::query(text)
            .bind(at)
            .bind(parcel)
            .bind(number)
            .bind(filter.from.map_or(i64::MIN, millis))
            .bind(one_more(limit))
            .bind(filter.status.map(|status| status.code()))
            .bind(filter.domain.map(|domain| domain.to_string()))
            .bind(filter.letter.map(|letter| letter.to_string()));
        let rows = self.rows("read the delivery log", query).await?;
        let mut envelopes = Envelopes::default();
        let mut lines = Vec::with_capacity(rows.len());
        for row in &rows {
            let (recipient, mail_from) = parcel::recipient(row, &mut envelopes, self.private())?;
            let parcel = row::one(&Cells(row), "recipient", |_| recipient.parcel, |cells| cells.get("r_parcel"))?;
            lines.push((parcel, DeliveryLine { recipient, mail_from }));
        }
        let key = |(parcel, line): &(i64, DeliveryLine)| {
            [millis(line.recipient.updated_at), *parcel, i64::from(line.recipient.number)]
        };
        let next = cursor::cut(&mut lines, limit, Question::Deliveries, key);
        Ok(Page { rows: lines.into_iter().map(|(_, line)| line).collect(), next })
    }
}
