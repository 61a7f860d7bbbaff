//! Download links, as far as somebody outside may know.
//!
//! Names of files are told only to who proved the mailbox.

use sekisho_model::Time;
use serde::Serialize;

/// A download page, for anybody who has the link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DownloadPage {
    /// Whether it can still be opened.
    pub state: DownloadState,
    /// File names and sizes; empty until the mailbox is proven.
    pub files: Vec<(String, u64)>,
    /// Until when.
    pub expires: Time,
}

/// Whether a download can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DownloadState {
    /// Ask for a code.
    Open,
    /// Expired.
    Expired,
    /// Locked by the sender or an administrator.
    Locked,
}

/// A file behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadFile {
    /// Name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Contents.
    pub bytes: Vec<u8>,
}
