//! The ledger in the store against the machine of the model: whatever two workers, people and reports try in whatever
//! order, a row takes exactly the steps the machine allows, for who holds its fence, and never has two letters at once.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod stage;

use std::collections::BTreeMap;

use proptest::prelude::*;
use sekisho_model::{
    CampaignId, LetterId,
    ledger::{RowState, RowStep},
};
use sekisho_store::{
    CampaignSet, CampaignState, Change, CommitError, NewCampaign, Part, RowClaim, RowMove, RowRefusal, Unit,
};
use stage::{Stage, at, digest, id};

/// Rows that are played with.
const ROWS: u32 = 3;

/// What somebody tries.
#[derive(Debug, Clone)]
enum Try {
    /// Claims these rows, with the fences as they are or with old ones.
    Claim {
        rows: Vec<u32>,
        stale: bool,
    },
    /// Says that the letter is in the spool.
    Spooled {
        row: u32,
    },
    /// A step, with the fence as it is or an old one.
    Step {
        row: u32,
        step: RowStep,
        stale: bool,
    },
    Pause,
    Resume,
    WithdrawAll,
    LoseAll,
    /// Gives rows to a new part.
    Again {
        row: u32,
    },
    /// A letter is found that the ledger does not know.
    Find {
        row: u32,
    },
}

fn tries() -> impl Strategy<Value = Try> {
    let row = || 1..=ROWS;
    let stale = || prop::bool::weighted(0.15);
    prop_oneof![
        4 => (prop::collection::btree_set(row(), 1..3), stale())
            .prop_map(|(rows, stale)| Try::Claim { rows: rows.into_iter().collect(), stale }),
        2 => row().prop_map(|row| Try::Spooled { row }),
        9 => (row(), prop::sample::select(&RowStep::ALL[..]), stale())
            .prop_map(|(row, step, stale)| Try::Step { row, step, stale }),
        1 => Just(Try::Pause),
        2 => Just(Try::Resume),
        1 => Just(Try::WithdrawAll),
        1 => Just(Try::LoseAll),
        1 => row().prop_map(|row| Try::Again { row }),
        1 => row().prop_map(|row| Try::Find { row }),
    ]
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    state: RowState,
    fence: u64,
    part: u32,
    letter: Option<LetterId>,
    leased: bool,
}

/// What must be so.
#[derive(Debug, Clone)]
struct Model {
    running: bool,
    version: u64,
    parts: u32,
    letters: u64,
    rows: BTreeMap<u32, Row>,
    /// Hand-overs of each letter that were not taken back.
    handed: BTreeMap<LetterId, u32>,
}

fn campaign() -> CampaignId {
    "spring".parse().unwrap()
}

impl Model {
    fn new() -> Self {
        let row = Row { state: RowState::Pending, fence: 2, part: 1, letter: None, leased: false };
        let rows = (1..=ROWS).map(|number| (number, row.clone())).collect();
        Self { running: true, version: 2, parts: 1, letters: 0, rows, handed: BTreeMap::new() }
    }

    fn fence(&self, row: u32, stale: bool) -> u64 {
        self.rows[&row].fence - u64::from(stale)
    }

    fn fresh(&mut self) -> LetterId {
        self.letters += 1;
        id(self.letters)
    }

    /// The change, and whether it must be taken.
    fn play(&mut self, tried: &Try) -> (Change, bool) {
        match tried {
            Try::Claim { rows, stale } => self.claim(rows, *stale),
            Try::Spooled { row } => {
                let known = self.rows[row].letter;
                let letter = known.unwrap_or_else(|| id(9_999));
                let old = self.rows.get_mut(row).unwrap();
                old.leased &= !(known.is_some() && old.state == RowState::Claimed);
                let rows = vec![RowClaim { row: *row, fence: 0, letter }];
                (Change::SpooledRows { campaign: campaign(), rows }, true)
            }
            Try::Step { row, step, stale } => self.step(*row, *step, *stale),
            Try::Pause => self.turn(false),
            Try::Resume => self.turn(true),
            Try::WithdrawAll => {
                for row in self.rows.values_mut().filter(|row| row.state.after(RowStep::Withdraw).is_ok()) {
                    (row.state, row.fence, row.leased) = (RowState::Withdrawn, row.fence + 1, false);
                }
                (Change::WithdrawRows { campaign: campaign() }, true)
            }
            Try::LoseAll => {
                for row in self.rows.values_mut().filter(|row| row.state.after(RowStep::Lose).is_ok()) {
                    (row.state, row.fence, row.leased) = (RowState::Unknown, row.fence + 1, false);
                }
                (Change::LoseRows { campaign: campaign() }, true)
            }
            Try::Again { row } => self.again(*row),
            Try::Find { row } => self.find(*row),
        }
    }

    fn claim(&mut self, rows: &[u32], stale: bool) -> (Change, bool) {
        let claims: Vec<RowClaim> = rows
            .iter()
            .map(|row| RowClaim { row: *row, fence: self.fence(*row, stale), letter: self.fresh() })
            .collect();
        let fits = self.running && !stale && rows.iter().all(|row| self.rows[row].state == RowState::Pending);
        if fits {
            for claim in &claims {
                let row = self.rows.get_mut(&claim.row).unwrap();
                (row.state, row.fence) = (RowState::Claimed, row.fence + 1);
                (row.letter, row.leased) = (Some(claim.letter), true);
            }
        }
        (Change::ClaimRows { campaign: campaign(), rows: claims, until: at(60) }, fits)
    }

