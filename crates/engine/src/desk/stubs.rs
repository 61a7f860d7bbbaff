//! Signatures first; bodies follow in files of their own.

use sekisho_model::{Digest, Finding, ParcelId};

use super::*;

impl Desk {
    /// See the module.
    pub async fn sign_in(&self, login: &str, password: &str, code: Option<&str>) -> Result<SignedIn, SignInError> {
        Err(SignInError::Unavailable)
    }

    /// See the module.
    pub async fn viewer(&self, session_token: &str) -> Option<Viewer> {
        None
    }

    /// See the module.
    pub async fn sign_out(&self, viewer: &Viewer) {}

    /// See the module.
    pub async fn set_language(&self, viewer: &Viewer, language: Language) -> Result<(), DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn set_password(&self, viewer: &Viewer, old: &str, new: &str) -> Result<(), DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn start_second_factor(&self, viewer: &Viewer) -> Result<SecondFactor, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn confirm_second_factor(&self, viewer: &Viewer, code: &str) -> Result<(), DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn badges(&self, viewer: &Viewer) -> Result<Badges, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn tray(&self, viewer: &Viewer, tray: Tray, cursor: Option<&str>) -> Result<Page<TrayRow>, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn parcel(&self, viewer: &Viewer, parcel: ParcelId) -> Result<ParcelPage, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn outgoing(&self, viewer: &Viewer, parcel: ParcelId, number: u32) -> Result<OutgoingView, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn reveal(&self, viewer: &Viewer, parcel: ParcelId, finding: u32) -> Result<Finding, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn act(
        &self,
        viewer: &Viewer,
        parcel: ParcelId,
        action: Action,
        shown: Digest,
    ) -> Result<Done, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn edit(&self, viewer: &Viewer, parcel: ParcelId, edit: Edit) -> Result<ParcelId, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn notice(&self, token: &str) -> Result<NoticePage, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn act_on_notice(&self, token: &str, action: Action) -> Result<Done, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn search(&self, viewer: &Viewer, query: &str, cursor: Option<&str>) -> Result<Page<TrayRow>, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn deliveries(
        &self,
        viewer: &Viewer,
        status: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Page<DeliveryRow>, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn evidence(
        &self,
        viewer: &Viewer,
        code: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Page<EvidenceRow>, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn verify_evidence(&self, viewer: &Viewer) -> Result<Verified, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn policy(&self, viewer: &Viewer) -> Result<PolicyPage, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn try_policy(&self, viewer: &Viewer, source: &str, days: u32) -> Result<Tried, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn lock_link(&self, viewer: &Viewer, link: Digest) -> Result<(), DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn download_page(&self, token: &str) -> Result<DownloadPage, DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn download_code(&self, token: &str, address: &str) -> Result<(), DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn download_open(
        &self,
        token: &str,
        address: &str,
        code: &str,
    ) -> Result<(String, DownloadPage), DeskError> {
        Err(DeskError::Unavailable)
    }

    /// See the module.
    pub async fn download_file(&self, token: &str, grant: &str, index: u32) -> Result<DownloadFile, DeskError> {
        Err(DeskError::Unavailable)
    }
}
