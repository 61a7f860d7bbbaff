//! What became of each row.

use askama::Template;
use axum::{extract::State, response::Response};
use sekisho_model::{CampaignId, ledger::RowState};
use serde::Deserialize;

use crate::{
    counter::Counter,
    fault::Fault,
    input::{Path, Query},
    pages::draw,
    seat::Seat,
    shell::Shell,
    view::{
        Choice,
        campaign::{
            Frame, Step,
            sending::{self, RowLine, Sending},
        },
    },
};

#[derive(Template)]
#[template(path = "campaign_rows.html")]
struct RowsPage {
    f: Frame,
    rows: Vec<RowLine>,
    choices: Vec<Choice>,
    state: String,
    next: Option<String>,
    /// Rows nobody knows about, where they are shown and there are several.
    unknown: u64,
    s: Shell,
}

#[derive(Deserialize)]
pub(crate) struct ByState {
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: Option<String>,
}

/// Rows by where they stand.
pub(crate) async fn page(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Query(asked): Query<ByState>,
) -> Result<Response, Fault> {
    let page = counter.desk.campaign(&seat.viewer, &id).await?;
    let rows = counter.desk.campaign_rows(&seat.viewer, &id, Some(&asked.state), asked.after.as_deref()).await?;
    let s = seat.shell;
    let unknown = page.sending.as_ref().map_or(0, |sending| Sending::new(&s.say, sending).unknown);
    let all = asked.state == RowState::Unknown.code() && unknown > 1;
    draw(&RowsPage {
        f: Frame::new(&s.say, &page, Step::Progress),
        rows: sending::rows(&s.say, &rows.rows),
        choices: sending::states(&s.say, &asked.state),
        state: asked.state,
        next: rows.next,
        unknown: if all { unknown } else { 0 },
        s,
    })
}
