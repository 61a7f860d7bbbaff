//! One account in a list.

use sekisho_engine::desk::{AccountRow, Role};

use super::Chip;
use crate::{pages::accounts::code, say::Say};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountLine {
    /// Its place in the list: for names of fields.
    pub(crate) number: usize,
    pub(crate) user: String,
    pub(crate) name: String,
    pub(crate) address: String,
    /// Addresses besides.
    pub(crate) more: usize,
    pub(crate) roles: Vec<RoleLine>,
    pub(crate) roles_text: String,
    pub(crate) groups: String,
    pub(crate) state: Chip,
    pub(crate) locked: Option<String>,
    pub(crate) second: Chip,
    pub(crate) has_second_factor: bool,
    pub(crate) disabled: bool,
    pub(crate) invited: bool,
    pub(crate) own: bool,
}

/// A role with its box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoleLine {
    pub(crate) code: &'static str,
    pub(crate) text: String,
    pub(crate) given: bool,
}

impl AccountLine {
    pub(crate) fn all(say: &Say, rows: &[AccountRow]) -> Vec<Self> {
        rows.iter().enumerate().map(|(number, row)| Self::new(say, number, row)).collect()
    }

    fn new(say: &Say, number: usize, row: &AccountRow) -> Self {
        let all = [Role::Admin, Role::Officer, Role::Auditor];
        let role = |role: Role| RoleLine {
            code: code(role),
            text: say.t(&format!("account-role-{}", code(role))),
            given: row.roles.contains(&role),
        };
        let roles: Vec<RoleLine> = all.into_iter().map(role).collect();
        let given: Vec<&str> = roles.iter().filter(|role| role.given).map(|role| role.text.as_str()).collect();
        let roles_text = if given.is_empty() { say.t("account-role-none") } else { given.join(say.comma()) };
        let groups: Vec<&str> = row.groups.iter().map(sekisho_model::GroupId::as_str).collect();
        Self {
            number,
            user: row.user.to_string(),
            name: sekisho_words::clean(&row.name).into_owned(),
            address: row.addresses.first().cloned().unwrap_or_default(),
            more: row.addresses.len().saturating_sub(1),
            roles_text,
            roles,
            groups: groups.join(say.comma()),
            state: state(say, row),
            locked: row
                .locked_until
                .map(|until| say.with("accounts-locked", &[("time", say.stamp(until).text.into())])),
            second: second(say, row.has_second_factor),
            has_second_factor: row.has_second_factor,
            disabled: row.disabled,
            invited: row.invited,
            own: row.own,
        }
    }
}

fn state(say: &Say, row: &AccountRow) -> Chip {
    let (key, tone) = match (row.disabled, row.invited) {
        (true, _) => ("accounts-disabled", "bad"),
        (false, true) => ("accounts-invited", "wait"),
        (false, false) => ("accounts-active", "good"),
    };
    Chip { text: say.t(key), tone }
}

fn second(say: &Say, set_up: bool) -> Chip {
    let (key, tone) = if set_up { ("account-second-on", "good") } else { ("account-second-off", "wait") };
    Chip { text: say.t(key), tone }
}
