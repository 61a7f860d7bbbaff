//! Mailing lists: who answers for them, and who gets what is sent to them.
//!
//! Who answers for no list and looks after nothing gets 403.

use axum::{
    extract::State,
    response::{Json, Result},
};
use sekisho_engine::desk::{ListView, MemberSide, MemberView};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Problem;
use crate::{counter::Counter, fault::Fault, pages::lists::shown, seat::Caller};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new().routes(routes!(lists))
}

/// A mailing list.
#[derive(Serialize, ToSchema)]
struct ListBody {
    address: String,
    /// Login names.
    owners: Vec<String>,
    /// Those outside first, at most 500.
    members: Vec<MemberBody>,
    /// Members in all; a list within it counts once.
    entries: u64,
    /// Mailboxes a letter to it reaches.
    reached: u64,
    /// Those of them outside.
    outside: u64,
    /// Whether it could be expanded; if not, every letter to it is held.
    whole: bool,
}

/// A member.
#[derive(Serialize, ToSchema)]
struct MemberBody {
    address: String,
    /// Name of the person of the house behind it.
    name: Option<String>,
    /// `outside`, `list`, `inside`.
    side: &'static str,
}

impl From<ListView> for ListBody {
    fn from(list: ListView) -> Self {
        Self {
            address: list.address,
            owners: list.owners.iter().map(ToString::to_string).collect(),
            members: list.members.into_iter().map(MemberBody::from).collect(),
            entries: list.entries,
            reached: list.reached,
            outside: list.outside,
            whole: list.whole,
        }
    }
}

impl From<MemberView> for MemberBody {
    fn from(member: MemberView) -> Self {
        let side = match member.side {
            MemberSide::Outside => "outside",
            MemberSide::List => "list",
            MemberSide::Inside => "inside",
        };
        Self { address: member.address, name: member.name, side }
    }
}

/// Mailing lists.
#[derive(Serialize, ToSchema)]
struct MailingLists {
    rows: Vec<ListBody>,
}

/// Mailing lists with their members: the own ones, or all for who looks after them
#[utoipa::path(get, path = "/lists", tag = "lists",
    responses((status = 200, body = MailingLists), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn lists(State(counter): State<Counter>, Caller(viewer): Caller) -> Result<Json<MailingLists>, Fault> {
    let lists = shown(&counter, &viewer).await?;
    Ok(Json(MailingLists { rows: lists.into_iter().map(ListBody::from).collect() }))
}
