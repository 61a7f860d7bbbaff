//! Trays: letters as lines of a list, and how many wait. Private facts of findings are left out.
//!
//! A row never holds a text of the body.

use sekisho_model::{Finding, Need, ParcelId, Time};
use serde::{Deserialize, Serialize};

use super::{May, Stand};

/// One line of a tray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrayRow {
    /// The parcel.
    pub parcel: ParcelId,
    /// When it was accepted.
    pub at: Time,
    /// Envelope sender, empty for `<>`.
    pub sender: String,
    /// Subject, decoded.
    pub subject: String,
    /// Recipients of the parcel.
    pub recipients: u32,
    /// The first three outside domains.
    pub domains: Vec<String>,
    /// Where it stands.
    pub stand: Stand,
    /// Needs nobody has met yet.
    pub needs: Vec<Need>,
    /// Findings without private facts, strongest first, at most 5.
    pub findings: Vec<Finding>,
    /// What the viewer may do.
    pub may: May,
}

/// Which letters a tray lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tray {
    /// The viewer's own (and shared mailboxes'), held.
    #[default]
    Mine,
    /// Held, and the viewer can approve.
    ToApprove,
    /// Every held one (admin, officer).
    Held,
    /// The viewer's own, whatever became of them.
    History,
}

/// Numbers beside the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Badges {
    /// Own letters that wait for the viewer.
    pub mine: u64,
    /// Letters the viewer can approve.
    pub to_approve: u64,
    /// Held in all (admin, officer), else 0.
    pub held: u64,
    /// Whether the viewer answers for a mailing list.
    pub owns_lists: bool,
}
