use std::{fs::File, sync::Arc};

use parquet::{
    basic::Compression,
    data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};

use crate::{Declared, Limits, Table, TableError};

const SCHEMA: &str = "message list { required binary id (UTF8); optional binary name (UTF8); required int64 n; \
     required int32 day (DATE); required double x; }";

fn write(path: &std::path::Path, schema: &str, compression: Compression) {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut file = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
    let mut group = file.next_row_group().unwrap();
    let texts = |texts: &[&str]| texts.iter().map(|text| ByteArray::from(*text)).collect::<Vec<_>>();
    for column in 0.. {
        let Some(mut writer) = group.next_column().unwrap() else { break };
        let written = match column {
            0 => writer.typed::<ByteArrayType>().write_batch(&texts(&["007", "008"]), None, None),
            1 => writer.typed::<ByteArrayType>().write_batch(&texts(&["山田 \"太郎\""]), Some(&[1, 0]), None),
            2 => writer.typed::<Int64Type>().write_batch(&[42, -1], None, None),
            3 => writer.typed::<Int32Type>().write_batch(&[20783, 0], None, None),
            _ => writer.typed::<DoubleType>().write_batch(&[1.5, 2.0], None, None),
        };
        written.unwrap();
        writer.close().unwrap();
    }
    group.close().unwrap();
    file.close().unwrap();
}

fn open(path: &std::path::Path, limits: &Limits) -> Result<Table, TableError> {
    Table::open(path, &Declared::default(), limits)
}

#[test]
fn column_files_are_tables() {
    let folder = tempfile::tempdir().unwrap();
    for (name, compression) in [
        ("plain", Compression::UNCOMPRESSED),
        ("snappy", Compression::SNAPPY),
        ("zstd", Compression::ZSTD(Default::default())),
        ("gzip", Compression::GZIP(Default::default())),
    ] {
        let path = folder.path().join(name);
        write(&path, SCHEMA, compression);
        let limits = Limits::default();
        let table = open(&path, &limits).unwrap();
        assert_eq!(table.columns(), ["id", "name", "n", "day", "x"]);
        let mut rows = Vec::new();
        let pass = table.pass(true, &limits, |row| {
            rows.push(format!("{} {}", row.line, row.cells().collect::<Vec<_>>().join("|")));
            Ok(())
        });
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(pass.unwrap().digest, Some(sekisho_model::Digest::of(&bytes)));
        assert_eq!(rows, ["1 007|山田 \"太郎\"|42|2026-11-26|1.5", "2 008||-1|1970-01-01|2"], "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.parquet");
    write(&path, &SCHEMA.replace("required binary id (UTF8)", "required binary id"), Compression::SNAPPY);
    assert_eq!(open(&path, &Limits::default()).unwrap_err().code(), "columnar", "bytes are no text");
    write(&path, SCHEMA, Compression::SNAPPY);
    for (limits, code) in [
        (Limits { rows: 1, ..Limits::default() }, "limit"),
        (Limits { columns: 4, ..Limits::default() }, "limit"),
        (Limits { cell: 3, ..Limits::default() }, "limit"),
        (Limits { book_bytes: 10, ..Limits::default() }, "limit"),
    ] {
        assert_eq!(open(&path, &limits).unwrap_err().code(), code, "{limits:?}");
    }
    let bytes = std::fs::read(&path).unwrap();
    for cut in [4, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..cut]).unwrap();
        assert!(open(&path, &Limits::default()).is_err(), "cut at {cut}");
    }
}
