//! Accounts, as an administrator keeps them at the counter: who there is, with which roles; new ones by invitation.
//!
//! Invariants: no password passes through an administrator's hands: people set it at a page whose address was mailed to
//! them once. Nobody bars themselves or takes their own administration away, so that a house does not lock itself out.

use std::{collections::BTreeSet, time::Duration};

use sekisho_content::compose::Correspondent;
use sekisho_model::{Event, UserId};
use sekisho_store::{Change, Token, Unit, User};
use sekisho_words::notice::Notice;

use super::{AccountInvitation, AccountRow, Desk, DeskError, NewAccount, Role, Viewer, account};
use crate::{admin::UserChange, chance};

/// How long an invitation is good.
const INVITATION: Duration = Duration::from_secs(7 * 86_400);
/// Characters of a display name.
const NAME: usize = 100;
/// Addresses of one account.
const ADDRESSES: usize = 20;
/// Kind of the tokens of invitations.
const KIND: &str = "account";

impl Desk {
    /// Every account, in the order of login names.
    pub async fn accounts(&self, viewer: &Viewer) -> Result<Vec<AccountRow>, DeskError> {
        administrator(viewer)?;
        let (users, now) = (self.house.store.users().await?, self.house.clock.now());
        let groups = &self.house.settings.groups;
        let row = |user: User| AccountRow {
            groups: groups
                .iter()
                .filter(|group| group.members.contains(&user.id) || group.deputies.contains(&user.id))
                .map(|group| group.name.clone())
                .collect(),
            own: user.id == viewer.user,
            roles: user.roles.iter().filter_map(|code| account::role(code)).collect(),
            addresses: user.addresses.iter().map(ToString::to_string).collect(),
            invited: user.password.is_none(),
            disabled: user.disabled,
            has_second_factor: user.totp.is_some(),
            locked_until: user.locked_until.filter(|until| *until > now),
            name: user.name,
            user: user.id,
        };
        Ok(users.into_iter().map(row).collect())
    }

    /// Adds an account without a password and mails its invitation.
    pub async fn invite(&self, viewer: &Viewer, new: NewAccount) -> Result<(), DeskError> {
        administrator(viewer)?;
        if new.name.trim().is_empty() || new.name.chars().count() > NAME {
            return Err(DeskError::Input { field: "name", problem: format!("1 to {NAME} characters") });
        }
        let user = self.new_user(new.user, new.name, vec![new.address], &new.roles, new.language, None)?;
        self.write_user(Change::AddUser(user.clone()), &user.id, "added", Some(&viewer.user)).await?;
        self.mail_invitation(&user).await
    }

    /// Takes the password away, ends all sessions, and mails an invitation to set another one.
    pub async fn invite_again(&self, viewer: &Viewer, user: &UserId) -> Result<(), DeskError> {
        administrator(viewer)?;
        let mut user = self.house.store.user(user.clone()).await?.ok_or(DeskError::NotFound)?;
        others_only(viewer, &user.id)?;
        if user.disabled {
            return Err(DeskError::Input { field: "user", problem: "barred".to_owned() });
        }
        (user.password, user.scram) = (None, None);
        let id = user.id.clone();
        self.write_user(Change::SetUser(user.clone()), &id, "password-reset", Some(&viewer.user)).await?;
        self.mail_invitation(&user).await
    }

    /// Changes somebody's account. Passwords are not changed here.
    pub async fn set_account(&self, viewer: &Viewer, user: &UserId, change: UserChange) -> Result<(), DeskError> {
        administrator(viewer)?;
        match &change {
            UserChange::Roles(roles) if roles.contains(&Role::Admin) => {}
            UserChange::Addresses(all) if all.is_empty() || all.len() > ADDRESSES => {
                return Err(DeskError::Input { field: "addresses", problem: format!("1 to {ADDRESSES}") });
            }
            UserChange::Enable | UserChange::Addresses(_) => {}
            UserChange::Password(_) => return Err(DeskError::Forbidden),
            UserChange::Roles(_) | UserChange::Disable | UserChange::ResetSecondFactor => others_only(viewer, user)?,
        }
        self.change_user_as(user, change, Some(&viewer.user)).await
    }

