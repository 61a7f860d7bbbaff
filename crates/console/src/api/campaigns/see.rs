//! Looking at campaigns: the list, one with its differences, findings and progress, rows, letters, downloads.

use axum::{
    extract::State,
    response::{Json, Response, Result},
};
use sekisho_engine::desk::SheetForm;
use sekisho_model::{CampaignId, Digest};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Refused, told};
use crate::{
    api::{
        Problem,
        shape::{After, CampaignBody, CampaignLineBody, RowBody},
    },
    counter::Counter,
    fault::Fault,
    input::{Path, Query},
    pages::{campaigns::mail::saved, download::attachment},
    seat::Caller,
};

/// A page of campaigns.
#[derive(Serialize, ToSchema)]
pub(super) struct CampaignList {
    rows: Vec<CampaignLineBody>,
    next: Option<String>,
}

/// Campaigns the caller may look at, newest first
#[utoipa::path(get, path = "/campaigns", tag = "campaigns", params(After),
    responses((status = 200, body = CampaignList), (status = 401, body = Problem)))]
pub(super) async fn campaigns(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Query(asked): Query<After>,
) -> Result<Json<CampaignList>, Fault> {
    let page = counter.desk.campaigns(&viewer, asked.after.as_deref()).await?;
    let rows = page.rows.iter().map(CampaignLineBody::from).collect();
    Ok(Json(CampaignList { rows, next: page.next }))
}

/// Everything about one campaign, without letters and cells
#[utoipa::path(get, path = "/campaigns/{id}", tag = "campaigns", params(("id" = String, Path)),
    responses((status = 200, body = CampaignBody), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn campaign(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
) -> Result<Json<CampaignBody>, Fault> {
    let page = counter.desk.campaign(&viewer, &id).await?;
    Ok(Json(CampaignBody::new(&counter.say(viewer.language), &page)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ByState {
    /// `pending`, `claimed`, `handed`, `accepted`, `failed`, `unknown`, `withdrawn`.
    #[serde(default)]
    state: Option<String>,
    /// Cursor of the page before.
    #[serde(default)]
    after: Option<String>,
}

/// A page of rows.
#[derive(Serialize, ToSchema)]
pub(super) struct RowList {
    rows: Vec<RowBody>,
    next: Option<String>,
}

/// What became of each row
#[utoipa::path(get, path = "/campaigns/{id}/rows", tag = "campaigns", params(("id" = String, Path), ByState),
    responses((status = 200, body = RowList), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn rows(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    Query(asked): Query<ByState>,
) -> Result<Json<RowList>, Fault> {
    let page = counter.desk.campaign_rows(&viewer, &id, asked.state.as_deref(), asked.after.as_deref()).await?;
    Ok(Json(RowList { rows: page.rows.into_iter().map(RowBody::from).collect(), next: page.next }))
}

/// Every row with its outcome, as a file
#[utoipa::path(get, path = "/campaigns/{id}/rows/{form}", tag = "campaigns",
    params(("id" = String, Path), ("form" = String, Path, description = "csv, xlsx")),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn export(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path((id, form)): Path<(CampaignId, SheetForm)>,
) -> Result<Response, Refused> {
    let file = counter.desk.export_rows(&viewer, &id, form).await;
    Ok(attachment(file.map_err(|error| told(&counter.say(viewer.language), error))?))
}

/// The differences of the lists with their cells, as a file
#[utoipa::path(get, path = "/campaigns/{id}/differences/{form}", tag = "campaigns",
    params(("id" = String, Path), ("form" = String, Path, description = "csv, xlsx")),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "There is nothing to compare", body = Problem), (status = 422, body = Problem)))]
pub(super) async fn differences(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path((id, form)): Path<(CampaignId, SheetForm)>,
) -> Result<Response, Refused> {
    let file = counter.desk.difference_report(&viewer, &id, form).await;
    Ok(attachment(file.map_err(|error| told(&counter.say(viewer.language), error))?))
}

/// The certificate: what was compared and checked, who made and approved it, signed by the house
#[utoipa::path(get, path = "/campaigns/{id}/certificate", tag = "campaigns", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Something is in the way", body = Problem)))]
pub(super) async fn certificate(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
) -> Result<Response, Refused> {
    let file = counter.desk.campaign_certificate(&viewer, &id).await;
    Ok(attachment(file.map_err(|error| told(&counter.say(viewer.language), error))?))
}

/// The letter of a row, decoded.
#[derive(Serialize, ToSchema)]
pub(super) struct MailBody {
    row: u32,
    /// Rows of the list.
    of: u32,
    recipients: Vec<String>,
    /// Headers and text.
    text: String,
    /// HTML as it will be sent. Not cleaned: do not show it to people as it is.
    html: Option<String>,
    /// SHA-256 of the bytes.
    digest: String,
    size: u64,
}

/// The letter of a row, exactly as it would leave
#[utoipa::path(get, path = "/campaigns/{id}/letters/{row}", tag = "campaigns",
    params(("id" = String, Path), ("row" = u32, Path)),
    responses((status = 200, body = MailBody), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, description = "It cannot be made", body = Problem)))]
pub(super) async fn mail(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path((id, row)): Path<(CampaignId, u32)>,
) -> Result<Json<MailBody>, Refused> {
    let mail = counter.desk.campaign_letter(&viewer, &id, row).await;
    let mail = mail.map_err(|error| told(&counter.say(viewer.language), error))?;
    Ok(Json(MailBody {
        row: mail.number,
        of: mail.of,
        recipients: mail.recipients,
        text: mail.text,
        html: mail.html,
        digest: Digest::of(&mail.raw).to_string(),
        size: mail.raw.len() as u64,
    }))
}

/// Its bytes
#[utoipa::path(get, path = "/campaigns/{id}/letters/{row}/raw", tag = "campaigns",
    params(("id" = String, Path), ("row" = u32, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn raw(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path((id, row)): Path<(CampaignId, u32)>,
) -> Result<Response, Refused> {
    let mail = counter.desk.campaign_letter(&viewer, &id, row).await;
    let mail = mail.map_err(|error| told(&counter.say(viewer.language), error))?;
    Ok(saved(&id, row, mail.raw))
}
