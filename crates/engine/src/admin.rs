//! What the command line does on the server: accounts, and letters in somebody's name.
//!
//! Whoever has the command line of the server could read the key anyway; still, nobody approves their own letter
//! here either, and the evidence says that it was the command line.

use std::collections::BTreeSet;

use sekisho_model::{Address, Event, ParcelId, UserId, hold::Means};
use sekisho_store::{Change, Unit, User};
use serde::{Deserialize, Serialize};

use crate::{
    PersonsLoaded,
    desk::{
        Action, Desk, DeskError, Done, Language, Role, Viewer,
        account::{self, Fresh},
        accounts::codes,
        act::Actor,
    },
};

/// A new account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewUser {
    /// Login name.
    pub user: UserId,
    /// Display name.
    pub name: String,
    /// Mail addresses, the first gets notices.
    pub addresses: Vec<Address>,
    /// Roles.
    pub roles: BTreeSet<Role>,
    /// Language.
    pub language: Language,
    /// Password.
    pub password: String,
}

/// A change of an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserChange {
    /// A new password.
    Password(String),
    /// Nobody can sign in any more; all sessions end.
    Disable,
    /// Signing in is possible again.
    Enable,
    /// The second factor is switched off (a lost telephone).
    ResetSecondFactor,
    /// Other roles.
    Roles(BTreeSet<Role>),
    /// Other addresses.
    Addresses(Vec<Address>),
}

impl UserChange {
    const fn code(&self) -> &'static str {
        match self {
            Self::Password(_) => "password",
            Self::Disable => "disabled",
            Self::Enable => "enabled",
            Self::ResetSecondFactor => "second-factor-reset",
            Self::Roles(_) => "roles",
            Self::Addresses(_) => "addresses",
        }
    }
}

impl Desk {
    /// Adds an account.
    pub async fn add_user(&self, new: NewUser) -> Result<(), DeskError> {
        let fresh = self.new_password(&new.password).await?;
        let user = self.new_user(new.user, new.name, new.addresses, &new.roles, new.language, Some(fresh))?;
        self.write_user(Change::AddUser(user.clone()), &user.id, "added", None).await
    }

    /// The row of a new account; without a password it has to be invited.
    pub(crate) fn new_user(
        &self,
        id: UserId,
        name: String,
        addresses: Vec<Address>,
        roles: &BTreeSet<Role>,
        language: Language,
        fresh: Option<Fresh>,
    ) -> Result<User, DeskError> {
        let valid = |name: &str| {
            !name.is_empty() && name.len() <= 64 && name.chars().all(|c| c.is_alphanumeric() || "._-@".contains(c))
        };
        if !valid(id.as_str()) {
            let problem = "1 to 64 letters, digits, or one of . _ - @".to_owned();
            return Err(DeskError::Input { field: "user", problem });
        }
        let now = self.house.clock.now();
        let (password, scram) = fresh.map(|fresh| (fresh.hash, fresh.scram)).unzip();
        Ok(User {
            id,
            version: 0,
            name,
            addresses,
            password,
            scram,
            totp: None,
            roles: codes(roles),
            language: account::language_code(language).to_owned(),
            disabled: false,
            failures: 0,
            locked_until: None,
            totp_step: 0,
            created_at: now,
            updated_at: now,
        })
    }

    /// Changes an account.
    pub async fn change_user(&self, id: &UserId, change: UserChange) -> Result<(), DeskError> {
        self.change_user_as(id, change, None).await
    }

    /// The same in the name of an administrator.
    pub(crate) async fn change_user_as(
        &self,
        id: &UserId,
        change: UserChange,
        by: Option<&UserId>,
    ) -> Result<(), DeskError> {
        let mut user = self.house.store.user(id.clone()).await?.ok_or(DeskError::NotFound)?;
        let code = change.code();
        match change {
            UserChange::Password(password) => {
                let fresh = self.new_password(&password).await?;
                (user.password, user.scram) = (Some(fresh.hash), Some(fresh.scram));
                (user.failures, user.locked_until) = (0, None);
            }
            UserChange::Disable => user.disabled = true,
            UserChange::Enable => user.disabled = false,
            UserChange::ResetSecondFactor => user.totp = None,
            UserChange::Roles(roles) => user.roles = codes(&roles),
            UserChange::Addresses(addresses) => user.addresses = addresses,
        }
        self.write_user(Change::SetUser(user), id, code, by).await
    }

    /// One unit: nobody keeps a session with what an account no longer has.
    pub(crate) async fn write_user(
        &self,
        change: Change,
        user: &UserId,
        code: &str,
        by: Option<&UserId>,
    ) -> Result<(), DeskError> {
        let event = Event::UserChanged { user: user.clone(), change: code.to_owned(), by: by.cloned() };
        let end = Change::CloseSessionsOf { user: user.clone(), except: None };
        self.house.store.commit(Unit::new(self.house.clock.now()).change(change).change(end).event(event)).await?;
        self.house.reload_people().await.map_err(|error| {
            tracing::error!(error = %crate::chain(&error), "the roster could not be read again");
            DeskError::Unavailable
        })
    }

    /// Reads the master of persons now and puts the new index in use.
    ///
    /// # Errors
    /// [`DeskError::Input`] with what is wrong with a source; the index in use stays.
    pub async fn load_persons(&self) -> Result<PersonsLoaded, DeskError> {
        let loaded = self.house.load_persons().await;
        loaded.map_err(|error| DeskError::Input { field: "persons", problem: crate::chain(&error) })
    }

    /// Who the command line of the server acts for: an account, or nobody of the house. Whoever has that command line
    /// could read the key, so it sees everything; it has no right that the account does not have.
    ///
    /// # Errors
    /// [`DeskError::Input`] when there is no such account.
    pub async fn viewer_on_server(&self, user: Option<UserId>) -> Result<Viewer, DeskError> {
        let unknown = || DeskError::Input { field: "user", problem: "no such account".to_owned() };
        let Some(user) = user else {
            return Ok(Viewer {
                user: UserId::new("(server)"),
                name: String::new(),
                language: self.house.settings.language,
                roles: [Role::Officer].into(),
                means: Means::CommandLine,
                session: sekisho_model::Digest::ZERO,
                has_second_factor: false,
            });
        };
        let known = self.house.store.user(user).await?.filter(|user| !user.disabled).ok_or_else(unknown)?;
        Ok(account::viewer(&known, Means::CommandLine, sekisho_model::Digest::ZERO))
    }

    /// Acts on a parcel in the name of a person, from the command line.
    pub async fn act_on_server(&self, parcel: ParcelId, user: UserId, action: Action) -> Result<Done, DeskError> {
        let parcel = self.house.store.parcel(parcel).await?.ok_or(DeskError::NotFound)?;
        // Evidence names somebody who is there.
        let known = self.house.store.user(user.clone()).await?.filter(|user| !user.disabled);
        let known = known.ok_or_else(|| DeskError::Input { field: "user", problem: "no such account".to_owned() })?;
        let viewer = crate::desk::account::viewer(&known, Means::CommandLine, sekisho_model::Digest::ZERO);
        if action == Action::Stop && !self.may(&parcel, &viewer).stop {
            return Err(DeskError::Forbidden);
        }
        let actor = Actor { user, means: Means::CommandLine, comment: None };
        let shown = parcel.seal.digest();
        self.act_as(&parcel, &actor, action, shown, Vec::new()).await
    }
}
