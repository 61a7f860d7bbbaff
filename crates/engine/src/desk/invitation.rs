//! Invitations in notice mails: looking costs nothing, acting uses them up, other bytes void them. Where a second factor is
//! asked for, they let nothing go.

use sekisho_model::{UserId, hold::Means};
use sekisho_store::{Change, Parcel, Token, User};

use super::{
    Action, Desk, DeskError, Done, NoticeKind, NoticePage, Viewer, account,
    act::{Actor, comment},
};
use crate::chance;

impl Desk {
    /// Shows what an invitation is about. Changes nothing: mail scanners follow links, too.
    pub async fn notice(&self, token: &str) -> Result<NoticePage, DeskError> {
        let (token, parcel, kind) = self.invitation(token).await?;
        let user = token.user.ok_or(DeskError::TokenSpent)?;
        let known = self.invited(&user).await?;
        let viewer = Viewer {
            user: user.clone(),
            name: known.name.clone(),
            language: account::language(&known.language),
            roles: std::collections::BTreeSet::new(),
            means: Means::NoticeToken,
            session: token.token,
            has_second_factor: known.totp.is_some(),
        };
        let page = match kind {
            NoticeKind::Stop => self.page_inside(&viewer, parcel).await?,
            NoticeKind::Review | NoticeKind::Approve => self.parcel_page(&viewer, parcel).await?,
        };
        let must_sign_in = self.must_have_second_factor(&known);
        Ok(NoticePage { user, language: viewer.language, kind, must_sign_in, page })
    }

    /// Acts on an invitation, once.
    pub async fn act_on_notice(&self, token: &str, action: Action, written: Option<&str>) -> Result<Done, DeskError> {
        let (token, parcel, kind) = self.invitation(token).await?;
        let fits = match kind {
            NoticeKind::Review => matches!(action, Action::Review | Action::Stop),
            NoticeKind::Approve => matches!(action, Action::Approve | Action::Decline),
            NoticeKind::Stop => action == Action::Stop,
        };
        if !fits {
            return Err(DeskError::Forbidden);
        }
        let user = token.user.ok_or(DeskError::TokenSpent)?;
        let known = self.invited(&user).await?;
        // Whoever reads the mailbox has one factor; it stops a letter, and lets none go.
        if matches!(action, Action::Review | Action::Approve) && self.must_have_second_factor(&known) {
            return Err(DeskError::SecondFactor);
        }
        let actor = Actor { user, means: Means::NoticeToken, comment: comment(written)? };
        let shown = token.seal.ok_or(DeskError::TokenSpent)?;
        let used = Change::UseToken { token: token.token };
        self.act_as(&parcel, &actor, action, shown, vec![used]).await
    }

    /// The account that was invited. A closed one is shown nothing, whatever lies in its mailbox.
    async fn invited(&self, user: &UserId) -> Result<User, DeskError> {
        let known = self.house.store.user(user.clone()).await?;
        known.filter(|user| !user.disabled).ok_or(DeskError::TokenSpent)
    }

    async fn invitation(&self, token: &str) -> Result<(Token, Parcel, NoticeKind), DeskError> {
        if token.len() > 128 {
            return Err(DeskError::TokenSpent);
        }
        let token = self.house.store.token(chance::token_digest(token)).await?.ok_or(DeskError::TokenSpent)?;
        let kind = match token.kind.as_str() {
            "review" => NoticeKind::Review,
            "approve" => NoticeKind::Approve,
            "stop" => NoticeKind::Stop,
            _ => return Err(DeskError::TokenSpent),
        };
        let live = token.used_at.is_none() && self.house.clock.now() < token.expires_at;
        let parcel = token.parcel.filter(|_| live).ok_or(DeskError::TokenSpent)?;
        let parcel = self.house.store.parcel(parcel).await?.ok_or(DeskError::TokenSpent)?;
        let allowed =
            kind != NoticeKind::Stop || token.user.as_ref().is_some_and(|user| self.stops_inside(&parcel, user));
        let fits = allowed && token.seal == Some(parcel.seal.digest());
        if fits { Ok((token, parcel, kind)) } else { Err(DeskError::TokenSpent) }
    }
}
