//! Rows of many units that nobody has to read yet: written together, because a statement costs more than a row.
//!
//! Invariant: whoever changes or reads rows of a letter that is still here has them written first ([`Buffer::holds`]).

use std::collections::HashSet;

use sekisho_model::LetterId;
use sqlx::{Row as _, SqliteConnection};

use super::failure::{Failure, sql};
use crate::{
    StoreError,
    bulk::{self, Value},
    error::failed,
    private::json_text,
};

const LETTERS: bulk::Into = bulk::Into {
    head: "insert into letter (number, id, at, origin, submitter, private, size, location, source, recipients) values",
    tail: "",
};
const PARCELS: bulk::Into = bulk::Into {
    head: "insert into parcel (row, letter, number, version, state, verdict, circle, findings, plan, envelope, seal, \
           policy, held_since, due_at, reminders, updated_at) values",
    tail: "",
};
const RECIPIENTS: bulk::Into = bulk::Into {
    head: "insert into recipient (parcel, number, domain, status, attempts, next_at, code, reply, upstream, \
           updated_at) values",
    tail: "",
};
const PEOPLE: bulk::Into =
    bulk::Into { head: "insert into parcel_person (person, role, parcel, team, waiting) values", tail: "" };
const DOMAINS: bulk::Into = bulk::Into {
    head: "insert into domain_seen (domain, first_at, last_at, letters) values",
    tail: "on conflict (domain) do update set first_at = min(first_at, excluded.first_at), \
           last_at = max(last_at, excluded.last_at), letters = letters + 1",
};
const NAMES: bulk::Into = bulk::Into {
    head: "insert into known_name (address_mark, name_mark, private, last_at) values",
    tail: "on conflict (address_mark, name_mark) do update set last_at = max(last_at, excluded.last_at)",
};
const THREADS: bulk::Into = bulk::Into {
    head: "insert into thread (message_id, private, at) values",
    tail: "on conflict (message_id) do update set private = excluded.private, at = excluded.at",
};
/// Names kept per address: enough for spellings and a married name, too few for a collection.
const NAMES_KEPT: i64 = 5;

/// The numbers that rows are given: only the writer gives them, without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbers {
    letter: i64,
    parcel: i64,
}

impl Numbers {
    /// The last ones given.
    pub(crate) async fn read(connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        let read = failed("read the last numbers");
        let text = "select coalesce((select max(number) from letter), 0), coalesce((select max(row) from parcel), 0)";
        let row = sqlx::query(text).fetch_one(connection).await.map_err(&read)?;
        Ok(Self { letter: row.try_get(0).map_err(&read)?, parcel: row.try_get(1).map_err(&read)? })
    }

    /// For a new letter.
    pub(super) const fn letter(&mut self) -> i64 {
        self.letter += 1;
        self.letter
    }

    /// For a new parcel.
    pub(super) const fn parcel(&mut self) -> i64 {
        self.parcel += 1;
        self.parcel
    }
}

/// Rows to be written.
#[derive(Default)]
pub(super) struct Buffer {
    ids: HashSet<LetterId>,
    letters: Vec<[Value; 10]>,
    parcels: Vec<[Value; 16]>,
    recipients: Vec<[Value; 10]>,
    people: Vec<[Value; 5]>,
    domains: Vec<[Value; 4]>,
    names: Vec<[Value; 4]>,
    /// Marks of the addresses that got a name, in hexadecimal.
    named: Vec<String>,
    threads: Vec<[Value; 3]>,
}

impl Buffer {
    /// Whether rows of this letter are not written yet.
    pub(super) fn holds(&self, letter: LetterId) -> bool {
        self.ids.contains(&letter)
    }

    pub(super) fn letter(&mut self, id: LetterId, row: [Value; 10]) {
        self.ids.insert(id);
        self.letters.push(row);
    }

    pub(super) fn parcel(&mut self, row: [Value; 16]) {
        self.parcels.push(row);
    }

    pub(super) fn recipients(&mut self, rows: impl IntoIterator<Item = [Value; 10]>) {
        self.recipients.extend(rows);
    }

    pub(super) fn people(&mut self, rows: impl IntoIterator<Item = [Value; 5]>) {
        self.people.extend(rows);
    }

    pub(super) fn domains(&mut self, rows: impl IntoIterator<Item = [Value; 4]>) {
        self.domains.extend(rows);
    }

    pub(super) fn name(&mut self, address: String, row: [Value; 4]) {
        self.named.push(address);
        self.names.push(row);
    }

    pub(super) fn thread(&mut self, row: [Value; 3]) {
        self.threads.push(row);
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Writes everything into the open transaction; whether old names were deleted.
    pub(super) async fn flush(&mut self, connection: &mut SqliteConnection) -> Result<bool, Failure> {
        self.ids.clear();
        bulk::insert(connection, &LETTERS, self.letters.drain(..)).await.map_err(sql("insert letters"))?;
        bulk::insert(connection, &PARCELS, self.parcels.drain(..)).await.map_err(sql("insert parcels"))?;
        bulk::insert(connection, &RECIPIENTS, self.recipients.drain(..)).await.map_err(sql("insert recipients"))?;
        bulk::insert(connection, &PEOPLE, self.people.drain(..)).await.map_err(sql("insert circles"))?;
        bulk::insert(connection, &DOMAINS, self.domains.drain(..)).await.map_err(sql("remember domains"))?;
        bulk::insert(connection, &THREADS, self.threads.drain(..)).await.map_err(sql("remember threads"))?;
        if self.names.is_empty() {
            return Ok(false);
        }
        bulk::insert(connection, &NAMES, self.names.drain(..)).await.map_err(sql("remember names"))?;
        let named = std::mem::take(&mut self.named);
        forget_old_names(connection, &named).await
    }
}

/// Keeps the latest names of each of these addresses.
async fn forget_old_names(connection: &mut SqliteConnection, addresses: &[String]) -> Result<bool, Failure> {
    let statement = sqlx::query(
        "delete from known_name where (address_mark, name_mark) in (select address_mark, name_mark from \
         (select address_mark, name_mark, row_number() over (partition by address_mark \
         order by last_at desc, name_mark) as place from known_name \
         where address_mark in (select unhex(value) from json_each($1))) where place > $2)",
    );
    let statement = statement.bind(json_text(&addresses)?).bind(NAMES_KEPT);
    let done = statement.execute(connection).await.map_err(sql("forget old names"))?;
    Ok(done.rows_affected() > 0)
}
