//! Campaigns and their ledger: what each change does, and each way it is refused.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use std::{collections::BTreeMap, fs};

use sekisho_model::{
    CampaignAct, CampaignId, Event, LetterId,
    ledger::{RowState, RowStep},
};
use sekisho_store::{
    CampaignSet, CampaignState, Change, CommitError, NewCampaign, PageRequest, Part, RowClaim, RowFilter, RowMove,
    RowRefusal, Unit,
};
use serde_json::json;
use stage::{Stage, at, digest, id};

fn campaign() -> CampaignId {
    "spring".parse().unwrap()
}

fn new(sheet: &str) -> Change {
    Change::AddCampaign(NewCampaign { id: campaign(), sheet: json!({ "from": sheet }), files: BTreeMap::new() })
}

fn part(number: u32, rows: &[u32]) -> Change {
    let purpose = if number == 1 { "canary" } else { "rest" }.to_owned();
    let size = u32::try_from(rows.len()).unwrap();
    let part = Part { number, purpose, root: digest("part"), rows: size, opened_at: at(1) };
    Change::OpenPart { campaign: campaign(), part, rows: rows.to_vec() }
}

fn claim(row: u32, fence: u64) -> RowClaim {
    RowClaim { row, fence, letter: letter(row) }
}

fn letter(row: u32) -> LetterId {
    id(u64::from(row))
}

fn step(row: u32, fence: u64, step: RowStep) -> Change {
    Change::MoveRow { campaign: campaign(), row: RowMove::plain(row, fence, step) }
}

fn state(version: u64, state: CampaignState) -> Change {
    Change::SetCampaign { campaign: campaign(), expect: version, set: CampaignSet::to(state) }
}

async fn commit(stage: &Stage, change: Change) -> Result<(), CommitError> {
    stage.store.commit(Unit::new(at(5)).change(change)).await.map(|_| ())
}

/// A running campaign whose rows 1 to 6 are in its first part.
async fn running() -> Stage {
    let stage = Stage::new().await;
    commit(&stage, new("a@house.example")).await.unwrap();
    commit(&stage, Change::AddRows { campaign: campaign(), rows: (1..=9).collect() }).await.unwrap();
    commit(&stage, part(1, &[1, 2, 3, 4, 5, 6])).await.unwrap();
    commit(&stage, state(1, CampaignState::Running)).await.unwrap();
    stage
}

async fn stands(stage: &Stage, row: u32) -> (RowState, u64) {
    let row = stage.store.campaign_row(&campaign(), row).await.unwrap().unwrap();
    (row.state, row.fence)
}

async fn counted(stage: &Stage) -> Vec<(u32, RowState, u64)> {
    let counts = stage.store.row_counts(&campaign()).await.unwrap();
    counts.into_iter().map(|count| (count.part, count.state, count.rows)).collect()
}

fn refused(row: u32, why: RowRefusal) -> Result<(), CommitError> {
    Err(CommitError::Row { row, why })
}

#[tokio::test]
async fn a_campaign_is_made_once_and_changed_by_who_read_it_last() {
    let mut stage = Stage::new().await;
    commit(&stage, new("hanako@house.example")).await.unwrap();
    assert_eq!(commit(&stage, new("b")).await, Err(CommitError::Exists("campaign")));
    let set = CampaignSet { root: Some(Some(digest("root"))), ..CampaignSet::to(CampaignState::Proposed) };
    let change = Change::SetCampaign { campaign: campaign(), expect: 1, set };
    commit(&stage, change.clone()).await.unwrap();
    assert_eq!(commit(&stage, change).await, Err(CommitError::Exists("campaign")), "an old version");
    let other: CampaignId = "winter".parse().unwrap();
    let lost = Change::SetCampaign { campaign: other, expect: 1, set: CampaignSet::to(CampaignState::Draft) };
    assert_eq!(commit(&stage, lost).await, Err(CommitError::Missing("campaign")));
    stage.again().await;
    let stored = stage.store.campaign(&campaign()).await.unwrap().unwrap();
    assert_eq!((stored.state, stored.version, stored.root), (CampaignState::Proposed, 2, Some(digest("root"))));
    assert_eq!(stored.sheet, json!({ "from": "hanako@house.example" }));
    assert_eq!(stage.store.campaigns(PageRequest::default()).await.unwrap().rows, [stored]);
    assert_eq!(stage.store.campaigns_in(CampaignState::Proposed, 9).await.unwrap().len(), 1);
    let bytes = fs::read(stage.path().join("sekisho.db")).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"hanako"), "a sheet lies open");
}

