//! Sessions of programs.

use axum::{
    extract::State,
    http::StatusCode,
    response::{Json, Result},
};
use sekisho_engine::desk::SignInError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use zeroize::Zeroizing;

use super::{Problem, shape::Me};
use crate::{counter::Counter, fault::Fault, input, seat::Caller};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new().routes(routes!(open, close, me))
}

/// Name, password and, if one is set up, the code of the second factor.
#[derive(Deserialize, ToSchema)]
struct Credentials {
    login: String,
    password: String,
    #[serde(default)]
    code: Option<String>,
}

/// A fresh session.
#[derive(Serialize, ToSchema)]
struct Opened {
    /// For `Authorization: Bearer`.
    token: String,
    user: String,
}

/// Opens a session
#[utoipa::path(post, path = "/session", tag = "session", security(()), request_body = Credentials, responses(
    (status = 200, body = Opened),
    (status = 401, description = "Name, password or code is wrong (`sign-in`), or a code is needed (`code-needed`)",
        body = Problem),
    (status = 403, description = "From another site", body = Problem),
    (status = 429, description = "Locked after too many failures", body = Problem),
))]
async fn open(
    State(counter): State<Counter>,
    input::Json(given): input::Json<Credentials>,
) -> Result<Json<Opened>, Fault> {
    let password = Zeroizing::new(given.password);
    match counter.desk.sign_in(&given.login, &password, given.code.as_deref()).await {
        Ok(signed_in) => Ok(Json(Opened { user: signed_in.user.to_string(), token: signed_in.token })),
        Err(SignInError::Unavailable) => Err(Fault::Unavailable),
        Err(SignInError::Locked { .. }) => Err(Fault::Locked),
        Err(SignInError::NeedsCode) => Err(Fault::CodeNeeded),
        Err(SignInError::Wrong) => Err(Fault::SignIn),
    }
}

/// Ends the session
#[utoipa::path(delete, path = "/session", tag = "session", responses(
    (status = 204),
    (status = 401, body = Problem),
))]
async fn close(State(counter): State<Counter>, Caller(viewer): Caller) -> StatusCode {
    counter.desk.sign_out(&viewer).await;
    StatusCode::NO_CONTENT
}

/// Who asks, and what waits
#[utoipa::path(get, path = "/session", tag = "session", responses(
    (status = 200, body = Me),
    (status = 401, body = Problem),
))]
async fn me(State(counter): State<Counter>, Caller(viewer): Caller) -> Result<Json<Me>, Fault> {
    let badges = counter.desk.badges(&viewer).await?;
    Ok(Json(Me::new(&viewer, badges)))
}
