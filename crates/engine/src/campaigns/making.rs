//! Making a campaign: its lists compared, every letter made and read back. Nothing leaves and nothing is kept.
//!
//! Takes its time (some 100 µs per row and processor) and tells how far it is; called where it may block. The same
//! dossier gives the same result, whoever makes it and with however many threads.

use std::{
    num::NonZeroUsize,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use sekisho_campaign::{
    Checked, FindingKind, Report,
    check::Unsettled,
    manifest::{Makers, Manifest},
};
use sekisho_model::{Domain, UserId};
use sekisho_tables::Warning;
use serde::{Deserialize, Serialize};

use super::{
    MakingError,
    differences::{self, Differences, Open, Reconciled},
    dossier::Dossier,
    loaded::{Loaded, Opener, Parts},
};

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Waits for its turn.
    #[default]
    Waiting,
    /// Sources of the house are asked.
    Asking,
    /// Rows, master, template and files are read.
    Reading,
    /// The lists are compared by both methods.
    Comparing,
    /// Letters are made and read back.
    Making,
    /// What was found is put together and written down.
    Writing,
    /// It has come to an end.
    Done,
}

impl Stage {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Asking => "asking",
            Self::Reading => "reading",
            Self::Comparing => "comparing",
            Self::Making => "making",
            Self::Writing => "writing",
            Self::Done => "done",
        }
    }

    /// All, in order.
    pub const ALL: [Self; 7] =
        [Self::Waiting, Self::Asking, Self::Reading, Self::Comparing, Self::Making, Self::Writing, Self::Done];
}

/// How far it is, for whoever watches.
#[derive(Debug, Default)]
pub struct Watch {
    stage: Mutex<Stage>,
    made: AtomicU32,
    rows: AtomicU32,
}

impl Watch {
    /// What is being done, letters made, rows in all.
    #[must_use]
    pub fn look(&self) -> (Stage, u32, u32) {
        let stage = *self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        (stage, self.made.load(Ordering::Relaxed), self.rows.load(Ordering::Relaxed))
    }

    /// Goes on to the next thing.
    pub fn enter(&self, stage: Stage) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }
}

/// With what a dossier is made.
pub struct Making<'a> {
    /// Opens documents.
    pub opener: Opener<'a>,
    /// Who brought a part, by the name the plan has for it; they stand as its author where nobody is named.
    pub people: &'a dyn Fn(&str) -> Option<String>,
    /// How many letters are made at the same time.
    pub threads: NonZeroUsize,
    /// Domains of the house, where they are known: nobody else is written for.
    pub house: Option<&'a [Domain]>,
}

/// What came of it.
#[derive(Debug)]
pub struct Made {
    /// Everything that letters are made of.
    pub loaded: Loaded,
    /// The lists against each other.
    pub differences: Option<Differences>,
    /// What was found in the letters.
    pub report: Report,
}

/// Makes a campaign.
///
/// # Errors
/// [`MakingError`]: the first thing that keeps letters from being made.
pub fn make(dossier: &Dossier, making: &Making<'_>, watch: &Watch) -> Result<Made, MakingError> {
    watch.enter(Stage::Reading);
    let loaded = Loaded::read(dossier, making.opener)?;
    check_plan(&loaded, making.house)?;
    watch.rows.store(u32::try_from(loaded.audience.rows().len()).unwrap_or(u32::MAX), Ordering::Relaxed);
    watch.enter(Stage::Comparing);
    let differences = differences::compare(&loaded.plan, &Parts { dossier }, making.people, making.threads)?;
    watch.enter(Stage::Making);
    let one_more = || {
        watch.made.fetch_add(1, Ordering::Relaxed);
    };
    let report = loaded.job().run_watched(&loaded.master, &loaded.facts, making.threads, &one_more);
    Ok(Made { loaded, differences, report })
}

/// What the plan says of addresses, against the house and the list.
fn check_plan(loaded: &Loaded, house: Option<&[Domain]>) -> Result<(), MakingError> {
    let from = &loaded.plan.sender.from;
    if house.is_some_and(|house| !house.iter().any(|own| from.domain().is_within(own))) {
        return Err(MakingError::Sender { address: from.clone() });
    }
    match loaded.job().in_list(&loaded.plan.sending.test_to) {
        Some(number) => Err(MakingError::TestAddress { number }),
        None => Ok(()),
    }
}

/// What is in the way of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTheWay {
    /// Differences of the lists.
    pub differences: Vec<Open>,
    /// Findings in the letters, with how many there are.
    pub findings: Vec<(FindingKind, u32)>,
}

/// Every letter was made and read back, and the lists agree.
#[derive(Debug)]
pub struct Sound {
    checked: Checked,
    reconciled: Option<Reconciled>,
}

impl Sound {
    /// What may be sent.
    #[must_use]
    pub const fn checked(&self) -> &Checked {
        &self.checked
    }

    /// The manifest of the whole campaign.
    #[must_use]
    pub fn manifest(self, list: UserId, content: UserId) -> Manifest {
        let reconciled = self.reconciled.map(|reconciled| reconciled.digest());
        Manifest::new(self.checked, Makers { list, content }, reconciled)
    }
}

impl Made {
    /// What is odd about the tables: of all that were compared, or of the list alone.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        self.differences.as_ref().map_or(&self.loaded.warnings, |differences| &differences.outcome.warnings)
    }

    /// The proof that this may become a manifest, or what is in the way.
    ///
    /// # Errors
    /// [`InTheWay`].
    pub fn settle(self) -> Result<Sound, InTheWay> {
        let reconciled = self.differences.as_ref().map_or(Ok(None), Differences::settle);
        match (self.report.settle(self.loaded.plan.waiver), reconciled) {
            (Ok(checked), Ok(reconciled)) => Ok(Sound { checked, reconciled }),
            (checked, reconciled) => Err(InTheWay {
                differences: reconciled.err().unwrap_or_default(),
                findings: checked.err().map(|unsettled: Box<Unsettled>| unsettled.open).unwrap_or_default(),
            }),
        }
    }
}
