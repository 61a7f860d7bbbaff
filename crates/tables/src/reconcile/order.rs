//! Whether the addresses of a table stand in ascending or descending order: a column that was sorted alone does.

/// What was seen so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Order {
    last: Vec<u8>,
    seen: u64,
    falls: bool,
    rises: bool,
}

impl Order {
    /// Sees the next address that is not empty. In a list without order nothing is kept after the first few.
    pub(crate) fn see(&mut self, address: &[u8]) {
        if self.falls && self.rises {
            return;
        }
        if self.seen > 0 {
            self.falls |= address < self.last.as_slice();
            self.rises |= address > self.last.as_slice();
        }
        self.seen += 1;
        self.last.clear();
        self.last.extend_from_slice(address);
    }

    pub(crate) const fn is_sorted(&self) -> bool {
        self.seen > 2 && !(self.falls && self.rises)
    }
}
