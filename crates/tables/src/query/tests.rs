use std::path::Path;

use sqlx::{Connection as _, Executor as _};

use crate::{Declared, Limits, TableError, source};

mod mariadb;
#[path = "../../tests/support/postgres.rs"]
mod postgres;

use postgres::Postgres;

/// Writes a description and opens it.
fn opened(folder: &Path, text: &str) -> Result<source::Opened, TableError> {
    let path = folder.join("list.toml");
    std::fs::write(&path, text).unwrap();
    source::open(&path, &Declared::default(), &Limits::default())
}

fn rows(opened: &source::Opened) -> Vec<String> {
    let mut rows = Vec::new();
    let pass = opened.table.pass(true, &Limits::default(), |row| {
        rows.push(row.cells().collect::<Vec<_>>().join("|"));
        Ok(())
    });
    assert!(pass.unwrap().digest.is_some());
    rows
}

fn sqlite(folder: &Path) {
    let url = format!("sqlite:{}?mode=rwc", folder.join("crm.db").display());
    crate::wait::wait(async || {
        let mut database = sqlx::SqliteConnection::connect(&url).await.unwrap();
        let sql = "create table customer (id text, name text, n integer, x real, picture blob); \
             insert into customer values ('007', '山田 \"太郎\"', 42, 1.5, null), ('008', null, -1, 2, x'00')";
        database.execute(sql).await.unwrap();
        database.close().await.unwrap();
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_answer_of_sqlite_is_a_table() {
    let folder = tempfile::tempdir().unwrap();
    sqlite(folder.path());
    let head = "database = \"sqlite:crm.db\"\nauthor = \"佐藤\"\nsystem = \"crm\"\n";
    let good = format!("{head}query = \"select id, name, n, x from customer order by id\"\n");
    let table = opened(folder.path(), &good).unwrap();
    assert_eq!(table.table.columns(), ["id", "name", "n", "x"]);
    assert_eq!(rows(&table), ["007|山田 \"太郎\"|42|1.5", "008||-1|2"]);
    let digest = sekisho_model::Digest::of(b"select id, name, n, x from customer order by id");
    assert_eq!(table.table.query(), Some(digest));
    assert_eq!((table.maker.author.as_deref(), table.maker.system.as_deref()), (Some("佐藤"), Some("crm")));
    assert!(table.table.warnings().is_empty());
    let unordered = opened(folder.path(), &format!("{head}query = \"select id from customer\"\n")).unwrap();
    assert_eq!(unordered.table.warnings().first().map(|warning| warning.code), Some("unordered-query"));
    for (query, is_ordered) in [
        ("select id from t ORDER  BY id", true),
        ("select id from t\norder\nby id", true),
        ("select 'it''s in order by name' from t", false),
        ("select id as \"order by\" from t -- order by id", false),
        ("select id /* order by id */ from t", false),
        ("select '--' from t order by id", true),
    ] {
        assert_eq!(super::unordered("t", query).is_none(), is_ordered, "{query}");
    }
    for (query, code) in [
        ("select picture from customer", "database"),
        ("select * from nobody", "database"),
        ("delete from customer", "database"),
        ("select id from customer where id = 'x'", "empty"),
        ("select id, name from customer; select id from customer", "database"),
    ] {
        let error = opened(folder.path(), &format!("{head}query = \"{query}\"\n")).unwrap_err();
        assert_eq!(error.code(), code, "{query}");
    }
    assert_eq!(rows(&opened(folder.path(), &good).unwrap()).len(), 2, "nothing was deleted");
}

#[test]
fn a_wrong_description_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    for (text, code) in [
        ("file = \"a.csv\"\nfiel = 1\n", "description"),
        ("query = \"select 1\"\n", "description"),
        ("database = \"sqlite:x\"\n", "description"),
        ("file = \"a.csv\"\ncharset = \"klingon\"\n", "unknown-charset"),
        ("file = \"a.csv\"\ndelimiter = \"ab\"\n", "description"),
        ("file = \"nowhere.csv\"\n", "io"),
        ("database = \"oracle:x\"\nquery = \"select 1\"\n", "database"),
        ("database = \"sqlite:nowhere.db\"\nquery = \"select 1\"\n", "database"),
    ] {
        assert_eq!(opened(folder.path(), text).unwrap_err().code(), code, "{text}");
    }
}

#[test]
fn an_answer_of_postgresql_is_a_table() {
    let Some(server) = Postgres::start() else {
        eprintln!("not run: PostgreSQL is not installed; ./test installs it");
        return;
    };
    server.feed(
        "create table customer (id varchar(9), name text, n int, b bigint, t boolean, d date); \
         insert into customer values ('007', '山田', 42, 1, true, '2026-11-26'), ('008', null, null, 2, false, null)",
    );
    let url = server.url();
    let folder = tempfile::tempdir().unwrap();
    let ask = |query: &str| opened(folder.path(), &format!("database = \"{url}\"\nquery = \"{query}\"\n"));
    let table = ask("select id, name, n, b, t, d::text from customer order by id").unwrap();
    assert_eq!(rows(&table), ["007|山田|42|1|true|2026-11-26", "008|||2|false|"]);
    for (query, what) in [
        ("select d from customer", "type DATE: cast it"),
        ("delete from customer returning id", "read-only"),
        ("select nothing from customer", "nothing"),
    ] {
        let TableError::Database { why, .. } = ask(query).unwrap_err() else { panic!("{query}") };
        assert!(why.contains(what), "{query}: {why}");
    }
}
