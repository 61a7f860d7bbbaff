//! Trays of held parcels, and the history behind them.

use sekisho_model::{GroupId, UserId};

use super::{Reader, Statement, one_more};
use crate::{
    Page, PageRequest, ParcelLine, StoreError, Tray,
    cursor::{self, Question},
    private::json_text,
    rows::{
        letter::{self, letter_columns},
        parcel::{self, parcel_columns},
    },
};

/// Parcel and letter of each row of `shown`.
macro_rules! lines {
    ($shown:expr, $order:expr) => {
        concat!(
            "select ",
            parcel_columns!(),
            ", ",
            letter_columns!(),
            " from (",
            $shown,
            ") as shown cross join parcel p on p.row = shown.row cross join letter l on l.id = p.letter \
             order by shown.row ",
            $order
        )
    };
}

/// Behind the cursor (`$1`), a page of them (`$2`).
const HELD_ALL: &str = lines!(
    "select row from parcel where state = 'held' \
     and state in ('held', 'ready', 'sending', 'refused', 'altered') and row > $1 order by row limit $2",
    "asc"
);
const HELD_REVIEWER: &str = lines!(
    "select parcel as row from parcel_person where person = $3 and role = 'reviewer' and waiting = 1 \
     and waiting > 0 and parcel > $1 order by parcel limit $2",
    "asc"
);
const HELD_APPROVER: &str = lines!(
    "select parcel as row from parcel_person where person = $3 and role = 'approver' and waiting = 1 \
     and waiting > 0 and parcel > $1 order by parcel limit $2",
    "asc"
);
/// In some teams only (`$4`): the person's rows in the order of the primary key.
const HELD_TEAMS: &str = lines!(
    "select distinct parcel as row from parcel_person where person = $3 and role = 'approver' and waiting <> 0 \
     and parcel > $1 and team in (select value from json_each($4)) order by parcel limit $2",
    "asc"
);
const HISTORY_ALL: &str = lines!("select row from parcel where row < $1 order by row desc limit $2", "desc");
const HISTORY_REVIEWER: &str = lines!(
    "select parcel as row from parcel_person where person = $3 and role = 'reviewer' and parcel < $1 \
     order by parcel desc limit $2",
    "desc"
);
const HISTORY_APPROVER: &str = lines!(
    "select distinct parcel as row from parcel_person mine where person = $3 and role = 'approver' \
     and parcel < $1 and (json_array_length($4) = 0 or team in (select value from json_each($4))) \
     and not exists (select 1 from parcel_person wrote where wrote.person = $3 and wrote.role = 'author' \
     and wrote.parcel = mine.parcel) order by parcel desc limit $2",
    "desc"
);

/// Every statement here, for checking their plans.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 7] =
    [HELD_ALL, HELD_REVIEWER, HELD_APPROVER, HELD_TEAMS, HISTORY_ALL, HISTORY_REVIEWER, HISTORY_APPROVER];

impl Reader {
    /// Held parcels, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`], [`StoreError::Cursor`].
    pub async fn held(&self, tray: Tray, page: PageRequest) -> Result<Page<ParcelLine>, StoreError> {
        let [after] = cursor::read(Question::Held, &page)?.unwrap_or([0]);
        let limit = cursor::limit(&page);
        let query = match &tray {
            Tray::All => paged(HELD_ALL, after, limit),
            Tray::Reviewer(user) => of(paged(HELD_REVIEWER, after, limit), user),
            Tray::Approver(user, groups) if groups.is_empty() => of(paged(HELD_APPROVER, after, limit), user),
            Tray::Approver(user, groups) => in_teams(of(paged(HELD_TEAMS, after, limit), user), groups)?,
        };
        self.lines(query, limit, Question::Held).await
    }

    /// Parcels in whatever state, newest first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`], [`StoreError::Cursor`].
    pub async fn history(&self, tray: Tray, page: PageRequest) -> Result<Page<ParcelLine>, StoreError> {
        let [before] = cursor::read(Question::History, &page)?.unwrap_or([i64::MAX]);
        let limit = cursor::limit(&page);
        let query = match &tray {
            Tray::All => paged(HISTORY_ALL, before, limit),
            Tray::Reviewer(user) => of(paged(HISTORY_REVIEWER, before, limit), user),
            Tray::Approver(user, groups) => in_teams(of(paged(HISTORY_APPROVER, before, limit), user), groups)?,
        };
        self.lines(query, limit, Question::History).await
    }

    /// How many there are in a tray of held parcels.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn count_held(&self, tray: Tray) -> Result<u64, StoreError> {
        let query = match &tray {
            Tray::All => sqlx::query("select parcels from parcel_count where state = 'held'"),
            Tray::Reviewer(user) => sqlx::query(
                "select count(*) from parcel_person where person = $1 and role = 'reviewer' and waiting = 1 \
                 and waiting > 0",
            )
            .bind(user.as_str().to_owned()),
            Tray::Approver(user, groups) if groups.is_empty() => sqlx::query(
                "select count(*) from parcel_person where person = $1 and role = 'approver' and waiting = 1 \
                 and waiting > 0",
            )
            .bind(user.as_str().to_owned()),
            Tray::Approver(user, groups) => sqlx::query(
                "select count(distinct parcel) from parcel_person where person = $1 and role = 'approver' \
                 and waiting <> 0 and team in (select value from json_each($2))",
            )
            .bind(user.as_str().to_owned())
            .bind(json_text(groups)?),
        };
        let count = self.number("count a tray", query).await?.unwrap_or(0);
        Ok(u64::try_from(count).unwrap_or(0))
    }

    async fn lines(
        &self,
        query: Statement<'_>,
        limit: usize,
        question: Question,
    ) -> Result<Page<ParcelLine>, StoreError> {
        let rows = self.rows("read a tray", query).await?;
        let line = |row| {
            let parcel = parcel::parcel(row, self.private())?;
            let letter = letter::letter(row, self.private())?;
            Ok::<_, StoreError>((parcel::row_number(row)?, ParcelLine { parcel, letter }))
        };
        let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        let next = cursor::cut(&mut lines, limit, question, |(row, _)| [*row]);
        Ok(Page { rows: lines.into_iter().map(|(_, line)| line).collect(), next })
    }
}

fn paged(text: &'static str, from: i64, limit: usize) -> Statement<'static> {
    sqlx::query(text).bind(from).bind(one_more(limit))
}

fn of<'q>(query: Statement<'q>, user: &UserId) -> Statement<'q> {
    query.bind(user.as_str().to_owned())
}

fn in_teams<'q>(query: Statement<'q>, groups: &[GroupId]) -> Result<Statement<'q>, StoreError> {
    Ok(query.bind(json_text(&groups)?))
}
