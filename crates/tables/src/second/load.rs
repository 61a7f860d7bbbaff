//! Rows → the database.

use sqlx::{Connection as _, QueryBuilder, Sqlite, SqliteConnection};

use super::{
    failed,
    reread::{Reread, Rows},
};
use crate::{Table, TableError, reconcile::Lens};

/// Rows sent in one statement. SQLite finds the name of each of its parameters by walking over all before it, so that
/// large statements cost with the square of their size.
const BATCH: usize = 48;

pub(super) async fn load(
    database: &mut SqliteConnection,
    name: &'static str,
    table: &Table,
    lens: &Lens,
) -> Result<(), TableError> {
    let mut batch = Vec::with_capacity(BATCH);
    let mut transaction = database.begin().await.map_err(failed)?;
    for row in Rows::new(table, lens)? {
        batch.push(row?);
        if batch.len() == BATCH {
            insert(&mut transaction, name, std::mem::take(&mut batch)).await.map_err(failed)?;
        }
    }
    insert(&mut transaction, name, batch).await.map_err(failed)?;
    transaction.commit().await.map_err(failed)
}

async fn insert(database: &mut SqliteConnection, name: &str, batch: Vec<Reread>) -> Result<(), sqlx::Error> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Sqlite>::new(format!("insert into {name} (k, v, address) "));
    query.push_values(batch, |mut values, row| {
        values.push_bind(row.key).push_bind(row.value).push_bind(row.address);
    });
    query.build().execute(database).await?;
    Ok(())
}
