//! Every page is answered by an index: the plans of its statements show no scan and, where pages are walked, no sort.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Row as _, SqliteConnection};

use super::{campaigns, delivery, evidence, letters, parcels, search, trays};
use crate::{MasterKeys, Options, Store, database};

/// A scan along an index that is also the order of the page ends after a page.
fn is_walk(step: &str) -> bool {
    let walks = [
        "SCAN shown",
        "SCAN found",
        "SCAN asked VIRTUAL TABLE",
        "SCAN json_each VIRTUAL TABLE",
        "SCAN letter_search VIRTUAL TABLE",
    ];
    // Claims of one commit, laid out once.
    step == "SCAN claim" || walks.iter().any(|walk| step.starts_with(walk))
}

async fn plan(connection: &mut SqliteConnection, statement: &str) -> Vec<String> {
    let text = format!("explain query plan {statement}");
    let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>("detail")).collect()
}

#[tokio::test]
async fn no_page_reads_more_than_it_shows() {
    let dir = tempfile::tempdir().unwrap();
    let keys = Arc::new(MasterKeys::ephemeral().unwrap());
    let (store, _) = Store::open(dir.path(), keys, Options::default()).await.unwrap();
    store.close().await;
    let mut connection = database::writer(dir.path(), None).await.unwrap();
    let others =
        ["select count(*) from parcel_person where person = 'a' and role = 'approver' and waiting = 1 and waiting > 0"];
    let statements = trays::STATEMENTS
        .into_iter()
        .chain(delivery::STATEMENTS)
        .chain(evidence::STATEMENTS)
        .chain(search::STATEMENTS)
        .chain(parcels::STATEMENTS)
        .chain(letters::STATEMENTS)
        .chain(campaigns::STATEMENTS)
        .chain(crate::writer::LEDGER)
        .chain(others);
    let mut checked = 0;
    for statement in statements {
        let plan = plan(&mut connection, statement).await;
        for step in plan.iter().filter(|step| step.starts_with("SCAN")) {
            assert!(is_walk(step), "{statement}\n{plan:#?}");
        }
        let sorted = plan.iter().any(|step| step.contains("USE TEMP B-TREE FOR ORDER BY"));
        // One letter, or the candidates of one stride.
        let bounded = statement.contains("p.letter = $8") || statement.contains("limit $3) as found");
        assert!(!sorted || bounded, "{statement}\n{plan:#?}");
        checked += 1;
    }
    assert!(checked > 15);
}
