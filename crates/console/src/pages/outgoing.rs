//! The exact outgoing mail: as text, as it looks, as data. Each look is evidence.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use sekisho_engine::desk::OutgoingView;
use sekisho_model::{Digest, ParcelId};

use super::draw;
use crate::{counter::Counter, fault::Fault, input::Path, mail_html, say::Say, seat::Seat, shell::Shell};

/// Bytes of text and of data on the page; the whole can be saved.
const SHOWN: usize = 64 * 1024;
/// Recipients named on the page.
const NAMED: usize = 20;

#[derive(Template)]
#[template(path = "outgoing.html")]
pub(crate) struct OutgoingPage {
    s: Shell,
    id: String,
    number: u32,
    position: u64,
    of: u32,
    previous: Option<u32>,
    next: Option<u32>,
    recipients: String,
    more: usize,
    text: String,
    text_cut: bool,
    has_html: bool,
    raw: String,
    raw_cut: bool,
    size: String,
    digest: String,
}

/// The page.
pub(crate) async fn page(
    State(counter): State<Counter>,
    seat: Seat,
    Path((parcel, number)): Path<(ParcelId, u32)>,
) -> Result<Response, Fault> {
    let mail = counter.desk.outgoing(&seat.viewer, parcel, number).await?;
    draw(&outgoing_page(seat.shell, parcel, &mail))
}

pub(crate) fn outgoing_page(s: Shell, parcel: ParcelId, mail: &OutgoingView) -> OutgoingPage {
    let (text, text_cut) = cut(&mail.text);
    let number = mail.number;
    let raw = String::from_utf8_lossy(mail.raw.get(..SHOWN.min(mail.raw.len())).unwrap_or_default()).into_owned();
    let named: Vec<&str> = mail.recipients.iter().take(NAMED).map(String::as_str).collect();
    OutgoingPage {
        id: parcel.to_string(),
        number,
        position: u64::from(number) + 1,
        of: mail.of,
        previous: number.checked_sub(1),
        next: number.checked_add(1).filter(|next| *next < mail.of),
        recipients: named.join(s.say.comma()),
        more: mail.recipients.len().saturating_sub(NAMED),
        text,
        text_cut,
        has_html: mail.html.is_some(),
        raw,
        raw_cut: mail.raw.len() > SHOWN,
        size: Say::size(mail.raw.len() as u64),
        digest: Digest::of(&mail.raw).to_string(),
        s,
    }
}

/// As much of a text as a page shows, and whether that is not all.
pub(crate) fn cut(text: &str) -> (String, bool) {
    let end = (0..=SHOWN.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    (text.get(..end).unwrap_or_default().to_owned(), end < text.len())
}

/// The cleaned HTML, for the frame on the page.
pub(crate) async fn html(
    State(counter): State<Counter>,
    seat: Seat,
    Path((parcel, number)): Path<(ParcelId, u32)>,
) -> Result<Response, Fault> {
    let mail = counter.desk.outgoing(&seat.viewer, parcel, number).await?;
    let html = mail.html.ok_or(Fault::NotFound)?;
    Ok(mail_html::page(&html, seat.shell.lang()))
}

/// The bytes as they will go over the wire, as a file.
pub(crate) async fn raw(
    State(counter): State<Counter>,
    seat: Seat,
    Path((parcel, number)): Path<(ParcelId, u32)>,
) -> Result<Response, Fault> {
    let mail = counter.desk.outgoing(&seat.viewer, parcel, number).await?;
    Ok(eml(parcel, number, mail.raw))
}

/// A mail as a file that no browser opens by itself.
pub(crate) fn eml(parcel: ParcelId, number: u32, raw: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{parcel}-{number}.eml\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    (headers, raw).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let (text, was_cut) = cut(&"あ".repeat(SHOWN));
        assert!(was_cut && text.len() <= SHOWN && text.chars().all(|c| c == 'あ'));
        assert_eq!(cut("short"), ("short".to_owned(), false));
    }
}
