//! The memory of correspondence, and small values of the house.

use sekisho_model::{Domain, Time};
use serde_json::Value as Json;

use super::Tx;
use crate::{
    Change, CommitError, KnownName, Thread,
    bulk::{self, Value},
    private::{At, Hex, Kind, json_text},
    row::millis,
    writer::failure::{Failure, sql},
};

const DOMAINS: bulk::Into = bulk::Into {
    head: "insert into domain_seen (domain, first_at, last_at, letters) values",
    tail: "on conflict (domain) do update set first_at = min(first_at, excluded.first_at), \
           last_at = max(last_at, excluded.last_at), letters = letters + 1",
};
const NAMES: bulk::Into = bulk::Into {
    head: "insert into known_name (address_mark, name_mark, private, last_at) values",
    tail: "on conflict (address_mark, name_mark) do update set last_at = max(last_at, excluded.last_at)",
};
/// Names kept per address: enough for spellings and a married name, too few for a collection.
const NAMES_KEPT: i64 = 5;

impl Tx<'_> {
    pub(super) async fn apply_memory(&mut self, change: &Change) -> Result<(), Failure> {
        match change {
            Change::SeeDomains(domains) => self.see_domains(domains).await,
            Change::KnowNames(names) => self.know_names(names).await,
            Change::PutThread(thread) => self.put_thread(thread).await,
            Change::PruneMemory { before } => self.prune_memory(*before).await,
            Change::SetSetting { key, value } => self.set_setting(key, value).await,
            _ => Err(CommitError::Invalid("a change in the wrong place").into()),
        }
    }

    async fn see_domains(&mut self, domains: &[Domain]) -> Result<(), Failure> {
        let now = self.now();
        let row = |domain: &Domain| [Value::Text(domain.to_string()), Value::Int(now), Value::Int(now), Value::Int(1)];
        bulk::insert(self.connection, &DOMAINS, domains.iter().map(row)).await.map_err(sql("remember domains"))
    }

    async fn know_names(&mut self, names: &[KnownName]) -> Result<(), Failure> {
        let mut rows = Vec::with_capacity(names.len());
        let mut addresses = Vec::with_capacity(names.len());
        for known in names {
            let address = self.private.mark(Kind::Address, &known.address_key);
            let name = self.private.mark(Kind::Name, &known.name);
            let private = self.private.seal_json(At::Name(&address, &name), &known.name)?;
            addresses.push(Hex(&address).to_string());
            rows.push([
                Value::Blob(address),
                Value::Blob(name),
                Value::Blob(private),
                Value::Int(millis(known.last_at)),
            ]);
        }
        if rows.is_empty() {
            return Ok(());
        }
        bulk::insert(self.connection, &NAMES, rows).await.map_err(sql("remember names"))?;
        self.forget_old_names(&addresses).await
    }

    async fn forget_old_names(&mut self, addresses: &[String]) -> Result<(), Failure> {
        let statement = sqlx::query(
            "delete from known_name where (address_mark, name_mark) in (select address_mark, name_mark from \
             (select address_mark, name_mark, row_number() over (partition by address_mark \
             order by last_at desc, name_mark) as place from known_name \
             where address_mark in (select unhex(value) from json_each($1))) where place > $2)",
        )
        .bind(json_text(&addresses)?)
        .bind(NAMES_KEPT);
        self.effects.erased |= self.run("forget old names", statement).await? > 0;
        Ok(())
    }

    async fn put_thread(&mut self, thread: &Thread) -> Result<(), Failure> {
        let statement = sqlx::query(
            "insert into thread (message_id, private, at) values ($1, $2, $3) \
             on conflict (message_id) do update set private = excluded.private, at = excluded.at",
        )
        .bind(thread.message_id.as_bytes().to_vec())
        .bind(self.private.seal_json(At::Thread(&thread.message_id), &thread.participants)?)
        .bind(millis(thread.at));
        self.run("remember a thread", statement).await?;
        Ok(())
    }

    async fn prune_memory(&mut self, before: Time) -> Result<(), Failure> {
        for statement in [
            "delete from domain_seen where last_at < $1",
            "delete from known_name where last_at < $1",
            "delete from thread where at < $1",
        ] {
            let removed = self.run("forget", sqlx::query(statement).bind(millis(before))).await?;
            self.effects.erased |= removed > 0;
        }
        Ok(())
    }

    async fn set_setting(&mut self, key: &str, value: &Json) -> Result<(), Failure> {
        if value.is_null() {
            let statement = sqlx::query("delete from setting where key = $1").bind(key.to_owned());
            self.run("remove a setting", statement).await?;
            return Ok(());
        }
        let statement = sqlx::query(
            "insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value",
        );
        let statement = statement.bind(key.to_owned()).bind(json_text(value)?);
        self.run("set a setting", statement).await?;
        Ok(())
    }
}
