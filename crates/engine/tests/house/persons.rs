//! The house's own master at the gate: whom a letter names, bursts of mail merges that slid, and the master's freshness.

use std::{collections::BTreeMap, path::Path, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sekisho_engine::{
    desk::Action,
    settings::{PersonSource, Persons},
};
use sekisho_model::{Envelope, FindingKind, LetterId, ReversePath};
use sekisho_smtp::server::{Handler as _, Reply};
use sekisho_store::ParcelState;
use tempfile::TempDir;

use crate::{
    stage::{Stage, WAIT, addresses, session, taken},
    town,
};

const SHOP: &str = "tickets@house.example";
const STRANGER: &str = "other@house.example";
const NAMES: [&str; 6] = ["鈴木花子", "佐藤由美", "高橋健一", "田中一郎", "伊藤さくら", "渡辺修"];

fn address(row: usize) -> String {
    format!("customer{row}@people.example")
}

fn write_master(path: &Path, names: &[&str]) {
    let rows =
        names.iter().enumerate().map(|(row, name)| format!("C-{row:05},{name},{},090-0000-{row:04}\n", address(row)));
    std::fs::write(path, format!("会員番号,氏名,メール,電話番号\n{}", rows.collect::<String>())).unwrap();
}

/// A house with a master of [`NAMES`], read once.
fn stage(folder: &TempDir) -> Stage {
    let path = folder.path().join("master.csv");
    write_master(&path, &NAMES);
    let persons = Persons {
        sources: vec![PersonSource { path, charset: None, columns: BTreeMap::new() }],
        refresh: Duration::ZERO,
    };
    let stage = Stage::with(town::RULES, |settings| settings.persons = Some(persons));
    stage.run(stage.house().refresh_persons()).unwrap();
    stage
}

/// What an ordinary mail-merge tool makes of one row: greeting by one column, address by another.
fn ticket(stage: &Stage, name: &str, to: usize) -> LetterId {
    let to = address(to);
    let id = stage.relay(SHOP, &[&to], merged(name, &to, ""));
    stage.pass(WAIT);
    id
}

fn merged(name: &str, to: &str, more: &str) -> Vec<u8> {
    let letter = format!(
        "From: {SHOP}\r\nTo: {to}\r\nSubject: =?UTF-8?B?44OB44Kx44OD44OI?=\r\n\
         Date: Mon, 07 Jun 2027 10:00:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {name} 様\r\n\r\nいつも球団を応援いただきありがとうございます。\r\n\
         お申し込みのチケットを下記のとおりご用意しました。\r\n受取場所: 3 番窓口\r\n受取時間: 開場の 1 時間前から\r\n{more}"
    );
    letter.into_bytes()
}

fn kinds(stage: &Stage, letter: LetterId) -> Vec<FindingKind> {
    let findings = stage.only(letter).findings;
    let ordinary = |kind: &FindingKind| matches!(kind, FindingKind::External | FindingKind::FirstDomain);
    findings.iter().map(|finding| finding.kind).filter(|kind| !ordinary(kind)).collect()
}

#[test]
fn ticket_shift_is_held_from_the_first_wrong_letter_and_the_burst_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let stage = stage(&folder);
    // Two rows are right, then the address column slid by one.
    for (row, name) in NAMES.iter().enumerate().take(2) {
        assert_eq!(stage.state(ticket(&stage, name, row)), ParcelState::Done);
    }
    let first = ticket(&stage, NAMES[2], 3);
    assert_eq!(kinds(&stage, first), [FindingKind::OtherPerson]);
    assert_eq!(stage.state(first), ParcelState::Held);
    // The following ones are held whether or not their own name can be compared.
    let second = ticket(&stage, NAMES[3], 4);
    assert_eq!(kinds(&stage, second), [FindingKind::OtherPerson, FindingKind::Burst]);
    let nameless = ticket(&stage, "お客", 5);
    assert_eq!(kinds(&stage, nameless), [FindingKind::Burst]);
    // Nobody's mailbox: a person of the approvers looks. Then what is right passes again.
    stage.act("lead", stage.only(nameless).id, Action::Approve).unwrap();
    assert_eq!(stage.state(ticket(&stage, NAMES[0], 0)), ParcelState::Done);
    let wrong_again = ticket(&stage, NAMES[4], 5);
    assert_eq!(kinds(&stage, wrong_again), [FindingKind::OtherPerson]);
    let private = stage.events(first).iter().any(|event| format!("{event:?}").contains(NAMES[2]));
    assert!(!private, "names stay out of the evidence");
}

