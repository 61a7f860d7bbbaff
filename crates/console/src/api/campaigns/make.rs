//! Making a campaign.

use axum::{extract::State, http::StatusCode, response::Result};
use sekisho_engine::desk::{LetterForm, PlanChange, SendingForm, SourcesForm};
use sekisho_model::{CampaignId, Time, UserId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Refused, told};
use crate::{
    api::Problem,
    counter::Counter,
    fault::Fault,
    input::{self, Path},
    pages::campaigns::upload,
    seat::Caller,
};

/// A name.
#[derive(Deserialize, ToSchema)]
pub(super) struct New {
    /// 1 to 40 of a–z, 0–9 and `-`; never used before.
    #[schema(example = "spring-2026")]
    id: String,
}

/// Begins a campaign
#[utoipa::path(post, path = "/campaigns", tag = "campaigns", request_body = New,
    responses((status = 201), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, description = "The name is none, or was used before", body = Problem)))]
pub(super) async fn new(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    input::Json(given): input::Json<New>,
) -> Result<StatusCode, Fault> {
    counter.desk.new_campaign(&viewer, given.id.trim()).await?;
    Ok(StatusCode::CREATED)
}

/// Files of a campaign.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body, which is read piece by piece")]
pub(super) struct Files {
    /// Each by its name: `list.csv`, `campaign.toml`, or one folder deep, `files/ticket.pdf`.
    #[schema(value_type = Vec<Vec<u8>>, format = Binary)]
    file: Vec<u8>,
}

/// Puts files in, each in the place of the one of its name
///
/// At most 64 MB each, 100 at once, 128 MB in all; larger ones come in by the command line. All or none.
#[utoipa::path(post, path = "/campaigns/{id}/parts", tag = "campaigns", params(("id" = String, Path)),
    request_body(content = Files, content_type = "multipart/form-data"),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, description = "Letters leave already", body = Problem),
        (status = 413, body = Problem), (status = 422, description = "A file cannot be taken", body = Problem)))]
