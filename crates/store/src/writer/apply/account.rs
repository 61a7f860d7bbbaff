//! Accounts. Secrets are sealed; a version says whether somebody else changed an account meanwhile.

use std::collections::HashSet;

use sekisho_model::{Address, Time, UserId};

use super::Tx;
use crate::{
    CommitError, User,
    bulk::{self, Value},
    private::{At, json_text},
    row::{millis, signed},
    writer::failure::{Failure, sql},
};

const ADDRESSES: bulk::Into =
    bulk::Into { head: "insert into account_address (account, place, address_key, address) values", tail: "" };

/// SCRAM keys and second factor, both sealed.
type Secrets = (Option<Vec<u8>>, Option<Vec<u8>>);

impl Tx<'_> {
    pub(super) async fn add_user(&mut self, user: &User) -> Result<(), Failure> {
        let (scram, totp) = self.secrets(user)?;
        let statement = sqlx::query(
            "insert into account (id, version, name, password, scram, totp, roles, language, disabled, failures, \
             locked_until, totp_step, created_at, updated_at) \
             values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing",
        )
        .bind(user.id.as_str().to_owned())
        .bind(user.name.clone())
        .bind(user.password.clone())
        .bind(scram)
        .bind(totp)
        .bind(json_text(&user.roles)?)
        .bind(user.language.clone())
        .bind(i64::from(user.disabled))
        .bind(i64::from(user.failures))
        .bind(user.locked_until.map(millis))
        .bind(signed(user.totp_step))
        .bind(millis(user.created_at))
        .bind(millis(user.updated_at));
        self.must("add an account", statement, CommitError::Exists("user")).await?;
        self.insert_addresses(&user.id, &user.addresses).await
    }

    /// A step of the second factor that was used stays used, also when the caller read the account before.
    pub(super) async fn set_user(&mut self, user: &User) -> Result<(), Failure> {
        self.known_user(&user.id).await?;
        let (scram, totp) = self.secrets(user)?;
        let statement = sqlx::query(
            "update account set version = version + 1, name = $3, password = $4, scram = $5, totp = $6, roles = $7, \
             language = $8, disabled = $9, failures = $10, locked_until = $11, totp_step = max(totp_step, $12), \
             updated_at = $13 where id = $1 and version = $2",
        )
        .bind(user.id.as_str().to_owned())
        .bind(signed(user.version))
        .bind(user.name.clone())
        .bind(user.password.clone())
        .bind(scram)
        .bind(totp)
        .bind(json_text(&user.roles)?)
        .bind(user.language.clone())
        .bind(i64::from(user.disabled))
        .bind(i64::from(user.failures))
        .bind(user.locked_until.map(millis))
        .bind(signed(user.totp_step))
        .bind(self.now());
        self.must("change an account", statement, CommitError::Exists("user")).await?;
        let statement = sqlx::query("delete from account_address where account = $1");
        self.run("replace addresses", statement.bind(user.id.as_str().to_owned())).await?;
        self.insert_addresses(&user.id, &user.addresses).await
    }

    pub(super) async fn set_sign_in(
        &mut self,
        user: &UserId,
        failures: u32,
        locked_until: Option<Time>,
        totp_step: Option<u64>,
    ) -> Result<(), Failure> {
        self.known_user(user).await?;
        let statement = sqlx::query(
            "update account set failures = $2, locked_until = $3, totp_step = coalesce($4, totp_step) \
             where id = $1 and ($4 is null or totp_step < $4)",
        )
        .bind(user.as_str().to_owned())
        .bind(i64::from(failures))
        .bind(locked_until.map(millis))
        .bind(totp_step.map(signed));
        self.must("count a sign-in", statement, CommitError::Spent).await
    }

    /// Fails unless there is such an account.
    pub(super) async fn known_user(&mut self, user: &UserId) -> Result<(), Failure> {
        let query = sqlx::query_scalar("select 1 from account where id = $1").bind(user.as_str().to_owned());
        let found: Option<i64> = query.fetch_optional(&mut *self.connection).await.map_err(sql("find an account"))?;
        found.map(|_| ()).ok_or_else(|| CommitError::Missing("user").into())
    }

    /// Sealed SCRAM keys and second factor.
    fn secrets(&self, user: &User) -> Result<Secrets, Failure> {
        let scram = user.scram.as_ref().map(|text| self.private.seal(At::Scram(&user.id), text.as_bytes()));
        let totp = user.totp.as_ref().map(|bytes| self.private.seal(At::Totp(&user.id), bytes));
        Ok((scram.transpose()?, totp.transpose()?))
    }

    /// Two spellings of one address are one address: the first stays.
    async fn insert_addresses(&mut self, user: &UserId, addresses: &[Address]) -> Result<(), Failure> {
        let mut known = HashSet::new();
        let fresh = addresses.iter().filter(|address| known.insert(address.key()));
        let rows = (0..).zip(fresh).map(|(place, address)| {
            [
                Value::Text(user.as_str().to_owned()),
                Value::Int(place),
                Value::Text(address.key()),
                Value::Text(address.as_str().to_owned()),
            ]
        });
        bulk::insert(self.connection, &ADDRESSES, rows).await.map_err(sql("insert addresses"))
    }
}