#[tokio::test]
async fn no_row_is_in_two_parts() {
    let stage = running().await;
    assert_eq!(commit(&stage, part(1, &[7])).await, Err(CommitError::Exists("part")));
    assert_eq!(commit(&stage, part(3, &[7])).await, Err(CommitError::Exists("part")));
    let taken = Err(CommitError::Invalid("a row of the part is not free"));
    for rows in [&[6, 7][..], &[7, 7], &[7, 10]] {
        assert_eq!(commit(&stage, part(2, rows)).await, taken, "{rows:?}");
    }
    assert_eq!(counted(&stage).await, [(0, RowState::Pending, 3), (1, RowState::Pending, 6)]);
    commit(&stage, part(2, &[7, 8, 9])).await.unwrap();
    commit(&stage, step(7, 2, RowStep::Claim)).await.unwrap();
    commit(&stage, step(7, 3, RowStep::Fail)).await.unwrap();
    assert_eq!(commit(&stage, part(3, &[7, 8])).await, taken, "8 waits for its turn");
    commit(&stage, part(3, &[7])).await.unwrap();
    assert_eq!(stands(&stage, 7).await, (RowState::Pending, 5));
    assert_eq!(stage.store.parts(&campaign()).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_row_is_claimed_once_and_steps_need_its_fence() {
    let stage = running().await;
    let claims = |rows: Vec<RowClaim>| Change::ClaimRows { campaign: campaign(), rows, until: at(60) };
    assert_eq!(commit(&stage, claims(vec![claim(7, 1)])).await, refused(7, RowRefusal::Fenced), "in no part");
    commit(&stage, claims(vec![claim(1, 2), claim(2, 2)])).await.unwrap();
    for rows in [vec![claim(3, 2), claim(2, 3)], vec![claim(3, 1)]] {
        assert!(matches!(commit(&stage, claims(rows)).await, Err(CommitError::Row { .. })));
        assert_eq!(stands(&stage, 3).await, (RowState::Pending, 2));
    }
    assert_eq!(stage.store.overdue_claims(&campaign(), at(59), 9).await.unwrap().len(), 0);
    assert_eq!(stage.store.overdue_claims(&campaign(), at(60), 9).await.unwrap().len(), 2);
    commit(&stage, Change::SpooledRows { campaign: campaign(), rows: vec![claim(1, 0)] }).await.unwrap();
    assert_eq!(stage.store.overdue_claims(&campaign(), at(60), 9).await.unwrap().len(), 1);
    let (owner, row) = stage.store.row_of_letter(letter(1)).await.unwrap().unwrap();
    assert_eq!((owner, row.row), (campaign(), 1));
    assert_eq!(
        commit(&stage, step(1, 3, RowStep::GiveBack)).await,
        refused(1, RowRefusal::NotPossible),
        "in the spool"
    );
    commit(&stage, step(2, 3, RowStep::GiveBack)).await.unwrap();
    assert_eq!(commit(&stage, step(1, 2, RowStep::HandOver)).await, refused(1, RowRefusal::Fenced));
    commit(&stage, step(1, 3, RowStep::HandOver)).await.unwrap();
    assert_eq!(commit(&stage, step(1, 3, RowStep::HandOver)).await, refused(1, RowRefusal::Fenced));
    assert_eq!(commit(&stage, step(1, 4, RowStep::HandOver)).await, refused(1, RowRefusal::NotPossible));
    assert_eq!(commit(&stage, step(99, 1, RowStep::HandOver)).await, refused(99, RowRefusal::Missing));
    let said =
        RowMove { code: 250, reply: "2.0.0 kept for taro@example.org".into(), ..RowMove::plain(1, 4, RowStep::Accept) };
    commit(&stage, Change::MoveRow { campaign: campaign(), row: said }).await.unwrap();
    let row = stage.store.campaign_row(&campaign(), 1).await.unwrap().unwrap();
    assert_eq!((row.state, row.code, row.reply.as_str()), (RowState::Accepted, 250, "2.0.0 kept for taro@example.org"));
    assert_eq!(row.handed_at, Some(at(5)));
    assert_eq!(stage.store.last_handed(&campaign(), 1).await.unwrap(), Some(at(5)));
}

#[tokio::test]
async fn nothing_is_handed_over_while_the_campaign_rests() {
    let stage = running().await;
    let claims = Change::ClaimRows { campaign: campaign(), rows: vec![claim(1, 2), claim(2, 2)], until: at(60) };
    commit(&stage, claims).await.unwrap();
    commit(&stage, step(2, 3, RowStep::HandOver)).await.unwrap();
    commit(&stage, state(2, CampaignState::Paused)).await.unwrap();
    assert_eq!(commit(&stage, step(1, 3, RowStep::HandOver)).await, refused(1, RowRefusal::Rests));
    let claims = Change::ClaimRows { campaign: campaign(), rows: vec![claim(3, 2)], until: at(60) };
    assert_eq!(commit(&stage, claims).await, refused(3, RowRefusal::Rests));
    commit(&stage, step(2, 4, RowStep::Accept)).await.unwrap();
    commit(&stage, state(3, CampaignState::Running)).await.unwrap();
    commit(&stage, Change::WithdrawRows { campaign: campaign() }).await.unwrap();
    assert_eq!(commit(&stage, step(1, 3, RowStep::HandOver)).await, refused(1, RowRefusal::Fenced));
    assert_eq!(
        counted(&stage).await,
        [(0, RowState::Withdrawn, 3), (1, RowState::Accepted, 1), (1, RowState::Withdrawn, 5)]
    );
}

#[tokio::test]
async fn letters_the_ledger_does_not_know_make_their_rows_unknown() {
    let stage = running().await;
    let claims = Change::ClaimRows { campaign: campaign(), rows: vec![claim(1, 2), claim(2, 2)], until: at(60) };
    commit(&stage, claims).await.unwrap();
    commit(&stage, Change::SpooledRows { campaign: campaign(), rows: vec![claim(1, 0)] }).await.unwrap();
    let found = |campaign: CampaignId, row| Change::FindRow {
        campaign,
        row,
        letter: id(77 + u64::from(row)),
        root: digest("r"),
    };
    for row in 1..=3 {
        commit(&stage, found(campaign(), row)).await.unwrap();
    }
    assert_eq!(stands(&stage, 1).await.0, RowState::Claimed, "its own letter is in the spool");
    assert_eq!(stands(&stage, 2).await.0, RowState::Unknown);
    assert_eq!(stands(&stage, 3).await.0, RowState::Unknown);
    let lost: CampaignId = "lost".parse().unwrap();
    commit(&stage, found(lost.clone(), 4)).await.unwrap();
    commit(&stage, found(lost.clone(), 5)).await.unwrap();
    assert_eq!(stage.store.campaign(&lost).await.unwrap().unwrap().state, CampaignState::Stopped);
    let filter = RowFilter { state: Some(RowState::Unknown), part: None };
    let rows = stage.store.campaign_rows(&lost, filter, PageRequest::default()).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [4, 5]);
}

#[tokio::test]
async fn rows_come_page_by_page() {
    let stage = running().await;
    for (filter, expected) in [
        (RowFilter::default(), (1..=9).collect::<Vec<_>>()),
        (RowFilter { state: Some(RowState::Pending), part: Some(1) }, (1..=6).collect()),
        (RowFilter { state: Some(RowState::Pending), part: None }, (1..=9).collect()),
        (RowFilter { state: Some(RowState::Failed), part: None }, vec![]),
    ] {
        let (mut found, mut page) = (Vec::new(), PageRequest { after: None, limit: 4 });
        loop {
            let rows = stage.store.campaign_rows(&campaign(), filter, page).await.unwrap();
            found.extend(rows.rows.iter().map(|row| row.row));
            let Some(next) = rows.next else { break };
            page = PageRequest { after: Some(next), limit: 4 };
        }
        assert_eq!(found, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn a_file_comes_back_whole_until_the_campaign_is_forgotten() {
    let mut stage = running().await;
    let secret = b"taro@example.org".repeat(200_000);
    let kept = stage.store.keep(secret.clone().into()).await.unwrap();
    let _never_named = stage.store.keep(b"nobody's".to_vec().into()).await.unwrap();
    let set =
        CampaignSet { files: BTreeMap::from([("dossier".to_owned(), kept)]), ..CampaignSet::to(CampaignState::Done) };
    let act = |act| Event::CampaignActed { campaign: campaign(), act, by: None };
    let made = act(CampaignAct::Made { dossier: digest("d") });
    let change = Change::SetCampaign { campaign: campaign(), expect: 2, set };
    let unit = Unit::new(at(6)).change(change).event_with(made, json!({ "comment": "hanako" }));
    stage.store.commit(unit).await.unwrap();
    let folder = stage.path().join("campaigns");
    let files = || fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    assert_eq!(files().len(), 2);
    stage.again().await;
    assert_eq!(files().len(), 1, "what no row names is removed at a start");
    assert_eq!(*stage.store.kept(&campaign(), "dossier").await.unwrap().unwrap(), secret);
    assert_eq!(stage.store.kept(&campaign(), "manifest").await.unwrap(), None);
    let file = files().remove(0);
    let sealed = fs::read(&file).unwrap();
    assert!(!sealed.windows(4).any(|window| window == b"taro"));
    let mut changed = sealed.clone();
    changed[9] ^= 1;
    fs::write(&file, &changed).unwrap();
    assert!(stage.store.kept(&campaign(), "dossier").await.is_err());
    fs::write(&file, &sealed).unwrap();
    let acts = stage.store.acts(&campaign(), true).await.unwrap();
    assert_eq!(acts[0].personal, Some(json!({ "comment": "hanako" })));

    let unit =
        Unit::new(at(9)).change(Change::ForgetCampaign { campaign: campaign() }).event(act(CampaignAct::Forgotten));
    stage.store.commit(unit).await.unwrap();
    assert_eq!(stage.store.kept(&campaign(), "dossier").await.unwrap(), None);
    let stored = stage.store.campaign(&campaign()).await.unwrap().unwrap();
    assert_eq!((stored.sheet, stored.forgotten_at), (json!(null), Some(at(9))));
    assert_eq!(stage.store.acts(&campaign(), true).await.unwrap()[0].personal, None);
    let again = Change::SetCampaign { campaign: campaign(), expect: 4, set: CampaignSet::to(CampaignState::Draft) };
    assert!(commit(&stage, again).await.is_err());
    stage.again().await;
    assert_eq!(files().len(), 0);
    stage.store.verify_chain(0).await.unwrap();
}
