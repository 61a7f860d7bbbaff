//! Campaigns on their way: every row once, nothing while they rest, and a row of which nobody knows is never tried again.

use std::{collections::BTreeMap, time::Duration};

use sekisho_engine::desk::{CampaignAction, CampaignStand, DeskError};
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
    let (desk, taro) = (stage.desk(), viewer("taro"));
    let parts = vec![
        ("campaign.toml".to_owned(), plan(subject, sending)),
        ("list.csv".to_owned(), list(rows)),
        ("master.csv".to_owned(), list(rows)),
        ("letter.txt".to_owned(), TEXT.as_bytes().to_vec()),
    ];
    stage.run(async {
        desk.new_campaign(&taro, "spring").await.unwrap();
        desk.put_parts(&taro, &id(), parts).await.unwrap();
        let check = desk.check_campaign_now(&taro, &id()).await.unwrap();
        assert!(check.root.is_some(), "{check:?}");
    });
    act(stage, "taro", CampaignAction::Propose).unwrap();
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

#[test]
fn every_row_gets_its_letter_once_and_what_leaves_is_what_was_approved() {
    let stage = stage();
    released(&stage, 40, "開幕戦 {{ name }} 様", "");
    let shown = stage.run(stage.desk().campaign_letter(&viewer("taro"), &id(), 7)).unwrap().raw;
    settle(&stage);
    assert_eq!(state(&stage), CampaignState::Done, "{:?}", states(&stage));
    assert_eq!(count(&stage, RowState::Accepted), 40);
    for row in 1..=40 {
        let got = letters(&stage, row);
        assert_eq!(got.len(), 1, "row {row}");
        assert_eq!(got[0].from, "bounces@house.example");
        assert_eq!(got[0].to, [address(row)]);
    }
    let sent = &letters(&stage, 7)[0].bytes;
    assert!(sent.ends_with(&shown), "{}", String::from_utf8_lossy(sent));
    let above = String::from_utf8_lossy(&sent[..sent.len() - shown.len()]).into_owned();
    let (first, folded) = above.split_once("\r\n").unwrap();
    assert!(first.starts_with("Received: by gate.house.example"), "{above}");
    assert!(folded.lines().all(|line| line.starts_with('\t')), "a trace above it and nothing else: {above}");
    assert!(matches!(acts(&stage).last(), Some(CampaignAct::Ended)));
    stage.verify_chain();
}

#[test]
fn what_the_next_hop_says_stands_in_the_ledger() {
    let stage = stage();
    let answers = [
        (1, Answer::Rcpt("550 5.1.1 nobody"), RowState::Failed),
        (2, Answer::Dot("554 5.7.1 no"), RowState::Failed),
        (3, Answer::Lost, RowState::Unknown),
        (4, Answer::Rcpt("450 4.2.0 later"), RowState::Claimed),
        (5, Answer::Dot("451 4.3.0 later"), RowState::Claimed),
    ];
    for (row, answer, _) in &answers {
        stage.hop.answer(&address(*row), Some(answer.clone()));
    }
    released(&stage, 8, "開幕戦", "");
    settle(&stage);
    for (row, answer, expected) in &answers {
        let found = stage.run(stage.house().store().campaign_row(&id(), *row)).unwrap().unwrap();
        assert_eq!(found.state, *expected, "{answer:?}");
        assert_eq!(found.reply.is_empty(), *expected == RowState::Claimed && *row == 4, "{answer:?}: {}", found.reply);
    }
    assert_eq!(count(&stage, RowState::Accepted), 3);
    assert_eq!(state(&stage), CampaignState::Running, "two are tried again");
    for row in 1..=5 {
        stage.hop.answer(&address(row), None);
    }
    stage.pass(HOURS);
    settle(&stage);
    assert_eq!(state(&stage), CampaignState::Done, "{:?}", states(&stage));
    assert_eq!(states(&stage)[&RowState::Accepted], [4, 5, 6, 7, 8]);
    for _ in 0..5 {
        stage.pass(24 * HOURS);
    }
    assert_eq!((letters(&stage, 3).len(), stage.hop.tries(&address(3))), (1, 1), "nobody knows, and nobody tries");
    assert_eq!(letters(&stage, 2).len(), 0);
    assert!(stage.hop.notices("bounces@house.example").is_empty(), "the ledger tells, no mail");

    let settled = |row, arrived| {
        stage.run(stage.desk().settle_campaign_row(&viewer("taro"), &id(), row, arrived, Some("telephoned")))
    };
    assert!(matches!(settled(1, true), Err(DeskError::Conflict)), "its end is known");
    settled(3, false).unwrap();
    let again = |rows: &[u32]| {
        let root = stage.run(stage.house().store().campaign(&id())).unwrap().unwrap().root;
        let rows = rows.iter().copied().collect();
        stage.run(stage.desk().send_again(&viewer("taro"), &id(), &rows, root))
    };
    assert!(matches!(again(&[1, 4]), Err(DeskError::Input { .. })), "4 has its letter");
    again(&[1, 2, 3]).unwrap();
    settle(&stage);
    assert_eq!((state(&stage), count(&stage, RowState::Accepted)), (CampaignState::Done, 8));
    let ids: Vec<String> = letters(&stage, 3).iter().map(|got| got.read().message_id.unwrap()).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "the same letter: a mailbox that has both can tell");
}

