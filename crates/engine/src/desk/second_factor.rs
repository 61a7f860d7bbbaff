//! The own second factor: drawn, switched on once a code shows that it arrived, switched off by who still has it.
//!
//! Where the house asks for one (`[console] second_factor`), a session without it opens nothing but setting it up.
//!
//! Invariants: a secret that was only drawn opens nothing; a code works once; whenever it changes, every other session
//! of the person ends.

use sekisho_model::{UserId, hold::Means};
use sekisho_store::{Change, Unit, User};

use super::{Desk, DeskError, Newcomer, SecondFactor, SignedIn, Viewer};
use crate::{passwords, settings::SecondFactorRule};

impl Desk {
    /// Draws the secret of a second factor. It counts only after [`Desk::confirm_second_factor`].
    pub async fn start_second_factor(&self, viewer: &Viewer) -> Result<SecondFactor, DeskError> {
        let secret = passwords::totp_secret()?;
        let sealed = self.house.keys.seal_blob(PENDING, &secret).map_err(|_| DeskError::Unavailable)?;
        let change = Change::SetSetting { key: pending_key(&viewer.user), value: serde_json::json!(sealed) };
        self.house.store.commit(Unit::new(self.house.clock.now()).change(change)).await?;
        let (uri, secret) = passwords::totp_uri(&secret, &self.house.settings.house, viewer.user.as_str());
        Ok(SecondFactor { uri, secret })
    }

    /// Switches the second factor on, once a code shows that the secret arrived.
    pub async fn confirm_second_factor(&self, viewer: &Viewer, code: &str) -> Result<(), DeskError> {
        let wrong = || DeskError::Input { field: "code", problem: "wrong".to_owned() };
        let pending = self.house.store.setting(pending_key(&viewer.user)).await?.ok_or_else(wrong)?;
        let sealed: Vec<u8> = serde_json::from_value(pending).map_err(|_| wrong())?;
        let secret = self.house.keys.open_blob(PENDING, &sealed).map_err(|_| wrong())?;
        let step = passwords::totp_step(&secret, code, self.house.clock.now()).ok_or_else(wrong)?;
        let mut user = self.account(viewer).await?;
        // The code that switched it on is used, too.
        (user.totp, user.totp_step) = (Some(secret.to_vec()), step);
        let clear = Change::SetSetting { key: pending_key(&viewer.user), value: serde_json::Value::Null };
        let others = Change::CloseSessionsOf { user: user.id.clone(), except: Some(viewer.session) };
        self.change_account(user, "second-factor", vec![clear, others]).await
    }

    /// Whether this account must have a second factor.
    pub(super) fn must_have_second_factor(&self, user: &User) -> bool {
        match self.house.settings.second_factor {
            SecondFactorRule::Optional => false,
            SecondFactorRule::Required => true,
            SecondFactorRule::Approvers => !user.roles.is_empty() || self.is_in_a_group(&user.id),
        }
    }

    fn is_in_a_group(&self, user: &UserId) -> bool {
        let mut groups = self.house.settings.groups.iter();
        groups.any(|group| group.members.contains(user) || group.deputies.contains(user))
    }

    /// Whether the second factor of this person is not theirs to switch off.
    pub async fn keeps_second_factor(&self, viewer: &Viewer) -> Result<bool, DeskError> {
        Ok(self.must_have_second_factor(&self.account(viewer).await?))
    }

    /// [`Desk::start_second_factor`] for who cannot go on without.
    pub async fn start_set_up(&self, newcomer: &Newcomer) -> Result<SecondFactor, DeskError> {
        self.start_second_factor(&newcomer.0).await
    }

    /// [`Desk::confirm_second_factor`] for who cannot go on without: with the code the second factor is proven, so that
    /// the session of before ends and a whole one opens.
    pub async fn end_set_up(&self, newcomer: &Newcomer, code: &str) -> Result<SignedIn, DeskError> {
        self.confirm_second_factor(&newcomer.0, code).await?;
        self.sign_out(&newcomer.0).await;
        let user = self.account(&newcomer.0).await?;
        Ok(self.open_session(user, Means::SecondFactor).await?)
    }

    /// Ends the session of who does not want to.
    pub async fn leave(&self, newcomer: &Newcomer) {
        self.sign_out(&newcomer.0).await;
    }

    /// Switches the own second factor off, for who still has it: name, password and a code are asked for, and a wrong
    /// one counts like at the sign-in. Without the telephone an administrator does it.
    pub async fn remove_second_factor(&self, viewer: &Viewer, password: &str, code: &str) -> Result<(), DeskError> {
        let wrong = |field: &'static str| DeskError::Input { field, problem: "wrong".to_owned() };
        let user = self.check_password(viewer.user.as_str(), password).await.map_err(|_| wrong("password"))?;
        if user.totp.is_none() {
            return Ok(());
        }
        if self.must_have_second_factor(&user) {
            return Err(DeskError::Forbidden);
        }
        self.check_code(&user, Some(code)).await.map_err(|_| wrong("code"))?;
        let mut user = self.account(viewer).await?;
        user.totp = None;
        let others = Change::CloseSessionsOf { user: user.id.clone(), except: Some(viewer.session) };
        self.change_account(user, "second-factor-reset", vec![others]).await
    }
}

/// Context of a second factor that is not confirmed yet.
const PENDING: &str = "pending-totp";

fn pending_key(user: &UserId) -> String {
    format!("pending-totp/{user}")
}
