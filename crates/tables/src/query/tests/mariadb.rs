//! Queries to a real MariaDB, started for the test.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use sqlx::{Connection as _, Executor as _};

use super::{opened, rows};
use crate::TableError;

/// A MariaDB server of Debian on a socket in a folder.
struct Mariadb {
    folder: tempfile::TempDir,
    server: std::process::Child,
}

impl Mariadb {
    /// `None` where it is not installed: `./test` installs it.
    fn start() -> Option<Self> {
        let program = Path::new("/usr/sbin/mariadbd");
        program.exists().then_some(())?;
        let folder = tempfile::Builder::new().prefix("my").tempdir_in("/tmp").unwrap();
        let data = format!("--datadir={}", folder.path().join("data").display());
        // Only the settings that stand here; as root it would refuse to start without being told that it is meant.
        let common = ["--no-defaults", data.as_str(), "--user=root"];
        let mut install = Command::new("mariadb-install-db");
        install.args(common).args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
        assert!(install.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success());
        let mut server = Command::new(program);
        server.args(common).args(["--skip-networking", "--character-set-server=utf8mb4"]);
        server.arg(format!("--socket={}", folder.path().join("socket").display()));
        let server = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let started = Self { folder, server };
        started.wait();
        Some(started)
    }

    fn wait(&self) {
        for _ in 0..600 {
            if self.folder.path().join("socket").exists() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("MariaDB does not start");
    }

    fn url(&self, user: &str) -> String {
        format!("mysql://{user}@localhost/mysql?socket={}", self.folder.path().join("socket").display())
    }

    /// Statements of an administrator.
    fn run(&self, statements: &[&str]) {
        let url = self.url("root");
        crate::wait::wait(async || {
            let mut database = sqlx::MySqlConnection::connect(&url).await.unwrap();
            for statement in statements {
                database.execute(sqlx::AssertSqlSafe(*statement)).await.unwrap();
            }
            database.close().await.unwrap();
            Ok(())
        })
        .unwrap();
    }
}

impl Drop for Mariadb {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// One server for all: two that are installed at once get in each other's way.
#[test]
fn an_answer_of_mariadb_is_a_table_of_one_snapshot() {
    let Some(server) = Mariadb::start() else {
        eprintln!("not run: MariaDB is not installed; ./test installs it");
        return;
    };
    an_answer_is_a_table(&server);
    an_answer_is_one_snapshot(&server);
}

fn an_answer_is_a_table(server: &Mariadb) {
    server.run(&[
        "create database crm character set utf8mb4",
        "create table crm.customer (id varchar(9), name text, n int, b bigint unsigned, d date, p decimal(8,2), \
         x double, t timestamp null, e enum('f','m'), raw blob) engine = innodb",
        "insert into crm.customer values ('007', '髙橋 \"😀\"', -42, 18446744073709551615, '2026-11-26', 1.50, 0.5, \
         null, 'f', x'00'), ('008', null, null, 0, null, null, null, null, null, null)",
    ]);
    let (folder, url) = (tempfile::tempdir().unwrap(), server.url("root"));
    let ask = |query: &str| opened(folder.path(), &format!("database = \"{url}\"\nquery = \"{query}\"\n"));
    let columns = "id, name, n, b, cast(d as char) as d, cast(p as char) as p, x, e";
    let table = ask(&format!("select {columns} from crm.customer order by id")).unwrap();
    assert_eq!(table.table.columns(), ["id", "name", "n", "b", "d", "p", "x", "e"]);
    let first = "007|髙橋 \"😀\"|-42|18446744073709551615|2026-11-26|1.50|0.5|f";
    assert_eq!(rows(&table), [first, "008|||0||||"]);
    for (query, what) in [
        ("select d from crm.customer", "type DATE: cast it"),
        ("select p from crm.customer", "type DECIMAL: cast it"),
        ("select raw from crm.customer", "type BLOB: cast it"),
        ("delete from crm.customer", "READ ONLY"),
        ("create table crm.other (id int)", "READ ONLY"),
        ("select nothing from crm.customer", "nothing"),
    ] {
        let TableError::Database { why, .. } = ask(query).unwrap_err() else { panic!("{query}") };
        assert!(why.contains(what), "{query}: {why}");
    }
    assert_eq!(rows(&table).len(), rows(&ask("select id from crm.customer order by id").unwrap()).len());
}

/// What a query reads late is what was there when it began, though somebody wrote meanwhile.
fn an_answer_is_one_snapshot(server: &Mariadb) {
    server.run(&[
        "create table crm.account (id int primary key, yen int) engine = innodb",
        "insert into crm.account values (1, 100)",
        // Waits at the gate before it reads.
        "create function crm.late() returns int not deterministic reads sql data begin \
         declare found int; do get_lock('gate', 60); select yen into found from crm.account where id = 1; \
         do release_lock('gate'); return found; end",
    ]);
    let (folder, url) = (tempfile::tempdir().unwrap(), server.url("root"));
    let text = format!("database = \"{url}\"\nquery = \"select crm.late() as yen\"\n");
    let during = std::thread::scope(|scope| {
        crate::wait::wait(async || {
            let mut writer = sqlx::MySqlConnection::connect(&url).await.unwrap();
            writer.execute("do get_lock('gate', 60)").await.unwrap();
            let reader = scope.spawn(|| rows(&opened(folder.path(), &text).unwrap()));
            let waiting = "select count(*) from information_schema.processlist where state = 'User lock'";
            while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut writer).await.unwrap() == 0 {
                assert!(!reader.is_finished(), "it waits at the gate");
            }
            writer.execute("update crm.account set yen = 0").await.unwrap();
            writer.execute("do release_lock('gate')").await.unwrap();
            Ok(reader.join().unwrap())
        })
    });
    assert_eq!(during.unwrap(), ["100"], "as it was when the query began");
    assert_eq!(rows(&opened(folder.path(), &text).unwrap()), ["0"], "as it is now");
}
