//! Who asks. A page without a session leads to the sign-in; a program without one gets 401. Who must set a second factor up
//! first is led there, from every page, and gets 403 as a program.

use axum::{
    extract::FromRequestParts,
    http::{Method, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use sekisho_engine::desk::{Viewer, Visitor};

use crate::{cookie::Cookie, counter::Counter, fault::Fault, shell::Shell};

/// Somebody who is signed in, and the frame of the page they see.
pub(crate) struct Seat {
    pub(crate) viewer: Viewer,
    pub(crate) shell: Shell,
}

impl FromRequestParts<Counter> for Seat {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, counter: &Counter) -> Result<Self, Response> {
        let shell = Shell::from_request_parts(parts, counter).await.map_err(IntoResponse::into_response)?;
        let viewer = match from_cookie(parts, counter).await {
            Some(Visitor::Viewer(viewer)) => viewer,
            Some(Visitor::Newcomer(_)) => return Err(to_set_up(parts)),
            None => return Err(to_sign_in(parts)),
        };
        let badges = counter.desk.badges(&viewer).await.map_err(|error| Fault::from(error).into_response())?;
        let shell = shell.seat(counter, &viewer, badges, &parts.headers);
        Ok(Self { viewer, shell })
    }
}

async fn from_cookie(parts: &Parts, counter: &Counter) -> Option<Visitor> {
    let token = Cookie::Session.get(&parts.headers, counter.settings.secure_cookies)?;
    counter.desk.visitor(&token).await
}

/// Looking leads to the sign-in and back; what was sent with a form is not kept.
fn to_sign_in(parts: &Parts) -> Response {
    if parts.method != Method::GET {
        return Fault::SignIn.into_response();
    }
    match parts.uri.path() {
        "/" => Redirect::to("/sign-in").into_response(),
        path => Redirect::to(&format!("/sign-in?next={path}")).into_response(),
    }
}

/// Looking leads to the set-up; what was sent with a form is not carried out.
fn to_set_up(parts: &Parts) -> Response {
    match parts.method {
        Method::GET => Redirect::to("/second-factor").into_response(),
        _ => Fault::SecondFactor.into_response(),
    }
}

/// Somebody with a session, whether it opens everything or the set-up only.
pub(crate) struct Guest(pub(crate) Visitor);

impl FromRequestParts<Counter> for Guest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, counter: &Counter) -> Result<Self, Response> {
        from_cookie(parts, counter).await.map(Self).ok_or_else(|| to_sign_in(parts))
    }
}

/// A program, or a page's own request: a session by cookie or as `Authorization: Bearer`.
pub(crate) struct Caller(pub(crate) Viewer);

impl FromRequestParts<Counter> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, counter: &Counter) -> Result<Self, Fault> {
        let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let visitor = match bearer {
            Some(bearer) => {
                let token = bearer.strip_prefix("Bearer ").ok_or(Fault::SignIn)?;
                counter.desk.visitor(token.trim()).await
            }
            None => from_cookie(parts, counter).await,
        };
        match visitor.ok_or(Fault::SignIn)? {
            Visitor::Viewer(viewer) => Ok(Self(viewer)),
            Visitor::Newcomer(_) => Err(Fault::SecondFactor),
        }
    }
}

/// A path of this console to go on with, or the first page. Never another site.
pub(crate) fn local(path: &str) -> &str {
    let inside = path.starts_with('/')
        && path.len() <= 200
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte));
    if inside { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_to_another_site() {
        let letter = "/letters/01HZZZZZZZZZZZZZZZZZZZZZZZ-0";
        assert_eq!(local(letter), letter);
        for path in
            ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a?b=//c", "/%2f/evil", "javascript:x"]
        {
            assert_eq!(local(path), "/", "{path}");
        }
    }
}
