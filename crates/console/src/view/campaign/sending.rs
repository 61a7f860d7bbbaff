//! How far the letters are: the numbers first, then rows.

use sekisho_engine::desk::{LedgerRow, SendingView};
use sekisho_model::ledger::RowState;

use crate::{
    say::{Say, Stamp},
    view::{Chip, Choice},
};

/// How far the letters are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sending {
    pub(crate) rows: u64,
    pub(crate) settled: u64,
    pub(crate) percent: u64,
    pub(crate) counts: Vec<CountLine>,
    pub(crate) unknown: u64,
    pub(crate) complaints: u32,
    pub(crate) per_minute: u32,
    pub(crate) done_at: Option<Stamp>,
    pub(crate) pause: Option<String>,
    pub(crate) question: Option<String>,
    pub(crate) parts: Vec<PartLine>,
}

/// Rows of one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CountLine {
    pub(crate) code: &'static str,
    pub(crate) text: String,
    pub(crate) rows: u64,
}

/// A part of the campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartLine {
    pub(crate) number: u32,
    pub(crate) purpose: String,
    pub(crate) rows: u32,
}

impl Sending {
    pub(crate) fn new(say: &Say, view: &SendingView) -> Self {
        let of = |wanted: &dyn Fn(RowState) -> bool| -> u64 {
            view.counts.iter().filter(|(state, _)| wanted(*state)).map(|(_, rows)| rows).sum()
        };
        let settled = of(&RowState::is_settled);
        let count = |(state, rows): &(RowState, u64)| CountLine {
            code: state.code(),
            text: state_text(say, *state),
            rows: *rows,
        };
        Self {
            rows: view.rows,
            settled,
            percent: settled.saturating_mul(100).checked_div(view.rows).unwrap_or(0),
            counts: view.counts.iter().map(count).collect(),
            unknown: of(&|state| state == RowState::Unknown),
            complaints: view.complaints,
            per_minute: view.per_minute,
            done_at: view.done_at.map(|at| say.stamp(at)),
            pause: view.pause.map(|why| say.t(&format!("campaign-pause-{}", why.code()))),
            question: view.question.map(|why| say.t(&format!("campaigns-question-{}", why.code()))),
            parts: view.parts.iter().map(|(number, purpose, rows)| part(say, *number, purpose, *rows)).collect(),
        }
    }
}

fn part(say: &Say, number: u32, purpose: &str, rows: u32) -> PartLine {
    PartLine { number, purpose: say.t(&format!("campaign-part-purpose-{purpose}")), rows }
}

pub(crate) fn state_text(say: &Say, state: RowState) -> String {
    say.t(&format!("campaigns-state-{}", state.code()))
}

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowLine {
    pub(crate) row: u32,
    pub(crate) address: String,
    pub(crate) state: Chip,
    pub(crate) is_unknown: bool,
    /// Whether it is certain that nobody has its letter.
    pub(crate) can_again: bool,
    pub(crate) reply: String,
    pub(crate) at: Stamp,
}

pub(crate) fn rows(say: &Say, rows: &[LedgerRow]) -> Vec<RowLine> {
    let line = |row: &LedgerRow| RowLine {
        row: row.row,
        address: row.address.clone(),
        state: Chip { text: state_text(say, row.state), tone: tone(row.state) },
        is_unknown: row.state == RowState::Unknown,
        can_again: row.state == RowState::Failed,
        reply: sekisho_words::clean(&row.reply).into_owned(),
        at: say.stamp(row.at),
    };
    rows.iter().map(line).collect()
}

const fn tone(state: RowState) -> &'static str {
    match state {
        RowState::Accepted => "good",
        RowState::Failed => "bad",
        RowState::Unknown => "wait",
        RowState::Claimed | RowState::Handed => "flow",
        RowState::Pending | RowState::Withdrawn => "",
    }
}

/// States to choose from.
pub(crate) fn states(say: &Say, chosen: &str) -> Vec<Choice> {
    let all = Choice { value: String::new(), text: say.t("deliveries-all"), chosen: chosen.is_empty() };
    let one = |state: RowState| Choice {
        value: state.code().to_owned(),
        text: state_text(say, state),
        chosen: state.code() == chosen,
    };
    std::iter::once(all).chain(RowState::ALL.into_iter().map(one)).collect()
}