/// Hands in letters one after the other without waiting for any to be judged, and says what they became.
fn hand_in_at_once(stage: &Stage, letters: Vec<(&str, String, Vec<u8>)>) -> Vec<LetterId> {
    settled(stage, &hand_in(stage, letters))
}

fn hand_in(stage: &Stage, letters: Vec<(&str, String, Vec<u8>)>) -> Vec<Reply> {
    let gate = stage.gate();
    stage.run(async {
        let mut replies = Vec::new();
        for (from, to, letter) in letters {
            let envelope = Envelope::plain(ReversePath::Address(from.parse().unwrap()), addresses(&[&to]));
            // The next one is handed in while this one waits for its worker.
            replies.push(gate.accept(&session(None), envelope, letter).await);
        }
        replies
    })
}

fn settled(stage: &Stage, replies: &[Reply]) -> Vec<LetterId> {
    stage.settle();
    stage.pass(WAIT);
    replies.iter().map(taken).collect()
}

/// The same letter with a file.
fn with_file(letter: &[u8], file: &[u8]) -> Vec<u8> {
    let letter = String::from_utf8(letter.to_vec()).unwrap();
    let (head, body) = letter.split_once("\r\n\r\n").unwrap();
    let plain = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit";
    let head = head.replace(plain, "Content-Type: multipart/mixed; boundary=\"b\"");
    let file = STANDARD.encode(file);
    let lines: Vec<&str> = file.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "{head}\r\n\r\n--b\r\n{plain}\r\n\r\n{body}\r\n--b\r\nContent-Type: text/csv; name=\"seats.csv\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

#[test]
fn letters_judged_in_the_same_moment_as_the_first_wrong_one_are_held_too() {
    let folder = tempfile::tempdir().unwrap();
    let stage = stage(&folder);
    let to = address(3);
    // Longer than the others, so that it is judged longer.
    let first = merged(NAMES[2], &to, &"球場の周辺は大変混み合います。\r\n".repeat(400));
    let others = (0..40).map(|_| (SHOP, address(5), merged("お客", &address(5), "")));
    let ids = hand_in_at_once(&stage, std::iter::once((SHOP, to, first)).chain(others).collect());
    assert_eq!(kinds(&stage, ids[0]), [FindingKind::OtherPerson]);
    for id in &ids[1..] {
        assert_eq!((kinds(&stage, *id), stage.state(*id)), (vec![FindingKind::Burst], ParcelState::Held));
    }
}

#[test]
fn letters_with_files_do_not_let_others_of_their_burst_overtake_them() {
    let folder = tempfile::tempdir().unwrap();
    let stage = stage(&folder);
    // Some hundred kilobytes that take a while to read; the others have none.
    let seats: String = (0..20_000).map(|seat| format!("{seat},{} 列 {} 番\r\n", seat / 40, seat % 40)).collect();
    let to = address(3);
    let first = with_file(&merged(NAMES[2], &to, ""), seats.as_bytes());
    assert!(first.len() > 256 << 10);
    let plain = |_| (SHOP, address(5), merged("お客", &address(5), ""));
    let heavy = |_| (SHOP, address(5), with_file(&merged("お客", &address(5), ""), seats.as_bytes()));
    let others = (0..20).map(plain).chain((0..6).map(heavy));
    let ids = hand_in_at_once(&stage, std::iter::once((SHOP, to, first)).chain(others).collect());
    assert!(kinds(&stage, ids[0]).contains(&FindingKind::OtherPerson));
    for id in &ids[1..] {
        assert!(kinds(&stage, *id).contains(&FindingKind::Burst));
        assert_eq!(stage.state(*id), ParcelState::Held);
    }
}

#[test]
fn a_letter_that_waits_for_its_burst_keeps_nobody_else_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = stage(&folder);
    let workers = std::mem::replace(&mut stage.workers, 0);
    stage.crash_and_start();
    stage.run(stage.house().refresh_persons()).unwrap();
    // More of one burst than there are workers, behind one that takes long; then somebody else's.
    let words = "球場の周辺は大変混み合います。\r\n".repeat(20_000);
    let first = with_file(&merged(NAMES[0], &address(0), ""), words.as_bytes());
    let others = (0..6).map(|_| (SHOP, address(5), merged("お客", &address(5), "")));
    let stranger = String::from_utf8(merged("お客", &address(5), "")).unwrap().replace(SHOP, STRANGER).into_bytes();
    let letters = std::iter::once((SHOP, address(0), first)).chain(others).chain([(STRANGER, address(5), stranger)]);
    let replies = hand_in(&stage, letters.collect());
    // All wait by now: what is decided first is no question of how fast they came.
    stage.run(async { stage.house().start_workers(workers) });
    let ids = settled(&stage, &replies);
    for id in &ids {
        assert_eq!((kinds(&stage, *id), stage.state(*id)), (Vec::new(), ParcelState::Done), "nothing was wrong");
    }
    // The stranger's was decided before the slow one, and before those that waited for it.
    let decided: Vec<u64> = ids.iter().map(|id| stage.first_event(*id)).collect();
    assert!(decided[..7].iter().all(|other| *other > decided[7]), "{decided:?}");
}

