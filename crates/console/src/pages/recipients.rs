//! Changing the recipients of a held letter: who stays is ticked, who is new is typed.

use std::collections::BTreeSet;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use sekisho_engine::desk::{DeskError, Edit, ParcelPage};
use sekisho_model::{Address, Digest, ParcelId, Rejection};

use super::{done, draw, draw_as};
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Path},
    seat::Seat,
    shell::Shell,
    view::{
        self,
        letter::{PersonLine, people},
    },
};

#[derive(Template)]
#[template(path = "recipients.html")]
struct RecipientsPage {
    id: String,
    subject: String,
    seal: String,
    people: Vec<PersonLine>,
    add: String,
    problem: Option<String>,
    s: Shell,
}

/// The form.
pub(crate) async fn form(
    State(counter): State<Counter>,
    seat: Seat,
    Path(parcel): Path<ParcelId>,
) -> Result<Response, Fault> {
    let page = counter.desk.parcel(&seat.viewer, parcel).await?;
    if !page.row.may.edit || page.recipients.len() as u64 != u64::from(page.row.recipients) {
        return Err(Fault::Forbidden);
    }
    draw(&recipients_page(seat.shell, &page, None))
}

/// What was ticked and typed.
struct Wanted {
    seal: Digest,
    keep: BTreeSet<u32>,
    add: String,
}

impl Wanted {
    fn read(fields: &[(String, String)]) -> Result<Self, Fault> {
        let find = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let keep = fields.iter().filter(|(name, _)| name == "keep").map(|(_, value)| value.parse());
        Ok(Self {
            seal: find("seal").and_then(|text| text.parse().ok()).ok_or(Fault::Malformed)?,
            keep: keep.collect::<Result<_, _>>().map_err(|_| Fault::Malformed)?,
            add: find("add").unwrap_or_default().to_owned(),
        })
    }
}

/// Changes them. What does not fit is said beside the form, which keeps what was typed.
pub(crate) async fn change(
    State(counter): State<Counter>,
    seat: Seat,
    Path(parcel): Path<ParcelId>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let wanted = Wanted::read(&fields)?;
    let page = counter.desk.parcel(&seat.viewer, parcel).await?;
    let problem = match addresses(&seat.shell, &page, &wanted) {
        Err(problem) => problem,
        Ok(recipients) => {
            let many = recipients.len() > page.recipients.len();
            let edit = Edit { shown: wanted.seal, recipients };
            match counter.desk.edit(&seat.viewer, parcel, edit).await {
                Ok(parcel) => return Ok(done(&counter, &format!("/letters/{parcel}"), "edit")),
                Err(DeskError::Conflict | DeskError::Rejected(Rejection::Stale)) => {
                    seat.shell.t("edit-problem-changed")
                }
                Err(DeskError::Input { .. }) if many => seat.shell.t("edit-problem-many"),
                Err(error) => return Err(error.into()),
            }
        }
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    draw_as(status, &recipients_page(seat.shell, &page, Some((wanted, problem))))
}

/// The addresses that stay and the new ones; or what is wrong, in words.
fn addresses(s: &Shell, page: &ParcelPage, wanted: &Wanted) -> Result<Vec<Address>, String> {
    // The numbers of those who stay are those of the mail that was shown.
    if page.seal.digest() != wanted.seal {
        return Err(s.t("edit-problem-changed"));
    }
    let kept = page.recipients.iter().filter(|person| wanted.keep.contains(&person.number));
    let kept = kept.map(|person| person.address.as_str());
    let typed = wanted.add.split(['\n', ',', ';', '、']).map(str::trim).filter(|text| !text.is_empty());
    let parse = |text: &str| text.parse::<Address>().map_err(|_| s.tx("edit-problem-address", "text", text));
    let all: Vec<Address> = kept.chain(typed).map(parse).collect::<Result<_, _>>()?;
    if all.is_empty() { Err(s.t("edit-problem-none")) } else { Ok(all) }
}

fn recipients_page(s: Shell, page: &ParcelPage, wanted: Option<(Wanted, String)>) -> RecipientsPage {
    let mut people = people::lines(&s.say, page);
    let (add, problem) = match wanted {
        Some((wanted, problem)) => {
            if page.seal.digest() == wanted.seal {
                people.iter_mut().for_each(|person| person.keep = wanted.keep.contains(&person.number));
            }
            (wanted.add, Some(problem))
        }
        None => (String::new(), None),
    };
    RecipientsPage {
        id: page.row.parcel.to_string(),
        subject: view::subject(&s.say, &page.row.subject),
        seal: page.seal.digest().to_string(),
        people,
        add,
        problem,
        s,
    }
}
