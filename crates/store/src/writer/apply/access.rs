//! Sessions and single-use tokens. What is over is removed; what is used once is refused the second time.

use sekisho_model::{Digest, ParcelId, UserId};

use super::{Tx, pair};
use crate::{Change, CommitError, Session, Token, row::millis, writer::failure::Failure};

impl Tx<'_> {
    pub(super) async fn apply_access(&mut self, change: &Change) -> Result<(), Failure> {
        match change {
            Change::AddUser(user) => self.add_user(user).await,
            Change::SetUser(user) => self.set_user(user).await,
            Change::SetSignIn { user, failures, locked_until, totp_step } => {
                self.set_sign_in(user, *failures, *locked_until, *totp_step).await
            }
            Change::OpenSession(session) => self.open_session(session).await,
            Change::SeeSession { token } => self.see_session(token).await,
            Change::CloseSession { token } => self.close_session(token).await,
            Change::CloseSessionsOf { user, except } => self.close_sessions_of(user, except.as_ref()).await,
            Change::PruneAccess => self.prune_access().await,
            Change::AddToken(token) => self.add_token(token).await,
            Change::UseToken { token } => self.use_token(token).await,
            Change::VoidTokensOf { parcel } => self.void_tokens_of(*parcel).await,
            _ => Err(CommitError::Invalid("a change in the wrong place").into()),
        }
    }

    async fn open_session(&mut self, session: &Session) -> Result<(), Failure> {
        self.known_user(&session.user).await?;
        let means = serde_json::to_value(session.means).ok().and_then(|code| code.as_str().map(str::to_owned));
        let statement = sqlx::query(
            "insert into session (token, account, created_at, seen_at, expires_at, means) \
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        )
        .bind(bytes(&session.token))
        .bind(session.user.as_str().to_owned())
        .bind(millis(session.created_at))
        .bind(millis(session.seen_at))
        .bind(millis(session.expires_at))
        .bind(means);
        self.must("open a session", statement, CommitError::Exists("session")).await
    }

    async fn see_session(&mut self, token: &Digest) -> Result<(), Failure> {
        let statement = sqlx::query("update session set seen_at = $2 where token = $1");
        let statement = statement.bind(bytes(token)).bind(self.now());
        self.run("note the use of a session", statement).await?;
        Ok(())
    }

    async fn close_session(&mut self, token: &Digest) -> Result<(), Failure> {
        let statement = sqlx::query("delete from session where token = $1").bind(bytes(token));
        self.run("close a session", statement).await?;
        Ok(())
    }

    async fn close_sessions_of(&mut self, user: &UserId, except: Option<&Digest>) -> Result<(), Failure> {
        let statement = sqlx::query("delete from session where account = $1 and token is not $2");
        let statement = statement.bind(user.as_str().to_owned()).bind(except.map(bytes));
        self.run("close sessions", statement).await?;
        Ok(())
    }

    async fn prune_access(&mut self) -> Result<(), Failure> {
        let sessions = sqlx::query("delete from session where expires_at < $1").bind(self.now());
        self.run("remove old sessions", sessions).await?;
        let tokens = sqlx::query("delete from token where expires_at < $1").bind(self.now());
        self.run("remove old tokens", tokens).await?;
        Ok(())
    }

    async fn add_token(&mut self, token: &Token) -> Result<(), Failure> {
        let row = match token.parcel {
            Some(parcel) => Some(self.parcel_row(parcel).await?),
            None => None,
        };
        let statement = sqlx::query(
            "insert into token (token, kind, account, parcel, seal, link, recipient, expires_at, used_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        )
        .bind(bytes(&token.token))
        .bind(token.kind.clone())
        .bind(token.user.as_ref().map(|user| user.as_str().to_owned()))
        .bind(row)
        .bind(token.seal.as_ref().map(bytes))
        .bind(token.link.as_ref().map(|(link, _)| bytes(link)))
        .bind(token.link.map(|(_, recipient)| i64::from(recipient)))
        .bind(millis(token.expires_at))
        .bind(token.used_at.map(millis));
        self.must("add a token", statement, CommitError::Exists("token")).await
    }

    async fn use_token(&mut self, token: &Digest) -> Result<(), Failure> {
        let statement =
            sqlx::query("update token set used_at = $2 where token = $1 and used_at is null and expires_at > $2");
        let statement = statement.bind(bytes(token)).bind(self.now());
        self.must("use a token", statement, CommitError::Spent).await
    }

    async fn void_tokens_of(&mut self, parcel: ParcelId) -> Result<(), Failure> {
        let (letter, number) = pair(parcel);
        let statement = sqlx::query(
            "update token set used_at = $3 where used_at is null \
             and parcel = (select row from parcel where letter = $1 and number = $2)",
        );
        let statement = statement.bind(letter).bind(number).bind(self.now());
        self.run("void tokens", statement).await?;
        Ok(())
    }

    /// The row of a parcel that others refer to.
    pub(super) async fn parcel_row(&mut self, parcel: ParcelId) -> Result<i64, Failure> {
        let (letter, number) = pair(parcel);
        let query = sqlx::query_scalar("select row from parcel where letter = $1 and number = $2");
        let row = query.bind(letter).bind(number).fetch_optional(&mut *self.connection).await;
        let row: Option<i64> = row.map_err(crate::writer::failure::sql("find a parcel"))?;
        row.ok_or_else(|| CommitError::Missing("parcel").into())
    }
}

/// A digest as the database has it.
pub(super) fn bytes(digest: &Digest) -> Vec<u8> {
    digest.as_bytes().to_vec()
}