#[test]
fn a_crash_does_not_forget_a_burst() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = stage(&folder);
    ticket(&stage, NAMES[2], 3);
    stage.crash_and_start();
    assert_eq!(kinds(&stage, ticket(&stage, "お客", 5)), [FindingKind::Burst]);
    // The index was kept, too.
    assert_eq!(kinds(&stage, ticket(&stage, NAMES[1], 2)), [FindingKind::OtherPerson, FindingKind::Burst]);
}

#[test]
fn a_changed_master_is_read_again_and_a_broken_one_keeps_the_old() {
    let folder = tempfile::tempdir().unwrap();
    let stage = stage(&folder);
    let path = folder.path().join("master.csv");
    let renamed = ["清水花子", "佐藤由美", "高橋健一", "田中一郎", "伊藤さくら", "渡辺修", "山田太郎"];
    write_master(&path, &renamed);
    stage.run(stage.house().refresh_persons()).unwrap();
    assert_eq!(stage.state(ticket(&stage, "清水花子", 0)), ParcelState::Done);
    std::fs::write(&path, b"nonsense").unwrap();
    stage.run(stage.house().refresh_persons()).unwrap();
    assert!(stage.run(stage.house().load_persons()).is_err());
    assert_eq!(kinds(&stage, ticket(&stage, "山田太郎", 1)), [FindingKind::OtherPerson]);
    std::fs::remove_file(&path).unwrap();
    stage.run(stage.house().refresh_persons()).unwrap();
    assert_eq!(stage.state(ticket(&stage, "佐藤由美", 1)), ParcelState::Held, "held by the burst alone");
}

#[test]
fn a_house_without_any_index_says_so() {
    let stage = Stage::with(town::RULES, |settings| {
        let path = "/nonexistent/master.csv".into();
        let sources = vec![PersonSource { path, charset: None, columns: BTreeMap::new() }];
        settings.persons = Some(Persons { sources, refresh: Duration::ZERO });
    });
    assert!(stage.run(stage.house().refresh_persons()).is_err());
    let none = Stage::new();
    assert!(none.run(none.house().refresh_persons()).is_ok());
    assert!(none.run(none.house().load_persons()).is_err());
}