    fn step(&mut self, row: u32, step: RowStep, stale: bool) -> (Change, bool) {
        let change = Change::MoveRow { campaign: campaign(), row: RowMove::plain(row, self.fence(row, stale), step) };
        let running = self.running;
        let old = self.rows.get_mut(&row).unwrap();
        let asks = matches!(step, RowStep::HandOver | RowStep::Claim);
        // A row that waits in the spool is not given to another letter.
        let spooled = step == RowStep::GiveBack && old.letter.is_some() && !old.leased;
        let next = old.state.after(step).ok().filter(|_| !stale && !spooled && (running || !asks));
        let Some(next) = next else { return (change, false) };
        let letter = old.letter;
        (old.state, old.fence, old.leased) = (next, old.fence + 1, false);
        if next == RowState::Pending {
            old.letter = None;
        }
        if let Some(letter) = letter {
            let handed = self.handed.entry(letter).or_default();
            match step {
                RowStep::HandOver => *handed += 1,
                RowStep::PutOff => *handed -= 1,
                _ => {}
            }
        }
        (change, true)
    }

    fn turn(&mut self, running: bool) -> (Change, bool) {
        let set = CampaignSet::to(if running { CampaignState::Running } else { CampaignState::Paused });
        let change = Change::SetCampaign { campaign: campaign(), expect: self.version, set };
        (self.running, self.version) = (running, self.version + 1);
        (change, true)
    }

    fn again(&mut self, number: u32) -> (Change, bool) {
        let part =
            Part { number: self.parts + 1, purpose: "resend".into(), root: digest("p"), rows: 1, opened_at: at(1) };
        let change = Change::OpenPart { campaign: campaign(), part, rows: vec![number] };
        let row = self.rows.get_mut(&number).unwrap();
        if !row.state.may_be_sent_again() {
            return (change, false);
        }
        self.parts += 1;
        *row = Row { state: RowState::Pending, fence: row.fence + 1, part: self.parts, letter: None, leased: false };
        (change, true)
    }

    fn find(&mut self, number: u32) -> (Change, bool) {
        let letter = self.fresh();
        let row = self.rows.get_mut(&number).unwrap();
        if row.state == RowState::Pending || row.state == RowState::Claimed && row.leased {
            (row.state, row.fence) = (RowState::Unknown, row.fence + 1);
            (row.letter, row.leased) = (Some(letter), false);
        }
        (Change::FindRow { campaign: campaign(), row: number, letter, root: digest("r") }, true)
    }
}

async fn prepared() -> Stage {
    let stage = Stage::new().await;
    let sheet = serde_json::json!({});
    let part = Part { number: 1, purpose: "rest".into(), root: digest("p"), rows: ROWS, opened_at: at(1) };
    let rows: Vec<u32> = (1..=ROWS).collect();
    let unit = Unit::new(at(1))
        .change(Change::AddCampaign(NewCampaign { id: campaign(), sheet, files: BTreeMap::new() }))
        .change(Change::AddRows { campaign: campaign(), rows: rows.clone() })
        .change(Change::OpenPart { campaign: campaign(), part, rows })
        .change(Change::SetCampaign { campaign: campaign(), expect: 1, set: CampaignSet::to(CampaignState::Running) });
    stage.store.commit(unit).await.unwrap();
    stage
}

async fn compare(stage: &Stage, model: &Model) {
    let mut counts: BTreeMap<(u32, RowState), u64> = BTreeMap::new();
    for (number, expected) in &model.rows {
        let found = stage.store.campaign_row(&campaign(), *number).await.unwrap().unwrap();
        let (state, fence, part, letter) = (found.state, found.fence, found.part, found.letter);
        let found = Row { state, fence, part, letter, leased: found.lease_until.is_some() };
        assert_eq!(found, *expected, "row {number}");
        *counts.entry((part, state)).or_default() += 1;
    }
    let found = stage.store.row_counts(&campaign()).await.unwrap();
    let found: BTreeMap<_, _> = found.into_iter().map(|count| ((count.part, count.state), count.rows)).collect();
    assert_eq!(found, counts);
    assert!(model.handed.values().all(|times| *times <= 1), "a letter was handed over twice: {model:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_ledger_does_what_the_machine_does(all in prop::collection::vec(tries(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut stage = prepared().await;
            let mut model = Model::new();
            for tried in &all {
                let (change, taken) = model.play(tried);
                let done = stage.store.commit(Unit::new(at(2)).change(change)).await;
                assert_eq!(done.is_ok(), taken, "{tried:?}: {done:?}");
                if let Err(error) = done {
                    let known = matches!(
                        error,
                        CommitError::Row { why: RowRefusal::Fenced | RowRefusal::NotPossible | RowRefusal::Rests, .. }
                            | CommitError::Invalid(_)
                    );
                    assert!(known, "{tried:?}: {error}");
                }
            }
            compare(&stage, &model).await;
            stage.again().await;
            compare(&stage, &model).await;
        });
    }
}
