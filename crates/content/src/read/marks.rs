//! Delimiter lines of a multipart (RFC 2046 §5.1.1): a line that is `--` and the boundary, and nothing but white space
//! behind it. The first close delimiter ends the multipart.

use std::ops::Range;

/// Delimiter lines of one multipart.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// From the start of a delimiter line to behind it.
    pub(crate) starts: Vec<Range<usize>>,
    pub(crate) close: Option<Range<usize>>,
    /// Some line starts like a delimiter and goes on differently.
    pub(super) prefix: bool,
}

impl Marks {
    /// At most `limit` + 1 of them: nobody reads more parts. An empty boundary marks nothing.
    pub(crate) fn find(source: &[u8], body: &Range<usize>, boundary: &[u8], limit: usize) -> Self {
        let mut marks = Self::default();
        if boundary.is_empty() {
            return marks;
        }
        let bytes = source.get(body.clone()).unwrap_or_default();
        let needle = [b"--", boundary].concat();
        for at in memchr::memmem::find_iter(bytes, &needle) {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            if before.is_some_and(|byte| *byte != b'\n') {
                continue;
            }
            let rest = bytes.get(at + needle.len()..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let line = body.start + at..body.start + at + needle.len() + length;
            match rest.get(..length).unwrap_or_default().trim_ascii_end() {
                b"" if marks.starts.len() > limit => break,
                b"" => marks.starts.push(line),
                b"--" => {
                    marks.close = Some(line);
                    break;
                }
                _ => marks.prefix = true,
            }
        }
        marks
    }

    /// The parts between them. The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
    pub(crate) fn parts<'m>(
        &'m self,
        source: &'m [u8],
        body: &Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + 'm {
        let end = body.end;
        self.starts.iter().enumerate().map(move |(at, start)| {
            let next = self.starts.get(at + 1).or(self.close.as_ref()).map(|next| next.start);
            let until = next.unwrap_or(end).max(start.end);
            let text = source.get(start.end..until).unwrap_or_default();
            let cut = if next.is_some() && text.ends_with(b"\r\n") { 2 } else { 0 };
            start.end..until - cut
        })
    }
}
