//! The own account: password, and switching the second factor off.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use sekisho_engine::desk::{DeskError, Role};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{done, draw, draw_as};
use crate::{counter::Counter, fault::Fault, input::Form, seat::Seat, shell::Shell};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    name: String,
    user: String,
    roles: String,
    means: String,
    has_second_factor: bool,
    /// It is not theirs to switch off.
    keeps: bool,
    old_problem: Option<String>,
    new_problem: Option<String>,
    remove_problem: Option<String>,
    s: Shell,
}

impl AccountPage {
    async fn new(counter: &Counter, seat: Seat) -> Result<Self, Fault> {
        let keeps = counter.desk.keeps_second_factor(&seat.viewer).await?;
        let (viewer, s) = (seat.viewer, seat.shell.at("/account"));
        let role = |role: &Role| match role {
            Role::Admin => s.t("account-role-admin"),
            Role::Officer => s.t("account-role-officer"),
            Role::Auditor => s.t("account-role-auditor"),
        };
        let roles: Vec<String> = viewer.roles.iter().map(role).collect();
        Ok(Self {
            name: viewer.name,
            user: viewer.user.to_string(),
            roles: if roles.is_empty() { s.t("account-role-none") } else { roles.join(s.say.comma()) },
            means: s.say.words.means(viewer.means),
            has_second_factor: viewer.has_second_factor,
            old_problem: None,
            new_problem: None,
            remove_problem: None,
            keeps,
            s,
        })
    }
}

/// The page.
pub(crate) async fn page(State(counter): State<Counter>, seat: Seat) -> Result<Response, Fault> {
    draw(&AccountPage::new(&counter, seat).await?)
}

#[derive(Deserialize)]
pub(crate) struct NewPassword {
    old: String,
    new: String,
}

/// A new password.
pub(crate) async fn password(
    State(counter): State<Counter>,
    seat: Seat,
    Form(given): Form<NewPassword>,
) -> Result<Response, Fault> {
    let (old, new) = (Zeroizing::new(given.old), Zeroizing::new(given.new));
    let (old_problem, new_problem) = match counter.desk.set_password(&seat.viewer, &old, &new).await {
        Ok(()) => return Ok(done(&counter, "/account", "password")),
        Err(DeskError::Input { field: "old", .. }) => (Some(seat.shell.t("account-old-wrong")), None),
        Err(DeskError::Input { .. }) => (None, Some(seat.shell.t("account-new-length"))),
        Err(error) => return Err(error.into()),
    };
    let page = AccountPage { old_problem, new_problem, ..AccountPage::new(&counter, seat).await? };
    draw_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

#[derive(Deserialize)]
pub(crate) struct Proof {
    password: String,
    code: String,
}

/// Switches it off, for who still has it.
pub(crate) async fn remove(
    State(counter): State<Counter>,
    seat: Seat,
    Form(given): Form<Proof>,
) -> Result<Response, Fault> {
    let password = Zeroizing::new(given.password);
    match counter.desk.remove_second_factor(&seat.viewer, &password, given.code.trim()).await {
        Ok(()) => Ok(done(&counter, "/account", "second-off")),
        Err(DeskError::Input { .. }) => {
            let remove_problem = Some(seat.shell.t("account-second-remove-wrong"));
            let page = AccountPage { remove_problem, ..AccountPage::new(&counter, seat).await? };
            draw_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}
