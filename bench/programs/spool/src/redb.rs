//! redb with immediate durability.

use std::path::Path;

use redb::{Database, Durability, TableDefinition};

use crate::{
    Load, group,
    writers::{self, Report},
};

const LETTERS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("letters");

fn put<'a>(database: &Database, letters: impl Iterator<Item = (u64, &'a [u8])>) -> anyhow::Result<()> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    {
        let mut table = transaction.open_table(LETTERS)?;
        for (number, letter) in letters {
            table.insert(number, letter)?;
        }
    }
    Ok(transaction.commit()?)
}

/// One transaction per letter.
pub fn alone(folder: &Path, load: &Load) -> anyhow::Result<Report> {
    let database = Database::create(folder.join("letters.redb"))?;
    writers::threads(load, |number, letter| put(&database, std::iter::once((number, letter))))
}

/// One transaction for all letters that wait.
pub fn grouped(folder: &Path, load: &Load) -> anyhow::Result<Report> {
    let database = Database::create(folder.join("letters.redb"))?;
    group::run(load, move |letters| put(&database, letters.iter().map(|(number, letter)| (*number, letter.as_slice()))))
}