pub(super) async fn put(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Upload(form): input::Upload,
) -> Result<StatusCode, Refused> {
    let page = counter.desk.campaign(&viewer, &id).await?;
    if !page.row.may.list && !page.row.may.content {
        return Err(Fault::Forbidden.into());
    }
    let _turn = counter.uploads.acquire().await.map_err(|_| Fault::Unavailable)?;
    let files = upload::named_files(form).await?;
    if files.is_empty() {
        return Err(Fault::Input { field: "file" }.into());
    }
    let put = counter.desk.put_parts(&viewer, &id, files).await;
    put.map_err(|error| told(&counter.say(viewer.language), error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// A part.
#[derive(Deserialize, ToSchema)]
pub(super) struct Named {
    name: String,
}

/// Takes a file out
#[utoipa::path(delete, path = "/campaigns/{id}/parts", tag = "campaigns", params(("id" = String, Path)),
    request_body = Named,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn remove(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<Named>,
) -> Result<StatusCode, Refused> {
    let removed = counter.desk.remove_part(&viewer, &id, &given.name).await;
    removed.map_err(|error| told(&counter.say(viewer.language), error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody.
#[derive(Deserialize, ToSchema)]
pub(super) struct Helper {
    /// Login name.
    user: String,
}

/// Gives somebody a hand in it, who cannot approve it then
#[utoipa::path(post, path = "/campaigns/{id}/makers", tag = "campaigns", params(("id" = String, Path)),
    request_body = Helper,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, description = "No such account", body = Problem)))]
pub(super) async fn maker(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<Helper>,
) -> Result<StatusCode, Fault> {
    counter.desk.add_maker(&viewer, &id, &UserId::new(given.user)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn planned(
    counter: &Counter,
    viewer: &sekisho_engine::desk::Viewer,
    id: &CampaignId,
    change: PlanChange,
) -> Result<StatusCode, Refused> {
    let written = counter.desk.plan_campaign(viewer, id, change).await;
    written.map_err(|error| told(&counter.say(viewer.language), error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which tables, and which of their columns mean what.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct Sources {
    /// The part with the rows to write to.
    list: String,
    /// Its column with the person's key in the master.
    key: String,
    /// Its column with the address.
    address: String,
    /// The same list, made by somebody else.
    second: Option<String>,
    /// Who there is; without it a shifted list is not seen.
    master: Option<String>,
    /// Its column with the key; default: as in the list.
    master_key: String,
    mail: Vec<String>,
    phone: Vec<String>,
    member: Vec<String>,
    name: Vec<String>,
    reading: Vec<String>,
}

/// Says which tables, and what their columns mean
#[utoipa::path(put, path = "/campaigns/{id}/sources", tag = "campaigns", params(("id" = String, Path)),
    request_body = Sources,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn sources(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<Sources>,
) -> Result<StatusCode, Refused> {
    let form = SourcesForm {
        list: given.list,
        key: given.key,
        address: given.address,
        second: given.second,
        master: given.master,
        master_key: given.master_key,
        mail: given.mail,
        phone: given.phone,
        member: given.member,
        name: given.name,
        reading: given.reading,
    };
    planned(&counter, &viewer, &id, PlanChange::Sources(form)).await
}

/// Who writes, and what.
#[derive(Deserialize, ToSchema)]
pub(super) struct LetterBody {
    /// Address in `From`.
    from: String,
    /// Display name in `From`.
    #[serde(default)]
    sender: String,
    #[serde(default)]
    reply_to: String,
    /// One line of template.
    #[schema(example = "{{ name }}, your booking")]
    subject: String,
    /// The recipient's name in `To`, one line of template.
    #[serde(default)]
    recipient: String,
    /// Plain text, a template.
    text: String,
    /// HTML, a template.
    #[serde(default)]
    html: String,
}

/// Writes the letter
#[utoipa::path(put, path = "/campaigns/{id}/letter", tag = "campaigns", params(("id" = String, Path)),
    request_body = LetterBody,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn letter(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<LetterBody>,
) -> Result<StatusCode, Refused> {
    let form = LetterForm {
        from: given.from,
        sender: given.sender,
        reply_to: given.reply_to,
        subject: given.subject,
        recipient: given.recipient,
        text: given.text,
        html: given.html,
    };
    planned(&counter, &viewer, &id, PlanChange::Letter(form)).await
}

/// How it leaves.
#[derive(Deserialize, ToSchema)]
pub(super) struct SendingBody {
    /// Not before this instant, as RFC 3339 has it; none: as soon as it is released.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    not_before: Option<Time>,
    /// First and last hour of the day, `HH:MM` in the time zone of the house; none: at any hour.
    #[serde(default)]
    hours: Option<[String; 2]>,
    /// Rows that go ahead; 0: none.
    #[serde(default)]
    canary: u32,
    /// Letters a minute; none: as the house has it.
    #[serde(default)]
    per_minute: Option<u32>,
    /// Letters a minute to one domain; none: as the house has it.
    #[serde(default)]
    per_minute_domain: Option<u32>,
    /// Where test letters go, at most 10.
    #[serde(default)]
    test_to: Vec<String>,
}

/// Says how it leaves
#[utoipa::path(put, path = "/campaigns/{id}/sending", tag = "campaigns", params(("id" = String, Path)),
    request_body = SendingBody,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn sending(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    Path(id): Path<CampaignId>,
    input::Json(given): input::Json<SendingBody>,
) -> Result<StatusCode, Refused> {
    let SendingBody { not_before, hours, canary, per_minute, per_minute_domain, test_to } = given;
    let form = SendingForm { not_before, hours, canary, per_minute, per_minute_domain, test_to };
    planned(&counter, &viewer, &id, PlanChange::Sending(form)).await
}
