//! Delivery log and evidence.

use axum::{
    extract::State,
    response::{Json, Response, Result},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Problem,
    shape::{DeliveryBody, EvidenceBody},
};
use crate::{counter::Counter, fault::Fault, input::Query, pages::log::exported, seat::Caller};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new()
        .routes(routes!(deliveries))
        .routes(routes!(evidence))
        .routes(routes!(verify))
        .routes(routes!(export))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ByStatus {
    /// Only this outcome.
    #[serde(default)]
    status: Option<String>,
    /// Cursor of the page before.
    #[serde(default)]
    after: Option<String>,
}

/// A page of the delivery log.
#[derive(Serialize, ToSchema)]
struct DeliveryList {
    rows: Vec<DeliveryBody>,
    next: Option<String>,
}

/// The delivery log, last changed first
#[utoipa::path(get, path = "/deliveries", tag = "log", params(ByStatus),
    responses((status = 200, body = DeliveryList), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn deliveries(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Query(asked): Query<ByStatus>,
) -> Result<Json<DeliveryList>, Fault> {
    let page = counter.desk.deliveries(&viewer, asked.status.as_deref(), asked.after.as_deref()).await?;
    Ok(Json(DeliveryList { rows: page.rows.into_iter().map(DeliveryBody::from).collect(), next: page.next }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ByCode {
    /// Only this kind of event.
    #[serde(default)]
    code: Option<String>,
    /// Cursor of the page before.
    #[serde(default)]
    after: Option<String>,
}

/// A page of evidence.
#[derive(Serialize, ToSchema)]
struct EvidenceList {
    rows: Vec<EvidenceBody>,
    next: Option<String>,
}

/// The evidence chain, newest first
#[utoipa::path(get, path = "/evidence", tag = "log", params(ByCode),
    responses((status = 200, body = EvidenceList), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn evidence(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Query(asked): Query<ByCode>,
) -> Result<Json<EvidenceList>, Fault> {
    let page = counter.desk.evidence(&viewer, asked.code.as_deref(), asked.after.as_deref()).await?;
    Ok(Json(EvidenceList { rows: page.rows.into_iter().map(EvidenceBody::from).collect(), next: page.next }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfKind {
    /// Only this kind of event.
    #[serde(default)]
    code: String,
}

/// The evidence as JSON Lines, newest first, at most 100,000 records; the command line exports all
#[utoipa::path(get, path = "/evidence/export", tag = "log", params(OfKind),
    responses((status = 200, content_type = "application/jsonl", body = String), (status = 401, body = Problem),
        (status = 403, body = Problem)))]
async fn export(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Query(asked): Query<OfKind>,
) -> Result<Response, Fault> {
    exported(&counter, &viewer, &asked.code).await
}

/// Whether the chain is sound.
#[derive(Serialize, ToSchema)]
struct VerifiedBody {
    /// Records that are sound.
    events: u64,
    /// Hash of the last.
    last: String,
    /// Where it breaks, if it does.
    broken: Option<BrokenBody>,
}

/// Where and why the chain breaks.
#[derive(Serialize, ToSchema)]
struct BrokenBody {
    seq: u64,
    why: String,
}

/// Verifies the whole chain
#[utoipa::path(post, path = "/evidence/verify", tag = "log",
    responses((status = 200, body = VerifiedBody), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn verify(State(counter): State<Counter>, Caller(viewer): Caller) -> Result<Json<VerifiedBody>, Fault> {
    let verified = counter.desk.verify_evidence(&viewer).await?;
    Ok(Json(VerifiedBody {
        events: verified.events,
        last: verified.last.to_string(),
        broken: verified.broken.map(|(seq, why)| BrokenBody { seq, why }),
    }))
}
