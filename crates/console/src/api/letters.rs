//! Letters: trays, search, one letter, decisions.

use axum::{
    extract::State,
    http::StatusCode,
    response::{Json, Response, Result},
};
use sekisho_engine::desk::{Action, Edit, Tray};
use sekisho_model::{Address, Digest, ParcelId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Problem,
    shape::{After, DoneBody, FindingBody, LetterBody, LetterList},
};
use crate::{
    counter::Counter,
    fault::Fault,
    input::{self, Path, Query},
    pages::outgoing::eml,
    seat::Caller,
};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new()
        .routes(routes!(tray))
        .routes(routes!(search))
        .routes(routes!(letter))
        .routes(routes!(decide))
        .routes(routes!(recipients))
        .routes(routes!(reveal))
        .routes(routes!(outgoing))
        .routes(routes!(raw))
        .routes(routes!(lock))
}

/// A tray
///
/// `mine`, `to-approve`, `held` (admins and officers) or `history`.
#[utoipa::path(get, path = "/trays/{tray}", tag = "letters",
    params(("tray" = String, Path, description = "mine, to-approve, held, history"), After),
    responses((status = 200, body = LetterList), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn tray(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(tray): Path<Tray>,
    Query(asked): Query<After>,
) -> Result<Json<LetterList>, Fault> {
    let page = counter.desk.tray(&viewer, tray, asked.after.as_deref()).await?;
    Ok(Json(LetterList::new(&counter.say(viewer.language), page)))
}

/// What to look for.
#[derive(Deserialize, ToSchema)]
struct Search {
    /// Words that must all be found in the subject or an address.
    query: String,
    /// Cursor of the page before.
    #[serde(default)]
    after: Option<String>,
}

/// Letters whose subject or an address contains every word
#[utoipa::path(post, path = "/search", tag = "letters", request_body = Search,
    responses((status = 200, body = LetterList), (status = 401, body = Problem)))]
async fn search(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    input::Json(asked): input::Json<Search>,
) -> Result<Json<LetterList>, Fault> {
    let page = counter.desk.search(&viewer, &asked.query, asked.after.as_deref()).await?;
    Ok(Json(LetterList::new(&counter.say(viewer.language), page)))
}

/// Everything about one letter
#[utoipa::path(get, path = "/letters/{id}", tag = "letters", params(("id" = String, Path)),
    responses((status = 200, body = LetterBody), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn letter(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<ParcelId>,
) -> Result<Json<LetterBody>, Fault> {
    let page = counter.desk.parcel(&viewer, id).await?;
    Ok(Json(LetterBody::new(&counter.say(viewer.language), page)))
}

/// A decision.
#[derive(Deserialize, ToSchema)]
struct Decision {
    /// `review`, `approve`, `decline`, `stop`.
    #[schema(value_type = String)]
    action: Action,
    /// The seal that was shown.
    #[schema(value_type = String)]
    seal: Digest,
    /// For `decline` and `stop`: what the sender is told, at most 2,000 characters.
    #[serde(default)]
    comment: Option<String>,
}

/// Reviews, approves, declines or stops
#[utoipa::path(post, path = "/letters/{id}/decisions", tag = "letters", params(("id" = String, Path)),
    request_body = Decision,
    responses((status = 200, body = DoneBody), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, description = "Stale seal, too early, not needed, twice", body = Problem),
        (status = 422, description = "The comment is too long", body = Problem)))]
async fn decide(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<ParcelId>,
    input::Json(decision): input::Json<Decision>,
) -> Result<Json<DoneBody>, Fault> {
    let done = counter.desk.act(&viewer, id, decision.action, decision.seal, decision.comment.as_deref()).await?;
    Ok(Json(DoneBody::new(&counter.say(viewer.language), &done)))
}

/// New recipients.
#[derive(Deserialize, ToSchema)]
struct NewRecipients {
    /// The seal that was shown.
    #[schema(value_type = String)]
    seal: Digest,
    /// All that remain or are new.
    #[schema(value_type = Vec<String>)]
    recipients: Vec<Address>,
}

/// Changes the recipients; the letter is judged and sealed anew
#[utoipa::path(put, path = "/letters/{id}/recipients", tag = "letters", params(("id" = String, Path)),
    request_body = NewRecipients,
    responses((status = 200, body = LetterBody), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn recipients(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<ParcelId>,
    input::Json(wanted): input::Json<NewRecipients>,
) -> Result<Json<LetterBody>, Fault> {
    let edit = Edit { shown: wanted.seal, recipients: wanted.recipients };
    let id = counter.desk.edit(&viewer, id, edit).await?;
    let page = counter.desk.parcel(&viewer, id).await?;
    Ok(Json(LetterBody::new(&counter.say(viewer.language), page)))
}

/// One finding with what was masked; that it was looked at is evidence
#[utoipa::path(post, path = "/letters/{id}/findings/{number}/reveal", tag = "letters",
    params(("id" = String, Path), ("number" = u32, Path)),
    responses((status = 200, body = FindingBody), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn reveal(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path((id, number)): Path<(ParcelId, u32)>,
) -> Result<Json<FindingBody>, Fault> {
    let finding = counter.desk.reveal(&viewer, id, number).await?;
    Ok(Json(FindingBody::revealed(&counter.say(viewer.language), &finding)))
}

/// An outgoing mail, decoded.
#[derive(Serialize, ToSchema)]
struct OutgoingBody {
    /// Which mail, from 0.
    number: u32,
    /// How many there are.
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

/// The exact outgoing mail; that it was looked at is evidence
#[utoipa::path(get, path = "/letters/{id}/outgoing/{number}", tag = "letters",
    params(("id" = String, Path), ("number" = u32, Path)),
    responses((status = 200, body = OutgoingBody), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn outgoing(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path((id, number)): Path<(ParcelId, u32)>,
) -> Result<Json<OutgoingBody>, Fault> {
    let mail = counter.desk.outgoing(&viewer, id, number).await?;
    Ok(Json(OutgoingBody {
        number: mail.number,
        of: mail.of,
        recipients: mail.recipients,
        text: mail.text,
        html: mail.html,
        digest: Digest::of(&mail.raw).to_string(),
        size: mail.raw.len() as u64,
    }))
}

/// Its bytes as they will go over the wire
#[utoipa::path(get, path = "/letters/{id}/outgoing/{number}/raw", tag = "letters",
    params(("id" = String, Path), ("number" = u32, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn raw(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path((id, number)): Path<(ParcelId, u32)>,
) -> Result<Response, Fault> {
    let mail = counter.desk.outgoing(&viewer, id, number).await?;
    Ok(eml(id, number, mail.raw))
}

/// Locks a download link
#[utoipa::path(post, path = "/links/{link}/lock", tag = "letters", params(("link" = String, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
async fn lock(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(link): Path<Digest>,
) -> Result<StatusCode, Fault> {
    counter.desk.lock_link(&viewer, link).await?;
    Ok(StatusCode::NO_CONTENT)
}
