//! The policy in force, and a changed one tried on the past.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Json, Response, Result},
};
use sekisho_engine::desk::{DeskError, PolicyMistake, Tried, TriedRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Problem, shape::FindingBody};
use crate::{counter::Counter, fault::Fault, input, say::Say, seat::Caller};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new().routes(routes!(policy)).routes(routes!(try_on_past))
}

/// A rule.
#[derive(Serialize, ToSchema)]
struct RuleBody {
    id: String,
    description: String,
    /// `observe`, `ask`, `enforce`.
    mode: String,
    built_in: bool,
    /// Parcels it was found in during the last 30 days.
    hits: u64,
}

/// The policy in force.
#[derive(Serialize, ToSchema)]
struct PolicyBody {
    digest: String,
    source: String,
    rules: Vec<RuleBody>,
}

/// The policy in force
#[utoipa::path(get, path = "/policy", tag = "policy",
    responses((status = 200, body = PolicyBody), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn policy(State(counter): State<Counter>, Caller(viewer): Caller) -> Result<Json<PolicyBody>, Fault> {
    let policy = counter.desk.policy(&viewer).await?;
    let rule = |rule: sekisho_engine::desk::RuleView| RuleBody {
        id: rule.id,
        description: rule.description,
        mode: rule.mode,
        built_in: rule.built_in,
        hits: rule.hits,
    };
    Ok(Json(PolicyBody {
        digest: policy.digest.to_string(),
        source: policy.source,
        rules: policy.rules.into_iter().map(rule).collect(),
    }))
}

/// A policy to try.
#[derive(Deserialize, ToSchema)]
struct Try {
    /// TOML text.
    source: String,
    /// Days back, 1 to 90.
    days: u32,
}

/// A letter whose verdict would differ.
#[derive(Serialize, ToSchema)]
struct TriedLine {
    letter: String,
    #[schema(format = "date-time")]
    at: String,
    sender: String,
    subject: String,
    /// `pass`, `hold`, `refuse`.
    before: String,
    /// The same with the tried policy.
    after: String,
    findings: Vec<FindingBody>,
}

/// What the tried policy would have done.
#[derive(Serialize, ToSchema)]
struct TriedBody {
    digest: String,
    letters: u64,
    skipped: u64,
    held_before: u64,
    held_after: u64,
    /// Letters that differ, at most 200.
    rows: Vec<TriedLine>,
}

impl TriedBody {
    fn new(say: &Say, tried: Tried) -> Self {
        let line = |row: TriedRow| TriedLine {
            letter: row.letter.to_string(),
            at: row.at.to_string(),
            sender: row.sender,
            subject: row.subject,
            before: row.before,
            after: row.after,
            findings: row.findings.iter().map(|finding| FindingBody::new(say, finding)).collect(),
        };
        Self {
            digest: tried.digest.to_string(),
            letters: tried.letters,
            skipped: tried.skipped,
            held_before: tried.held_before,
            held_after: tried.held_after,
            rows: tried.rows.into_iter().map(line).collect(),
        }
    }
}

/// A mistake in a policy text.
#[derive(Serialize, ToSchema)]
struct MistakeBody {
    line: u32,
    column: u32,
    message: String,
    excerpt: String,
}

/// The mistakes of a policy text.
#[derive(Serialize, ToSchema)]
struct Mistakes {
    mistakes: Vec<MistakeBody>,
}

impl From<Vec<PolicyMistake>> for Mistakes {
    fn from(mistakes: Vec<PolicyMistake>) -> Self {
        let body = |mistake: PolicyMistake| MistakeBody {
            line: mistake.line,
            column: mistake.column,
            message: mistake.message,
            excerpt: mistake.excerpt,
        };
        Self { mistakes: mistakes.into_iter().map(body).collect() }
    }
}

/// Judges past letters by another policy and tells the difference; changes nothing
#[utoipa::path(post, path = "/policy/try", tag = "policy", request_body = Try,
    responses((status = 200, body = TriedBody), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Mistakes)))]
async fn try_on_past(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    input::Json(wanted): input::Json<Try>,
) -> Result<Response, Fault> {
    match counter.desk.try_policy(&viewer, &wanted.source, wanted.days).await {
        Ok(tried) => Ok(Json(TriedBody::new(&counter.say(viewer.language), tried)).into_response()),
        Err(DeskError::Policy(mistakes)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(Mistakes::from(mistakes))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
