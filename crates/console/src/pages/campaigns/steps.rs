//! The steps of a campaign, each a page of its own.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use sekisho_engine::desk::{CampaignPage, CampaignStand, LetterForm};
use sekisho_model::CampaignId;

use super::upload;
use crate::{
    counter::Counter,
    fault::Fault,
    input::Path,
    pages::draw_as,
    say::{Say, Stamp},
    seat::Seat,
    shell::Shell,
    view::{
        Problem,
        campaign::{
            ActLine, Frame, Step, acts,
            check::{Check, Running},
            difference::Differences,
            leaving::{self, Leaving},
            sending::Sending,
            source::{self, Columns, PartLine, Tables},
            trouble,
        },
    },
};

/// What moves is looked at again after this many seconds, with or without a script.
const REFRESH: (HeaderName, HeaderValue) = (HeaderName::from_static("refresh"), HeaderValue::from_static("5"));

#[derive(Template)]
#[template(path = "campaign_sources.html")]
struct SourcesPage {
    f: Frame,
    problem: Option<Problem>,
    parts: Vec<PartLine>,
    missing: Vec<String>,
    plan_trouble: Option<Problem>,
    tables: Tables,
    columns: Option<Columns>,
    plan: Option<String>,
    makers: String,
    limit: String,
    s: Shell,
}

#[derive(Template)]
#[template(path = "campaign_differences.html")]
struct DifferencesPage {
    f: Frame,
    problem: Option<Problem>,
    differences: Option<Differences>,
    running: Option<Running>,
    checked: bool,
    s: Shell,
}

#[derive(Template)]
#[template(path = "campaign_template.html")]
struct TemplatePage {
    f: Frame,
    problem: Option<Problem>,
    letter: LetterForm,
    leaving: Leaving,
    /// Whether test letters have where to go.
    can_try: bool,
    columns: Vec<String>,
    sample: Vec<u32>,
    s: Shell,
}

#[derive(Template)]
#[template(path = "campaign_checks.html")]
struct ChecksPage {
    f: Frame,
    problem: Option<Problem>,
    running: Option<Running>,
    check: Option<Check>,
    s: Shell,
}

#[derive(Template)]
#[template(path = "campaign_approval.html")]
struct ApprovalPage {
    f: Frame,
    problem: Option<Problem>,
    check: Option<Check>,
    differences: Option<Differences>,
    letters: u32,
    makers: String,
    approvals: u8,
    approved_by: String,
    leaves: Vec<String>,
    own: bool,
    acts: Vec<ActLine>,
    s: Shell,
}

#[derive(Template)]
#[template(path = "campaign_progress.html")]
struct ProgressPage {
    f: Frame,
    problem: Option<Problem>,
    sending: Option<Sending>,
    running: bool,
    /// Nothing leaves before.
    opens_at: Option<Stamp>,
    acts: Vec<ActLine>,
    s: Shell,
}

/// What was done wrong on a step, and with which answer.
pub(crate) type Refused = Option<(StatusCode, Problem)>;

/// One step.
pub(crate) async fn page(
    State(counter): State<Counter>,
    seat: Seat,
    Path((id, step)): Path<(CampaignId, String)>,
) -> Result<Response, Fault> {
    let step = Step::from_code(&step).ok_or(Fault::NoPage)?;
    shown(&counter, seat, &id, step, None).await
}

/// A step as it stands, perhaps with what could not be done.
pub(crate) async fn shown(
    counter: &Counter,
    seat: Seat,
    id: &CampaignId,
    step: Step,
    refused: Refused,
) -> Result<Response, Fault> {
    let page = counter.desk.campaign(&seat.viewer, id).await?;
    drawn(seat, &page, step, refused)
}

/// The same, of a campaign that is at hand.
pub(crate) fn drawn(seat: Seat, page: &CampaignPage, step: Step, refused: Refused) -> Result<Response, Fault> {
    let own = page.row.makers.contains(&seat.viewer.user);
    let s = seat.shell.at(&format!("/campaigns/{}/{}", page.row.id, step.code()));
    let (status, problem) = refused.map_or((StatusCode::OK, None), |(status, problem)| (status, Some(problem)));
    let f = Frame::new(&s.say, page, step);
    let moves = page.checking.is_some() || page.row.stand == CampaignStand::Running;
    let mut response = match step {
        Step::Sources => draw_as(status, &sources(s, f, page, problem)),
        Step::Differences => draw_as(status, &differences(s, f, page, problem)),
        Step::Template => draw_as(status, &template(s, f, page, problem, Typed::default())),
        Step::Checks => draw_as(status, &checks(s, f, page, problem)),
        Step::Approval => draw_as(status, &approval(s, f, page, problem, own)),
        Step::Progress => draw_as(status, &progress(s, f, page, problem)),
    }?;
    let fresh = matches!(step, Step::Checks | Step::Differences | Step::Progress);
    if moves && fresh {
        response.headers_mut().insert(REFRESH.0, REFRESH.1);
    }
    Ok(response)
}

