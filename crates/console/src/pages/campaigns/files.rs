//! Downloads: the differences of the lists with their cells, every row with its outcome, the certificate.

use axum::{extract::State, response::Response};
use sekisho_engine::desk::SheetForm;
use sekisho_model::CampaignId;

use crate::{counter::Counter, fault::Fault, input::Path, pages::download::attachment, seat::Seat};

/// The differences.
pub(crate) async fn differences(
    State(counter): State<Counter>,
    seat: Seat,
    Path((id, form)): Path<(CampaignId, SheetForm)>,
) -> Result<Response, Fault> {
    Ok(attachment(counter.desk.difference_report(&seat.viewer, &id, form).await?))
}

/// Every row.
pub(crate) async fn rows(
    State(counter): State<Counter>,
    seat: Seat,
    Path((id, form)): Path<(CampaignId, SheetForm)>,
) -> Result<Response, Fault> {
    Ok(attachment(counter.desk.export_rows(&seat.viewer, &id, form).await?))
}

/// The certificate: what was compared and checked, who made and approved it, signed by the house.
pub(crate) async fn certificate(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
) -> Result<Response, Fault> {
    Ok(attachment(counter.desk.campaign_certificate(&seat.viewer, &id).await?))
}
