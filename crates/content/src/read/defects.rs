//! The list of defects of a letter, each code once per part, and all codes there are.

use sekisho_model::PartPath;

use crate::mail::Defect;

/// Defects of parts kept; a letter with more is no better known by more. Those of the letter itself are always kept.
const MAX_DEFECTS: usize = 200;

/// Every code, with what it means. Stable: rules and catalogues name them.
pub const CODES: &[(&str, &str)] = &[
    (
        "address-header-broken",
        "an address header has text that is no mailbox, or structure that readers take differently",
    ),
    ("ambiguous-filename", "the part has several file names that differ"),
    ("base64-after-padding", "base64 goes on after its end, where strict readers stop"),
    ("base64-in-text", "a text contains base64 that decodes to a file or a text"),
    ("base64-junk", "a base64 body has characters that have no place in it"),
    ("bare-cr-or-lf", "a CR or LF stands alone"),
    ("boundary-in-epilogue", "parts follow after the end of a multipart"),
    ("boundary-prefix", "a line starts with a boundary but goes on differently"),
    ("broken-encoded-word", "an encoded word that not every reader decodes"),
    ("broken-filename", "the encoding of a file name is damaged or changes on the way"),
    ("content-type-broken", "the content type is not type/subtype"),
    ("control-in-header", "a control character stands in a header or comes out of an encoded word"),
    ("direction-override-in-filename", "a file name changes the direction of writing to hide its ending"),
    ("duplicate-charset", "two charsets are declared"),
    ("duplicate-content-disposition", "several Content-Disposition fields differ"),
    ("duplicate-content-transfer-encoding", "several Content-Transfer-Encoding fields differ"),
    ("duplicate-content-type", "several Content-Type fields differ"),
    ("duplicate-date", "several Date fields"),
    ("duplicate-from", "several From fields"),
    ("duplicate-message-id", "several Message-ID fields"),
    ("duplicate-boundary", "two boundaries are declared"),
    ("duplicate-reply-to", "several Reply-To fields"),
    ("duplicate-sender", "several Sender fields"),
    ("duplicate-subject", "several Subject fields"),
    ("duplicate-to", "several To fields"),
    ("duplicate-cc", "several Cc fields"),
    ("encoded-letter", "an attached letter is encoded, which RFC 2046 forbids"),
    ("encoded-multipart", "a multipart is encoded, which RFC 2045 forbids"),
    ("encoded-word-in-text", "a text contains encoded words"),
    ("entity-in-text", "a text contains the header of an encoded part"),
    ("header-charset", "a header is in a charset that is unknown or does not fit"),
    ("header-junk", "a header line is no field"),
    ("header-not-ended", "the header has no empty line after it"),
    ("lenient-view-failed", "the lenient reader failed"),
    ("lenient-view-skipped", "the letter is too complex for the lenient reader"),
    ("limit-reached", "a limit was reached: the rest is blind"),
    ("missing-boundary", "a multipart has no boundary, or it never occurs"),
    ("nul", "a NUL stands in a header or text"),
    ("quoted-printable-junk", "a quoted-printable body has escapes that are none"),
    ("raw-header-bytes", "a header has bytes outside ASCII that are not UTF-8"),
    ("split-encoded-word", "a character is split over two encoded words"),
    ("text-in-epilogue", "text follows after the end of a multipart"),
    ("text-in-preamble", "text stands before the first part of a multipart"),
    ("unclosed-multipart", "a multipart has no end"),
    ("unknown-transfer-encoding", "the transfer encoding is not known"),
    ("uuencode-in-text", "a text contains a uuencoded file"),
    ("views-disagree-on-addresses", "the lenient reader sees an address that the strict one does not"),
    ("views-disagree-on-parts", "the lenient and the strict reader see different parts"),
];

/// Defects in the order of their discovery.
#[derive(Debug, Default)]
pub(super) struct Defects(Vec<Defect>);

impl Defects {
    pub(super) fn add(&mut self, code: &'static str, part: &PartPath) {
        debug_assert!(CODES.iter().any(|(known, _)| *known == code), "{code} is not in the list");
        let room = self.0.len() < MAX_DEFECTS || part.0.is_empty();
        if room && !self.0.iter().any(|known| known.code == code && known.part == *part) {
            self.0.push(Defect { code, part: part.clone() });
        }
    }

    pub(super) fn add_if(&mut self, condition: bool, code: &'static str, part: &PartPath) {
        if condition {
            self.add(code, part);
        }
    }

    pub(super) fn into_vec(self) -> Vec<Defect> {
        self.0
    }
}
