//! The same as JSON, for programs: `/api/v1`, described by OpenAPI at `/api/v1/openapi.json` and in
//! `docs/openapi.json`.
//!
//! Every page has its like here, with the same rights. Every request carries a session: the cookie of the console, or
//! `Authorization: Bearer` with the token that `POST /api/v1/session` gives; but for those that carry the secret of a
//! mail in their path. Codes are stable; texts are for people and in the language of the account. A problem
//! is `application/problem+json` (RFC 9457) with a code of its own, in the language that `Accept-Language` asks for.

mod account;
mod accounts;
mod campaigns;
mod downloads;
mod invited;
mod letters;
mod lists;
mod log;
mod mis_sent;
mod policy;
mod session;
pub(crate) mod shape;

use axum::{
    Router,
    http::{HeaderValue, header},
    response::{IntoResponse, Json, Response},
    routing::get,
};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{counter::Counter, fault::Fault, say::Say};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sekisho console",
        description = "What people do in the console, for programs. Sessions: POST /api/v1/session, then \
                       `Authorization: Bearer`. Decisions are bound to the seal of the bytes that were shown.",
        license(name = "Apache-2.0 OR MIT")
    ),
    modifiers(&Security),
    security(("session" = []))
)]
struct Description;

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme("session", SecurityScheme::Http(bearer));
    }
}

fn described() -> OpenApiRouter<Counter> {
    let v1 = OpenApiRouter::new()
        .merge(session::routes())
        .merge(account::routes())
        .merge(letters::routes())
        .merge(mis_sent::routes())
        .merge(invited::routes())
        .merge(downloads::routes())
        .merge(campaigns::routes())
        .merge(lists::routes())
        .merge(accounts::routes())
        .merge(log::routes())
        .merge(policy::routes());
    OpenApiRouter::with_openapi(Description::openapi()).nest("/api/v1", v1)
}

/// The routes, and the description of themselves.
pub(crate) fn routes() -> Router<Counter> {
    let (router, description) = described().split_for_parts();
    router.route("/api/v1/openapi.json", get(async move || Json(description)))
}

/// The OpenAPI description as JSON text, as it is committed in `docs/openapi.json`.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn openapi() -> Result<String, serde_json::Error> {
    described().into_openapi().to_pretty_json()
}

/// A problem (RFC 9457).
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Problem {
    /// What, in words.
    title: String,
    /// The status of the response.
    status: u16,
    /// A code that stays.
    #[schema(example = "stale")]
    code: &'static str,
    /// Why and what to do, in words.
    detail: String,
    /// The field that was not accepted.
    #[serde(skip_serializing_if = "str::is_empty")]
    field: &'static str,
}

/// A fault as JSON.
pub(crate) fn problem(fault: Fault, say: &Say) -> Response {
    let key = format!("fault-{}", fault.code());
    let why = say.with(&format!("{key}.why"), &[("field", fault.field().into())]);
    let problem = Problem {
        title: say.t(&key),
        status: fault.status().as_u16(),
        code: fault.code(),
        detail: format!("{why} {}", say.t(&format!("{key}.remedy"))),
        field: fault.field(),
    };
    let mime = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
    (fault.status(), mime, Json(problem)).into_response()
}
