//! Applies the changes of one unit, in order; the first that does not fit ends it.

use sekisho_model::ParcelId;
use sqlx::{Sqlite, SqliteConnection, query::Query, sqlite::SqliteArguments};

use super::{
    buffer::{Buffer, Numbers},
    effects::Effects,
    failure::{Failure, sql},
};
use crate::{Change, CommitError, Unit, private::Private, waiting::Waiting};

mod access;
mod account;
mod campaign;
mod erase;
mod ledger;
mod letter;
mod link;
mod list;
mod memory;
mod parcel;
mod person;

#[cfg(test)]
pub(crate) use ledger::STATEMENTS as LEDGER;

/// A statement with its values.
type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

/// One unit in the open transaction.
pub(super) struct Tx<'a> {
    pub(super) connection: &'a mut SqliteConnection,
    pub(super) private: &'a Private,
    pub(super) waiting: &'a Waiting,
    pub(super) buffer: &'a mut Buffer,
    pub(super) numbers: &'a mut Numbers,
    pub(super) effects: &'a mut Effects,
    pub(super) unit: &'a Unit,
    /// Whether the unit has to fail by itself: rows are looked for before they are inserted.
    pub(super) alone: bool,
}

impl Tx<'_> {
    /// Applies one change.
    pub(super) async fn apply(&mut self, change: &Change) -> Result<(), Failure> {
        if self.needs_rows(change) {
            self.flush().await?;
        }
        match change {
            Change::Decide { letter, parcels } => self.decide(letter, parcels).await,
            Change::Parcel { parcel, expect, set, recipients } => {
                self.set_parcel(*parcel, *expect, set, recipients).await
            }
            Change::ErasePersonal { letter } => self.erase_personal(*letter).await,
            Change::AddUser(_)
            | Change::SetUser(_)
            | Change::SetSignIn { .. }
            | Change::OpenSession(_)
            | Change::SeeSession { .. }
            | Change::CloseSession { .. }
            | Change::CloseSessionsOf { .. }
            | Change::PruneAccess
            | Change::AddToken(_)
            | Change::UseToken { .. }
            | Change::VoidTokensOf { .. } => self.apply_access(change).await,
            Change::AddLink(_)
            | Change::LockLink { .. }
            | Change::LockLinksOf { .. }
            | Change::PutLinkCode(_)
            | Change::MissLinkCode { .. }
            | Change::UseLinkCode { .. }
            | Change::OpenLink { .. } => self.apply_link(change).await,
            Change::PutList(_) | Change::RemoveList { .. } | Change::PutMember(_) | Change::RemoveMember { .. } => {
                self.apply_list(change).await
            }
            Change::AddCampaign(_)
            | Change::SetCampaign { .. }
            | Change::AddRows { .. }
            | Change::OpenPart { .. }
            | Change::WithdrawRows { .. }
            | Change::LoseRows { .. }
            | Change::ForgetCampaign { .. }
            | Change::ClaimRows { .. }
            | Change::SpooledRows { .. }
            | Change::MoveRow { .. }
            | Change::NoteRow { .. }
            | Change::FindRow { .. } => self.apply_campaign(change).await,
            Change::SeeDomains(_)
            | Change::KnowNames(_)
            | Change::PutThread(_)
            | Change::PruneMemory { .. }
            | Change::SetSetting { .. } => self.apply_memory(change).await,
        }
    }

    /// Writes the rows that wait.
    pub(super) async fn flush(&mut self) -> Result<(), Failure> {
        self.effects.erased |= self.buffer.flush(self.connection).await?;
        Ok(())
    }

    /// Whether a change is about rows that are not written yet.
    fn needs_rows(&self, change: &Change) -> bool {
        let of = |parcel: &ParcelId| self.buffer.holds(parcel.letter);
        match change {
            Change::Parcel { parcel, .. } | Change::VoidTokensOf { parcel } | Change::LockLinksOf { parcel } => {
                of(parcel)
            }
            Change::AddToken(token) => token.parcel.as_ref().is_some_and(of),
            Change::AddLink(link) => of(&link.parcel),
            Change::PruneMemory { .. } => true,
            _ => false,
        }
    }

    /// [`Unit::at`] in whole milliseconds, as the database has it.
    fn now(&self) -> i64 {
        self.unit.at.as_millisecond()
    }

    /// Runs a statement; how many rows it changed.
    async fn run(&mut self, what: &'static str, statement: Statement<'_>) -> Result<u64, Failure> {
        Ok(statement.execute(&mut *self.connection).await.map_err(sql(what))?.rows_affected())
    }

    /// Runs a statement that must change a row.
    async fn must(
        &mut self,
        what: &'static str,
        statement: Statement<'_>,
        otherwise: CommitError,
    ) -> Result<(), Failure> {
        if self.run(what, statement).await? == 0 { Err(otherwise.into()) } else { Ok(()) }
    }
}

/// A parcel's letter and number as the database has them.
fn pair(parcel: ParcelId) -> (String, i64) {
    (parcel.letter.to_string(), i64::from(parcel.number))
}
