//! Mailing lists: who answers for them, who gets what is sent to them, who of those is outside.

use askama::Template;
use axum::{extract::State, response::Response};
use sekisho_engine::desk::{ListView, Viewer};

use super::draw;
use crate::{counter::Counter, fault::Fault, seat::Seat, shell::Shell, view::list::ListLine};

#[derive(Template)]
#[template(path = "lists.html")]
pub(crate) struct ListsPage {
    lists: Vec<ListLine>,
    s: Shell,
}

pub(crate) fn lists_page(s: Shell, lists: &[ListView]) -> ListsPage {
    ListsPage { lists: ListLine::all(&s.say, lists), s }
}

/// The page.
pub(crate) async fn page(State(counter): State<Counter>, seat: Seat) -> Result<Response, Fault> {
    let lists = shown(&counter, &seat.viewer).await?;
    draw(&lists_page(seat.shell, &lists))
}

/// The lists of this person. Who answers for none and looks after nothing has no such page.
pub(crate) async fn shown(counter: &Counter, viewer: &Viewer) -> Result<Vec<ListView>, Fault> {
    let lists = counter.desk.lists(viewer).await?;
    if lists.is_empty() && viewer.roles.is_empty() { Err(Fault::Forbidden) } else { Ok(lists) }
}
