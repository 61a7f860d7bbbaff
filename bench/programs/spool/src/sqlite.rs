//! SQLite with `journal_mode=WAL` and `synchronous=FULL`: durable when a commit returns.

use std::{path::Path, sync::Mutex};

use rusqlite::Connection;

use crate::{
    Load, group,
    writers::{self, Report},
};

const INSERT: &str = "insert into letter (number, bytes) values (?1, ?2)";

fn open(folder: &Path) -> anyhow::Result<Connection> {
    let connection = Connection::open(folder.join("letters.db"))?;
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16384; \
         create table letter (number integer primary key, bytes blob not null) strict;",
    )?;
    Ok(connection)
}

/// One transaction per letter. SQLite has one writer at a time, so that they take turns at one connection.
pub fn alone(folder: &Path, load: &Load) -> anyhow::Result<Report> {
    let connection = Mutex::new(open(folder)?);
    writers::threads(load, |number, letter| {
        let connection = connection.lock().map_err(|_| anyhow::anyhow!("a writer panicked"))?;
        connection.prepare_cached(INSERT)?.execute((number.cast_signed(), letter))?;
        Ok(())
    })
}

/// One transaction for all letters that wait.
pub fn grouped(folder: &Path, load: &Load) -> anyhow::Result<Report> {
    let mut connection = open(folder)?;
    group::run(load, move |letters| {
        let transaction = connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(INSERT)?;
            for (number, letter) in letters {
                insert.execute((number.cast_signed(), letter))?;
            }
        }
        Ok(transaction.commit()?)
    })
}
