//! The own account: language, password, second factor.
//!
//! A wrong password or code is a problem with its field, and counts like one at the sign-in. It never tells a secret twice.

use axum::{
    extract::State,
    http::StatusCode,
    response::{Json, Result},
};
use sekisho_engine::desk::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use zeroize::Zeroizing;

use super::Problem;
use crate::{counter::Counter, fault::Fault, input, seat::Caller};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new()
        .routes(routes!(language))
        .routes(routes!(password))
        .routes(routes!(start))
        .routes(routes!(confirm))
        .routes(routes!(remove))
}

/// A language.
#[derive(Deserialize, ToSchema)]
struct Chosen {
    /// `ja` or `en`.
    #[schema(value_type = String, example = "ja")]
    language: Language,
}

/// Chooses the language of pages, notices and texts
#[utoipa::path(put, path = "/account/language", tag = "account", request_body = Chosen,
    responses((status = 204), (status = 401, body = Problem)))]
async fn language(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    input::Json(chosen): input::Json<Chosen>,
) -> Result<StatusCode, Fault> {
    counter.desk.set_language(&viewer, chosen.language).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A password for another.
#[derive(Deserialize, ToSchema)]
struct NewPassword {
    /// The password so far.
    old: String,
    /// 12 to 256 characters.
    new: String,
}

/// Changes the password; every other session ends
#[utoipa::path(put, path = "/account/password", tag = "account", request_body = NewPassword,
    responses((status = 204), (status = 401, body = Problem),
        (status = 422, description = "`old` is wrong, or `new` too short or too long", body = Problem)))]
async fn password(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    input::Json(given): input::Json<NewPassword>,
) -> Result<StatusCode, Fault> {
    let (old, new) = (Zeroizing::new(given.old), Zeroizing::new(given.new));
    counter.desk.set_password(&viewer, &old, &new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The secret of a new second factor, told once.
#[derive(Serialize, ToSchema)]
struct SecretBody {
    /// For a QR code.
    #[schema(example = "otpauth://totp/...")]
    uri: String,
    /// The secret alone, base 32.
    secret: String,
}

/// Draws the secret of a second factor; it counts once it is confirmed
#[utoipa::path(post, path = "/account/second-factor", tag = "account",
    responses((status = 200, body = SecretBody), (status = 401, body = Problem)))]
async fn start(State(counter): State<Counter>, Caller(viewer): Caller) -> Result<Json<SecretBody>, Fault> {
    let factor = counter.desk.start_second_factor(&viewer).await?;
    Ok(Json(SecretBody { uri: factor.uri, secret: factor.secret }))
}

/// A code of the authenticator.
#[derive(Deserialize, ToSchema)]
struct Code {
    #[schema(example = "123456")]
    code: String,
}

/// Switches the second factor on; every other session ends
#[utoipa::path(post, path = "/account/second-factor/confirm", tag = "account", request_body = Code,
    responses((status = 204), (status = 401, body = Problem),
        (status = 422, description = "The code does not fit the secret drawn last", body = Problem)))]
async fn confirm(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    input::Json(given): input::Json<Code>,
) -> Result<StatusCode, Fault> {
    counter.desk.confirm_second_factor(&viewer, given.code.trim()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Password and code once more.
#[derive(Deserialize, ToSchema)]
struct Proof {
    password: String,
    /// A code of the second factor that is to go.
    code: String,
}

/// Switches the second factor off; every other session ends
#[utoipa::path(post, path = "/account/second-factor/remove", tag = "account", request_body = Proof,
    responses((status = 204), (status = 401, body = Problem),
        (status = 422, description = "`password` or `code` is wrong", body = Problem)))]
async fn remove(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    input::Json(given): input::Json<Proof>,
) -> Result<StatusCode, Fault> {
    let password = Zeroizing::new(given.password);
    counter.desk.remove_second_factor(&viewer, &password, given.code.trim()).await?;
    Ok(StatusCode::NO_CONTENT)
}
