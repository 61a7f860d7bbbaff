//! What became of each row.

use askama::Template;
use axum::{extract::State, response::Response};
use sekisho_model::CampaignId;
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
            sending::{self, RowLine},
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
    draw(&RowsPage {
        f: Frame::new(&s.say, &page, Step::Progress),
        rows: sending::rows(&s.say, &rows.rows),
        choices: sending::states(&s.say, &asked.state),
        state: asked.state,
        next: rows.next,
        s,
    })
}
