//! Signing in: password, then the code of the second factor; signing out; choosing the language.
//!
//! Every sign-in opens a fresh session and ends the one the browser had, so that a session planted before is worth
//! nothing afterwards.

use askama::Template;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use sekisho_engine::desk::{SecondFactorState, SignInError, SignedIn, Visitor};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{draw, draw_as};
use crate::{
    cookie::Cookie,
    counter::Counter,
    fault::Fault,
    guard::append,
    input::{Form, Query},
    seat::{Guest, Seat, local},
    shell::{self, Shell},
    view::Problem,
};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    s: Shell,
    next: String,
    login: String,
    code_step: bool,
    problem: Option<Problem>,
}

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(crate) struct Credentials {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(crate) struct Code {
    code: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    language: String,
    #[serde(default)]
    back: String,
}

/// The form for name and password.
pub(crate) async fn form(s: Shell, Query(asked): Query<Next>) -> Result<Response, Fault> {
    let problem = (!asked.next.is_empty()).then(|| problem(&s, "needed"));
    draw(&SignInPage { next: local(&asked.next).to_owned(), login: String::new(), code_step: false, problem, s })
}

/// Name and password.
pub(crate) async fn password(
    State(counter): State<Counter>,
    s: Shell,
    headers: HeaderMap,
    Form(given): Form<Credentials>,
) -> Result<Response, Fault> {
    let next = local(&given.next).to_owned();
    let password = Zeroizing::new(given.password);
    match counter.desk.sign_in(given.login.trim(), &password, None).await {
        Ok(signed_in) => Ok(open(&counter, &headers, &signed_in, &next).await),
        Err(SignInError::NeedsCode) => {
            let secret = counter.pending.keep(given.login.trim().to_owned(), password)?;
            let mut response = draw(&SignInPage { s, next, login: String::new(), code_step: true, problem: None })?;
            append(response.headers_mut(), Cookie::Pending.set(&secret, counter.settings.secure_cookies));
            Ok(response)
        }
        Err(error) => {
            let problem = Some(failed(&s, error)?);
            draw_as(status(error), &SignInPage { s, next, login: given.login, code_step: false, problem })
        }
    }
}

/// The code of the second factor.
pub(crate) async fn code(
    State(counter): State<Counter>,
    s: Shell,
    headers: HeaderMap,
    Form(given): Form<Code>,
) -> Result<Response, Fault> {
    let s = s.at("/sign-in");
    let next = local(&given.next).to_owned();
    let secret = Cookie::Pending.get(&headers, counter.settings.secure_cookies);
    let known = secret.as_deref().and_then(|secret| counter.pending.find(secret));
    let (Some(secret), Some((login, password))) = (secret, known) else {
        let problem = Some(problem(&s, "expired"));
        let page = SignInPage { s, next, login: String::new(), code_step: false, problem };
        return draw_as(StatusCode::UNAUTHORIZED, &page);
    };
    match counter.desk.sign_in(&login, &password, Some(given.code.trim())).await {
        Ok(signed_in) => {
            counter.pending.forget(&secret);
            Ok(open(&counter, &headers, &signed_in, &next).await)
        }
        Err(error) => {
            let problem = Some(failed(&s, error)?);
            draw_as(status(error), &SignInPage { s, next, login: String::new(), code_step: true, problem })
        }
    }
}

/// Opens the session, ends the old one; who has no second factor yet is shown how to get one.
pub(crate) async fn open(counter: &Counter, headers: &HeaderMap, signed_in: &SignedIn, next: &str) -> Response {
    let secure = counter.settings.secure_cookies;
    if let Some(old) = Cookie::Session.get(headers, secure)
        && let Some(visitor) = counter.desk.visitor(&old).await
    {
        end(counter, &visitor).await;
    }
    let to = match signed_in.second_factor {
        SecondFactorState::Used => next,
        SecondFactorState::Offered => "/account/second-factor?first=yes",
        SecondFactorState::Missing => "/second-factor",
    };
    let mut response = Redirect::to(to).into_response();
    let language = crate::counter::lang(signed_in.language).code();
    append(response.headers_mut(), Cookie::Session.set(&signed_in.token, secure));
    append(response.headers_mut(), Cookie::Language.set(language, secure));
    append(response.headers_mut(), Cookie::Pending.clear(secure));
    response
}

/// Ends the session.
pub(crate) async fn sign_out(State(counter): State<Counter>, Guest(visitor): Guest) -> Response {
    end(&counter, &visitor).await;
    let mut response = Redirect::to("/sign-in").into_response();
    append(response.headers_mut(), Cookie::Session.clear(counter.settings.secure_cookies));
    response
}

async fn end(counter: &Counter, visitor: &Visitor) {
    match visitor {
        Visitor::Viewer(viewer) => counter.desk.sign_out(viewer).await,
        Visitor::Newcomer(newcomer) => counter.desk.leave(newcomer).await,
    }
}

/// Chooses the language, for the browser and, if somebody is signed in, for the account.
pub(crate) async fn language(State(counter): State<Counter>, request: Request) -> Result<Response, Fault> {
    let (mut parts, body) = request.into_parts();
    let seat = Seat::from_request_parts(&mut parts, &counter).await.ok();
    let request = Request::from_parts(parts, body);
    let Form(chosen) = <Form<Chosen> as axum::extract::FromRequest<Counter>>::from_request(request, &counter).await?;
    let language = shell::language(&chosen.language).ok_or(Fault::Malformed)?;
    if let Some(seat) = seat {
        counter.desk.set_language(&seat.viewer, language).await?;
    }
    let mut response = Redirect::to(local(&chosen.back)).into_response();
    append(response.headers_mut(), Cookie::Language.set(&chosen.language, counter.settings.secure_cookies));
    Ok(response)
}

fn problem(s: &Shell, code: &str) -> Problem {
    let tone = if code == "needed" { "" } else { "bad" };
    Problem { what: s.t(&format!("sign-in-{code}")), remedy: s.t(&format!("sign-in-{code}-do")), tone }
}

fn failed(s: &Shell, error: SignInError) -> Result<Problem, Fault> {
    match error {
        SignInError::Wrong | SignInError::NeedsCode => Ok(problem(s, "wrong")),
        SignInError::Locked { until } => Ok(Problem {
            what: s.t("sign-in-locked"),
            remedy: s.tx("sign-in-locked-do", "time", s.say.stamp(until).text),
            tone: "bad",
        }),
        SignInError::Unavailable => Err(Fault::Unavailable),
    }
}

const fn status(error: SignInError) -> StatusCode {
    match error {
        SignInError::Locked { .. } => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNAUTHORIZED,
    }
}
