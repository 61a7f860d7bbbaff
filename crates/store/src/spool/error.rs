//! Why the spool could not do what was asked.

use std::{fmt, io, sync::Arc};

use crate::keys::KeyError;

/// Errors of the spool. A letter whose append ended in one of them was not accepted: answer 4xx.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// No room. The operator frees space or raises a limit; the spool accepts again by itself.
    #[error("the spool is full: {0}")]
    Full(Limit),
    /// A write or a sync failed earlier: what the disk holds since then is unknown, so nothing is accepted until a
    /// restart has read it again. Look at the disk first.
    #[error("the spool stopped accepting: {reason}")]
    Failed {
        /// What failed, as the system said it.
        reason: Arc<str>,
    },
    /// The sender's letter is larger than this spool takes (answer 552), or its envelope data is.
    #[error("{bytes} bytes are more than the {limit} that this spool takes")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// Stored bytes are not what was written. The disk, or somebody, changed them: hold the letter, look at the disk.
    #[error("stored bytes at segment {segment}, offset {offset} are damaged: {why}")]
    Damaged {
        /// Segment number.
        segment: u64,
        /// Byte offset.
        offset: u64,
        /// What does not fit.
        why: &'static str,
    },
    /// The letter's key was destroyed, as asked.
    #[error("the letter was shredded")]
    Shredded,
    /// The keys cannot open or seal it; the operator has to complete the key file.
    #[error("the keys of the spool do not fit")]
    Key(#[from] KeyError),
    /// The segment still has letters that nobody settled, or is being written.
    #[error("segment {segment} is in use")]
    InUse {
        /// Segment number.
        segment: u64,
    },
    /// Another process has this spool open.
    #[error("another process has this spool open")]
    Locked,
    /// The operator's limits contradict each other.
    #[error("spool options: {0}")]
    Options(&'static str),
    /// The disk said no.
    #[error("the spool's disk failed to {action}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The spool was closed while the letter waited.
    #[error("the spool is closed")]
    Closed,
}

/// Which limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The spool's own quota (`max_bytes`).
    Quota,
    /// The space that must stay free for others (`min_free_bytes`).
    MinFree,
    /// The file system itself.
    Disk,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Quota => "its own quota is used up",
            Self::MinFree => "the file system has less free space than must stay free",
            Self::Disk => "the file system has no space",
        })
    }
}

/// For `map_err`: the action that failed.
pub(crate) fn io(action: &'static str) -> impl Fn(io::Error) -> SpoolError {
    move |source| SpoolError::Io { action, source }
}

/// An error that says that these stored bytes do not fit.
pub(crate) const fn damaged(segment: u64, offset: u64, why: &'static str) -> SpoolError {
    SpoolError::Damaged { segment, offset, why }
}
