//! The pages. Each module reads a request, asks the desk, and draws a template; a form that did something answers
//! with 303 (RFC 9110 §15.4.4), so that a page loaded again does nothing twice.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod campaigns;
pub(crate) mod download;
pub(crate) mod invitation;
pub(crate) mod letter;
pub(crate) mod lists;
pub(crate) mod log;
pub(crate) mod mis_sent;
pub(crate) mod notice;
pub(crate) mod outgoing;
pub(crate) mod policy;
pub(crate) mod recipients;
pub(crate) mod second_factor;
pub(crate) mod sign_in;
pub(crate) mod trays;

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use crate::{cookie::Cookie, counter::Counter, fault::Fault, guard::append, shell::Shell};

/// Draws a page.
pub(crate) fn draw(page: &impl Template) -> Result<Response, Fault> {
    Ok(Html(page.render()?).into_response())
}

/// Draws a page with another status.
pub(crate) fn draw_as(status: StatusCode, page: &impl Template) -> Result<Response, Fault> {
    Ok((status, Html(page.render()?)).into_response())
}

/// Goes on to a page that says what was done.
pub(crate) fn done(counter: &Counter, to: &str, flash: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    append(response.headers_mut(), Cookie::Flash.set(flash, counter.settings.secure_cookies));
    response
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    s: Shell,
    status: u16,
    what: String,
    why: String,
    remedy: String,
}

/// What could not be done, why, and what to do.
pub(crate) fn fault(fault: Fault, s: Shell) -> Result<Response, Fault> {
    let key = format!("fault-{}", fault.code());
    let why = s.tx(&format!("{key}.why"), "field", fault.field());
    let (what, remedy, status) = (s.t(&key), s.t(&format!("{key}.remedy")), fault.status());
    let page = FaultPage { status: status.as_u16(), what, why, remedy, s };
    let mut response = draw_as(status, &page)?;
    if fault == Fault::Method {
        response.headers_mut().insert(header::ALLOW, axum::http::HeaderValue::from_static("GET, POST"));
    }
    Ok(response)
}
