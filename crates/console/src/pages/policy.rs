//! The policy in force, and a changed one tried on the past.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use sekisho_engine::desk::{DeskError, PolicyPage, Role};
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
pub(crate) struct PolicyView {
    pub(crate) s: Shell,
    rules: Vec<RuleLine>,
    can_try: bool,
    source: String,
    days: Vec<Choice>,
    digest: String,
    pub(crate) tried: Option<TriedView>,
    pub(crate) mistakes: Vec<MistakeLine>,
}

/// The page.
pub(crate) async fn page(State(counter): State<Counter>, seat: Seat) -> Result<Response, Fault> {
    let policy = counter.desk.policy(&seat.viewer).await?;
    let can_try = seat.viewer.roles.contains(&Role::Admin);
    let source = policy.source.clone();
    draw(&policy_view(seat.shell, &policy, can_try, source, DAYS))
}

/// `source` is what stands in the form: the policy in force, or what was tried.
pub(crate) fn policy_view(s: Shell, policy: &PolicyPage, can_try: bool, source: String, days: u32) -> PolicyView {
    let s = s.at("/policy");
    PolicyView {
        rules: policy.rules.iter().map(|rule| policy::rule(&s.say, rule)).collect(),
        can_try,
        source,
        days: policy::days(&s.say, days),
        digest: policy.digest.to_string(),
        tried: None,
        mistakes: Vec::new(),
        s,
    }
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
    let policy = counter.desk.policy(&seat.viewer).await?;
    let mut page = policy_view(seat.shell, &policy, true, source, wanted.days);
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
