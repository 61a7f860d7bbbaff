//! Signing in and out, passwords, language.
//!
//! A wrong name costs as much time as a wrong password. Ten failures in a row lock an account for a quarter of an
//! hour; a code of the second factor works once.

use std::time::Duration;

use sekisho_model::{Event, UserId, hold::Means};
use sekisho_store::{Change, Session, Unit, User};

use super::{Desk, DeskError, Language, Newcomer, Role, SecondFactorState, SignInError, SignedIn, Viewer, Visitor};
use crate::{chance, error::StepError, passwords};

/// Failures in a row before an account is locked (NIST SP 800-63B-4 §3.2.2 allows up to 100).
const FAILURES: u32 = 10;
const LOCKED_FOR: Duration = Duration::from_secs(15 * 60);
/// A session ends after a working day, whatever happens.
const SESSION: Duration = Duration::from_secs(12 * 3_600);
/// A session that nobody uses ends sooner.
const IDLE: Duration = Duration::from_secs(60 * 60);
/// How often the time of last use is written.
const SEEN_EVERY: Duration = Duration::from_secs(60);

impl Desk {
    /// Checks name, password and, if one is set up, the code of the second factor; opens a session.
    pub async fn sign_in(&self, login: &str, password: &str, code: Option<&str>) -> Result<SignedIn, SignInError> {
        let user = self.check_password(login, password).await?;
        let means = self.check_code(&user, code).await?;
        self.open_session(user, means).await.map_err(unavailable)
    }

    /// The account, if name and password fit. Shared by the console and the submission door.
    pub(crate) async fn check_password(&self, login: &str, password: &str) -> Result<User, SignInError> {
        if login.len() > 256 || password.len() > passwords::LONGEST {
            return Err(SignInError::Wrong);
        }
        let id = UserId::new(login);
        let user = self.open_account(&id).await?;
        let phc = user.as_ref().and_then(|user| user.password.clone());
        let right = self.hash_matches(password, phc.as_deref().unwrap_or(passwords::nobody())).await;
        let Some(user) = user else { return Err(SignInError::Wrong) };
        if !right || user.password.is_none() {
            return Err(self.count_failure(&id).await);
        }
        // Others may have failed while this one was computed: a lock counts for those on their way, too.
        self.open_account(&id).await?.filter(|now| now.password == user.password).ok_or(SignInError::Wrong)
    }

    /// The end of a SCRAM exchange, which counts exactly like a password: a failed one towards the lock, a right one ends
    /// the row. The account may have been locked or closed while the exchange went on.
    pub(crate) async fn end_proof(&self, login: &str, proved: bool) -> Result<User, SignInError> {
        let id = UserId::new(login);
        let Some(user) = self.open_account(&id).await? else { return Err(SignInError::Wrong) };
        if !proved {
            return Err(self.count_failure(&id).await);
        }
        self.forget_failures(&user).await;
        Ok(user)
    }

    /// The account of this name, unless it is closed; an error while it is locked.
    async fn open_account(&self, id: &UserId) -> Result<Option<User>, SignInError> {
        let user = self.house.store.user(id.clone()).await.map_err(unavailable)?.filter(|user| !user.disabled);
        let now = self.house.clock.now();
        match user.as_ref().and_then(|user| user.locked_until).filter(|until| *until > now) {
            Some(until) => Err(SignInError::Locked { until }),
            None => Ok(user),
        }
    }

    /// A mail program signed in: the failures before were not in a row. With a second factor only the second factor
    /// ends the row, or the password would buy tries at the code.
    pub(crate) async fn forget_failures(&self, user: &User) {
        if user.failures == 0 || user.totp.is_some() {
            return;
        }
        let change = Change::SetSignIn { user: user.id.clone(), failures: 0, locked_until: None, totp_step: None };
        if let Err(error) = self.house.store.commit(Unit::new(self.house.clock.now()).change(change)).await {
            tracing::error!(error = %crate::chain(&error), "failures of sign-in could not be taken back");
        }
    }

    /// Hashing takes its time on purpose and must not stand in the way of letters.
    async fn hash_matches(&self, password: &str, phc: &str) -> bool {
        if self.house.remembered.knows_success(password, phc) {
            return true;
        }
        let (house, phc) = (self.house.clone(), phc.to_owned());
        let password = zeroize::Zeroizing::new(password.to_owned());
        let Ok(_place) = self.house.hashing.acquire().await else { return false };
        tokio::task::spawn_blocking(move || house.remembered.matches(&password, &phc)).await.unwrap_or(false)
    }