#[test]
fn a_paused_campaign_hands_nothing_over_and_goes_on_where_it_was() {
    let stage = stage();
    for row in 1..=6 {
        stage.hop.answer(&address(row), Some(Answer::Rcpt("450 4.2.0 later")));
    }
    released(&stage, 6, "開幕戦", "");
    settle(&stage);
    assert_eq!(count(&stage, RowState::Claimed), 6, "all are in the spool");
    assert_eq!(act(&stage, "lead", CampaignAction::Pause).unwrap(), CampaignStand::Paused);
    for row in 1..=6 {
        stage.hop.answer(&address(row), None);
    }
    for _ in 0..3 {
        stage.pass(HOURS);
        settle(&stage);
    }
    assert_eq!(stage.hop.mails().len(), 0, "letters in the spool wait, too");
    assert_eq!(act(&stage, "taro", CampaignAction::Resume).unwrap(), CampaignStand::Running);
    settle(&stage);
    assert_eq!(state(&stage), CampaignState::Done, "{:?}", states(&stage));
    assert!((1..=6).all(|row| letters(&stage, row).len() == 1));
}

#[test]
fn a_stopped_campaign_leaves_no_more() {
    let stage = stage();
    for row in 2..=6 {
        stage.hop.answer(&address(row), Some(Answer::Rcpt("450 4.2.0 later")));
    }
    released(&stage, 6, "開幕戦", "");
    settle(&stage);
    assert_eq!(count(&stage, RowState::Accepted), 1);
    assert_eq!(act(&stage, "jiro", CampaignAction::Stop).unwrap(), CampaignStand::Stopped, "anybody may");
    for row in 2..=6 {
        stage.hop.answer(&address(row), None);
    }
    stage.pass(HOURS);
    settle(&stage);
    assert_eq!(states(&stage)[&RowState::Withdrawn], [2, 3, 4, 5, 6]);
    assert_eq!(stage.hop.mails().len(), 1);
    let letter = stage.run(stage.house().store().campaign_row(&id(), 2)).unwrap().unwrap().letter.unwrap();
    assert_eq!(stage.state(letter), ParcelState::Discarded);
}

