//! What is remembered of the correspondence, and small values.

use std::collections::{BTreeSet, HashMap};

use sekisho_model::{Digest, Domain};
use serde_json::Value;

use super::Reader;
use crate::{
    DomainSeen, KnownName, StoreError, Thread,
    private::{Hex, Kind, hidden, json_text},
    row::{self, Cells},
    rows::memory,
};

impl Reader {
    /// What is known of these domains; unknown ones are missing.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn domains(&self, domains: Vec<Domain>) -> Result<Vec<DomainSeen>, StoreError> {
        let query = sqlx::query("select * from domain_seen where domain in (select value from json_each($1))");
        let rows = self.rows("read domains", query.bind(json_text(&domains)?)).await?;
        rows.iter().map(memory::domain).collect()
    }

    /// All known domains.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn all_domains(&self) -> Result<Vec<DomainSeen>, StoreError> {
        let rows = self.rows("read domains", sqlx::query("select * from domain_seen order by domain")).await?;
        rows.iter().map(memory::domain).collect()
    }

    /// Names of these addresses ([`sekisho_model::Address::key`]), latest first per address.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn names(&self, address_keys: Vec<String>) -> Result<Vec<KnownName>, StoreError> {
        let keys: BTreeSet<String> = address_keys.into_iter().collect();
        let mark = |key: String| (self.private().mark(Kind::Address, &key), key);
        let marked: HashMap<Vec<u8>, String> = keys.into_iter().map(mark).collect();
        let marks: Vec<String> = marked.keys().map(|mark| Hex(mark).to_string()).collect();
        let query = sqlx::query(
            "select * from known_name where address_mark in (select unhex(value) from json_each($1)) \
             order by address_mark, last_at desc, name_mark",
        );
        let rows = self.rows("read names", query.bind(json_text(&marks)?)).await?;
        let mut names = Vec::with_capacity(rows.len());
        for row in &rows {
            let (mark, name, last_at) = memory::name(row, self.private())?;
            let address_key = marked.get(&mark).cloned().unwrap_or_default();
            names.push(KnownName { address_key, name, last_at });
        }
        names.sort_by(|one, other| one.address_key.cmp(&other.address_key));
        Ok(names)
    }

    /// What is known of these message ids.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn threads(&self, message_ids: Vec<Digest>) -> Result<Vec<Thread>, StoreError> {
        let query = sqlx::query(
            "select * from thread where message_id in (select unhex(value) from json_each($1)) order by at",
        );
        let rows = self.rows("read threads", query.bind(json_text(&message_ids)?)).await?;
        rows.iter().map(|row| memory::thread(row, self.private())).collect()
    }

    /// A small value; `None` also when it was set to null.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn setting(&self, key: String) -> Result<Option<Value>, StoreError> {
        let query = sqlx::query("select value from setting where key = $1").bind(key.as_str());
        let row = self.row("read a setting", query).await?;
        row.map(|row| row::one(&Cells(&row), "setting", |_| hidden(&key), |cells| cells.json("value"))).transpose()
    }
}
