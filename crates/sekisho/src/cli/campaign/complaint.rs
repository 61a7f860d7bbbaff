//! Why there is no plan, as lines for people.

use sekisho_campaign::CampaignError;
use sekisho_engine::campaigns::{CampaignRejection, MakingError, PlanError, Trouble, dossier::PLAN};
use sekisho_words::Words;

use crate::config::{Mistakes, at};

/// What is wrong.
pub(super) enum Wrong {
    /// The dossier, its tables, texts and files.
    Making(MakingError),
    /// What the service says of it.
    Trouble(Box<Trouble>),
    /// A value of the order cannot be used.
    Input {
        /// Which.
        field: String,
        /// Why, where the catalogue does not say.
        problem: String,
    },
    /// Something is not as it was shown any more.
    Changed,
    /// Something else.
    Other(miette::Report),
}

impl From<MakingError> for Wrong {
    fn from(error: MakingError) -> Self {
        Self::Making(error)
    }
}

impl From<CampaignError> for Wrong {
    fn from(error: CampaignError) -> Self {
        Self::Making(error.into())
    }
}

impl From<miette::Report> for Wrong {
    fn from(report: miette::Report) -> Self {
        Self::Other(report)
    }
}

impl Wrong {
    pub(super) fn lines(&self, words: Words) -> String {
        match self {
            Self::Making(MakingError::Plan(error)) => format!("{:?}\n", shown(error)),
            Self::Making(error) => lines(&error.into(), words),
            Self::Trouble(trouble) => lines(trouble, words),
            Self::Input { field, problem } => input(field, problem, words),
            Self::Changed => words.text("campaign-changed") + "\n",
            Self::Other(report) => format!("{report:?}\n"),
        }
    }
}

/// As the console says it.
fn input(field: &str, problem: &str, words: Words) -> String {
    let key = format!("campaigns-wrong-{field}");
    let what = words.text(&key);
    if what == key {
        format!("{field}: {problem}\n")
    } else {
        format!("{what}\n{}\n", words.text(&format!("{key}-do")))
    }
}

/// The code of a rejection in the catalogues.
pub(super) const fn code(why: CampaignRejection) -> &'static str {
    match why {
        CampaignRejection::Own => "own",
        CampaignRejection::Stale => "stale",
        CampaignRejection::NotAllowed => "not-allowed",
        CampaignRejection::Twice => "twice",
        CampaignRejection::NotNow => "not-now",
    }
}

/// Where, what, and what to do.
pub(super) fn lines(trouble: &Trouble, words: Words) -> String {
    let help = trouble.help(words).map(|help| format!("  → {help}\n")).unwrap_or_default();
    format!("{}\n  × {}\n{help}", words.text("campaign-error-head"), trouble.what(words))
}

/// A mistake in the plan is shown with its line.
fn shown(error: &PlanError) -> miette::Report {
    let mistake = at(error.span.clone(), &error.what);
    Mistakes::new(std::path::Path::new(PLAN), &error.text, vec![mistake]).into()
}
