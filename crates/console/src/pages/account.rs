//! The own account: password and second factor.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qrcode::{EcLevel, QrCode};
use sekisho_engine::desk::{DeskError, Role, SecondFactor};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{done, draw, draw_as};
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Query},
    seat::Seat,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    name: String,
    user: String,
    roles: String,
    means: String,
    has_second_factor: bool,
    old_problem: Option<String>,
    new_problem: Option<String>,
    remove_problem: Option<String>,
    s: Shell,
}

impl AccountPage {
    fn new(seat: Seat) -> Self {
        let (viewer, s) = (seat.viewer, seat.shell.at("/account"));
        let role = |role: &Role| match role {
            Role::Admin => s.t("account-role-admin"),
            Role::Officer => s.t("account-role-officer"),
            Role::Auditor => s.t("account-role-auditor"),
        };
        let roles: Vec<String> = viewer.roles.iter().map(role).collect();
        Self {
            name: viewer.name,
            user: viewer.user.to_string(),
            roles: if roles.is_empty() { s.t("account-role-none") } else { roles.join(s.say.comma()) },
            means: s.say.words.means(viewer.means),
            has_second_factor: viewer.has_second_factor,
            old_problem: None,
            new_problem: None,
            remove_problem: None,
            s,
        }
    }
}

/// The page.
pub(crate) async fn page(seat: Seat) -> Result<Response, Fault> {
    draw(&AccountPage::new(seat))
}

#[derive(Deserialize)]
pub(crate) struct NewPassword {
    old: String,
    new: String,
}

/// A new password.
pub(crate) async fn password(
    State(counter): State<Counter>,
    seat: Seat,
    Form(given): Form<NewPassword>,
) -> Result<Response, Fault> {
    let (old, new) = (Zeroizing::new(given.old), Zeroizing::new(given.new));
    let (old_problem, new_problem) = match counter.desk.set_password(&seat.viewer, &old, &new).await {
        Ok(()) => return Ok(done(&counter, "/account", "password")),
        Err(DeskError::Input { field: "old", .. }) => (Some(seat.shell.t("account-old-wrong")), None),
        Err(DeskError::Input { .. }) => (None, Some(seat.shell.t("account-new-length"))),
        Err(error) => return Err(error.into()),
    };
    let page = AccountPage { old_problem, new_problem, ..AccountPage::new(seat) };
    draw_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactorPage {
    s: Shell,
    qr: Qr,
    secret: String,
    wrong: bool,
    first: bool,
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
pub(crate) async fn second_factor(
    State(counter): State<Counter>,
    seat: Seat,
    Query(asked): Query<First>,
) -> Result<Response, Fault> {
    let secret = counter.desk.start_second_factor(&seat.viewer).await?;
    draw(&second_factor_page(seat.shell, &secret, false, asked.first == "yes")?)
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
            let first = !seat.viewer.has_second_factor;
            let page = second_factor_page(seat.shell, &secret, true, first)?;
            draw_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
pub(crate) struct Proof {
    password: String,
    code: String,
}

/// Switches it off, for who still has it.
pub(crate) async fn remove(
    State(counter): State<Counter>,
    seat: Seat,
    Form(given): Form<Proof>,
) -> Result<Response, Fault> {
    let password = Zeroizing::new(given.password);
    match counter.desk.remove_second_factor(&seat.viewer, &password, given.code.trim()).await {
        Ok(()) => Ok(done(&counter, "/account", "second-off")),
        Err(DeskError::Input { .. }) => {
            let remove_problem = Some(seat.shell.t("account-second-remove-wrong"));
            draw_as(StatusCode::UNPROCESSABLE_ENTITY, &AccountPage { remove_problem, ..AccountPage::new(seat) })
        }
        Err(error) => Err(error.into()),
    }
}

fn second_factor_page(s: Shell, secret: &SecondFactor, wrong: bool, first: bool) -> Result<SecondFactorPage, Fault> {
    let qr = qr(&secret.uri).ok_or(Fault::Unavailable)?;
    Ok(SecondFactorPage { s, qr, secret: grouped(&secret.secret), wrong, first })
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
