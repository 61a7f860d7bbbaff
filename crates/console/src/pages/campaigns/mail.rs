//! The letter of a row, exactly as it would leave.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use sekisho_engine::desk::OutgoingView;
use sekisho_model::{CampaignId, Digest};

use crate::{
    counter::Counter,
    fault::Fault,
    input::Path,
    mail_html,
    pages::{draw, outgoing::cut},
    say::Say,
    seat::Seat,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "campaign_letter.html")]
struct MailPage {
    id: String,
    row: u32,
    of: u32,
    recipients: String,
    text: String,
    text_cut: bool,
    has_html: bool,
    size: String,
    digest: String,
    s: Shell,
}

/// The letter as text.
pub(crate) async fn page(
    State(counter): State<Counter>,
    seat: Seat,
    Path((id, row)): Path<(CampaignId, u32)>,
) -> Result<Response, Fault> {
    let mail = counter.desk.campaign_letter(&seat.viewer, &id, row).await?;
    draw(&mail_page(seat.shell, &id, &mail))
}

fn mail_page(s: Shell, id: &CampaignId, mail: &OutgoingView) -> MailPage {
    let (text, text_cut) = cut(&mail.text);
    MailPage {
        id: id.to_string(),
        row: mail.number,
        of: mail.of,
        recipients: mail.recipients.join(s.say.comma()),
        text,
        text_cut,
        has_html: mail.html.is_some(),
        size: Say::size(mail.raw.len() as u64),
        digest: Digest::of(&mail.raw).to_string(),
        s,
    }
}

/// Its HTML, cleaned, for the frame.
pub(crate) async fn html(
    State(counter): State<Counter>,
    seat: Seat,
    Path((id, row)): Path<(CampaignId, u32)>,
) -> Result<Response, Fault> {
    let mail = counter.desk.campaign_letter(&seat.viewer, &id, row).await?;
    Ok(mail_html::page(&mail.html.ok_or(Fault::NotFound)?, seat.shell.lang()))
}

/// Its bytes.
pub(crate) async fn raw(
    State(counter): State<Counter>,
    seat: Seat,
    Path((id, row)): Path<(CampaignId, u32)>,
) -> Result<Response, Fault> {
    let mail = counter.desk.campaign_letter(&seat.viewer, &id, row).await?;
    Ok(saved(&id, row, mail.raw))
}

/// Bytes of a mail to be saved: of a type that no browser shows.
pub(crate) fn saved(id: &CampaignId, row: u32, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{id}-{row}.eml\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    (headers, bytes).into_response()
}
