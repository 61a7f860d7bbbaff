//! Why a request was not carried out: said as a page that tells what, why and what to do, or as JSON (RFC 9457).
//!
//! A fault travels in the extensions of an empty response; [`crate::guard`] draws the page, because only it knows the
//! language and the nonce. It never repeats what was sent.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use sekisho_engine::{campaigns::CampaignRejection, chance::NoChance, desk::DeskError};
use sekisho_model::Rejection;

/// A request that was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    NotFound,
    NoPage,
    Forbidden,
    Own,
    Stale,
    TooEarly,
    NotNeeded,
    Twice,
    Conflict,
    Exists,
    Spent,
    Input { field: &'static str },
    Malformed,
    TooLarge,
    CrossSite,
    SignIn,
    CodeNeeded,
    SecondFactor,
    Locked,
    Method,
    Timeout,
    Unavailable,
}

impl Fault {
    /// The code in catalogues and JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::NoPage => "no-page",
            Self::Forbidden => "forbidden",
            Self::Own => "own",
            Self::Stale => "stale",
            Self::TooEarly => "too-early",
            Self::NotNeeded => "not-needed",
            Self::Twice => "twice",
            Self::Conflict => "conflict",
            Self::Exists => "exists",
            Self::Spent => "spent",
            Self::Input { .. } => "input",
            Self::Malformed => "malformed",
            Self::TooLarge => "too-large",
            Self::CrossSite => "cross-site",
            Self::SignIn => "sign-in",
            Self::CodeNeeded => "code-needed",
            Self::SecondFactor => "second-factor",
            Self::Locked => "locked",
            Self::Method => "method",
            Self::Timeout => "timeout",
            Self::Unavailable => "unavailable",
        }
    }

    /// The status of the response (RFC 9110 §15).
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoPage => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Own | Self::CrossSite | Self::SecondFactor => StatusCode::FORBIDDEN,
            Self::Stale | Self::TooEarly | Self::NotNeeded | Self::Twice | Self::Conflict | Self::Exists => {
                StatusCode::CONFLICT
            }
            Self::Spent => StatusCode::GONE,
            Self::Input { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::SignIn | Self::CodeNeeded => StatusCode::UNAUTHORIZED,
            Self::Locked => StatusCode::TOO_MANY_REQUESTS,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Timeout | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The field that was not accepted, if that was it.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Input { field } => field,
            _ => "",
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<DeskError> for Fault {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => Self::NotFound,
            DeskError::Forbidden => Self::Forbidden,
            DeskError::Rejected(why) => why.into(),
            DeskError::Conflict => Self::Conflict,
            DeskError::TokenSpent => Self::Spent,
            DeskError::SecondFactor => Self::SecondFactor,
            DeskError::Input { field, .. } => Self::Input { field },
            DeskError::Campaign(why) => why.into(),
            DeskError::Trouble(_) => Self::Input { field: "file" },
            DeskError::Policy(_) => Self::Input { field: "policy" },
            DeskError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<Rejection> for Fault {
    fn from(why: Rejection) -> Self {
        match why {
            Rejection::Own => Self::Own,
            Rejection::Stale => Self::Stale,
            Rejection::TooEarly => Self::TooEarly,
            Rejection::NotNeeded => Self::NotNeeded,
            Rejection::NotAllowed => Self::Forbidden,
            Rejection::Twice => Self::Twice,
        }
    }
}

impl From<CampaignRejection> for Fault {
    fn from(why: CampaignRejection) -> Self {
        match why {
            CampaignRejection::Own => Self::Own,
            CampaignRejection::Stale => Self::Stale,
            CampaignRejection::NotAllowed => Self::Forbidden,
            CampaignRejection::Twice => Self::Twice,
            CampaignRejection::NotNow => Self::NotNeeded,
        }
    }
}

impl From<NoChance> for Fault {
    fn from(error: NoChance) -> Self {
        tracing::error!(%error, "no randomness for a page");
        Self::Unavailable
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be drawn");
        Self::Unavailable
    }
}
