//! The shapes of JSON: a contract of their own, so that the desk can change without breaking programs.

mod campaign;
mod finding;
mod letter;
mod line;
mod log;
mod person;

pub(crate) use campaign::{CampaignBody, CampaignLineBody, RowBody, role};
pub(crate) use finding::FindingBody;
pub(crate) use letter::LetterBody;
pub(crate) use line::{DoneBody, LetterLine, LetterList, NeedBody};
pub(crate) use log::{DeliveryBody, EvidenceBody};
pub(crate) use person::Me;
use serde::Deserialize;

/// Which page of a list.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// Cursor of the page before.
    #[serde(default)]
    pub(crate) after: Option<String>,
}
