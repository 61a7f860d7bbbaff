//! What every response goes through: a nonce, a time limit, the security headers, and faults drawn as pages.
//!
//! The policy of a page (CSP level 3) lets in exactly the script and style that carry the nonce of this response.
//! `strict-dynamic` is not used: with it, a script that gets in could load others. `Referrer-Policy` is `same-origin`
//! and not `no-referrer`, because the latter makes browsers send `Origin: null` with forms, and the check against
//! requests from other sites would refuse browsers that send no `Sec-Fetch-Site`. To other sites nothing is told
//! either way.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sekisho_engine::chance;

use crate::{
    cookie::Cookie,
    counter::Counter,
    fault::Fault,
    pages,
    shell::{self, Shell},
};

/// The nonce of one response, in the extensions of its request.
#[derive(Clone)]
pub(crate) struct Nonce(pub(crate) String);

/// A page that takes longer is given up; nothing of it was shown and what it committed stands.
const PATIENCE: Duration = Duration::from_secs(30);
/// Judging thousands of past letters, checking the whole chain, bringing large files in and out takes its time.
const LONG_PATIENCE: Duration = Duration::from_secs(600);

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The outermost step inside compression.
pub(crate) async fn guard(State(counter): State<Counter>, mut request: Request, next: Next) -> Response {
    let Ok(nonce) = chance::token() else {
        tracing::error!("no randomness for a nonce");
        return axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let path = request.uri().path().to_owned();
    let shell = Shell::public(&counter, request.headers(), &nonce, &path);
    let secure = counter.settings.secure_cookies;
    let flashed = Cookie::Flash.get(request.headers(), secure).is_some();
    let ended = tokio::time::timeout(patience(&path), next.run(request)).await;
    let response = ended.unwrap_or_else(|_| Fault::Timeout.into_response());
    let mut response = drawn(response, &path, shell);
    if flashed && is_page(response.headers()) {
        append(response.headers_mut(), Cookie::Flash.clear(secure));
    }
    protect(response.headers_mut(), &nonce, secure);
    response
}

fn patience(path: &str) -> Duration {
    let ends = ["/policy/try", "/evidence/verify", "/evidence/export", "/parts", "/xlsx", "/csv", "/certificate"];
    let long = ends.iter().any(|end| path.ends_with(end));
    if long { LONG_PATIENCE } else { PATIENCE }
}

/// A fault becomes a page, or JSON for programs.
fn drawn(response: Response, path: &str, shell: Shell) -> Response {
    let Some(fault) = response.extensions().get::<Fault>().copied() else { return response };
    let mut drawn = if path.starts_with("/api/") {
        crate::api::problem(fault, &shell.say)
    } else {
        pages::fault(fault, shell).unwrap_or_else(|_| fault.status().into_response())
    };
    for cookie in response.headers().get_all(header::SET_COOKIE) {
        drawn.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    drawn
}

fn is_page(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|mime| mime.as_bytes().starts_with(b"text/html"))
}

/// Adds a header that could be made.
pub(crate) fn append(headers: &mut HeaderMap, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        headers.append(header::SET_COOKIE, cookie);
    }
}

fn protect(headers: &mut HeaderMap, nonce: &str, secure: bool) {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; \
         form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
         require-trusted-types-for 'script'"
    );
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    headers.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (OPENER, "same-origin"),
        (RESOURCE, "same-origin"),
        (PERMISSIONS, "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ];
    for (name, value) in always {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// The language a stranger reads: chosen before, asked for by the browser, or the one of the house.
pub(crate) fn language(counter: &Counter, headers: &HeaderMap) -> sekisho_engine::desk::Language {
    let chosen = Cookie::Language.get(headers, counter.settings.secure_cookies);
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    chosen
        .and_then(|code| shell::language(&code))
        .or_else(|| shell::accepted(asked))
        .unwrap_or(counter.settings.default_language)
}
