//! Accounts, for administrators. Login names may be addresses, so they stand in bodies and never in a path.
//!
//! Who is no administrator gets 403 for everything. It never takes or tells a password.

use std::collections::BTreeSet;

use axum::{
    extract::State,
    http::StatusCode,
    response::{Json, Result},
};
use sekisho_engine::{
    admin::UserChange,
    desk::{AccountRow, DeskError, Language, NewAccount, Role},
};
use sekisho_model::{Address, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Problem;
use crate::{counter::Counter, fault::Fault, input, pages::accounts::code, seat::Caller};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new().routes(routes!(accounts, invite)).routes(routes!(change))
}

/// An account.
#[derive(Serialize, ToSchema)]
struct AccountBody {
    /// Login name.
    user: String,
    /// Display name.
    name: String,
    /// The first gets notices.
    addresses: Vec<String>,
    /// `admin`, `officer`, `auditor`.
    roles: Vec<&'static str>,
    /// Groups in which this person approves.
    groups: Vec<String>,
    /// Whether no password is set yet.
    invited: bool,
    /// Whether signing in is barred.
    disabled: bool,
    second_factor: bool,
    /// Until when failed sign-ins have locked it.
    #[schema(format = "date-time")]
    locked_until: Option<String>,
    /// Whether it is the caller's.
    own: bool,
}

impl From<AccountRow> for AccountBody {
    fn from(row: AccountRow) -> Self {
        Self {
            user: row.user.to_string(),
            name: row.name,
            addresses: row.addresses,
            roles: row.roles.into_iter().map(code).collect(),
            groups: row.groups.iter().map(ToString::to_string).collect(),
            invited: row.invited,
            disabled: row.disabled,
            second_factor: row.has_second_factor,
            locked_until: row.locked_until.map(|until| until.to_string()),
            own: row.own,
        }
    }
}

/// Every account.
#[derive(Serialize, ToSchema)]
struct AccountList {
    rows: Vec<AccountBody>,
}

/// Every account, by login name
#[utoipa::path(get, path = "/accounts", tag = "accounts",
    responses((status = 200, body = AccountList), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn accounts(State(counter): State<Counter>, Caller(viewer): Caller) -> Result<Json<AccountList>, Fault> {
    let rows = counter.desk.accounts(&viewer).await?;
    Ok(Json(AccountList { rows: rows.into_iter().map(AccountBody::from).collect() }))
}

/// Somebody to invite.
#[derive(Deserialize, ToSchema)]
struct Invited {
    /// Login name: letters, digits, or one of `. _ - @`, at most 64.
    user: String,
    /// Display name, at most 100 characters.
    name: String,
    /// The invitation goes there; what is sent from it counts as this person's.
    address: String,
    /// `ja` or `en`.
    #[serde(default)]
    #[schema(value_type = String, example = "ja")]
    language: Language,
    /// `admin`, `officer`, `auditor`; none for who only sends.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    roles: BTreeSet<Role>,
}

/// Adds an account and mails its invitation; the person sets the password
#[utoipa::path(post, path = "/accounts", tag = "accounts", request_body = Invited,
    responses((status = 201, description = "Added, the invitation is on its way"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, description = "The login name is taken", body = Problem),
        (status = 422, description = "`user`, `name` or `address` cannot be", body = Problem)))]
async fn invite(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    input::Json(given): input::Json<Invited>,
) -> Result<StatusCode, Fault> {
    let address = given.address.parse().map_err(|_| Fault::Input { field: "address" })?;
    let Invited { user, name, language, roles, .. } = given;
    let new = NewAccount { user: UserId::new(user), name: name.trim().to_owned(), address, roles, language };
    match counter.desk.invite(&viewer, new).await {
        Ok(()) => Ok(StatusCode::CREATED),
        Err(DeskError::Conflict) => Err(Fault::Exists),
        Err(error) => Err(error.into()),
    }
}

/// What is changed of an account.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "change", rename_all = "kebab-case")]
enum Change {
    /// Nobody can sign in any more; all sessions end.
    Disable,
    /// Signing in is possible again.
    Enable,
    /// The second factor goes: a lost telephone.
    ResetSecondFactor,
    /// The password goes, and an invitation to set another is mailed.
    Invite,
    /// Other roles.
    Roles {
        #[schema(value_type = Vec<String>)]
        roles: BTreeSet<Role>,
    },
    /// Other addresses; the first gets notices.
    Addresses {
        #[schema(value_type = Vec<String>)]
        addresses: Vec<Address>,
    },
}

/// Whose account, and what is changed.
#[derive(Deserialize, ToSchema)]
struct Wanted {
    /// Login name.
    user: String,
    #[serde(flatten)]
    change: Change,
}

/// Changes an account: bars, opens, invites again, gives roles and addresses
#[utoipa::path(post, path = "/accounts/change", tag = "accounts", request_body = Wanted,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 422, description = "The own account is not barred or changed like this, a barred one not invited, \
                                      and one has 1 to 20 addresses", body = Problem)))]
async fn change(
    State(counter): State<Counter>,
    Caller(viewer): Caller,
    input::Json(wanted): input::Json<Wanted>,
) -> Result<StatusCode, Fault> {
    let user = UserId::new(wanted.user);
    let change = match wanted.change {
        Change::Disable => UserChange::Disable,
        Change::Enable => UserChange::Enable,
        Change::ResetSecondFactor => UserChange::ResetSecondFactor,
        Change::Roles { roles } => UserChange::Roles(roles),
        Change::Addresses { addresses } => UserChange::Addresses(addresses),
        Change::Invite => {
            counter.desk.invite_again(&viewer, &user).await?;
            return Ok(StatusCode::NO_CONTENT);
        }
    };
    counter.desk.set_account(&viewer, &user, change).await?;
    Ok(StatusCode::NO_CONTENT)
}
