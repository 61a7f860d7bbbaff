//! The end of the evidence chain, kept by the only writer.
//!
//! Invariant: the head moves only with a committed transaction; events get their numbers in the order in which their
//! units are committed. A failed transaction is forgotten whole.

use aws_lc_rs::rand;
use sekisho_model::{Digest, Event, Time, event::Link};
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, SqliteConnection};

use super::failure::{Failure, sql};
use crate::{
    Personal, StoreError,
    bulk::{self, Value},
    error::failed,
    keys::KeyError,
    private::{At, Private, json_text},
    row::{millis, signed},
    rows::event::{self, Payload, SALT},
};

const EVENTS: bulk::Into = bulk::Into {
    head: "insert into event (seq, at, code, letter, parcel, campaign, event, personal, previous, hash) values",
    tail: "",
};
const PERSONAL: bulk::Into = bulk::Into { head: "insert into event_personal (seq, private) values", tail: "" };

/// Number and hash of the last event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    pub(crate) seq: u64,
    pub(crate) hash: Digest,
}

impl Head {
    /// Before the first event.
    pub(crate) const START: Self = Self { seq: 0, hash: Digest::ZERO };

    /// As it stands in the database.
    pub(crate) async fn read(connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        const WHAT: &str = "read the end of the chain";
        let sql = "select seq, hash from event order by seq desc limit 1";
        let Some(row) = sqlx::query(sql).fetch_optional(connection).await.map_err(failed(WHAT))? else {
            return Ok(Self::START);
        };
        let (seq, hash): (i64, Vec<u8>) =
            (row.try_get(0).map_err(failed(WHAT))?, row.try_get(1).map_err(failed(WHAT))?);
        let column = || crate::private::Fault::Column("hash").at("event", seq);
        let hash = Digest::from_bytes(hash.try_into().map_err(|_| column())?);
        Ok(Self { seq: u64::try_from(seq).map_err(|_| column())?, hash })
    }

    const fn pair(self) -> (u64, Digest) {
        (self.seq, self.hash)
    }
}

/// Events that are appended and not in the database yet.
pub(crate) struct Chain {
    /// After the last committed transaction.
    committed: Head,
    head: Head,
    new: Vec<New>,
}

struct New {
    link: Link,
    code: String,
    letter: Option<String>,
    parcel: Option<i64>,
    campaign: Option<String>,
    private: Option<Vec<u8>>,
}

impl Chain {
    /// Goes on after `head`.
    pub(crate) const fn new(head: Head) -> Self {
        Self { committed: head, head, new: Vec::new() }
    }

    /// Number of the next event.
    pub(crate) const fn next_seq(&self) -> u64 {
        self.head.seq + 1
    }

    /// Whether the open transaction has events.
    pub(crate) fn has_moved(&self) -> bool {
        self.head != self.committed
    }

    /// Appends the events of one unit: all of them or none.
    pub(crate) fn append(
        &mut self,
        private: &Private,
        at: Time,
        events: &[(Event, Option<Personal>)],
    ) -> Result<(), StoreError> {
        let (head, count) = (self.head, self.new.len());
        for (event, personal) in events {
            if let Err(error) = self.append_one(private, at, event, personal.as_ref()) {
                self.new.truncate(count);
                self.head = head;
                return Err(error);
            }
        }
        Ok(())
    }

    fn append_one(
        &mut self,
        private: &Private,
        at: Time,
        happened: &Event,
        personal: Option<&Personal>,
    ) -> Result<(), StoreError> {
        let payload = personal.map(salted).transpose()?;
        let commitment = payload.as_ref().map(Payload::commitment);
        let link = Link::append(self.head.pair(), at, happened, commitment);
        let sealed = payload.map(|payload| private.seal(At::Personal(link.seq), &payload.bytes())).transpose()?;
        self.head = Head { seq: link.seq, hash: link.hash };
        self.new.push(New {
            code: event::code(&link.event).to_owned(),
            letter: happened.letter().map(|letter| letter.to_string()),
            parcel: happened.parcel().map(|parcel| i64::from(parcel.number)),
            campaign: happened.campaign().map(|campaign| campaign.to_string()),
            private: sealed,
            link,
        });
        Ok(())
    }

    /// Writes what is new into the open transaction.
    pub(crate) async fn flush(&mut self, connection: &mut SqliteConnection) -> Result<(), Failure> {
        let mut personal = Vec::new();
        let mut events = Vec::with_capacity(self.new.len());
        for new in self.new.drain(..) {
            let seq = signed(new.link.seq);
            personal.extend(new.private.map(|sealed| [Value::Int(seq), Value::Blob(sealed)]));
            events.push([
                Value::Int(seq),
                Value::Int(millis(new.link.at)),
                Value::Text(new.code),
                Value::OptionalText(new.letter),
                Value::OptionalInt(new.parcel),
                Value::OptionalText(new.campaign),
                Value::Text(new.link.event),
                Value::OptionalBlob(new.link.personal.map(|digest| digest.as_bytes().to_vec())),
                Value::Blob(new.link.previous.as_bytes().to_vec()),
                Value::Blob(new.link.hash.as_bytes().to_vec()),
            ]);
        }
        bulk::insert(connection, &EVENTS, events).await.map_err(sql("append events"))?;
        bulk::insert(connection, &PERSONAL, personal).await.map_err(sql("append events"))
    }

    /// Writes the sealed head into the open transaction.
    pub(crate) async fn seal_head(&self, connection: &mut SqliteConnection, private: &Private) -> Result<(), Failure> {
        let sealed = private.seal_json(At::Head, &self.head)?;
        let sql_text = "insert into event_head (one, private) values (1, $1) \
                        on conflict (one) do update set private = excluded.private";
        sqlx::query(sql_text).bind(sealed).execute(connection).await.map_err(sql("seal the chain"))?;
        Ok(())
    }

    /// The transaction was committed.
    pub(crate) const fn committed(&mut self) {
        self.committed = self.head;
    }

    /// The transaction was rolled back.
    pub(crate) fn forget(&mut self) {
        self.new.clear();
        self.head = self.committed;
    }
}

fn salted(personal: &Personal) -> Result<Payload, StoreError> {
    let mut salt = [0; SALT];
    rand::fill(&mut salt).map_err(|_| KeyError::Library)?;
    Ok(Payload { salt, json: json_text(personal)? })
}
