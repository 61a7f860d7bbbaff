//! Campaigns on their way: every row once, nothing while they rest, and a row of which nobody knows is never tried again.

#[path = "campaigns/ahead.rs"]
mod ahead;
#[path = "campaigns/frozen.rs"]
mod frozen;
#[path = "campaigns/lost.rs"]
mod lost;
#[path = "campaigns/mistakes.rs"]
mod mistakes;
#[path = "campaigns/news.rs"]
mod news;
#[path = "campaigns/reports.rs"]
mod reports;
#[path = "campaigns/rests.rs"]
mod rests;
#[path = "campaigns/rows.rs"]
mod rows;

use std::{collections::BTreeMap, time::Duration};

use sekisho_engine::{
    campaigns::CampaignRejection,
    desk::{CampaignAction, CampaignStand, CheckView, DeskError},
};
use sekisho_model::{CampaignAct, CampaignId, Event, Pause, ledger::RowState};
use sekisho_store::{CampaignState, MasterKeys, PageRequest, ParcelState, RowFilter, Store};

use crate::{
    hop::{Answer, Got},
    stage::{HOURS, Stage},
    town::viewer,
};

const TEXT: &str = "{{ name }} 様\n\n開幕戦のご案内です。\n会員番号: {{ member }}\n座席は {{ seat }} です。\n";
const PERSONS: [&str; 8] =
    ["山田太郎", "佐藤花子", "鈴木一郎", "高橋美咲", "田中健一", "伊藤直樹", "渡辺久美", "中村翔太"];

/// A house that sends fast.
fn stage() -> Stage {
    Stage::with(crate::town::RULES, |settings| {
        settings.campaigns.rates.all = 60_000;
        settings.campaigns.rates.domain = 60_000;
        settings.campaigns.reports_to = vec!["bounces@house.example".parse().unwrap()];
    })
}

fn id() -> CampaignId {
    "spring".parse().unwrap()
}

fn address(row: u32) -> String {
    format!("fan{row}@customer{}.example", row % 3)
}

fn list(rows: u32) -> Vec<u8> {
    let row = |row: u32| {
        let name = PERSONS[(row as usize - 1) % PERSONS.len()];
        format!("M{row:06},{name},{},{}列{}番\n", address(row), row / 20 + 1, row % 20 + 1)
    };
    let rows: String = (1..=rows).map(row).collect();
    format!("member,name,mail,seat\n{rows}").into_bytes()
}

fn plan(subject: &str, sending: &str) -> Vec<u8> {
    format!(
        "id = \"spring\"\ndate = \"2026-03-01T00:00:00Z\"\n\
         [list]\nsource = \"list.csv\"\nkey = \"member\"\naddress = \"mail\"\n\
         [master]\nsource = \"master.csv\"\nkey = \"member\"\nmail = [\"mail\"]\nmember = [\"member\"]\n\
         [sender]\nfrom = \"news@house.example\"\nname = \"Club\"\nreturn_path = \"bounces@house.example\"\n\
         [template]\nsubject = \"{subject}\"\ntext = \"letter.txt\"\n\
         [sending]\n{sending}\n"
    )
    .into_bytes()
}

/// A campaign that nobody has approved yet.
fn proposed(stage: &Stage, rows: u32, subject: &str, sending: &str) {
    proposed_with(stage, rows, plan(subject, sending));
}

fn proposed_with(stage: &Stage, rows: u32, plan: Vec<u8>) {
    let check = checked(stage, rows, plan).unwrap();
    assert!(check.root.is_some(), "{check:?}");
    act(stage, "taro", CampaignAction::Propose).unwrap();
}

/// What a check of a campaign finds.
fn checked(stage: &Stage, rows: u32, plan: Vec<u8>) -> Result<CheckView, DeskError> {
    let (desk, taro) = (stage.desk(), viewer("taro"));
    let parts = vec![
        ("campaign.toml".to_owned(), plan),
        ("list.csv".to_owned(), list(rows)),
        ("master.csv".to_owned(), list(rows)),
        ("letter.txt".to_owned(), TEXT.as_bytes().to_vec()),
    ];
    stage.run(async {
        desk.new_campaign(&taro, "spring").await?;
        desk.put_parts(&taro, &id(), parts).await?;
        desk.check_campaign_now(&taro, &id()).await
    })
}

/// A campaign that leaves.
fn released(stage: &Stage, rows: u32, subject: &str, sending: &str) {
    proposed(stage, rows, subject, sending);
    act(stage, "lead", CampaignAction::Approve).unwrap();
    assert_eq!(act(stage, "taro", CampaignAction::Release).unwrap(), CampaignStand::Running);
}

fn act(stage: &Stage, who: &str, action: CampaignAction) -> Result<CampaignStand, DeskError> {
    let root = stage.run(stage.house().store().campaign(&id())).unwrap().unwrap().root;
    stage.run(stage.desk().act_on_campaign(&viewer(who), &id(), action, root, None))
}

fn state(stage: &Stage) -> CampaignState {
    stage.run(stage.house().store().campaign(&id())).unwrap().unwrap().state
}

/// Looks until nothing more happens by itself.
fn settle(stage: &Stage) {
    loop {
        let before = states(stage);
        for _ in 0..3 {
            stage.run(stage.house().look_at_campaigns());
            stage.settle();
        }
        if states(stage) == before && stage.run(stage.house().look_at_campaigns()) == 0 {
            return;
        }
    }
}

/// Rows by where they stand.
fn states(stage: &Stage) -> BTreeMap<RowState, Vec<u32>> {
    let page = PageRequest { after: None, limit: 500 };
    let rows = stage.run(stage.house().store().campaign_rows(&id(), RowFilter::default(), page)).unwrap().rows;
    let mut states: BTreeMap<RowState, Vec<u32>> = BTreeMap::new();
    for row in rows {
        states.entry(row.state).or_default().push(row.row);
    }
    states
}

fn count(stage: &Stage, state: RowState) -> usize {
    states(stage).get(&state).map_or(0, Vec::len)
}

fn acts(stage: &Stage) -> Vec<CampaignAct> {
    let rows = stage.run(stage.house().store().acts(&id(), false)).unwrap();
    let act = |event| match event {
        Event::CampaignActed { act, .. } => Some(act),
        _ => None,
    };
    rows.iter().filter_map(|row| act(serde_json::from_str(&row.link.event).unwrap())).collect()
}

fn letters(stage: &Stage, row: u32) -> Vec<Got> {
    stage.hop.to(&address(row))
}

/// Letters that left, without the mails of the house.
fn sent(stage: &Stage) -> Vec<Got> {
    stage.hop.mails().into_iter().filter(|mail| !mail.from.is_empty()).collect()
}
