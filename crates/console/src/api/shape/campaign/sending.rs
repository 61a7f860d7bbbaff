//! How far the letters of a campaign are, and what became of each row.

use sekisho_engine::{
    campaigns::Question,
    desk::{LedgerRow, SendingView},
};
use serde::Serialize;
use utoipa::ToSchema;

/// How far the letters are.
#[derive(Serialize, ToSchema)]
pub(crate) struct SendingStandBody {
    rows: u64,
    /// Rows by state.
    counts: Vec<StateBody>,
    complaints: u32,
    per_minute: u32,
    #[schema(format = "date-time")]
    done_at: Option<String>,
    /// Why it rests: `person`, `other-person`, `altered`, `refused`, `found-again`.
    pause: Option<&'static str>,
    /// What somebody has to decide before the rest may follow: `by-rule`, `complaint`, `failed`, `unknown`.
    question: Option<&'static str>,
}

/// Rows of a state.
#[derive(Serialize, ToSchema)]
pub(crate) struct StateBody {
    state: &'static str,
    rows: u64,
}

impl From<&SendingView> for SendingStandBody {
    fn from(view: &SendingView) -> Self {
        let counts = view.counts.iter().map(|(state, rows)| StateBody { state: state.code(), rows: *rows });
        Self {
            rows: view.rows,
            counts: counts.collect(),
            complaints: view.complaints,
            per_minute: view.per_minute,
            done_at: view.done_at.map(|at| at.to_string()),
            pause: view.pause.map(sekisho_model::campaign::Pause::code),
            question: view.question.map(Question::code),
        }
    }
}

/// A row of the ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct RowBody {
    row: u32,
    address: String,
    /// `pending`, `claimed`, `handed`, `accepted`, `failed`, `unknown`, `withdrawn`.
    state: &'static str,
    part: u32,
    letter: Option<String>,
    reply: String,
    #[schema(format = "date-time")]
    at: String,
}

impl From<LedgerRow> for RowBody {
    fn from(row: LedgerRow) -> Self {
        Self {
            row: row.row,
            address: row.address,
            state: row.state.code(),
            part: row.part,
            letter: row.letter.map(|letter| letter.to_string()),
            reply: row.reply,
            at: row.at.to_string(),
        }
    }
}
