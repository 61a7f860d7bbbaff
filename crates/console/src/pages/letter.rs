//! The page of one parcel, what is decided there, and what is revealed.

use askama::Template;
use axum::{extract::State, response::Response};
use sekisho_engine::desk::{Action, Done, Stand};
use sekisho_model::{Digest, ParcelId};
use serde::Deserialize;

use super::{done, draw};
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Path},
    seat::Seat,
    shell::Shell,
    view::letter::Letter,
};

#[derive(Template)]
#[template(path = "letter.html")]
pub(crate) struct LetterPage {
    pub(crate) s: Shell,
    pub(crate) letter: Letter,
}

/// The page.
pub(crate) async fn page(
    State(counter): State<Counter>,
    seat: Seat,
    Path(parcel): Path<ParcelId>,
) -> Result<Response, Fault> {
    let page = counter.desk.parcel(&seat.viewer, parcel).await?;
    let letter = Letter::new(&seat.shell.say, &page, Some(&seat.viewer), None);
    draw(&LetterPage { s: seat.shell, letter })
}

/// The page with one finding's private facts; that they were looked at is evidence, each time.
pub(crate) async fn reveal(
    State(counter): State<Counter>,
    seat: Seat,
    Path((parcel, finding)): Path<(ParcelId, u32)>,
) -> Result<Response, Fault> {
    let page = counter.desk.parcel(&seat.viewer, parcel).await?;
    let revealed = counter.desk.reveal(&seat.viewer, parcel, finding).await?;
    let letter = Letter::new(&seat.shell.say, &page, Some(&seat.viewer), Some((finding, &revealed)));
    draw(&LetterPage { s: seat.shell.at(&format!("/letters/{parcel}")), letter })
}

#[derive(Deserialize)]
pub(crate) struct Decision {
    action: Action,
    seal: Digest,
    #[serde(default)]
    comment: String,
}

/// Decides, for the seal that was on the page.
pub(crate) async fn act(
    State(counter): State<Counter>,
    seat: Seat,
    Path(parcel): Path<ParcelId>,
    Form(decision): Form<Decision>,
) -> Result<Response, Fault> {
    let Decision { action, seal, comment } = decision;
    let led_to = counter.desk.act(&seat.viewer, parcel, action, seal, Some(&comment)).await?;
    // Who may only stop it does not see it any more.
    let seen = counter.desk.parcel(&seat.viewer, parcel).await.is_ok();
    let to = if seen { format!("/letters/{parcel}") } else { "/mine".to_owned() };
    Ok(done(&counter, &to, &flash(action, &led_to)))
}

/// The code of what was done and what comes next.
fn flash(action: Action, led_to: &Done) -> String {
    let then = match led_to.stand {
        Stand::Sending | Stand::Sent | Stand::PartlySent if action == Action::Stop => ":part",
        Stand::Sending | Stand::Sent | Stand::PartlySent => ":sending",
        Stand::Held => ":waiting",
        _ => "",
    };
    format!("{}{then}", code(action))
}

/// The code of an action in catalogues.
pub(crate) const fn code(action: Action) -> &'static str {
    match action {
        Action::Review => "review",
        Action::Approve => "approve",
        Action::Decline => "decline",
        Action::Stop => "stop",
    }
}

/// Locks a download link.
pub(crate) async fn lock(
    State(counter): State<Counter>,
    seat: Seat,
    Path((parcel, link)): Path<(ParcelId, Digest)>,
) -> Result<Response, Fault> {
    counter.desk.lock_link(&seat.viewer, link).await?;
    Ok(done(&counter, &format!("/letters/{parcel}"), "locked"))
}
