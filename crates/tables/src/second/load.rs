//! Rows → the database, by a reader of its own.

use std::io::{self, Read};

use encoding_rs::Decoder;
use sqlx::{Connection as _, QueryBuilder, Sqlite, SqliteConnection};

use super::{failed, normal};
use crate::{Step, Table, TableError, reconcile::Lens};

/// Rows sent in one statement. SQLite finds the name of each of its parameters by walking over all before it, so that
/// large statements cost with the square of their size.
const BATCH: usize = 48;

/// One row as the database gets it.
struct Loaded {
    key: Option<String>,
    value: String,
    address: Option<String>,
}

pub(super) async fn load(
    database: &mut SqliteConnection,
    name: &'static str,
    table: &Table,
    lens: &Lens,
) -> Result<(), TableError> {
    let source = table.source()?;
    let text = Recoded::new(source.input, table.charset().encoding().new_decoder_with_bom_removal());
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(source.delimiter)
        .quoting(source.quotes)
        .from_reader(text);
    let mut record = csv::StringRecord::new();
    let mut batch = Vec::with_capacity(BATCH);
    let mut head = source.head;
    let mut transaction = database.begin().await.map_err(failed)?;
    while rows.read_record(&mut record).map_err(|error| unread(table, &error))? {
        if head > 0 {
            head -= 1;
            continue;
        }
        batch.push(loaded(lens, &record));
        if batch.len() == BATCH {
            insert(&mut transaction, name, std::mem::take(&mut batch)).await.map_err(failed)?;
        }
    }
    insert(&mut transaction, name, batch).await.map_err(failed)?;
    transaction.commit().await.map_err(failed)
}

async fn insert(database: &mut SqliteConnection, name: &str, batch: Vec<Loaded>) -> Result<(), sqlx::Error> {
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

fn loaded(lens: &Lens, record: &csv::StringRecord) -> Loaded {
    let value = |place: usize| -> String {
        let Some(taken) = lens.taken.get(place) else { return String::new() };
        let steps: &[Step] = taken.normal.steps();
        normal::value(steps, record.get(taken.index).unwrap_or_default())
    };
    let keys: Vec<String> = (0..lens.keys).map(value).collect();
    let values: Vec<String> = (lens.keys..lens.taken.len()).map(value).collect();
    let address = lens.address.map(value).filter(|address| !address.is_empty());
    let whole = keys.iter().all(|key| !key.is_empty());
    Loaded { key: whole.then(|| joined(&keys)), value: joined(&values), address }
}

/// Values behind their lengths: `2:ab1:c`.
fn joined(values: &[String]) -> String {
    values.iter().map(|value| format!("{}:{value}", value.len())).collect()
}

fn unread(table: &Table, error: &csv::Error) -> TableError {
    // Its message may show a value; its kind may not.
    let why = if error.is_io_error() { "cannot be read" } else { "is cut otherwise by the second reader" };
    TableError::Database { name: table.name().to_owned(), why: why.to_owned() }
}

/// Any charset as UTF-8. Bytes without a meaning were refused by the first reader; here they would become U+FFFD and
/// make the methods disagree.
struct Recoded<R> {
    input: R,
    decoder: Decoder,
    chunk: Vec<u8>,
    text: String,
    at: usize,
    ended: bool,
}

impl<R: Read> Recoded<R> {
    fn new(input: R, decoder: Decoder) -> Self {
        Self { input, decoder, chunk: vec![0; 64 << 10], text: String::new(), at: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = self.input.read(&mut self.chunk)?;
        self.ended = read == 0;
        self.text.clear();
        self.at = 0;
        self.text.reserve(self.decoder.max_utf8_buffer_length(read).unwrap_or(read * 3 + 16));
        let bytes = self.chunk.get(..read).unwrap_or_default();
        let _ = self.decoder.decode_to_string(bytes, &mut self.text, self.ended);
        Ok(())
    }
}

impl<R: Read> Read for Recoded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.ended {
            self.refill()?;
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest.len().min(to.len());
        if let (Some(to), Some(from)) = (to.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.at += length;
        Ok(length)
    }
}
