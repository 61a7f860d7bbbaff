//! Rows on their way to an engine: Arrow files with the columns `k`, `v`, `address`, `w`, written once and weighed.
//!
//! They lie in a folder that only this user can enter and that goes with the exchange; they hold the compared values.

use std::{
    fs::File,
    hash::RandomState,
    path::{Path, PathBuf},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{Int64Builder, RecordBatch, StringBuilder},
        datatypes::{DataType, Field, Schema, SchemaRef},
        error::ArrowError,
        ipc::writer::FileWriter,
    },
    datasource::file_format::options::ArrowReadOptions,
    prelude::SessionContext,
};
use sekisho_tables::{Asked, Count, Reread, Rereading, Table, TableError, rereadings};

use crate::{ask, failed, weigh::Weights};

/// Most rows of a batch.
const BATCH: usize = 8192;
/// Bytes of text after which a batch is full, too: a row may have 16 MiB, and a column of a batch at most 2 GiB.
const BATCH_BYTES: usize = 4 << 20;
/// Batches of a file: an engine may give each file to another of its workers.
const FILE_BATCHES: usize = 128;

/// A table in the exchange.
#[derive(Debug)]
struct Written {
    name: &'static str,
    folder: PathBuf,
    weights: Weights,
}

/// A, B and the master as an engine reads them.
#[derive(Debug)]
pub struct Exchange {
    tables: Vec<Written>,
    with_address: bool,
    folder: tempfile::TempDir,
}

impl Exchange {
    /// Reads all tables once, and writes them to a new folder inside `parent`, else where temporary files go.
    pub fn write(
        asked: &Asked,
        a: &Arc<Table>,
        b: &Arc<Table>,
        master: Option<&Arc<Table>>,
        parent: Option<&Path>,
    ) -> Result<Self, TableError> {
        let folder = match parent {
            Some(parent) => tempfile::tempdir_in(parent),
            None => tempfile::tempdir(),
        };
        let folder = folder.map_err(TableError::Spill)?;
        let key = RandomState::new();
        let readings = ["a", "b", "m"].into_iter().zip(rereadings(asked, a, b, master)?);
        let write = |(name, reading): (&'static str, Option<Rereading>)| {
            reading.map(|reading| write(name, &folder.path().join(name), &reading, &key))
        };
        let tables = readings.filter_map(write).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { tables, with_address: asked.address.is_some(), folder })
    }

    /// Where the files are. An engine may put its own there.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Whether every table has a row.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.tables.iter().all(|table| table.weights.all.rows > 0)
    }

    /// Asks an engine to count all classes. `engine` is its name in errors. [`TableError::Conservation`] when it saw
    /// other rows than were written.
    pub async fn ask(&self, context: &SessionContext, engine: &str) -> Result<Vec<Count>, TableError> {
        for table in &self.tables {
            let (schema, folder) = (schema(), table.folder.to_string_lossy());
            let options = ArrowReadOptions { schema: Some(&schema), ..ArrowReadOptions::default() };
            context.register_arrow(table.name, &folder, options).await.map_err(|error| failed(engine, &error))?;
        }
        let weights = |name| self.tables.iter().find(|table| table.name == name).map(|table| table.weights);
        let question = ask::Question {
            context,
            engine,
            a: weights("a").unwrap_or_default(),
            b: weights("b").unwrap_or_default(),
            master: weights("m"),
            with_address: self.with_address,
        };
        question.ask().await
    }
}

/// Key (null when a part of it is empty), compared values, address (null when empty), number that is summed.
fn schema() -> Schema {
    let text = |name, nullable| Field::new(name, DataType::Utf8, nullable);
    Schema::new(vec![text("k", true), text("v", false), text("address", true), Field::new("w", DataType::Int64, false)])
}

fn write(name: &'static str, folder: &Path, table: &Rereading, key: &RandomState) -> Result<Written, TableError> {
    std::fs::create_dir(folder).map_err(TableError::Spill)?;
    let schema = Arc::new(schema());
    let mut weights = Weights::default();
    let mut rows = table.rows();
    for number in 0_u32.. {
        let out = File::create_new(folder.join(format!("{number}.arrow"))).map_err(TableError::Spill)?;
        let mut file = FileWriter::try_new_buffered(out, &schema).map_err(unwritten)?;
        let mut batches = 0;
        while let Some(batch) = batch(&mut rows, &schema, key, &mut weights)? {
            file.write(&batch).map_err(unwritten)?;
            batches += 1;
            if batches == FILE_BATCHES {
                break;
            }
        }
        file.finish().map_err(unwritten)?;
        if batches < FILE_BATCHES {
            break;
        }
    }
    Ok(Written { name, folder: folder.to_owned(), weights })
}

/// The next rows; `None` when there are no more.
fn batch(
    rows: &mut impl Iterator<Item = Result<Reread, TableError>>,
    schema: &SchemaRef,
    key: &RandomState,
    weights: &mut Weights,
) -> Result<Option<RecordBatch>, TableError> {
    let (mut keys, mut values, mut addresses) = (StringBuilder::new(), StringBuilder::new(), StringBuilder::new());
    let mut numbers = Int64Builder::new();
    let (mut length, mut bytes) = (0, 0);
    while length < BATCH && bytes < BATCH_BYTES {
        let Some(row) = rows.next().transpose()? else { break };
        numbers.append_value(weights.add(key, &row));
        length += 1;
        bytes += row.value.len() + row.key.as_ref().map_or(0, String::len);
        keys.append_option(row.key);
        values.append_value(row.value);
        addresses.append_option(row.address);
    }
    if length == 0 {
        return Ok(None);
    }
    let columns = vec![
        Arc::new(keys.finish()) as _,
        Arc::new(values.finish()) as _,
        Arc::new(addresses.finish()) as _,
        Arc::new(numbers.finish()) as _,
    ];
    RecordBatch::try_new(Arc::clone(schema), columns).map(Some).map_err(unwritten)
}

fn unwritten(error: ArrowError) -> TableError {
    TableError::Spill(match error {
        ArrowError::IoError(_, source) => source,
        // Says which column does not fit, never what is in it.
        other => std::io::Error::other(other),
    })
}
