//! A campaign: its steps, its numbers, what happened. Differences and checks have files of their own.

pub(crate) mod check;
pub(crate) mod difference;
pub(crate) mod leaving;
pub(crate) mod sending;
pub(crate) mod source;

use sekisho_engine::{
    campaigns::Trouble,
    desk::{CampaignActView, CampaignMay, CampaignPage, CampaignRow, CampaignStand, PartRole},
};

use super::{Chip, Problem};
use crate::say::{Say, Stamp};

/// One line of the list of campaigns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CampaignLine {
    pub(crate) id: String,
    pub(crate) stand: Chip,
    pub(crate) letters: u32,
    pub(crate) settled: u64,
    /// Whether letters leave or have left: then a bar is shown.
    pub(crate) moves: bool,
    pub(crate) makers: String,
    pub(crate) changed: Stamp,
}

impl CampaignLine {
    pub(crate) fn all(say: &Say, rows: &[CampaignRow]) -> Vec<Self> {
        rows.iter().map(|row| Self::new(say, row)).collect()
    }

    fn new(say: &Say, row: &CampaignRow) -> Self {
        let makers: Vec<&str> = row.makers.iter().map(|user| user.as_str()).collect();
        Self {
            id: row.id.to_string(),
            stand: stand(say, row.stand),
            letters: row.letters,
            settled: row.settled,
            moves: row.stand >= CampaignStand::Running && row.stand != CampaignStand::Forgotten,
            makers: makers.join(say.comma()),
            changed: say.stamp(row.changed),
        }
    }
}

/// Where it stands.
pub(crate) fn stand(say: &Say, stand: CampaignStand) -> Chip {
    let tone = match stand {
        CampaignStand::Draft | CampaignStand::Forgotten | CampaignStand::Stopped => "",
        CampaignStand::Checking | CampaignStand::Running => "flow",
        CampaignStand::Open => "bad",
        CampaignStand::Ready | CampaignStand::Done => "good",
        CampaignStand::Proposed | CampaignStand::Approved | CampaignStand::Paused => "wait",
    };
    Chip { text: say.t(&format!("campaigns-stand-{}", stand.code())), tone }
}

/// The steps of making a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Sources,
    Template,
    Differences,
    Checks,
    Approval,
    Progress,
}

impl Step {
    const ALL: [Self; 6] =
        [Self::Sources, Self::Differences, Self::Template, Self::Checks, Self::Approval, Self::Progress];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Sources => "sources",
            Self::Differences => "differences",
            Self::Template => "template",
            Self::Checks => "checks",
            Self::Approval => "approval",
            Self::Progress => "progress",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Where its maker goes on.
    pub(crate) fn next(page: &CampaignPage) -> Self {
        match page.row.stand {
            CampaignStand::Draft if !has_sources(page) => Self::Sources,
            CampaignStand::Draft if !has_text(page) => Self::Template,
            CampaignStand::Draft | CampaignStand::Checking | CampaignStand::Open => Self::Checks,
            CampaignStand::Ready | CampaignStand::Proposed | CampaignStand::Approved => Self::Approval,
            _ => Self::Progress,
        }
    }
}

fn has_sources(page: &CampaignPage) -> bool {
    page.plan_trouble.is_none()
        && page.forms.as_ref().is_some_and(|forms| !forms.sources.list.is_empty())
        && !page.missing.iter().any(|part| source::is_table(part.role))
}

fn has_text(page: &CampaignPage) -> bool {
    page.forms.as_ref().is_some_and(|forms| !forms.letter.text.is_empty() && !forms.letter.subject.is_empty())
}

/// A step in the row of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StepLine {
    pub(crate) number: usize,
    pub(crate) href: String,
    pub(crate) text: String,
    pub(crate) here: bool,
    /// A mark of its own: `good`, `bad`, `wait`, `flow`, or nothing.
    pub(crate) mark: Option<Chip>,
}

