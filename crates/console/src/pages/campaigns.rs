//! Bulk mail: the list of campaigns, and for each its steps: sources, differences, template, checks, approval, progress.
//!
//! Pages show differences, not rows. Every act is bound to the root that was shown. Uploads are bounded before they are
//! read; nothing here decides who may.

pub(crate) mod act;
pub(crate) mod change;
pub(crate) mod files;
pub(crate) mod mail;
pub(crate) mod rows;
pub(crate) mod steps;
pub(crate) mod upload;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use sekisho_engine::{
    campaigns::CampaignRejection,
    desk::{CampaignRow, DeskError, Page},
};
use sekisho_model::CampaignId;
use serde::Deserialize;

use super::{done, draw, draw_as, trays::After};
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Path, Query},
    seat::Seat,
    shell::Shell,
    view::{
        Problem,
        campaign::{CampaignLine, Step, trouble},
    },
};

#[derive(Template)]
#[template(path = "campaigns.html")]
pub(crate) struct CampaignsPage {
    lines: Vec<CampaignLine>,
    next: Option<String>,
    typed: String,
    problem: Option<Problem>,
    s: Shell,
}

pub(crate) fn campaigns_page(s: Shell, page: &Page<CampaignRow>) -> CampaignsPage {
    let lines = CampaignLine::all(&s.say, &page.rows);
    CampaignsPage { lines, next: page.next.clone(), typed: String::new(), problem: None, s: s.at("/campaigns") }
}

/// The list.
pub(crate) async fn page(
    State(counter): State<Counter>,
    seat: Seat,
    Query(asked): Query<After>,
) -> Result<Response, Fault> {
    let page = counter.desk.campaigns(&seat.viewer, asked.after.as_deref()).await?;
    draw(&campaigns_page(seat.shell, &page))
}

#[derive(Deserialize)]
pub(crate) struct New {
    id: String,
}

/// A new one.
pub(crate) async fn new(State(counter): State<Counter>, seat: Seat, Form(given): Form<New>) -> Result<Response, Fault> {
    match counter.desk.new_campaign(&seat.viewer, given.id.trim()).await {
        Ok(id) => Ok(done(&counter, &format!("/campaigns/{id}/sources"), "campaign-new")),
        Err(error) => {
            let (status, problem) = refused(&seat.shell, error)?;
            let page = counter.desk.campaigns(&seat.viewer, None).await?;
            let page = CampaignsPage { typed: given.id, problem: Some(problem), ..campaigns_page(seat.shell, &page) };
            draw_as(status, &page)
        }
    }
}

/// Leads to the step where it is.
pub(crate) async fn now(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
) -> Result<Response, Fault> {
    let page = counter.desk.campaign(&seat.viewer, &id).await?;
    Ok(Redirect::to(&format!("/campaigns/{id}/{}", Step::next(&page).code())).into_response())
}

/// What does not fit, to be said on the page; everything else is a fault of its own.
pub(crate) fn refused(s: &Shell, error: DeskError) -> Result<(StatusCode, Problem), Fault> {
    let said = |key: String| Problem { what: s.t(&key), remedy: s.t(&format!("{key}-do")), tone: "bad" };
    match error {
        DeskError::Trouble(what) => Ok((StatusCode::UNPROCESSABLE_ENTITY, trouble(&s.say, &what))),
        DeskError::Input { field, .. } => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, said(format!("campaigns-wrong-{}", field.replace('_', "-")))))
        }
        DeskError::Campaign(why) => Ok((StatusCode::CONFLICT, said(format!("campaigns-refused-{}", code(why))))),
        DeskError::Conflict => Ok((StatusCode::CONFLICT, said("campaigns-refused-stale".to_owned()))),
        other => Err(other.into()),
    }
}

const fn code(why: CampaignRejection) -> &'static str {
    match why {
        CampaignRejection::Own => "own",
        CampaignRejection::Stale => "stale",
        CampaignRejection::NotAllowed => "not-allowed",
        CampaignRejection::Twice => "twice",
        CampaignRejection::NotNow => "not-now",
    }
}
