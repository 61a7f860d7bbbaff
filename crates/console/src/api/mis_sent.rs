//! "I mis-sent": what of the own has not left, and stopping it.
//!
//! It never stops what was not named, and says of each that it left.

use axum::{
    extract::State,
    response::{Json, Result},
};
use sekisho_engine::desk::Page;
use sekisho_model::ParcelId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Problem, shape::LetterList};
use crate::{
    counter::Counter,
    fault::Fault,
    input,
    pages::mis_sent::{stop_all, stoppable},
    seat::Caller,
};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new().routes(routes!(unsent, stop))
}

/// Everything of the own that can still be stopped
#[utoipa::path(get, path = "/mis-sent", tag = "letters",
    responses((status = 200, body = LetterList), (status = 401, body = Problem)))]
async fn unsent(State(counter): State<Counter>, Caller(viewer): Caller) -> Result<Json<LetterList>, Fault> {
    let rows = stoppable(&counter, &viewer).await?;
    let page = Page { rows, next: None, total: None };
    Ok(Json(LetterList::new(&counter.say(viewer.language), page)))
}

/// What to stop.
#[derive(Deserialize, ToSchema)]
struct MisSent {
    /// Ids of letters, at most 1,000.
    #[schema(value_type = Vec<String>)]
    letters: Vec<ParcelId>,
}

/// What was stopped.
#[derive(Serialize, ToSchema)]
struct StoppedBody {
    /// How many were stopped.
    stopped: u64,
    /// Those that were not: gone already, or not the caller's.
    left: Vec<String>,
}

/// Stops them, one after the other; one that cannot be stopped does not keep the others
#[utoipa::path(post, path = "/mis-sent", tag = "letters", request_body = MisSent,
    responses((status = 200, body = StoppedBody), (status = 401, body = Problem),
        (status = 422, description = "Too many at once", body = Problem)))]
async fn stop(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    input::Json(given): input::Json<MisSent>,
) -> Result<Json<StoppedBody>, Fault> {
    let (stopped, left) = stop_all(&counter, &viewer, &given.letters).await?;
    Ok(Json(StoppedBody { stopped, left: left.iter().map(ToString::to_string).collect() }))
}
