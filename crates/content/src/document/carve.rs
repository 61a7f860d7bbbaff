//! Pictures in the streams of old formats, found by their first bytes.

use sekisho_model::Blind;

use super::{bytes::find, gather::Gather, open_inside};
use crate::budget::Budget;

/// First bytes of pictures, and the bytes that end them.
const PICTURES: [(&[u8], &[u8], &str); 2] =
    [(b"\x89PNG\r\n\x1A\n", b"IEND\xAE\x42\x60\x82", "png"), (b"\xFF\xD8\xFF", b"\xFF\xD9", "jpg")];

/// Opens the pictures in a stream. A picture that does not end is opened up to the end of the stream.
pub(super) fn images(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let mut number = 0;
    for (start, end, extension) in PICTURES {
        let mut at = 0;
        while let Some(from) = find(bytes, start, at) {
            let to = find(bytes, end, from).map_or(bytes.len(), |to| to + end.len());
            let picture = bytes.get(from..to).unwrap_or_default();
            number += 1;
            if !budget.take_entry() || !budget.take_bytes(picture.len()) {
                return gather.blind(Blind::Limit);
            }
            open_inside(&format!("picture-{number}.{extension}"), picture, "", gather, budget);
            at = to;
        }
    }
}