    /// Whose invitation this is, as long as it is good. Changes nothing.
    pub async fn account_invitation(&self, token: &str) -> Result<AccountInvitation, DeskError> {
        let (_, user) = self.invited_account(token).await?;
        let language = account::language(&user.language);
        Ok(AccountInvitation { user: user.id, name: user.name, language })
    }

    /// Sets the first password; the invitation is used up with it.
    pub async fn accept_invitation(&self, token: &str, password: &str) -> Result<(), DeskError> {
        let (token, mut user) = self.invited_account(token).await?;
        let fresh = self.new_password(password).await?;
        (user.password, user.scram) = (Some(fresh.hash), Some(fresh.scram));
        (user.failures, user.locked_until) = (0, None);
        let event =
            Event::UserChanged { user: user.id.clone(), change: "password".to_owned(), by: Some(user.id.clone()) };
        let unit = Unit::new(self.house.clock.now())
            .change(Change::UseToken { token: token.token })
            .change(Change::CloseSessionsOf { user: user.id.clone(), except: None })
            .change(Change::SetUser(user))
            .event(event);
        self.house.store.commit(unit).await?;
        Ok(())
    }

    /// An invitation is good for an open account that has no password yet: an older one that was never used cannot
    /// replace a password.
    async fn invited_account(&self, token: &str) -> Result<(Token, User), DeskError> {
        if token.len() > 128 {
            return Err(DeskError::TokenSpent);
        }
        let token = self.house.store.token(chance::token_digest(token)).await?.ok_or(DeskError::TokenSpent)?;
        let live = token.kind == KIND && token.used_at.is_none() && self.house.clock.now() < token.expires_at;
        let user = token.user.clone().filter(|_| live).ok_or(DeskError::TokenSpent)?;
        let user = self.house.store.user(user).await?.ok_or(DeskError::TokenSpent)?;
        if user.disabled || user.password.is_some() { Err(DeskError::TokenSpent) } else { Ok((token, user)) }
    }

    async fn mail_invitation(&self, user: &User) -> Result<(), DeskError> {
        let house = &self.house;
        let address = user.addresses.first().cloned().ok_or(DeskError::NotFound)?;
        let (now, secret) = (house.clock.now(), chance::token()?);
        let expires_at = now.checked_add(INVITATION).unwrap_or(now);
        let token = Token {
            token: chance::token_digest(&secret),
            kind: KIND.to_owned(),
            user: Some(user.id.clone()),
            parcel: None,
            seal: None,
            link: None,
            expires_at,
            used_at: None,
        };
        house.store.commit(Unit::new(now).change(Change::AddToken(token))).await?;
        let language = account::language(&user.language);
        let notice = Notice::Invitation {
            name: user.name.clone(),
            login: user.id.to_string(),
            url: format!("{}/invitation/{secret}", house.settings.public_url),
            until: house.date(expires_at, language),
            house: house.settings.house.clone(),
        };
        let written = house.words(language).notice(&notice);
        let to = Correspondent { name: user.name.clone(), address };
        let (user, notice) = (user.id.clone(), notice.code().to_owned());
        let told = |letter| Some(Event::Notified { about: None, notice, to: user, letter });
        house.post(&to, &written, told).await?;
        Ok(())
    }
}

fn administrator(viewer: &Viewer) -> Result<(), DeskError> {
    if viewer.roles.contains(&Role::Admin) { Ok(()) } else { Err(DeskError::Forbidden) }
}

fn others_only(viewer: &Viewer, user: &UserId) -> Result<(), DeskError> {
    if viewer.user == *user { Err(DeskError::Input { field: "user", problem: "own".to_owned() }) } else { Ok(()) }
}

/// Roles as their codes are stored.
pub(crate) fn codes(roles: &BTreeSet<Role>) -> BTreeSet<String> {
    roles.iter().filter_map(|role| Some(serde_json::to_value(role).ok()?.as_str()?.to_owned())).collect()
}
