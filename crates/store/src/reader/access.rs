//! Accounts, sessions, tokens.

use std::collections::HashMap;

use sekisho_model::{Address, Digest, UserId};
use sqlx::sqlite::SqliteRow;

use super::Reader;
use crate::{
    Session, StoreError, Token, User,
    private::json_text,
    row::{self, Cells},
    rows::account,
};

impl Reader {
    /// An account.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let query = sqlx::query("select * from account where id = $1").bind(id.as_str().to_owned());
        let rows = self.rows("read an account", query).await?;
        Ok(self.users_from(rows).await?.pop())
    }

    /// All accounts by name.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = self.rows("read accounts", sqlx::query("select * from account order by id")).await?;
        self.users_from(rows).await
    }

    /// The accounts an address belongs to, by name.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn users_of(&self, address: Address) -> Result<Vec<User>, StoreError> {
        let query = sqlx::query(
            "select * from account where id in (select account from account_address where address_key = $1) \
             order by id",
        );
        let rows = self.rows("read accounts", query.bind(address.key())).await?;
        self.users_from(rows).await
    }

    async fn users_from(&self, rows: Vec<SqliteRow>) -> Result<Vec<User>, StoreError> {
        let ids = row::all(&rows, "account", |_| "?", |cells: &Cells<'_>| cells.get::<String>("id"))?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let query = sqlx::query(
            "select a.account, a.address from json_each($1) as asked \
             cross join account_address a on a.account = asked.value order by a.account, a.place",
        );
        let found = self.rows("read addresses", query.bind(json_text(&ids)?)).await?;
        let mut addresses: HashMap<String, Vec<Address>> = HashMap::new();
        for row in &found {
            let (account, address) = account::address(row)?;
            addresses.entry(account).or_default().push(address);
        }
        let user = |(row, id)| account::user(row, addresses.remove(&id).unwrap_or_default(), self.private());
        rows.iter().zip(ids).map(user).collect()
    }

    /// A session by the digest of its secret; the caller checks its end.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn session(&self, token: Digest) -> Result<Option<Session>, StoreError> {
        let query = sqlx::query("select * from session where token = $1").bind(token.as_bytes().to_vec());
        self.row("read a session", query).await?.map(|row| account::session(&row)).transpose()
    }

    /// The sessions of a person, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn sessions_of(&self, user: UserId) -> Result<Vec<Session>, StoreError> {
        let query = sqlx::query("select * from session where account = $1 order by created_at, token");
        let rows = self.rows("read sessions", query.bind(user.as_str().to_owned())).await?;
        rows.iter().map(account::session).collect()
    }

    /// A token by the digest of its secret; the caller checks its end and use.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn token(&self, token: Digest) -> Result<Option<Token>, StoreError> {
        let query = sqlx::query(
            "select t.*, p.letter as p_letter, p.number as p_number from token t \
             left join parcel p on p.row = t.parcel where t.token = $1",
        );
        let row = self.row("read a token", query.bind(token.as_bytes().to_vec())).await?;
        row.map(|row| account::token(&row)).transpose()
    }
}
