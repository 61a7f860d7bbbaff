//! Setting up the second factor: offered on the account page, or asked for before anything else.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use qrcode::{EcLevel, QrCode};
use sekisho_engine::desk::{DeskError, Newcomer, SecondFactor, Visitor};
use serde::Deserialize;

use super::{done, draw, draw_as, sign_in};
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Query},
    seat::{Guest, Seat},
    shell::Shell,
};

#[derive(Template)]
#[template(path = "second_factor.html")]
pub(crate) struct SecondFactorPage {
    s: Shell,
    qr: Qr,
    secret: String,
    wrong: bool,
    why: Why,
}

/// Why somebody sets one up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// At the first sign-in, where it is offered.
    First,
    /// By themselves.
    Own,
    /// Because nothing else is open to them.
    Must,
}

/// A QR code as one path of unit squares.
struct Qr {
    size: usize,
    path: String,
}

#[derive(Deserialize)]
pub(crate) struct First {
    #[serde(default)]
    first: String,
}

/// Draws a fresh secret and shows it, once.
pub(crate) async fn page(
    State(counter): State<Counter>,
    seat: Seat,
    Query(asked): Query<First>,
) -> Result<Response, Fault> {
    let secret = counter.desk.start_second_factor(&seat.viewer).await?;
    let why = if asked.first == "yes" { Why::First } else { Why::Own };
    draw(&second_factor_page(seat.shell, &secret, false, why)?)
}

#[derive(Deserialize)]
pub(crate) struct Code {
    code: String,
}

/// Switches it on; a wrong code shows a fresh secret.
pub(crate) async fn confirm(
    State(counter): State<Counter>,
    seat: Seat,
    Form(given): Form<Code>,
) -> Result<Response, Fault> {
    match counter.desk.confirm_second_factor(&seat.viewer, given.code.trim()).await {
        Ok(()) => Ok(done(&counter, "/mine", "second")),
        Err(DeskError::Input { .. }) => {
            let secret = counter.desk.start_second_factor(&seat.viewer).await?;
            let why = if seat.viewer.has_second_factor { Why::Own } else { Why::First };
            let page = second_factor_page(seat.shell, &secret, true, why)?;
            draw_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// The only page of who must set it up first.
pub(crate) async fn must(State(counter): State<Counter>, s: Shell, Guest(visitor): Guest) -> Result<Response, Fault> {
    let Visitor::Newcomer(newcomer) = visitor else { return Ok(Redirect::to("/").into_response()) };
    set_up(&counter, s, &newcomer, false).await
}

/// Switches it on and opens a session with it.
pub(crate) async fn must_confirm(
    State(counter): State<Counter>,
    s: Shell,
    headers: HeaderMap,
    Guest(visitor): Guest,
    Form(given): Form<Code>,
) -> Result<Response, Fault> {
    let Visitor::Newcomer(newcomer) = visitor else { return Ok(Redirect::to("/").into_response()) };
    match counter.desk.end_set_up(&newcomer, given.code.trim()).await {
        Ok(signed_in) => Ok(sign_in::open(&counter, &headers, &signed_in, "/").await),
        Err(DeskError::Input { .. }) => {
            let mut page = set_up(&counter, s, &newcomer, true).await?;
            *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn set_up(counter: &Counter, s: Shell, newcomer: &Newcomer, wrong: bool) -> Result<Response, Fault> {
    let secret = counter.desk.start_set_up(newcomer).await?;
    let s = s.speaking(counter, newcomer.language());
    draw(&second_factor_page(s, &secret, wrong, Why::Must)?)
}

pub(crate) fn second_factor_page(
    s: Shell,
    secret: &SecondFactor,
    wrong: bool,
    why: Why,
) -> Result<SecondFactorPage, Fault> {
    let qr = qr(&secret.uri).ok_or(Fault::Unavailable)?;
    Ok(SecondFactorPage { s, qr, secret: grouped(&secret.secret), wrong, why })
}

/// In groups of four, for typing.
fn grouped(secret: &str) -> String {
    let chars: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = chars.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// Four modules of quiet zone on each side (ISO/IEC 18004 §6.3.8).
const QUIET: usize = 4;

fn qr(text: &str) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
    let width = code.width();
    let colors = code.to_colors();
    let dark = colors.iter().enumerate().filter(|(_, color)| **color == qrcode::Color::Dark);
    let square = |at: usize| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET);
    let path = dark.map(|(at, _)| square(at)).collect();
    Some(Qr { size: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_becomes_a_code_of_squares() {
        let qr = qr("otpauth://totp/House:sender?secret=ABCDEFGH").unwrap();
        assert!(qr.size > 29 && qr.path.starts_with("M4 4h1v1h-1z"), "{}", qr.path.get(..40).unwrap_or_default());
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
