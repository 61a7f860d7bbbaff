//! Rows of a table as batches of columns `k`, `v`, `address`.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{RecordBatch, StringBuilder},
        datatypes::{DataType, Field, Schema, SchemaRef},
    },
    error::DataFusionError,
    execution::{SendableRecordBatchStream, TaskContext},
    physical_plan::{stream::RecordBatchStreamAdapter, streaming::PartitionStream},
};
use sekisho_tables::{Reread, Rereading, TableError};

/// Rows of a batch.
const BATCH: usize = 8192;

/// The columns: key (null when a part of it is empty), compared values, address (null when empty).
pub(crate) fn schema() -> SchemaRef {
    let text = |name, nullable| Field::new(name, DataType::Utf8, nullable);
    Arc::new(Schema::new(vec![text("k", true), text("v", false), text("address", true)]))
}

/// A table that is read anew by each query that asks for it.
#[derive(Debug)]
pub(crate) struct Rows {
    schema: SchemaRef,
    table: Rereading,
}

impl Rows {
    pub(crate) fn new(table: Rereading) -> Self {
        Self { schema: schema(), table }
    }
}

impl PartitionStream for Rows {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let schema = Arc::clone(&self.schema);
        let stream =
            futures_util::stream::iter(Batches { schema: Arc::clone(&schema), rows: self.table.rows(), ended: false });
        Box::pin(RecordBatchStreamAdapter::new(schema, stream))
    }
}

/// Rows → batches. The first error ends it.
struct Batches<I> {
    schema: SchemaRef,
    rows: I,
    ended: bool,
}

impl<I: Iterator<Item = Result<Reread, TableError>>> Iterator for Batches<I> {
    type Item = Result<RecordBatch, DataFusionError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let batch = self.batch();
        self.ended = !matches!(&batch, Ok(batch) if batch.num_rows() == BATCH);
        Some(batch)
    }
}

impl<I: Iterator<Item = Result<Reread, TableError>>> Batches<I> {
    fn batch(&mut self) -> Result<RecordBatch, DataFusionError> {
        let (mut keys, mut values, mut addresses) = (StringBuilder::new(), StringBuilder::new(), StringBuilder::new());
        for row in self.rows.by_ref().take(BATCH) {
            let row = row.map_err(|error| DataFusionError::External(Box::new(error)))?;
            keys.append_option(row.key);
            values.append_value(row.value);
            addresses.append_option(row.address);
        }
        let columns =
            vec![Arc::new(keys.finish()) as _, Arc::new(values.finish()) as _, Arc::new(addresses.finish()) as _];
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }
}
