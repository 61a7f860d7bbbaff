//! Checking a campaign, and deciding about it.

use std::collections::BTreeSet;

use axum::{
    extract::State,
    http::StatusCode,
    response::{Json, Result},
};
use sekisho_engine::desk::CampaignAction;
use sekisho_model::{CampaignId, Digest};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Refused, told};
use crate::{
    api::Problem,
    counter::Counter,
    input::{self, Path},
    seat::Caller,
};

/// Begins a check: every letter is made and read back; the campaign tells how far it is
#[utoipa::path(post, path = "/campaigns/{id}/check", tag = "campaigns", params(("id" = String, Path)),
    responses((status = 202), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(super) async fn check(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
) -> Result<StatusCode, Refused> {
    let begun = counter.desk.check_campaign(&viewer, &id).await;
    begun.map_err(|error| told(&counter.say(viewer.language), error))?;
    Ok(StatusCode::ACCEPTED)
}

/// A decision.
#[derive(Deserialize, ToSchema)]
pub(super) struct Decision {
    /// `propose`, `withdraw`, `approve`, `release`, `pause`, `resume`, `stop`.
    #[schema(value_type = String)]
    action: CampaignAction,
    /// The root that was told; only `stop` needs none.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    root: Option<Digest>,
    /// Kept beside the evidence, at most 2,000 characters.
    #[serde(default)]
    comment: Option<String>,
}

/// Where it stands now.
#[derive(Serialize, ToSchema)]
pub(super) struct StandBody {
    /// `draft`, `checking`, `open`, `ready`, `proposed`, `approved`, `running`, `paused`, `stopped`, `done`,
    /// `forgotten`.
    state: &'static str,
}

/// Lays it before approvers, approves, releases, pauses, resumes or stops it
///
/// Nobody approves what they had a hand in, nobody releases what they approved, anybody may stop.
#[utoipa::path(post, path = "/campaigns/{id}/decisions", tag = "campaigns", params(("id" = String, Path)),
    request_body = Decision,
    responses((status = 200, body = StandBody), (status = 401, body = Problem),
        (status = 403, description = "Not allowed, or the own work", body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Another root, twice, or not at this point", body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn decide(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<Decision>,
) -> Result<Json<StandBody>, Refused> {
    let acted = counter.desk.act_on_campaign(&viewer, &id, given.action, given.root, given.comment.as_deref()).await;
    let stand = acted.map_err(|error| told(&counter.say(viewer.language), error))?;
    Ok(Json(StandBody { state: stand.code() }))
}

/// What was tried.
#[derive(Serialize, ToSchema)]
pub(super) struct TriedBody {
    /// Letters that were sent.
    letters: u32,
}

/// Sends letters for made-up persons to the test addresses of the plan
#[utoipa::path(post, path = "/campaigns/{id}/trial", tag = "campaigns", params(("id" = String, Path)),
    responses((status = 200, body = TriedBody), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, description = "No test address, or one of the list", body = Problem)))]
pub(super) async fn trial(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
) -> Result<Json<TriedBody>, Refused> {
    let tried = counter.desk.try_campaign(&viewer, &id).await;
    Ok(Json(TriedBody { letters: tried.map_err(|error| told(&counter.say(viewer.language), error))? }))
}

/// The root that was told.
#[derive(Deserialize, ToSchema)]
pub(super) struct Shown {
    #[schema(value_type = String)]
    root: Digest,
}

/// Lets the rest follow the rows that went ahead
#[utoipa::path(post, path = "/campaigns/{id}/rest", tag = "campaigns", params(("id" = String, Path)),
    request_body = Shown,
    responses((status = 200, body = StandBody), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, description = "Another root, or nothing is asked", body = Problem)))]
pub(super) async fn rest(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<Shown>,
) -> Result<Json<StandBody>, Refused> {
    let stand = counter.desk.let_rest_go(&viewer, &id, Some(given.root)).await?;
    Ok(Json(StandBody { state: stand.code() }))
}

/// What somebody found out about a row.
#[derive(Deserialize, ToSchema)]
pub(super) struct Settled {
    row: u32,
    arrived: bool,
    /// How it was found out, at most 2,000 characters.
    #[serde(default)]
    comment: Option<String>,
}

/// Settles a row nobody knew about
#[utoipa::path(post, path = "/campaigns/{id}/rows/settle", tag = "campaigns", params(("id" = String, Path)),
    request_body = Settled,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, description = "It is not such a row", body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn settle(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<Settled>,
) -> Result<StatusCode, Refused> {
    let comment = given.comment.as_deref();
    counter.desk.settle_campaign_row(&viewer, &id, given.row, given.arrived, comment).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody found out about all rows nobody knew about.
#[derive(Deserialize, ToSchema)]
pub(super) struct AllSettled {
    /// How many there are; with another number nothing is settled.
    count: u64,
    arrived: bool,
    /// How it was found out, at most 2,000 characters.
    #[serde(default)]
    comment: Option<String>,
}

/// Settles all rows nobody knew about, as after a restored backup
#[utoipa::path(post, path = "/campaigns/{id}/rows/settle-all", tag = "campaigns", params(("id" = String, Path)),
    request_body = AllSettled,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, description = "There are more or fewer", body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn settle_all(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<AllSettled>,
) -> Result<StatusCode, Refused> {
    let comment = given.comment.as_deref();
    counter.desk.settle_unknown_rows(&viewer, &id, given.count, given.arrived, comment).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody complained about.
#[derive(Deserialize, ToSchema)]
pub(super) struct Complaint {
    /// Where it is known.
    #[serde(default)]
    row: Option<u32>,
    /// At most 2,000 characters.
    #[serde(default)]
    comment: Option<String>,
}

/// Writes a complaint down; rows that went ahead are not followed by the rest before a person says so
#[utoipa::path(post, path = "/campaigns/{id}/complaints", tag = "campaigns", params(("id" = String, Path)),
    request_body = Complaint,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn complain(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<Complaint>,
) -> Result<StatusCode, Refused> {
    counter.desk.complain_of_campaign(&viewer, &id, given.row, given.comment.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Rows once more.
#[derive(Deserialize, ToSchema)]
pub(super) struct Again {
    /// Numbers of rows, at most 100,000.
    rows: BTreeSet<u32>,
    /// The root that was told.
    #[schema(value_type = String)]
    root: Digest,
}

/// Sends rows once more of which it is certain that nobody has their letters
#[utoipa::path(post, path = "/campaigns/{id}/rows/again", tag = "campaigns", params(("id" = String, Path)),
    request_body = Again,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, description = "One of them was sent, or may have been", body = Problem)))]
pub(super) async fn again(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<Again>,
) -> Result<StatusCode, Refused> {
    counter.desk.send_again(&viewer, &id, &given.rows, Some(given.root)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody answers for.
#[derive(Deserialize, ToSchema)]
pub(super) struct Waived {
    /// A class of differences (`only-a`) or a kind of finding (`empty-value`).
    code: String,
    /// So many of it, exactly.
    count: u32,
    reason: String,
}

/// Answers for a class of differences or a kind of finding; the campaign has to be checked again
#[utoipa::path(post, path = "/campaigns/{id}/waivers", tag = "campaigns", params(("id" = String, Path)),
    request_body = Waived,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, description = "No such code, or no reason", body = Problem)))]
pub(super) async fn waive(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<Waived>,
) -> Result<StatusCode, Refused> {
    let waived = counter.desk.waive(&viewer, &id, &given.code, given.count, &given.reason).await;
    waived.map_err(|error| told(&counter.say(viewer.language), error))?;
    Ok(StatusCode::NO_CONTENT)
}
