//! For fuzzing: any octets as a text file.

use std::io::{self, Read};

use super::{Reader, decode::Decoding, form::Form};
use crate::{Charset, Limits, STEPS, TableError, charset::prove::prove, second};

const CHARSETS: [Charset; 6] =
    [Charset::Utf8, Charset::Utf16Le, Charset::Utf16Be, Charset::Cp932, Charset::EucJp, Charset::Iso2022Jp];
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Reads `data` as a table, whole and octet by octet: rows or the error must be the same, all rows have equal width,
/// and both methods normalise every cell alike. The first octet chooses charset, delimiter and quotes.
#[doc(hidden)]
pub fn fuzz_text(data: &[u8]) {
    let (first, data) = data.split_first().unwrap_or((&0, &[]));
    let number = usize::from(*first);
    let charset = CHARSETS.get(number % 6).copied().unwrap_or(Charset::Utf8);
    let delimiter = DELIMITERS.get(number / 6 % 4).copied().unwrap_or(b',');
    let form = Form { delimiter, quotes: number < 128 };
    let whole = read(data, charset, form, usize::MAX);
    assert_eq!(whole, read(data, charset, form, 1), "rows depend on how the file is cut");
    for cell in whole.iter().flatten().flatten() {
        for (name, step) in STEPS {
            let normal = crate::Normal::new(vec![*step]);
            assert_eq!(second::normalised(&[*step], cell), normal.apply(cell).text, "{name}");
        }
    }
    let _ = prove("fuzz", || Ok(data));
}

/// Gives so many octets at a time.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(to.len());
        self.0.read(to.get_mut(..length).unwrap_or_default())
    }
}

/// The rows, or the code of the error with its place.
fn read(data: &[u8], charset: Charset, form: Form, piece: usize) -> Result<Vec<Vec<String>>, String> {
    let told = |error: TableError| format!("{} {:?}", error.code(), error.place());
    let limits = Limits { columns: 16, cell: 1024, row: 4096, ..Limits::default() };
    let decoding = Decoding::new(Pieces(data, piece), charset);
    let mut reader = Reader::new("fuzz", decoding, charset, form, &limits);
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(row) = reader.next().map_err(told)? {
        rows.push(row.cells().map(str::to_owned).collect());
        if let [only] = rows.as_slice() {
            let width = only.len();
            reader.expect(width);
        }
        assert_eq!(rows.first().map(Vec::len), rows.last().map(Vec::len), "a ragged row");
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_octets(data in prop::collection::vec(any::<u8>(), 0..120)) {
            super::fuzz_text(&data);
        }

        #[test]
        fn nearly_tables(first in any::<u8>(), text in "[a-zA-Z0-9山ｶﾞ/@.年月日+\",\r\n;-]{0,60}") {
            super::fuzz_text(&[&[first], text.as_bytes()].concat());
        }
    }
}
