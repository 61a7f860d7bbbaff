//! How far the letters of a campaign are.

use sekisho_campaign::canary;
use sekisho_model::{LetterId, Time, campaign::Pause, ledger::RowState};
use serde::Serialize;

/// How far the letters are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SendingView {
    /// Rows in all.
    pub rows: u64,
    /// Rows by where they stand; states without rows are left out.
    pub counts: Vec<(RowState, u64)>,
    /// Parts so far: number, code of what for, rows.
    pub parts: Vec<(u32, String, u32)>,
    /// Why it rests, if it does.
    pub pause: Option<Pause>,
    /// What a person is asked after the rows that went ahead.
    pub question: Option<canary::Question>,
    /// Complaints so far.
    pub complaints: u32,
    /// Letters that came to an end per minute, since it last began to leave.
    pub per_minute: u32,
    /// When it will be done at this rate.
    pub done_at: Option<Time>,
}

/// One row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerRow {
    /// Its number in the list.
    pub row: u32,
    /// Where it goes.
    pub address: String,
    /// Where it stands.
    pub state: RowState,
    /// The part that has it; 0: none yet.
    pub part: u32,
    /// The letter it was sent as.
    pub letter: Option<LetterId>,
    /// What the next hop, a report or a person said.
    pub reply: String,
    /// When it last changed.
    pub at: Time,
}
