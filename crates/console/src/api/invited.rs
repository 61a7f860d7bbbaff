//! What the secret of a mail opens without a session: a decision from a notice, the first password of an account.
//! Looking changes nothing; each works once.
//!
//! What was used, is too old, or speaks of other bytes is one and the same 410.

use axum::{
    extract::State,
    http::StatusCode,
    response::{Json, Result},
};
use sekisho_engine::desk::{Action, NoticeKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use zeroize::Zeroizing;

use super::{
    Problem,
    shape::{DoneBody, LetterBody},
};
use crate::{
    counter::{self, Counter},
    fault::Fault,
    input::{self, Path},
};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new().routes(routes!(notice, act)).routes(routes!(invitation, accept))
}

/// What a notice is about.
#[derive(Serialize, ToSchema)]
struct NoticeBody {
    /// Login name of who was asked.
    user: String,
    /// `ja` or `en`: the language of the texts.
    language: &'static str,
    /// `review`, `approve`, `stop`.
    kind: &'static str,
    /// Masked. To a recipient inside who may stop it, less is told.
    letter: LetterBody,
}

/// What the notice is about
#[utoipa::path(get, path = "/notices/{token}", tag = "invited", security(()), params(("token" = String, Path)),
    responses((status = 200, body = NoticeBody),
        (status = 410, description = "Used, too old, or about other bytes", body = Problem)))]
async fn notice(State(counter): State<Counter>, Path(token): Path<String>) -> Result<Json<NoticeBody>, Fault> {
    let notice = counter.desk.notice(&token).await?;
    let kind = match notice.kind {
        NoticeKind::Review => "review",
        NoticeKind::Approve => "approve",
        NoticeKind::Stop => "stop",
    };
    Ok(Json(NoticeBody {
        user: notice.user.to_string(),
        language: counter::lang(notice.language).code(),
        kind,
        letter: LetterBody::new(&counter.say(notice.language), notice.page),
    }))
}

/// A decision by notice.
#[derive(Deserialize, ToSchema)]
struct ByNotice {
    /// `review` or `stop`, `approve` or `decline`, or `stop`: what the notice is about.
    #[schema(value_type = String)]
    action: Action,
    /// For `decline` and `stop`: what the sender is told, at most 2,000 characters.
    #[serde(default)]
    comment: Option<String>,
}

/// Decides, once, for the bytes the notice was about
#[utoipa::path(post, path = "/notices/{token}", tag = "invited", security(()), params(("token" = String, Path)),
    request_body = ByNotice,
    responses((status = 200, body = DoneBody), (status = 403, description = "Not what was asked", body = Problem),
        (status = 409, body = Problem), (status = 410, body = Problem), (status = 422, body = Problem)))]
async fn act(
    State(counter): State<Counter>,
    Path(token): Path<String>,
    input::Json(given): input::Json<ByNotice>,
) -> Result<Json<DoneBody>, Fault> {
    let language = counter.desk.notice(&token).await?.language;
    let done = counter.desk.act_on_notice(&token, given.action, given.comment.as_deref()).await?;
    Ok(Json(DoneBody::new(&counter.say(language), &done)))
}

/// Whose account an invitation opens.
#[derive(Serialize, ToSchema)]
struct InvitationBody {
    /// Login name.
    user: String,
    /// Display name.
    name: String,
    /// `ja` or `en`.
    language: &'static str,
}

/// Whose invitation it is
#[utoipa::path(get, path = "/invitations/{token}", tag = "invited", security(()), params(("token" = String, Path)),
    responses((status = 200, body = InvitationBody), (status = 410, description = "Used or too old", body = Problem)))]
async fn invitation(State(counter): State<Counter>, Path(token): Path<String>) -> Result<Json<InvitationBody>, Fault> {
    let invited = counter.desk.account_invitation(&token).await?;
    Ok(Json(InvitationBody {
        user: invited.user.to_string(),
        name: invited.name,
        language: counter::lang(invited.language).code(),
    }))
}

/// A first password.
#[derive(Deserialize, ToSchema)]
struct FirstPassword {
    /// 12 to 256 characters.
    new: String,
}

/// Sets the first password, once
#[utoipa::path(post, path = "/invitations/{token}", tag = "invited", security(()), params(("token" = String, Path)),
    request_body = FirstPassword,
    responses((status = 204), (status = 410, body = Problem),
        (status = 422, description = "Too short or too long; the invitation stays good", body = Problem)))]
async fn accept(
    State(counter): State<Counter>,
    Path(token): Path<String>,
    input::Json(given): input::Json<FirstPassword>,
) -> Result<StatusCode, Fault> {
    counter.desk.accept_invitation(&token, &Zeroizing::new(given.new)).await?;
    Ok(StatusCode::NO_CONTENT)
}
