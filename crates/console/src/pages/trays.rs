//! Trays, history and search. The words of a search travel in the body: they may be an address.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use sekisho_engine::desk::{Page, Tray, TrayRow};
use serde::Deserialize;

use super::draw;
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Query},
    seat::Seat,
    shell::Shell,
    view::tray::Card,
};

#[derive(Template)]
#[template(path = "tray.html")]
pub(crate) struct TrayPage {
    title: String,
    lead: String,
    empty: String,
    cards: Vec<Card>,
    next: Option<String>,
    search: Option<String>,
    s: Shell,
}

#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    pub(crate) after: Option<String>,
}

/// The first page: what waits for this person.
pub(crate) async fn first(State(counter): State<Counter>, seat: Seat) -> Result<Response, Fault> {
    let badges = counter.desk.badges(&seat.viewer).await?;
    let to = if badges.to_approve > 0 && badges.mine == 0 { "/approve" } else { "/mine" };
    Ok(Redirect::to(to).into_response())
}

/// The own letters that are held.
pub(crate) async fn mine(counter: State<Counter>, seat: Seat, after: Query<After>) -> Result<Response, Fault> {
    tray(&counter, seat, Tray::Mine, "tray-mine", after.0).await
}

/// Letters this person can approve.
pub(crate) async fn approve(counter: State<Counter>, seat: Seat, after: Query<After>) -> Result<Response, Fault> {
    tray(&counter, seat, Tray::ToApprove, "tray-approve", after.0).await
}

/// Everything that is held.
pub(crate) async fn held(counter: State<Counter>, seat: Seat, after: Query<After>) -> Result<Response, Fault> {
    tray(&counter, seat, Tray::Held, "tray-held", after.0).await
}

/// What became of the own letters.
pub(crate) async fn history(counter: State<Counter>, seat: Seat, after: Query<After>) -> Result<Response, Fault> {
    tray(&counter, seat, Tray::History, "tray-history", after.0).await
}

async fn tray(counter: &Counter, seat: Seat, tray: Tray, key: &str, asked: After) -> Result<Response, Fault> {
    let page = counter.desk.tray(&seat.viewer, tray, asked.after.as_deref()).await?;
    draw(&tray_page(seat.shell, &page, key))
}

pub(crate) fn tray_page(s: Shell, page: &Page<TrayRow>, key: &str) -> TrayPage {
    TrayPage {
        title: s.t(key),
        lead: s.t(&format!("{key}-lead")),
        empty: s.t(&format!("{key}-empty")),
        cards: Card::all(&s.say, &page.rows),
        next: page.next.clone(),
        search: None,
        s,
    }
}

/// The empty search form.
pub(crate) async fn search_form(seat: Seat) -> Result<Response, Fault> {
    let page = Page { rows: Vec::new(), next: None, total: None };
    search_page(seat.shell, String::new(), &page, "search-start")
}

#[derive(Deserialize)]
pub(crate) struct Search {
    query: String,
    #[serde(default)]
    after: Option<String>,
}

/// Letters whose subject or an address contains every word.
pub(crate) async fn search(
    State(counter): State<Counter>,
    seat: Seat,
    Form(asked): Form<Search>,
) -> Result<Response, Fault> {
    let query = asked.query.trim().to_owned();
    if query.is_empty() {
        return search_form(seat).await;
    }
    let page = counter.desk.search(&seat.viewer, &query, asked.after.as_deref()).await?;
    search_page(seat.shell, query, &page, "search-empty")
}

fn search_page(s: Shell, query: String, page: &Page<TrayRow>, empty: &str) -> Result<Response, Fault> {
    draw(&TrayPage {
        title: s.t("search-title"),
        lead: s.t("search-lead"),
        empty: s.t(empty),
        cards: Card::all(&s.say, &page.rows),
        next: page.next.clone(),
        search: Some(query),
        s,
    })
}