/// What every page of a campaign has on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) id: String,
    pub(crate) stand: Chip,
    pub(crate) lead: String,
    pub(crate) steps: Vec<StepLine>,
    pub(crate) may: CampaignMay,
    /// What an act is bound to.
    pub(crate) root: String,
    /// Whether it was changed since it was checked.
    pub(crate) changed: bool,
}

impl Frame {
    pub(crate) fn new(say: &Say, page: &CampaignPage, here: Step) -> Self {
        let id = page.row.id.to_string();
        let step = |(at, step): (usize, Step)| StepLine {
            number: at + 1,
            href: format!("/campaigns/{id}/{}", step.code()),
            text: say.t(&format!("campaigns-step-{}", step.code())),
            here: step == here,
            mark: mark(say, page, step),
        };
        Self {
            stand: stand(say, page.row.stand),
            lead: say.t(&format!("campaigns-lead-{}", page.row.stand.code())),
            steps: Step::ALL.into_iter().enumerate().map(step).collect(),
            may: page.row.may,
            root: page.row.root.map(|root| root.to_string()).unwrap_or_default(),
            changed: page.check.is_some() && !page.is_current,
            id,
        }
    }
}

fn mark(say: &Say, page: &CampaignPage, step: Step) -> Option<Chip> {
    let chip = |key: &str, tone: &'static str| Some(Chip { text: say.t(&format!("campaigns-mark-{key}")), tone });
    let check = page.check.as_ref().filter(|_| page.is_current);
    match step {
        Step::Sources if page.plan_trouble.is_some() || page.missing.iter().any(|part| part.role != PartRole::Text) => {
            chip("missing", "wait")
        }
        Step::Sources if page.forms.is_some() => has_sources(page).then_some(()).and_then(|()| chip("done", "good")),
        Step::Template => has_text(page).then_some(()).and_then(|()| chip("done", "good")),
        Step::Differences => match check?.differences.as_ref()? {
            differences if differences.wrong != (0, 0) || differences.classes.iter().any(|class| class.open) => {
                chip("differs", "bad")
            }
            differences if differences.waivers.iter().any(|waiver| waiver.void.is_none()) => chip("answered", "wait"),
            _ => chip("agrees", "good"),
        },
        Step::Checks if page.checking.is_some() => chip("running", "flow"),
        Step::Checks => {
            if check?.root.is_some() {
                chip("done", "good")
            } else {
                chip("open", "bad")
            }
        }
        Step::Approval => match page.row.stand {
            CampaignStand::Proposed | CampaignStand::Approved => chip("waits", "wait"),
            stand if stand >= CampaignStand::Running => chip("done", "good"),
            _ => None,
        },
        Step::Progress => match page.row.stand {
            CampaignStand::Running => chip("running", "flow"),
            CampaignStand::Paused => chip("paused", "wait"),
            CampaignStand::Done => chip("done", "good"),
            _ => None,
        },
        Step::Sources => None,
    }
}

/// Something that does not fit, and what to do.
pub(crate) fn trouble(say: &Say, trouble: &Trouble) -> Problem {
    let remedy = trouble.help(say.words).unwrap_or_default();
    Problem { what: trouble.what(say.words), remedy, tone: "bad" }
}

/// A line of what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActLine {
    pub(crate) seq: u64,
    pub(crate) at: Stamp,
    pub(crate) text: String,
    pub(crate) by: String,
    pub(crate) means: Option<String>,
    pub(crate) comment: Option<String>,
}

pub(crate) fn acts(say: &Say, acts: &[CampaignActView]) -> Vec<ActLine> {
    let line = |act: &CampaignActView| ActLine {
        seq: act.seq,
        at: say.stamp(act.at),
        text: say.t(&format!("campaigns-act-{}", act.code)),
        by: act.by.as_ref().map_or_else(|| say.t("campaigns-house"), ToString::to_string),
        means: act.means.map(|means| say.words.means(means)),
        comment: act.comment.clone(),
    };
    acts.iter().map(line).collect()
}