#[test]
fn a_rule_that_refuses_stops_the_letter_and_the_campaign_rests() {
    let stage = stage();
    released(&stage, 5, "REFUSE this", "");
    settle(&stage);
    assert_eq!(stage.hop.mails().len(), 0);
    assert_eq!(state(&stage), CampaignState::Paused);
    assert!(acts(&stage).contains(&CampaignAct::Paused { why: Pause::Refused }));
    assert!(count(&stage, RowState::Failed) > 0);
    let failed = states(&stage)[&RowState::Failed][0];
    let row = stage.run(stage.house().store().campaign_row(&id(), failed)).unwrap().unwrap();
    assert!(!row.reply.is_empty(), "the row says why");
}

#[test]
fn needs_that_ask_people_are_met_by_the_root_and_nothing_is_added() {
    for subject in ["REVIEW this", "TWOFOLD", "FOOTER", "ALONE and ZIPPED"] {
        let stage = stage();
        released(&stage, 3, subject, "");
        settle(&stage);
        assert_eq!(state(&stage), CampaignState::Done, "{subject}: {:?}", states(&stage));
        let shown = stage.run(stage.desk().campaign_letter(&viewer("taro"), &id(), 1)).unwrap().raw;
        assert!(letters(&stage, 1)[0].bytes.ends_with(&shown), "{subject}");
    }
}

#[test]
fn the_rest_waits_for_the_first_rows_and_a_person() {
    let stage = stage();
    released(
        &stage,
        10,
        "開幕戦",
        "canary = 3\ncanary_rule = { wait = 1800, failed_of_thousand = 20, by_itself = false }",
    );
    settle(&stage);
    assert_eq!((count(&stage, RowState::Accepted), count(&stage, RowState::Pending)), (3, 7));
    let root = stage.run(stage.house().store().campaign(&id())).unwrap().unwrap().root;
    let go_on = |who: &str| stage.run(stage.desk().let_rest_go(&viewer(who), &id(), root));
    assert!(matches!(go_on("taro"), Err(DeskError::Campaign(_))), "too early");
    stage.pass(HOURS);
    settle(&stage);
    assert_eq!(count(&stage, RowState::Pending), 7, "a person is asked");
    let page = stage.run(stage.desk().campaign(&viewer("taro"), &id())).unwrap();
    assert_eq!(page.sending.unwrap().question, Some(sekisho_campaign::canary::Question::ByRule));
    assert!(go_on("jiro").is_err(), "somebody without the right");
    go_on("taro").unwrap();
    settle(&stage);
    assert_eq!((state(&stage), count(&stage, RowState::Accepted)), (CampaignState::Done, 10));
}

#[test]
fn the_rest_follows_by_itself_where_the_rule_says_so_and_nobody_complains() {
    for complains in [false, true] {
        let stage = stage();
        let rule = "canary = 2\ncanary_rule = { wait = 60, failed_of_thousand = 20, by_itself = true }";
        released(&stage, 5, "開幕戦", rule);
        settle(&stage);
        if complains {
            let (desk, taro) = (stage.desk(), viewer("taro"));
            stage
                .run(async { desk.complain_of_campaign(&taro, &id(), Some(2), Some("another's seat")).await })
                .unwrap();
        }
        stage.pass(HOURS);
        settle(&stage);
        assert_eq!(count(&stage, RowState::Accepted), if complains { 2 } else { 5 });
    }
}

#[test]
fn nothing_leaves_before_its_time() {
    let stage = stage();
    // The clock stands at 10:00 in Tokyo.
    released(&stage, 3, "開幕戦", "hours = [\"18:00\", \"20:00\"]");
    settle(&stage);
    assert_eq!(stage.hop.mails().len(), 0);
    stage.pass(7 * HOURS);
    settle(&stage);
    assert_eq!(stage.hop.mails().len(), 0);
    stage.pass(HOURS);
    settle(&stage);
    assert_eq!(state(&stage), CampaignState::Done);
}

