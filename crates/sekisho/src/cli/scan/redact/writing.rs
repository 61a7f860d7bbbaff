//! How a text was written down: its charset with or without mark, so that the copy is written alike.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// Texts that a charset must show: what the reader read.
const COMPARED: usize = 50;

/// A charset, and the mark before the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Writing {
    encoding: &'static Encoding,
    mark: &'static [u8],
}

impl Writing {
    /// The one in which the bytes say what was read of them; UTF-8 when there is none.
    pub(super) fn of<'a>(bytes: &[u8], read: impl Iterator<Item = &'a str>) -> Self {
        let read: Vec<&str> = read.filter(|text| !text.is_ascii()).take(COMPARED).collect();
        for (encoding, mark) in [
            (UTF_8, b"\xEF\xBB\xBF".as_slice()),
            (UTF_16LE, b"\xFF\xFE"),
            (UTF_16BE, b"\xFE\xFF"),
            (UTF_8, b""),
            (ISO_2022_JP, b""),
            (SHIFT_JIS, b""),
            (EUC_JP, b""),
            (UTF_16LE, b""),
            (UTF_16BE, b""),
        ] {
            let writing = Self { encoding, mark };
            let fits = |text: &str| read.iter().all(|read| text.contains(read));
            if bytes.starts_with(mark) && writing.decoded(bytes).is_some_and(|text| fits(&text)) {
                return writing;
            }
        }
        Self { encoding: UTF_8, mark: b"" }
    }

    /// The text, with its own line ends.
    pub(super) fn text(self, bytes: &[u8]) -> String {
        self.decoded(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())
    }

    fn decoded(self, bytes: &[u8]) -> Option<String> {
        let rest = bytes.get(self.mark.len()..)?;
        let text = self.encoding.decode_without_bom_handling_and_without_replacement(rest)?;
        Some(text.into_owned())
    }

    /// The text in this charset. What it cannot write is not there: a copy has no character that the file had not.
    pub(super) fn bytes(self, text: &str) -> Vec<u8> {
        let mut bytes = self.mark.to_vec();
        match self.encoding {
            encoding if encoding == UTF_16LE => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            encoding if encoding == UTF_16BE => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            encoding => bytes.extend_from_slice(&encoding.encode(text).0),
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_written_as_the_file_was() {
        let text = "氏名,電話\r\n髙橋 花子,090-1111-2222\r\n";
        for (encoding, mark) in [
            (UTF_8, b"\xEF\xBB\xBF".as_slice()),
            (UTF_8, b""),
            (SHIFT_JIS, b""),
            (EUC_JP, b""),
            (UTF_16LE, b"\xFF\xFE"),
            (UTF_16BE, b"\xFE\xFF"),
        ] {
            // EUC-JP has the plain form of the character only.
            let text = if encoding == EUC_JP { text.replace('髙', "高") } else { text.to_owned() };
            let bytes = Writing { encoding, mark }.bytes(&text);
            let found = Writing::of(&bytes, text.lines());
            assert_eq!((found.encoding, found.mark), (encoding, mark));
            assert_eq!(found.text(&bytes), text);
            assert_eq!(found.bytes(&text), bytes);
        }
    }
}
