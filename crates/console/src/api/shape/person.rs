//! Who asks.
//!
//! It never tells a secret of the session.

use sekisho_engine::desk::{Badges, Viewer};
use serde::Serialize;
use utoipa::ToSchema;

use crate::pages::accounts::code;

/// Who asks.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Login name.
    user: String,
    /// Display name.
    name: String,
    /// `ja` or `en`.
    language: &'static str,
    /// `admin`, `officer`, `auditor`.
    roles: Vec<&'static str>,
    /// Whether a second factor is set up.
    second_factor: bool,
    /// Own letters that are held.
    mine: u64,
    /// Letters to approve.
    to_approve: u64,
    /// Held in all, for admins and officers.
    held: u64,
}

impl Me {
    pub(crate) fn new(viewer: &Viewer, badges: Badges) -> Self {
        Self {
            user: viewer.user.to_string(),
            name: viewer.name.clone(),
            language: crate::counter::lang(viewer.language).code(),
            roles: viewer.roles.iter().copied().map(code).collect(),
            second_factor: viewer.has_second_factor,
            mine: badges.mine,
            to_approve: badges.to_approve,
            held: badges.held,
        }
    }
}
