//! The page behind an invitation: the first password. Looking changes nothing; it works once.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use sekisho_engine::desk::{AccountInvitation, DeskError};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{done, draw, draw_as};
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Path},
    shell::Shell,
};

#[derive(Template)]
#[template(path = "invitation.html")]
pub(crate) struct InvitationPage {
    pub(crate) s: Shell,
    pub(crate) token: String,
    pub(crate) name: String,
    pub(crate) user: String,
    pub(crate) problem: Option<String>,
}

fn invitation_page(counter: &Counter, s: Shell, token: String, invited: AccountInvitation) -> InvitationPage {
    let s = s.speaking(counter, invited.language);
    InvitationPage { s, token, name: invited.name, user: invited.user.to_string(), problem: None }
}

/// Whose it is, and the form.
pub(crate) async fn page(
    State(counter): State<Counter>,
    s: Shell,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    let invited = counter.desk.account_invitation(&token).await?;
    draw(&invitation_page(&counter, s, token, invited))
}

#[derive(Deserialize)]
pub(crate) struct First {
    new: String,
}

/// Sets the password and goes on to the sign-in.
pub(crate) async fn accept(
    State(counter): State<Counter>,
    s: Shell,
    Path(token): Path<String>,
    Form(given): Form<First>,
) -> Result<Response, Fault> {
    let password = Zeroizing::new(given.new);
    let invited = counter.desk.account_invitation(&token).await?;
    match counter.desk.accept_invitation(&token, &password).await {
        Ok(()) => Ok(done(&counter, "/sign-in", "welcome")),
        Err(DeskError::Input { .. }) => {
            let mut page = invitation_page(&counter, s, token, invited);
            page.problem = Some(page.s.t("account-new-length"));
            draw_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}