fn sources(s: Shell, f: Frame, page: &CampaignPage, problem: Option<Problem>) -> SourcesPage {
    let makers: Vec<&str> = page.row.makers.iter().map(|user| user.as_str()).collect();
    SourcesPage {
        problem,
        parts: source::parts(&s.say, page),
        missing: source::missing(&s.say, page),
        plan_trouble: page.plan_trouble.as_ref().map(|what| trouble(&s.say, what)),
        tables: Tables::new(&s.say, page),
        columns: Columns::new(&s.say, page),
        plan: page.plan.clone(),
        makers: makers.join(s.say.comma()),
        limit: Say::size(upload::FILE as u64),
        f,
        s,
    }
}

fn differences(s: Shell, f: Frame, page: &CampaignPage, problem: Option<Problem>) -> DifferencesPage {
    let check = page.check.as_ref();
    DifferencesPage {
        problem,
        differences: check
            .and_then(|check| check.differences.as_ref())
            .map(|differences| Differences::new(&s.say, differences)),
        running: page.checking.map(|progress| Running::new(&s.say, progress)),
        checked: check.is_some(),
        f,
        s,
    }
}

fn template(s: Shell, f: Frame, page: &CampaignPage, problem: Option<Problem>, typed: Typed) -> TemplatePage {
    let forms = page.forms.clone().unwrap_or_default();
    let list = page.columns.iter().find(|(name, _)| name.as_str() == forms.sources.list);
    TemplatePage {
        problem,
        letter: typed.letter.unwrap_or(forms.letter),
        can_try: !forms.sending.test_to.is_empty(),
        leaving: typed.leaving.unwrap_or_else(|| Leaving::new(&s.say, &forms.sending)),
        columns: list.map(|(_, columns)| columns.iter().map(|name| field(name)).collect()).unwrap_or_default(),
        sample: page.check.iter().flat_map(|check| &check.sample).take(3).map(|row| row.row).collect(),
        f,
        s,
    }
}

/// A column as it is written in a template: characters that no name can have are `_`.
fn field(column: &str) -> String {
    column.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect()
}

/// What was typed and not taken; nothing is asked of people twice.
#[derive(Default)]
pub(crate) struct Typed {
    pub(crate) letter: Option<LetterForm>,
    pub(crate) leaving: Option<Leaving>,
}

/// The template with what was typed and what is wrong with it.
pub(crate) fn mistyped(
    seat: Seat,
    page: &CampaignPage,
    typed: Typed,
    (status, problem): (StatusCode, Problem),
) -> Result<Response, Fault> {
    let s = seat.shell.at(&format!("/campaigns/{}/template", page.row.id));
    let f = Frame::new(&s.say, page, Step::Template);
    draw_as(status, &template(s, f, page, Some(problem), typed))
}

fn checks(s: Shell, f: Frame, page: &CampaignPage, problem: Option<Problem>) -> ChecksPage {
    ChecksPage {
        problem,
        running: page.checking.map(|progress| Running::new(&s.say, progress)),
        check: page.check.as_ref().map(|check| Check::new(&s.say, check)),
        f,
        s,
    }
}

fn approval(s: Shell, f: Frame, page: &CampaignPage, problem: Option<Problem>, own: bool) -> ApprovalPage {
    let join = |users: &mut dyn Iterator<Item = &str>| users.collect::<Vec<_>>().join(s.say.comma());
    let check = page.check.as_ref();
    ApprovalPage {
        problem,
        letters: page.row.letters,
        makers: join(&mut page.row.makers.iter().map(|user| user.as_str())),
        approvals: page.approvals,
        approved_by: join(&mut page.approved_by.iter().map(|user| user.as_str())),
        leaves: page.forms.as_ref().map(|forms| leaving::told(&s.say, &forms.sending)).unwrap_or_default(),
        own,
        acts: acts(&s.say, &page.acts),
        differences: check
            .and_then(|check| check.differences.as_ref())
            .map(|differences| Differences::new(&s.say, differences)),
        check: check.map(|check| Check::new(&s.say, check)),
        f,
        s,
    }
}

fn progress(s: Shell, f: Frame, page: &CampaignPage, problem: Option<Problem>) -> ProgressPage {
    ProgressPage {
        problem,
        sending: page.sending.as_ref().map(|sending| Sending::new(&s.say, sending)),
        running: page.row.stand == CampaignStand::Running,
        opens_at: page.opens_at.map(|at| s.say.stamp(at)),
        acts: acts(&s.say, &page.acts),
        f,
        s,
    }
}
