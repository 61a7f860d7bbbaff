//! Checking a campaign, and deciding about it.

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
