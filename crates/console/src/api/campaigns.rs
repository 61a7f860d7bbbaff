//! Bulk mail: campaigns, their files, plan, checks, decisions, rows and downloads.
//!
//! A decision is bound to the root that was told. An upload is bounded before it is read, and read only for who may put
//! something in. What does not fit is a problem with its place and what to do in `detail`.

mod act;
mod make;
mod see;

use axum::{
    extract::DefaultBodyLimit,
    http::{HeaderValue, header},
    response::{IntoResponse, Json, Response},
};
use sekisho_engine::desk::DeskError;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Problem;
use crate::{counter::Counter, fault::Fault, pages::campaigns::upload, say::Say, view::campaign::trouble};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new()
        .routes(routes!(see::campaigns, make::new))
        .routes(routes!(see::campaign))
        .merge(uploads())
        .routes(routes!(make::maker))
        .routes(routes!(make::sources))
        .routes(routes!(make::letter))
        .routes(routes!(make::sending))
        .routes(routes!(act::check))
        .routes(routes!(act::decide))
        .routes(routes!(act::waive))
        .routes(routes!(act::trial))
        .routes(routes!(act::rest))
        .routes(routes!(act::settle))
        .routes(routes!(act::settle_all))
        .routes(routes!(act::complain))
        .routes(routes!(act::again))
        .routes(routes!(see::rows))
        .routes(routes!(see::export))
        .routes(routes!(see::differences))
        .routes(routes!(see::certificate))
        .routes(routes!(see::mail))
        .routes(routes!(see::raw))
}

/// What may be larger than anything else.
fn uploads() -> OpenApiRouter<Counter> {
    OpenApiRouter::new().routes(routes!(make::put, make::remove)).layer(DefaultBodyLimit::max(upload::WHOLE))
}

/// A refusal: of the campaign itself, with what is wrong and what to do, or a fault like any other.
pub(super) enum Refused {
    Fault(Fault),
    Told(Box<Problem>),
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Fault(fault) => fault.into_response(),
            Self::Told(problem) => {
                let status = axum::http::StatusCode::from_u16(problem.status).unwrap_or_default();
                let mime = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
                (status, mime, Json(problem)).into_response()
            }
        }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<DeskError> for Refused {
    fn from(error: DeskError) -> Self {
        Self::Fault(error.into())
    }
}

/// What does not fit, told in words with its place.
fn told(say: &Say, error: DeskError) -> Refused {
    let DeskError::Trouble(what) = &error else { return error.into() };
    let (fault, words) = (Fault::Input { field: "file" }, trouble(say, what));
    Refused::Told(Box::new(Problem {
        title: words.what,
        status: fault.status().as_u16(),
        code: "campaign",
        detail: words.remedy,
        field: fault.field(),
    }))
}
