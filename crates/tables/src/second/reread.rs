//! Rows as the second method reads them: cut by the reader of another library, decoded in another way, normalised by
//! other code. Shared by all engines that the second method may ask.

use std::{
    io::{self, Read},
    sync::Arc,
};

use encoding_rs::Decoder;

use super::normal;
use crate::{
    Step, Table, TableError,
    kept::Stream,
    reconcile::{Asked, Lens, Plan},
};

/// One row.
#[derive(Clone, PartialEq, Eq)]
pub struct Reread {
    /// The key; `None` when a part of it is empty.
    pub key: Option<String>,
    /// All compared values; equal exactly when they are.
    pub value: String,
    /// The address; `None` when it is empty or none is declared.
    pub address: Option<String>,
}

/// A table for another engine, which may read it as often as it likes.
#[derive(Debug)]
pub struct Rereading {
    table: Arc<Table>,
    lens: Lens,
}

impl Rereading {
    /// All rows. The first error ends them.
    pub fn rows(&self) -> impl Iterator<Item = Result<Reread, TableError>> + Send + use<> {
        let (rows, error) = match Rows::new(&self.table, &self.lens) {
            Ok(rows) => (Some(rows), None),
            Err(error) => (None, Some(Err(error))),
        };
        error.into_iter().chain(rows.into_iter().flatten())
    }
}

/// A, B and the master for another engine.
pub fn rereadings(
    asked: &Asked,
    a: &Arc<Table>,
    b: &Arc<Table>,
    master: Option<&Arc<Table>>,
) -> Result<[Option<Rereading>; 3], TableError> {
    let plan = Plan::new(asked, a, b, master.map(AsRef::as_ref))?;
    let reading = |table: &Arc<Table>, lens| Some(Rereading { table: Arc::clone(table), lens });
    let of_master = master.zip(plan.master).and_then(|(table, lens)| reading(table, lens));
    Ok([reading(a, plan.a), reading(b, plan.b), of_master])
}

/// Rows one after the other.
pub(super) struct Rows {
    name: String,
    lens: Lens,
    rows: csv::Reader<Recoded<Stream>>,
    record: csv::StringRecord,
    /// Rows before the first row of data.
    head: u64,
    ended: bool,
}

impl Rows {
    pub(super) fn new(table: &Table, lens: &Lens) -> Result<Self, TableError> {
        let source = table.source()?;
        let text = Recoded::new(source.input, table.charset().encoding().new_decoder_with_bom_removal());
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(source.delimiter)
            .quoting(source.quotes)
            .from_reader(text);
        let (name, record) = (table.name().to_owned(), csv::StringRecord::new());
        Ok(Self { name, lens: lens.clone(), rows, record, head: source.head, ended: false })
    }

    fn step(&mut self) -> Result<Option<Reread>, TableError> {
        loop {
            if !self.rows.read_record(&mut self.record).map_err(|error| unread(&self.name, &error))? {
                return Ok(None);
            }
            if self.head == 0 {
                return Ok(Some(reread(&self.lens, &self.record)));
            }
            self.head -= 1;
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Reread, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.step().transpose();
        self.ended = !matches!(row, Some(Ok(_)));
        row
    }
}

fn reread(lens: &Lens, record: &csv::StringRecord) -> Reread {
    let value = |place: usize| -> String {
        let Some(taken) = lens.taken.get(place) else { return String::new() };
        let steps: &[Step] = taken.normal.steps();
        normal::value(steps, record.get(taken.index).unwrap_or_default())
    };
    let keys: Vec<String> = (0..lens.keys).map(value).collect();
    let values: Vec<String> = (lens.keys..lens.taken.len()).map(value).collect();
    let address = lens.address.map(value).filter(|address| !address.is_empty());
    let whole = keys.iter().all(|key| !key.is_empty());
    Reread { key: whole.then(|| joined(&keys)), value: joined(&values), address }
}

/// Values behind their lengths: `2:ab1:c`.
fn joined(values: &[String]) -> String {
    values.iter().map(|value| format!("{}:{value}", value.len())).collect()
}

fn unread(name: &str, error: &csv::Error) -> TableError {
    // Its message may show a value; its kind may not.
    let why = if error.is_io_error() { "cannot be read" } else { "is cut otherwise by the second reader" };
    TableError::Database { name: name.to_owned(), why: why.to_owned() }
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
