//! The memory of correspondence, and small values of the house.

use sekisho_model::{Domain, Time};
use serde_json::Value as Json;

use super::Tx;
use crate::{
    Change, CommitError, KnownName, Thread,
    bulk::Value,
    private::{At, Hex, Kind, json_text},
    row::millis,
    writer::failure::Failure,
};

impl Tx<'_> {
    pub(super) async fn apply_memory(&mut self, change: &Change) -> Result<(), Failure> {
        match change {
            Change::SeeDomains(domains) => {
                self.see_domains(domains);
                Ok(())
            }
            Change::KnowNames(names) => self.know_names(names),
            Change::PutThread(thread) => self.put_thread(thread),
            Change::PruneMemory { before } => self.prune_memory(*before).await,
            Change::SetSetting { key, value } => self.set_setting(key, value).await,
            _ => Err(CommitError::Invalid("a change in the wrong place").into()),
        }
    }

    fn see_domains(&mut self, domains: &[Domain]) {
        let now = self.now();
        let row = |domain: &Domain| {
            [Value::Text(domain.as_str().to_owned()), Value::Int(now), Value::Int(now), Value::Int(1)]
        };
        self.buffer.domains(domains.iter().map(row));
    }

    fn know_names(&mut self, names: &[KnownName]) -> Result<(), Failure> {
        for known in names {
            let address = self.private.mark(Kind::Address, &known.address_key);
            let name = self.private.mark(Kind::Name, &known.name);
            let private = self.private.seal_json(At::Name(&address, &name), &known.name)?;
            let (hex, last_at) = (Hex(&address).to_string(), millis(known.last_at));
            let row = [Value::Blob(address), Value::Blob(name), Value::Blob(private), Value::Int(last_at)];
            self.buffer.name(hex, row);
        }
        Ok(())
    }

    fn put_thread(&mut self, thread: &Thread) -> Result<(), Failure> {
        self.buffer.thread([
            Value::Blob(thread.message_id.as_bytes().to_vec()),
            Value::Blob(self.private.seal_json(At::Thread(&thread.message_id), &thread.participants)?),
            Value::Int(millis(thread.at)),
        ]);
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
