//! Checking, trial letters, and what people decide: laying before approvers, approving, letting go, pausing, stopping;
//! the rest after the first rows, rows nobody knows about, complaints, rows once more.

use std::collections::BTreeSet;

use axum::{extract::State, response::Response};
use sekisho_engine::desk::{CampaignAction, DeskError};
use sekisho_model::{CampaignId, Digest};
use serde::Deserialize;

use super::{refused, steps};
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Path},
    pages::done,
    seat::Seat,
    view::campaign::Step,
};

/// Every letter is made and read back, in the background.
pub(crate) async fn check(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
) -> Result<Response, Fault> {
    let begun = counter.desk.check_campaign(&seat.viewer, &id).await;
    ended(&counter, seat, &id, Step::Checks, begun.map(|()| "campaign-checking")).await
}

/// Letters for made-up persons go to the test addresses.
pub(crate) async fn trial(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
) -> Result<Response, Fault> {
    let tried = counter.desk.try_campaign(&seat.viewer, &id).await;
    ended(&counter, seat, &id, Step::Template, tried.map(|_| "campaign-tried")).await
}

/// Goes back to a step, with what was done or what could not be.
async fn ended(
    counter: &Counter,
    seat: Seat,
    id: &CampaignId,
    step: Step,
    result: Result<&str, DeskError>,
) -> Result<Response, Fault> {
    match result {
        Ok(flash) => Ok(done(counter, &format!("/campaigns/{id}/{}", step.code()), flash)),
        Err(error) => {
            let problem = refused(&seat.shell, error)?;
            steps::shown(counter, seat, id, step, Some(problem)).await
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Waived {
    code: String,
    count: u32,
    reason: String,
}

/// Somebody answers for what was found, by its exact number.
pub(crate) async fn waive(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(given): Form<Waived>,
) -> Result<Response, Fault> {
    let waived = counter.desk.waive(&seat.viewer, &id, &given.code, given.count, &given.reason).await;
    ended(&counter, seat, &id, Step::Checks, waived.map(|()| "campaign-waived")).await
}

#[derive(Deserialize)]
pub(crate) struct Rest {
    root: Digest,
}

/// The rest may follow the rows that went ahead.
pub(crate) async fn rest(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(given): Form<Rest>,
) -> Result<Response, Fault> {
    let gone = counter.desk.let_rest_go(&seat.viewer, &id, Some(given.root)).await;
    ended(&counter, seat, &id, Step::Progress, gone.map(|_| "campaign-act:resume")).await
}

#[derive(Deserialize)]
pub(crate) struct Settled {
    row: u32,
    /// `yes` or `no`.
    arrived: String,
    #[serde(default)]
    comment: String,
}

#[derive(Deserialize)]
pub(crate) struct AllSettled {
    /// How many rows were shown as unknown.
    count: u64,
    /// `yes` or `no`.
    arrived: String,
    #[serde(default)]
    comment: String,
}

fn is_yes(arrived: &str) -> Result<bool, Fault> {
    match arrived {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Fault::Malformed),
    }
}

/// Somebody has found out what became of all rows nobody knew about.
pub(crate) async fn settle_all(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(given): Form<AllSettled>,
) -> Result<Response, Fault> {
    let (arrived, wrote) = (is_yes(&given.arrived)?, Some(given.comment.as_str()));
    let settled = counter.desk.settle_unknown_rows(&seat.viewer, &id, given.count, arrived, wrote).await;
    ended(&counter, seat, &id, Step::Progress, settled.map(|()| "campaign-settled")).await
}

/// Somebody has found out what became of a row.
pub(crate) async fn settle(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(given): Form<Settled>,
) -> Result<Response, Fault> {
    let arrived = is_yes(&given.arrived)?;
    let settled = counter.desk.settle_campaign_row(&seat.viewer, &id, given.row, arrived, Some(&given.comment)).await;
    ended(&counter, seat, &id, Step::Progress, settled.map(|()| "campaign-settled")).await
}

#[derive(Deserialize)]
pub(crate) struct Complaint {
    /// Empty where it is not known.
    #[serde(default)]
    row: String,
    comment: String,
}

/// Somebody complained, or got another person's data.
pub(crate) async fn complain(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(given): Form<Complaint>,
) -> Result<Response, Fault> {
    let row = match given.row.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| Fault::Input { field: "row" })?),
    };
    let told = counter.desk.complain_of_campaign(&seat.viewer, &id, row, Some(&given.comment)).await;
    ended(&counter, seat, &id, Step::Progress, told.map(|()| "campaign-complained")).await
}

#[derive(Deserialize)]
pub(crate) struct Again {
    root: Digest,
    row: u32,
}

/// A row once more, of which it is certain that nobody has its letter.
pub(crate) async fn again(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(given): Form<Again>,
) -> Result<Response, Fault> {
    let sent = counter.desk.send_again(&seat.viewer, &id, &BTreeSet::from([given.row]), Some(given.root)).await;
    ended(&counter, seat, &id, Step::Progress, sent.map(|()| "campaign-again")).await
}

#[derive(Deserialize)]
pub(crate) struct Decision {
    action: CampaignAction,
    /// The root that was on the page; empty where nothing has one.
    #[serde(default)]
    root: String,
    #[serde(default)]
    comment: String,
}

/// Decides, for the root that was on the page.
pub(crate) async fn act(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(decision): Form<Decision>,
) -> Result<Response, Fault> {
    let shown = match decision.root.as_str() {
        "" => None,
        root => Some(root.parse::<Digest>().map_err(|_| Fault::Malformed)?),
    };
    let action = decision.action;
    let acted = counter.desk.act_on_campaign(&seat.viewer, &id, action, shown, Some(&decision.comment)).await;
    let flash = format!("campaign-act:{}", action.code());
    ended(&counter, seat, &id, after(action), acted.map(|_| flash.as_str())).await
}

const fn after(action: CampaignAction) -> Step {
    match action {
        CampaignAction::Propose | CampaignAction::Withdraw | CampaignAction::Approve => Step::Approval,
        CampaignAction::Release | CampaignAction::Pause | CampaignAction::Resume | CampaignAction::Stop => {
            Step::Progress
        }
    }
}
