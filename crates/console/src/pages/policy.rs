//! The policy in force, and a changed one tried on the past.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use sekisho_engine::desk::{DeskError, Role};
use serde::Deserialize;

use super::{draw, draw_as};
use crate::{
    counter::Counter,
    fault::Fault,
    input::Form,
    seat::Seat,
    shell::Shell,
    view::{
        Choice,
        policy::{self, MistakeLine, RuleLine, TriedView},
    },
};

/// Days that are tried unless somebody chooses.
const DAYS: u32 = 30;

#[derive(Template)]
#[template(path = "policy.html")]
struct PolicyView {
    s: Shell,
    rules: Vec<RuleLine>,
    can_try: bool,
    source: String,
    days: Vec<Choice>,
    digest: String,
    tried: Option<TriedView>,
    mistakes: Vec<MistakeLine>,
}

/// The page.
pub(crate) async fn page(State(counter): State<Counter>, seat: Seat) -> Result<Response, Fault> {
    draw(&view(&counter, seat, None, DAYS).await?)
}

async fn view(counter: &Counter, seat: Seat, source: Option<String>, days: u32) -> Result<PolicyView, Fault> {
    let policy = counter.desk.policy(&seat.viewer).await?;
    let s = seat.shell.at("/policy");
    Ok(PolicyView {
        rules: policy.rules.iter().map(|rule| policy::rule(&s.say, rule)).collect(),
        can_try: seat.viewer.roles.contains(&Role::Admin),
        source: source.unwrap_or(policy.source),
        days: policy::days(&s.say, days),
        digest: policy.digest.to_string(),
        tried: None,
        mistakes: Vec::new(),
        s,
    })
}

#[derive(Deserialize)]
pub(crate) struct Try {
    source: String,
    days: u32,
}

/// The difference it would have made.
pub(crate) async fn try_on_past(
    State(counter): State<Counter>,
    seat: Seat,
    Form(wanted): Form<Try>,
) -> Result<Response, Fault> {
    let source = wanted.source.replace("\r\n", "\n");
    let tried = counter.desk.try_policy(&seat.viewer, &source, wanted.days).await;
    let mut page = view(&counter, seat, Some(source), wanted.days).await?;
    match tried {
        Ok(tried) => {
            page.tried = Some(policy::tried(&page.s.say, &tried));
            draw(&page)
        }
        Err(DeskError::Policy(mistakes)) => {
            page.mistakes = policy::mistakes(mistakes);
            draw_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}