    /// Counts a failure, one after the other: two at once count twice, and none takes a lock back.
    async fn count_failure(&self, id: &UserId) -> SignInError {
        match self.try_count_failure(id).await {
            Ok(()) => SignInError::Wrong,
            Err(error) => unavailable(error),
        }
    }

    async fn try_count_failure(&self, id: &UserId) -> Result<(), StepError> {
        let _turn = self.house.failures.lock().await;
        let Some(user) = self.house.store.user(id.clone()).await? else { return Ok(()) };
        let now = self.house.clock.now();
        let failures = user.failures.saturating_add(1);
        let lock = if failures % FAILURES == 0 { now.checked_add(LOCKED_FOR).ok() } else { None };
        let locked_until = lock.max(user.locked_until.filter(|until| *until > now));
        let change = Change::SetSignIn { user: id.clone(), failures, locked_until, totp_step: None };
        let event = Event::SignInFailed { user: id.clone() };
        self.house.store.commit(Unit::new(now).change(change).event(event)).await?;
        Ok(())
    }

    pub(super) async fn check_code(&self, user: &User, code: Option<&str>) -> Result<Means, SignInError> {
        let Some(secret) = &user.totp else { return Ok(Means::Password) };
        let code = code.filter(|code| !code.is_empty()).ok_or(SignInError::NeedsCode)?;
        let now = self.house.clock.now();
        let step = passwords::totp_step(secret, code, now).filter(|step| *step > user.totp_step);
        let Some(step) = step else { return Err(self.count_failure(&user.id).await) };
        let change =
            Change::SetSignIn { user: user.id.clone(), failures: 0, locked_until: None, totp_step: Some(step) };
        match self.house.store.commit(Unit::new(now).change(change)).await {
            Ok(_) => Ok(Means::SecondFactor),
            Err(sekisho_store::CommitError::Spent) => Err(SignInError::Wrong),
            Err(error) => Err(unavailable(error)),
        }
    }

    pub(super) async fn open_session(&self, user: User, means: Means) -> Result<SignedIn, StepError> {
        let now = self.house.clock.now();
        let token = chance::token()?;
        let session = Session {
            token: chance::token_digest(&token),
            user: user.id.clone(),
            created_at: now,
            seen_at: now,
            expires_at: now.checked_add(SESSION).unwrap_or(now),
            means,
        };
        let reset = Change::SetSignIn { user: user.id.clone(), failures: 0, locked_until: None, totp_step: None };
        let unit = Unit::new(now)
            .change(Change::OpenSession(session))
            .change(reset)
            .event(Event::SignedIn { user: user.id.clone(), means });
        self.house.store.commit(unit).await?;
        let second_factor = match user.totp {
            Some(_) => SecondFactorState::Used,
            None if self.must_have_second_factor(&user) => SecondFactorState::Missing,
            None => SecondFactorState::Offered,
        };
        Ok(SignedIn { token, language: language(&user.language), user: user.id, means, second_factor })
    }

    /// Who a session belongs to, if it is still open and what it was opened with is enough.
    pub async fn viewer(&self, session_token: &str) -> Option<Viewer> {
        match self.visitor(session_token).await? {
            Visitor::Viewer(viewer) => Some(viewer),
            Visitor::Newcomer(_) => None,
        }
    }

    /// The same, with those who must set a second factor up first. A session from before it was asked for is over.
    pub async fn visitor(&self, session_token: &str) -> Option<Visitor> {
        if session_token.len() > 256 {
            return None;
        }
        let digest = chance::token_digest(session_token);
        let session = self.house.store.session(digest).await.ok().flatten()?;
        let now = self.house.clock.now();
        let idle_until = session.seen_at.checked_add(IDLE).ok()?;
        if now >= session.expires_at || now >= idle_until {
            return None;
        }
        let user = self.house.store.user(session.user.clone()).await.ok().flatten().filter(|user| !user.disabled)?;
        if now > session.seen_at.checked_add(SEEN_EVERY).ok()? {
            // A session that was not written as seen only ends sooner.
            let _ = self.house.store.commit(Unit::new(now).change(Change::SeeSession { token: digest })).await;
        }
        let viewer = viewer(&user, session.means, digest);
        if !self.must_have_second_factor(&user) {
            return Some(Visitor::Viewer(viewer));
        }
        match (user.totp, session.means) {
            (None, _) => Some(Visitor::Newcomer(Newcomer(viewer))),
            (Some(_), Means::SecondFactor) => Some(Visitor::Viewer(viewer)),
            (Some(_), _) => None,
        }
    }

