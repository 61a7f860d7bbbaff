//! "I mis-sent": everything of the own that has not left is stopped with one click: what is held, recipients who are
//! still being tried, passwords that would follow.
//!
//! Only the parcels that were on the page are stopped, each by the ordinary rules of the desk; one that is gone or
//! has changed meanwhile does not keep the others.

use askama::Template;
use axum::{extract::State, response::Response};
use sekisho_engine::desk::{Action, Stand, Tray, TrayRow, Viewer};
use sekisho_model::ParcelId;

use super::{done, draw};
use crate::{counter::Counter, fault::Fault, input::Form, seat::Seat, shell::Shell, view::tray::Card};

/// Pages of a tray that are looked at.
const PAGES: usize = 10;
/// Letters that can be stopped at once: those of the pages that are looked at.
const MOST: usize = 1_000;

#[derive(Template)]
#[template(path = "mis_sent.html")]
struct MisSentPage {
    s: Shell,
    cards: Vec<Card>,
}

/// What would be stopped.
pub(crate) async fn page(State(counter): State<Counter>, seat: Seat) -> Result<Response, Fault> {
    let rows = stoppable(&counter, &seat.viewer).await?;
    let cards = Card::all(&seat.shell.say, &rows);
    draw(&MisSentPage { s: seat.shell, cards })
}

/// What of the own can still be stopped: what is held, and what is on its way.
pub(crate) async fn stoppable(counter: &Counter, viewer: &Viewer) -> Result<Vec<TrayRow>, Fault> {
    let mut rows = all(counter, viewer, Tray::Mine).await?;
    let sent = all(counter, viewer, Tray::History).await?;
    rows.extend(sent.into_iter().filter(|row| row.stand != Stand::Held));
    rows.retain(|row| row.may.stop);
    Ok(rows)
}

async fn all(counter: &Counter, viewer: &Viewer, tray: Tray) -> Result<Vec<TrayRow>, Fault> {
    let mut rows = Vec::new();
    let mut after = None;
    for _ in 0..PAGES {
        let page = counter.desk.tray(viewer, tray, after.as_deref()).await?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    Ok(rows)
}

/// Stops them.
pub(crate) async fn stop(
    State(counter): State<Counter>,
    seat: Seat,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let parcels = fields.iter().filter(|(name, _)| name == "parcel");
    let parcels: Vec<ParcelId> = parcels.filter_map(|(_, id)| id.parse().ok()).collect();
    let (stopped, left) = stop_all(&counter, &seat.viewer, &parcels).await?;
    let (to, what) = if left.is_empty() { ("/history", "mis-sent") } else { ("/mine", "mis-sent-part") };
    Ok(done(&counter, to, &format!("{what}:{stopped}")))
}

/// How many were stopped, and those that were not.
pub(crate) async fn stop_all(
    counter: &Counter,
    viewer: &Viewer,
    parcels: &[ParcelId],
) -> Result<(u64, Vec<ParcelId>), Fault> {
    if parcels.len() > MOST {
        return Err(Fault::Input { field: "letters" });
    }
    let (mut stopped, mut left) = (0, Vec::new());
    for parcel in parcels {
        match stop_one(counter, viewer, *parcel).await {
            true => stopped += 1,
            false => left.push(*parcel),
        }
    }
    Ok((stopped, left))
}

async fn stop_one(counter: &Counter, viewer: &Viewer, parcel: ParcelId) -> bool {
    let Ok(page) = counter.desk.parcel(viewer, parcel).await else { return false };
    counter.desk.act(viewer, parcel, Action::Stop, page.seal.digest(), None).await.is_ok()
}