#[test]
fn a_letter_that_came_back_fails_its_row_and_a_forged_one_does_not() {
    let stage = stage();
    released(&stage, 4, "開幕戦", "");
    settle(&stage);
    let own = letters(&stage, 2)[0].read().message_id.unwrap();
    let id_of = |own: &str| own.trim_matches(['<', '>']).to_owned();
    let report = |message_id: &str| {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: bounces@house.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
             Final-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--b--\r\n",
            address(2)
        )
        .into_bytes()
    };
    let hand_in = |message_id: &str| stage.hand_in(None, "", &["bounces@house.example"], report(message_id));
    let forged = id_of(&own).replace("spring.2.", "spring.3.");
    assert_eq!(hand_in(&forged).code(), 550);
    assert_eq!(count(&stage, RowState::Failed), 0);
    assert_eq!(hand_in(&id_of(&own)).code(), 250);
    assert_eq!(hand_in(&id_of(&own)).code(), 250, "once more changes nothing");
    assert_eq!(states(&stage)[&RowState::Failed], [2]);
    let row = stage.run(stage.house().store().campaign_row(&id(), 2)).unwrap().unwrap();
    assert_eq!(row.reply, "5.1.1");
    let person =
        stage.hand_in(None, "fan@customer1.example", &["bounces@house.example"], b"Subject: hi\r\n\r\nhi\r\n".to_vec());
    assert_eq!(person.code(), 550, "not thrown away: its sender hears of it");
}

#[test]
fn a_trial_goes_to_the_test_addresses_only_and_before_the_release() {
    let stage = stage();
    proposed(&stage, 4, "開幕戦 {{ name }} 様", "test_to = [\"lead@house.example\", \"tester@partner.example\"]");
    let tried = |who: &str| stage.run(stage.desk().try_campaign(&viewer(who), &id()));
    assert!(tried("jiro").is_err(), "no hand in it");
    assert_eq!(tried("taro").unwrap(), 2);
    stage.settle();
    assert_eq!(stage.hop.letters("tester@partner.example").len(), 1, "{:?}", stage.hop.mails().len());
    let got = stage.hop.letters("lead@house.example").remove(0).read();
    assert!(got.subject.starts_with("[TEST] "), "{}", got.subject);
    assert!((1..=4).all(|row| letters(&stage, row).is_empty()));
    assert!(acts(&stage).contains(&CampaignAct::Tried { letters: 2 }));
    act(&stage, "lead", CampaignAction::Approve).unwrap();
    act(&stage, "taro", CampaignAction::Release).unwrap();
    assert!(matches!(tried("taro"), Err(DeskError::Campaign(_))), "too late");
}

#[test]
fn nobody_approves_or_releases_alone() {
    let stage = stage();
    proposed(&stage, 2, "開幕戦", "");
    assert!(act(&stage, "taro", CampaignAction::Approve).is_err());
    assert!(act(&stage, "taro", CampaignAction::Release).is_err());
    act(&stage, "lead", CampaignAction::Approve).unwrap();
    assert!(act(&stage, "lead", CampaignAction::Release).is_err());
    settle(&stage);
    assert_eq!(stage.hop.mails().len(), 0);
    assert_eq!(states(&stage), BTreeMap::new());
}

#[test]
fn letters_of_a_campaign_whose_ledger_was_lost_are_not_sent_again() {
    let mut stage = stage();
    stage.hop.answer(&address(2), Some(Answer::Rcpt("450 4.2.0 later")));
    released(&stage, 3, "開幕戦", "");
    settle(&stage);
    assert_eq!(stage.hop.mails().len(), 2);
    stage.crash();
    std::fs::remove_file(stage.data().join("sekisho.db")).unwrap();
    let keys = MasterKeys::load(&stage.key()).unwrap().into();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(Store::rebuild(&stage.data(), keys, stage.clock.now())).unwrap();
    stage.hop.answer(&address(2), None);
    stage.start();
    stage.add_people();
    stage.pass(24 * HOURS);
    settle(&stage);
    assert_eq!(stage.hop.mails().len(), 2, "nothing of the campaign leaves again");
    assert_eq!(state(&stage), CampaignState::Stopped);
    assert_eq!(states(&stage)[&RowState::Unknown], [1, 2, 3], "never pending");
    let taken = stage.run(stage.desk().new_campaign(&viewer("taro"), "spring"));
    assert!(taken.is_err(), "the name is taken: nobody sends it once more by mistake");
}