    /// Ends the session.
    pub async fn sign_out(&self, viewer: &Viewer) {
        let unit = Unit::new(self.house.clock.now())
            .change(Change::CloseSession { token: viewer.session })
            .event(Event::SignedOut { user: viewer.user.clone() });
        if let Err(error) = self.house.store.commit(unit).await {
            tracing::error!(error = %crate::chain(&error), "a session could not be ended");
        }
    }

    /// Language of pages and notices.
    pub async fn set_language(&self, viewer: &Viewer, language: Language) -> Result<(), DeskError> {
        let mut user = self.account(viewer).await?;
        language_code(language).clone_into(&mut user.language);
        self.change_account(user, "language", Vec::new()).await
    }

    /// A new password; every other session of the person ends.
    pub async fn set_password(&self, viewer: &Viewer, old: &str, new: &str) -> Result<(), DeskError> {
        let mut user = self
            .check_password(viewer.user.as_str(), old)
            .await
            .map_err(|_| DeskError::Input { field: "old", problem: "wrong".to_owned() })?;
        let fresh = self.new_password(new).await?;
        (user.password, user.scram) = (Some(fresh.hash), Some(fresh.scram));
        let others = Change::CloseSessionsOf { user: user.id.clone(), except: Some(viewer.session) };
        self.change_account(user, "password", vec![others]).await
    }

    /// What is stored of a new password.
    pub(crate) async fn new_password(&self, password: &str) -> Result<Fresh, DeskError> {
        let length = password.chars().count();
        if length < passwords::SHORTEST || password.len() > passwords::LONGEST {
            let problem = format!("length {}-{}", passwords::SHORTEST, passwords::LONGEST);
            return Err(DeskError::Input { field: "new", problem });
        }
        let password = zeroize::Zeroizing::new(password.to_owned());
        let _place = self.house.hashing.acquire().await.map_err(|_| DeskError::Unavailable)?;
        let work = move || Ok(Fresh { hash: passwords::hash(&password)?, scram: passwords::scram(&password)? });
        let fresh: Result<Result<Fresh, chance::NoChance>, _> = tokio::task::spawn_blocking(work).await;
        fresh.map_err(|_| DeskError::Unavailable)?.map_err(DeskError::from)
    }

    pub(super) async fn account(&self, viewer: &Viewer) -> Result<User, DeskError> {
        self.house.store.user(viewer.user.clone()).await?.ok_or(DeskError::NotFound)
    }

    pub(super) async fn change_account(&self, user: User, change: &str, more: Vec<Change>) -> Result<(), DeskError> {
        let by = Some(user.id.clone());
        let event = Event::UserChanged { user: user.id.clone(), change: change.to_owned(), by };
        let mut unit = Unit::new(self.house.clock.now()).change(Change::SetUser(user)).event(event);
        unit.changes.extend(more);
        self.house.store.commit(unit).await?;
        self.house.reload_people().await.map_err(|error| {
            tracing::error!(error = %crate::chain(&error), "the roster could not be read again");
            DeskError::Unavailable
        })
    }
}

/// What is stored of a password.
pub(crate) struct Fresh {
    /// PHC string.
    pub(crate) hash: String,
    /// Keys for SCRAM.
    pub(crate) scram: String,
}

pub(crate) const fn language_code(language: Language) -> &'static str {
    match language {
        Language::Ja => "ja",
        Language::En => "en",
    }
}

pub(crate) fn language(code: &str) -> Language {
    if code == "en" { Language::En } else { Language::Ja }
}

pub(crate) fn role(code: &str) -> Option<Role> {
    serde_json::from_value(serde_json::json!(code)).ok()
}

pub(crate) fn viewer(user: &User, means: Means, session: sekisho_model::Digest) -> Viewer {
    Viewer {
        user: user.id.clone(),
        name: user.name.clone(),
        language: language(&user.language),
        roles: user.roles.iter().filter_map(|code| role(code)).collect(),
        means,
        session,
        has_second_factor: user.totp.is_some(),
    }
}

fn unavailable(error: impl std::error::Error) -> SignInError {
    tracing::error!(error = %crate::chain(&error), "sign-in is not possible");
    SignInError::Unavailable
}
