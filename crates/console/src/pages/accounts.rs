//! Accounts for administrators: who there is, with which roles; inviting, barring, helping after a lost telephone.

use std::collections::BTreeSet;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use sekisho_engine::{
    admin::UserChange,
    desk::{AccountRow, DeskError, Language, NewAccount, Role},
};
use sekisho_model::UserId;
use serde::Deserialize;

use super::{done, draw, draw_as};
use crate::{counter::Counter, fault::Fault, input::Form, seat::Seat, shell::Shell, view::account::AccountLine};

#[derive(Template)]
#[template(path = "accounts.html")]
pub(crate) struct AccountsPage {
    lines: Vec<AccountLine>,
    form: NewForm,
    problem: Option<String>,
    s: Shell,
}

/// What was typed for a new account.
#[derive(Default)]
struct NewForm {
    user: String,
    name: String,
    address: String,
    english: bool,
    roles: BTreeSet<Role>,
}

impl NewForm {
    fn read(fields: &[(String, String)]) -> Self {
        let one = |name: &str| {
            let found = fields.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        Self {
            user: one("user"),
            name: one("name"),
            address: one("address"),
            english: one("language") == "en",
            roles: roles(fields),
        }
    }

    fn has(&self, role: &str) -> bool {
        self.roles.iter().any(|known| code(*known) == role)
    }
}

/// The code of a role.
pub(crate) const fn code(role: Role) -> &'static str {
    match role {
        Role::Admin => "admin",
        Role::Officer => "officer",
        Role::Auditor => "auditor",
    }
}

fn roles(fields: &[(String, String)]) -> BTreeSet<Role> {
    let ticked = |role: &Role| fields.iter().any(|(name, value)| name == "role" && value == code(*role));
    [Role::Admin, Role::Officer, Role::Auditor].into_iter().filter(ticked).collect()
}

pub(crate) fn accounts_page(s: Shell, rows: &[AccountRow]) -> AccountsPage {
    AccountsPage { lines: AccountLine::all(&s.say, rows), form: NewForm::default(), problem: None, s }
}

/// The page.
pub(crate) async fn page(State(counter): State<Counter>, seat: Seat) -> Result<Response, Fault> {
    let rows = counter.desk.accounts(&seat.viewer).await?;
    draw(&accounts_page(seat.shell, &rows))
}

/// Invites somebody.
pub(crate) async fn invite(
    State(counter): State<Counter>,
    seat: Seat,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let form = NewForm::read(&fields);
    let problem = match invited(&counter, &seat, &form).await {
        Ok(()) => return Ok(done(&counter, "/accounts", "invited")),
        Err(DeskError::Input { field: "user", .. }) => "accounts-bad-user",
        Err(DeskError::Input { field: "name", .. }) => "accounts-bad-name",
        Err(DeskError::Input { .. }) => "accounts-bad-address",
        Err(DeskError::Conflict) => "accounts-known",
        Err(error) => return Err(error.into()),
    };
    let rows = counter.desk.accounts(&seat.viewer).await?;
    let problem = Some(seat.shell.t(problem));
    let page = AccountsPage { form, problem, ..accounts_page(seat.shell.at("/accounts"), &rows) };
    draw_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn invited(counter: &Counter, seat: &Seat, form: &NewForm) -> Result<(), DeskError> {
    let input = |field: &'static str| DeskError::Input { field, problem: "missing".to_owned() };
    let address = form.address.parse().map_err(|_| input("address"))?;
    let language = if form.english { Language::En } else { Language::Ja };
    let (user, name) = (UserId::new(form.user.as_str()), form.name.clone());
    counter.desk.invite(&seat.viewer, NewAccount { user, name, address, roles: form.roles.clone(), language }).await
}

#[derive(Deserialize)]
struct Wanted {
    user: String,
    action: String,
}

/// Changes an account.
pub(crate) async fn change(
    State(counter): State<Counter>,
    seat: Seat,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let one = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let wanted = one("user").zip(one("action")).map(|(user, action)| Wanted { user, action });
    let Wanted { user, action } = wanted.ok_or(Fault::Malformed)?;
    let user = UserId::new(user);
    let change = match action.as_str() {
        "disable" => UserChange::Disable,
        "enable" => UserChange::Enable,
        "reset-second-factor" => UserChange::ResetSecondFactor,
        "roles" => UserChange::Roles(roles(&fields)),
        "invite" => {
            counter.desk.invite_again(&seat.viewer, &user).await?;
            return Ok(done(&counter, "/accounts", "invited"));
        }
        _ => return Err(Fault::Malformed),
    };
    counter.desk.set_account(&seat.viewer, &user, change).await?;
    Ok(done(&counter, "/accounts", "account-changed"))
}
