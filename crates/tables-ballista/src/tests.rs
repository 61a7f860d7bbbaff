//! A real scheduler and a real executor, which speak over the loopback.

#[path = "../../smtp/tests/support/ports.rs"]
mod ports;

use std::{fmt::Write as _, io::Write as _, num::NonZeroUsize};

use ballista_core::serde::{BallistaCodec, protobuf::scheduler_grpc_client::SchedulerGrpcClient};
use sekisho_tables::{Charset, Class, Declared, Names, agree, reconcile};

use super::*;

/// Runs as long as it is held.
struct Cluster {
    url: String,
    _runtime: tokio::runtime::Runtime,
}

impl Cluster {
    fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let port = runtime.block_on(async {
            let port = ballista_scheduler::standalone::new_standalone_scheduler().await.unwrap().port();
            let scheduler = SchedulerGrpcClient::connect(format!("http://localhost:{port}")).await.unwrap();
            ballista_executor::new_standalone_executor(scheduler, 2, BallistaCodec::default()).await.unwrap();
            port
        });
        Self { url: format!("df://localhost:{port}"), _runtime: runtime }
    }
}

fn table(text: &str) -> (tempfile::NamedTempFile, Arc<Table>) {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(text.replace('/', "\n").as_bytes()).unwrap();
    let declared = Declared { charset: Some(Charset::Utf8), ..Declared::default() };
    let table = Table::open(file.path(), &declared, &Limits::default()).unwrap();
    (file, Arc::new(table))
}

fn asked() -> Asked {
    Asked { key: vec![Names::of("id")], address: Some("mail".to_owned()), ..Asked::default() }
}

/// A, B and the master.
const CASES: &[(&str, &str, Option<&str>)] = &[
    ("id,mail,v/1,a@x.jp,x/2,b@x.jp,y/3,c@x.jp,z", "id,mail,v/1,a@x.jp,y/2,B@X.jp,y/4,d@x.jp,z", None),
    (
        "id,mail/1,b@x.jp/2,a@x.jp/3,c@x.jp/9,q@x.jp/5,/,e@x.jp/7,g@x.jp/7,g@x.jp",
        "id,mail/1,a@x.jp/2,b@x.jp/3,z@x.jp/8,a@x.jp/5,e@x.jp/,a@x.jp/7,g@x.jp",
        Some("id,mail/1,a@x.jp/2,b@x.jp/3,c@x.jp/3,d@x.jp/4,/5,/,f@x.jp/8,a@x.jp"),
    ),
];

#[test]
fn a_cluster_counts_alike() {
    let cluster = Cluster::start();
    let limits = Limits::default();
    let shared = tempfile::tempdir().unwrap();
    for (a, b, master) in CASES {
        let (a, b, master) = (table(a), table(b), master.map(table));
        let master = master.as_ref().map(|(_, table)| table);
        let first = reconcile(&asked(), &a.1, &b.1, master.map(AsRef::as_ref), &limits, NonZeroUsize::MIN).unwrap();
        let second = recount(&asked(), &a.1, &b.1, master, &cluster.url, Some(shared.path())).unwrap();
        assert_eq!(first.counts, second);
        agree(&first, &second).unwrap();
    }
    let (none, some) = (table("id,mail"), table("id,mail/1,a@x.jp"));
    let empty = recount(&asked(), &none.1, &some.1, Some(&none.1), &cluster.url, Some(shared.path())).unwrap();
    assert_eq!(empty, sekisho_tables::recount(&asked(), &none.1, &some.1, Some(&none.1)).unwrap());
    assert_eq!(std::fs::read_dir(shared.path()).unwrap().count(), 0, "no rows are left in the shared folder");
}

/// Several batches, so that several tasks have something to do.
#[test]
fn many_rows_count_alike() {
    let cluster = Cluster::start();
    let rows = |step: u32, add: u32| {
        (0..20_000_u32).fold("id,mail,v\n".to_owned(), |mut text, row| {
            let id = row * step % 20_011 + add;
            writeln!(text, "{id},u{}@x.jp,v{}", id % 19_000, id % 7 + add * (id % 5)).unwrap();
            text
        })
    };
    let (a, b) = (table(&rows(7, 0)), table(&rows(11, 1)));
    let first = reconcile(&asked(), &a.1, &b.1, None, &Limits::default(), NonZeroUsize::MIN).unwrap();
    agree(&first, &recount(&asked(), &a.1, &b.1, None, &cluster.url, None).unwrap()).unwrap();
    assert!(first.cases(Class::Changed) > 1000, "there is something to count");
}

#[test]
fn what_a_cluster_does_not_answer_is_an_error() {
    let rows = table("id,mail/1,a@x.jp");
    let port = ports::free_port();
    for url in [format!("df://127.0.0.1:{port}"), "no address".to_owned()] {
        let error = recount(&asked(), &rows.1, &rows.1, None, &url, None).unwrap_err();
        assert!(matches!(error, TableError::Database { ref name, .. } if name == "ballista"), "{url}: {error:?}");
    }
}
