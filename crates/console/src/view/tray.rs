//! Lines of trays, search and history.

use sekisho_engine::desk::TrayRow;
use sekisho_words::Value;

use super::Chip;
use crate::say::{Say, Stamp};

/// One letter in a list: who, what, why in one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) subject: String,
    pub(crate) sender: String,
    pub(crate) to: String,
    /// The strongest finding.
    pub(crate) odd: Option<String>,
    /// Findings besides.
    pub(crate) more: usize,
    pub(crate) stand: Chip,
    pub(crate) needs: Vec<String>,
    pub(crate) at: Stamp,
}

impl Card {
    pub(crate) fn new(say: &Say, row: &TrayRow) -> Self {
        Self {
            id: row.parcel.to_string(),
            href: format!("/letters/{}", row.parcel),
            subject: super::subject(say, &row.subject),
            sender: super::sender(say, &row.sender),
            to: to(say, row),
            odd: row.findings.first().map(|finding| say.finding(finding)),
            more: row.findings.len().saturating_sub(1),
            stand: super::stand(say, row.stand),
            needs: row.needs.iter().map(|need| say.need(need)).collect(),
            at: say.stamp(row.at),
        }
    }

    pub(crate) fn all(say: &Say, rows: &[TrayRow]) -> Vec<Self> {
        rows.iter().map(|row| Self::new(say, row)).collect()
    }
}

/// Domains and number of the recipients.
fn to(say: &Say, row: &TrayRow) -> String {
    if row.domains.is_empty() {
        return say.n("tray-to-inside", row.recipients);
    }
    let mut domains = row.domains.join(say.comma());
    // The desk gives the first three; more recipients may have more.
    if row.domains.len() == 3 && row.recipients > 3 {
        domains.push('…');
    }
    say.with("tray-to", &[("domains", Value::from(domains)), ("count", row.recipients.into())])
}