#[test]
fn a_file_that_was_replaced_after_the_approval_sends_nothing() {
    let mut stage = stage();
    released(&stage, 3, "開幕戦", "");
    stage.crash();
    let folder = stage.data().join("campaigns");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[20] ^= 1;
        std::fs::write(&path, bytes).unwrap();
    }
    stage.start();
    settle(&stage);
    assert_eq!(stage.hop.mails().len(), 0);
    assert_eq!(state(&stage), CampaignState::Paused);
    assert!(acts(&stage).contains(&CampaignAct::Paused { why: Pause::Altered }));
}

#[test]
fn two_workers_send_every_row_once() {
    let stage = stage();
    released(&stage, 120, "開幕戦", "");
    let house = stage.house().clone();
    stage.run(async {
        let both = [house.clone(), house].map(|house| {
            tokio::spawn(async move {
                for _ in 0..60 {
                    house.look_at_campaigns().await;
                    house.look().await;
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            })
        });
        for worker in both {
            worker.await.unwrap();
        }
    });
    settle(&stage);
    assert_eq!((state(&stage), count(&stage, RowState::Accepted)), (CampaignState::Done, 120));
    assert!((1..=120).all(|row| letters(&stage, row).len() == 1));
}

#[test]
fn a_campaign_is_forgotten_when_its_time_is_over() {
    let stage = stage();
    released(&stage, 3, "開幕戦", "");
    settle(&stage);
    stage.clock.advance(89 * 24 * HOURS);
    stage.run(stage.house().forget()).unwrap();
    assert!(stage.run(stage.desk().campaign_letter(&viewer("taro"), &id(), 1)).is_ok());
    stage.clock.advance(2 * 24 * HOURS);
    stage.run(stage.house().forget()).unwrap();
    assert!(stage.run(stage.desk().campaign_letter(&viewer("taro"), &id(), 1)).is_err());
    let stored = stage.run(stage.house().store().campaign(&id())).unwrap().unwrap();
    assert!(stored.forgotten_at.is_some() && stored.sheet.is_null());
    assert_eq!(count(&stage, RowState::Accepted), 3, "the ledger stays");
    assert!(stage.run(stage.desk().new_campaign(&viewer("taro"), "spring")).is_err(), "and its name");
    stage.verify_chain();
}

#[test]
fn an_older_database_makes_no_row_leave_twice() {
    let mut stage = stage();
    released(&stage, 5, "開幕戦", "");
    stage.run(stage.house().look_at_campaigns());
    assert_eq!(count(&stage, RowState::Pending), 5, "a part is open and nothing is claimed");
    stage.crash();
    let older: Vec<_> = database(&stage).into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
    stage.start();
    settle(&stage);
    assert_eq!(stage.hop.mails().len(), 5);
    stage.crash();
    database(&stage).into_iter().for_each(|path| std::fs::remove_file(path).unwrap());
    older.into_iter().for_each(|(path, bytes)| std::fs::write(path, bytes).unwrap());
    stage.start();
    settle(&stage);
    assert_eq!(stage.hop.mails().len(), 5, "{:?}", states(&stage));
    assert_eq!(states(&stage)[&RowState::Unknown], [1, 2, 3, 4, 5]);
    assert_eq!(state(&stage), CampaignState::Paused);
    assert!(acts(&stage).contains(&CampaignAct::Paused { why: Pause::FoundAgain }));
}

/// The files of the database.
fn database(stage: &Stage) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(stage.data()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("sekisho.db")).collect()
}
