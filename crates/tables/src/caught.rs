//! Readers of books and column files are the work of others, and some of them panic on damaged files. Here that is an
//! error like any other: the file is damaged, nothing of it is used.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::TableError;

/// What `read` gives, or, when it panics, that the file is damaged. All it worked on is gone with it.
pub(crate) fn caught<T>(name: &str, read: impl FnOnce() -> Result<T, TableError>) -> Result<T, TableError> {
    let damaged = |_| Err(TableError::Book { file: name.to_owned(), why: "its structure is damaged".to_owned() });
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(damaged)
}
