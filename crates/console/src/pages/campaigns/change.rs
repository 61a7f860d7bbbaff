//! Making a campaign: files in and out, which table and column means what, the letter, how it leaves, who has a hand in
//! it. What does not fit is said on the step it came from.

use std::collections::BTreeMap;

use axum::{extract::State, response::Response};
use sekisho_engine::desk::{CampaignPage, DeskError, LetterForm, PlanChange, SourcesForm};
use sekisho_model::{CampaignId, UserId};
use serde::Deserialize;

use super::{refused, steps, steps::Typed, upload};
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Path, Upload},
    pages::done,
    seat::Seat,
    view::campaign::{Step, leaving::Leaving, source::guessed},
};

/// The plan as a part.
const PLAN: &str = "campaign.toml";
/// Files that are no tables go into this folder of the dossier, from which letters take their attachments.
const FOLDER: &str = "files";
/// Names that end so are tables, texts or plans; everything else is a file to attach.
const KNOWN: [&str; 9] = [".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet", ".toml", ".txt", ".html"];

async fn ended(
    counter: &Counter,
    seat: Seat,
    id: &CampaignId,
    step: Step,
    result: Result<(), DeskError>,
) -> Result<Response, Fault> {
    match result {
        Ok(()) => Ok(done(counter, &format!("/campaigns/{id}/{}", step.code()), "campaign-saved")),
        Err(error) => {
            let problem = refused(&seat.shell, error)?;
            steps::shown(counter, seat, id, step, Some(problem)).await
        }
    }
}

/// Files come in. Who may put nothing in is turned away before anything is read.
pub(crate) async fn put(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Upload(form): Upload,
) -> Result<Response, Fault> {
    let page = counter.desk.campaign(&seat.viewer, &id).await?;
    if !page.row.may.list && !page.row.may.content {
        return Err(Fault::Forbidden);
    }
    let _turn = counter.uploads.acquire().await.map_err(|_| Fault::Unavailable)?;
    let files = upload::files(form).await?;
    if files.is_empty() {
        return Err(Fault::Input { field: "file" });
    }
    let parts = files.into_iter().map(|(name, bytes)| (placed(&page, name), bytes)).collect();
    let result = counter.desk.put_parts(&seat.viewer, &id, parts).await;
    ended(&counter, seat, &id, Step::Sources, result).await
}

/// Where a file belongs: a table or text beside the plan, everything else among the attachments.
fn placed(page: &CampaignPage, name: String) -> String {
    let lower = name.to_lowercase();
    let beside =
        KNOWN.iter().any(|end| lower.ends_with(end)) || page.parts.iter().any(|part| part.name.as_str() == name);
    if beside { name } else { format!("{FOLDER}/{name}") }
}

#[derive(Deserialize)]
pub(crate) struct Named {
    name: String,
}

/// A part goes.
pub(crate) async fn remove(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(given): Form<Named>,
) -> Result<Response, Fault> {
    let result = counter.desk.remove_part(&seat.viewer, &id, &given.name).await;
    ended(&counter, seat, &id, Step::Sources, result).await
}

#[derive(Deserialize)]
pub(crate) struct Helper {
    user: String,
}

/// Somebody else has a hand in it.
pub(crate) async fn maker(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(given): Form<Helper>,
) -> Result<Response, Fault> {
    let result = counter.desk.add_maker(&seat.viewer, &id, &UserId::new(given.user.trim())).await;
    ended(&counter, seat, &id, Step::Sources, result).await
}

#[derive(Deserialize)]
pub(crate) struct PlanText {
    plan: String,
}

/// The plan as text, for what no form shows.
pub(crate) async fn plan(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(given): Form<PlanText>,
) -> Result<Response, Fault> {
    let text = given.plan.replace("\r\n", "\n").into_bytes();
    let result = counter.desk.put_parts(&seat.viewer, &id, vec![(PLAN.to_owned(), text)]).await;
    ended(&counter, seat, &id, Step::Sources, result).await
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    list: String,
    #[serde(default)]
    second: String,
    #[serde(default)]
    master: String,
}

/// Which tables; what their columns mean is guessed for people to confirm.
pub(crate) async fn tables(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(given): Form<Chosen>,
) -> Result<Response, Fault> {
    let page = counter.desk.campaign(&seat.viewer, &id).await?;
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let known = page.forms.as_ref().map(|forms| forms.sources.clone()).unwrap_or_default();
    let form = SourcesForm { list: given.list, second: some(given.second), master: some(given.master), ..known };
    let of = |name: &str| columns(&page, name);
    let (list, master) = (of(&form.list), of(form.master.as_deref().unwrap_or(&form.list)));
    let form = guessed(form, list, master);
    let result = counter.desk.plan_campaign(&seat.viewer, &id, PlanChange::Sources(form)).await;
    ended(&counter, seat, &id, Step::Sources, result).await
}

fn columns<'a>(page: &'a CampaignPage, name: &str) -> &'a [String] {
    page.columns.iter().find(|(known, _)| known.as_str() == name).map(|(_, all)| all.as_slice()).unwrap_or_default()
}

/// Which column means what: `key`, `address`, and one field `column-N` per column of the master.
pub(crate) async fn meanings(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let page = counter.desk.campaign(&seat.viewer, &id).await?;
    let known = page.forms.as_ref().map(|forms| forms.sources.clone()).ok_or(Fault::Malformed)?;
    let one = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let master = columns(&page, known.master.as_deref().unwrap_or(&known.list));
    let meant = |code: &str| -> Vec<String> {
        let is = |at: usize| fields.get(&format!("column-{at}")).is_some_and(|value| value == code);
        master.iter().enumerate().filter(|(at, _)| is(*at)).map(|(_, name)| name.clone()).collect()
    };
    let master_key = meant("key").into_iter().next().unwrap_or_default();
    let form = SourcesForm {
        key: one("key"),
        address: one("address"),
        master_key,
        mail: meant("mail"),
        phone: meant("phone"),
        member: meant("member"),
        name: meant("name"),
        reading: meant("reading"),
        ..known
    };
    let result = counter.desk.plan_campaign(&seat.viewer, &id, PlanChange::Sources(form)).await;
    ended(&counter, seat, &id, Step::Sources, result).await
}

/// The letter.
pub(crate) async fn letter(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(form): Form<LetterForm>,
) -> Result<Response, Fault> {
    let result = counter.desk.plan_campaign(&seat.viewer, &id, PlanChange::Letter(form.clone())).await;
    template(&counter, seat, &id, result, Typed { letter: Some(form), ..Typed::default() }).await
}

/// How it leaves.
pub(crate) async fn sending(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(typed): Form<Leaving>,
) -> Result<Response, Fault> {
    let result = match typed.form(seat.shell.say.zone()) {
        Ok(form) => counter.desk.plan_campaign(&seat.viewer, &id, PlanChange::Sending(form)).await,
        Err(error) => Err(error),
    };
    template(&counter, seat, &id, result, Typed { leaving: Some(typed), ..Typed::default() }).await
}

/// Back to the template; what was typed stays where it was refused.
async fn template(
    counter: &Counter,
    seat: Seat,
    id: &CampaignId,
    result: Result<(), DeskError>,
    typed: Typed,
) -> Result<Response, Fault> {
    match result {
        Ok(()) => ended(counter, seat, id, Step::Template, Ok(())).await,
        Err(error) => {
            let problem = refused(&seat.shell, error)?;
            let page = counter.desk.campaign(&seat.viewer, id).await?;
            steps::mistyped(seat, &page, typed, problem)
        }
    }
}
