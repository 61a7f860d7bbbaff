//! Downloads: the differences of the lists with their cells, and every row with its outcome.

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
