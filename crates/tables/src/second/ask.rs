//! The question in SQL: keys are sorted and grouped by the database, and merged.

use sqlx::{Executor as _, SqliteConnection};

use super::count;
use crate::{Class, Count};

/// What is made once the rows are in: for each key how often it stands there, and its values.
const PREPARE: &[&str] = &[
    "create table ka (k text primary key, n integer not null, v text not null) strict, without rowid",
    "create table kb (k text primary key, n integer not null, v text not null) strict, without rowid",
    "create table km (k text primary key, n integer not null) strict, without rowid",
    "insert into ka select k, count(*), min(v) from a where k is not null group by k order by k",
    "insert into kb select k, count(*), min(v) from b where k is not null group by k order by k",
    "insert into km select k, count(*) from m where k is not null group by k order by k",
];

const MASTER_INDEXES: &[&str] = &["create index m_k on m (k, address)", "create index m_address on m (address)"];

const IDENTICAL: &str = "select count(*) from ka join kb on ka.k = kb.k where ka.n = 1 and kb.n = 1 and ka.v = kb.v";
const CHANGED: &str = "select count(*) from ka join kb on ka.k = kb.k where ka.n = 1 and kb.n = 1 and ka.v <> kb.v";
const ONLY_A: &str = "select count(*) from ka where n = 1 and not exists (select 1 from kb where kb.k = ka.k)";
const ONLY_B: &str = "select count(*) from kb where n = 1 and not exists (select 1 from ka where ka.k = kb.k)";
const DUPLICATE_A: &str =
    "select coalesce(sum(ka.n), 0) from ka left join kb on kb.k = ka.k where ka.n > 1 or kb.n > 1";
const DUPLICATE_B: &str =
    "select coalesce(sum(kb.n), 0) from kb left join ka on ka.k = kb.k where kb.n > 1 or ka.n > 1";
const NULL_A: &str = "select count(*) from a where k is null";
const NULL_B: &str = "select count(*) from b where k is null";
const ADDRESS_A: &str = "select coalesce(sum(n), 0) from (select count(*) as n from a \
     where address is not null and k is not null group by address having count(*) > 1)";
const ADDRESS_B: &str = "select coalesce(sum(n), 0) from (select count(*) as n from b \
     where address is not null and k is not null group by address having count(*) > 1)";
const NO_ADDRESS_A: &str = "select count(*) from a where k is not null and address is null";
const NO_ADDRESS_B: &str = "select count(*) from b where k is not null and address is null";
const FOREIGN_A: &str = "select count(*) from a where k is not null and not exists (select 1 from km where km.k = a.k)";
const FOREIGN_B: &str = "select count(*) from b where k is not null and not exists (select 1 from km where km.k = b.k)";
const STRANGE_A: &str = "select count(*) from a where k is not null and address is not null \
     and not exists (select 1 from m where m.address = a.address and m.k is not null)";
const STRANGE_B: &str = "select count(*) from b where k is not null and address is not null \
     and not exists (select 1 from m where m.address = b.address and m.k is not null)";
const MISBOUND_A: &str = "select count(*) from a where exists (select 1 from km where km.k = a.k) \
     and not exists (select 1 from m where m.k = a.k and m.address is a.address)";
const MISBOUND_B: &str = "select count(*) from b where exists (select 1 from km where km.k = b.k) \
     and not exists (select 1 from m where m.k = b.k and m.address is b.address)";
const MASTER_KEY: &str = "select (select coalesce(sum(n), 0) from km where n > 1) \
     + (select count(*) from m where k is null)";

pub(super) async fn ask(
    database: &mut SqliteConnection,
    with_master: bool,
    with_address: bool,
) -> Result<Vec<Count>, sqlx::Error> {
    for sql in PREPARE {
        database.execute(*sql).await?;
    }
    let mut counts = vec![
        pairs(database, Class::Identical, IDENTICAL).await?,
        pairs(database, Class::Changed, CHANGED).await?,
        count(Class::OnlyA, number(database, ONLY_A).await?, 0),
        count(Class::OnlyB, 0, number(database, ONLY_B).await?),
        both(database, Class::DuplicateKey, DUPLICATE_A, DUPLICATE_B).await?,
        both(database, Class::NullKey, NULL_A, NULL_B).await?,
    ];
    if with_address {
        counts.push(both(database, Class::DuplicateAddress, ADDRESS_A, ADDRESS_B).await?);
        counts.push(both(database, Class::NoAddress, NO_ADDRESS_A, NO_ADDRESS_B).await?);
    }
    if with_master {
        for sql in MASTER_INDEXES {
            database.execute(*sql).await?;
        }
        counts.push(both(database, Class::Foreign, FOREIGN_A, FOREIGN_B).await?);
        if with_address {
            counts.push(both(database, Class::ForeignAddress, STRANGE_A, STRANGE_B).await?);
            counts.push(both(database, Class::Misbound, MISBOUND_A, MISBOUND_B).await?);
        }
        counts.push(count(Class::MasterKey, number(database, MASTER_KEY).await?, 0));
    }
    Ok(counts)
}

async fn number(database: &mut SqliteConnection, sql: &'static str) -> Result<u64, sqlx::Error> {
    let number: i64 = sqlx::query_scalar(sql).fetch_one(database).await?;
    Ok(number.unsigned_abs())
}

async fn pairs(database: &mut SqliteConnection, class: Class, sql: &'static str) -> Result<Count, sqlx::Error> {
    let pairs = number(database, sql).await?;
    Ok(count(class, pairs, pairs))
}

async fn both(
    database: &mut SqliteConnection,
    class: Class,
    a: &'static str,
    b: &'static str,
) -> Result<Count, sqlx::Error> {
    Ok(count(class, number(database, a).await?, number(database, b).await?))
}
