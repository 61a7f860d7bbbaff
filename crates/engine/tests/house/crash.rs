//! The process ends at once, between any two steps: what was accepted goes on, what was held is held, what ended is told.

use std::{fs::OpenOptions, os::unix::fs::FileExt as _};

use sekisho_engine::desk::Action;
use sekisho_model::{Event, LetterId, event::ReturnReason, outcome::RemoteReply};
use sekisho_store::{Change, ParcelSet, ParcelState, RecipientSet, RecipientStatus, Unit};

use crate::{
    hop::Answer,
    letters::{plain, with_file},
    stage::{HOURS, MINUTES, Stage, WAIT, taken},
};

const TARO: &str = "taro@house.example";
const JIRO: &str = "jiro@house.example";
const AYA: &str = "aya@partner.example";

#[test]
fn what_was_accepted_and_not_judged_is_judged_after_the_start() {
    let mut stage = Stage::new();
    stage.crash();
    stage.workers = 0;
    stage.start();
    let letters: Vec<LetterId> = ["fair", "APPROVE fair", "REFUSE fair"]
        .iter()
        .map(|subject| taken(&stage.hand_in(Some("taro"), TARO, &[JIRO, AYA], plain(TARO, &[JIRO, AYA], subject))))
        .collect();
    assert_eq!(stage.run(stage.house().store().stats()).unwrap().undecided, 3);
    stage.workers = 2;
    stage.crash_and_start();
    stage.settle();
    let outside = |id: LetterId| {
        stage.parcels(id).into_iter().find(|parcel| parcel.envelope.recipients[0].address.as_str() == AYA)
    };
    let states: Vec<ParcelState> = letters.iter().map(|id| outside(*id).unwrap().state).collect();
    assert_eq!(states, [ParcelState::Held, ParcelState::Held, ParcelState::Returned]);
    assert_eq!((stage.hop.letters(JIRO).len(), stage.hop.letters(AYA).len()), (3, 0));
    assert_eq!(stage.told("lead").len(), 1);
    stage.crash_and_start();
    stage.settle();
    assert_eq!((stage.hop.letters(JIRO).len(), stage.told("lead").len(), stage.told("taro").len()), (3, 1, 1), "once");
}

#[test]
fn what_was_held_is_held_and_proofs_are_won_again() {
    let mut stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "TWOFOLD fair"));
    stage.pass(WAIT);
    let parcel = stage.only(id).id;
    stage.act("lead", parcel, Action::Approve).unwrap();
    let seal = stage.parcel(parcel).seal;
    stage.crash_and_start();
    stage.settle();
    assert_eq!((stage.state(id), stage.parcel(parcel).seal), (ParcelState::Held, seal));
    assert!(stage.act("lead", parcel, Action::Approve).is_err(), "the first approval is remembered");
    stage.act("chief", parcel, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(AYA).len(), 1);
    stage.crash_and_start();
    stage.settle();
    assert_eq!((stage.hop.letters(AYA).len(), stage.state(id)), (1, ParcelState::Done), "not once more");
}

#[test]
fn a_released_parcel_is_sent_after_the_start() {
    let mut stage = Stage::new();
    stage.hop.answer(AYA, Some(Answer::Rcpt("450 4.2.0 try later")));
    let id = stage.submit("taro", &[AYA], with_file(TARO, &[AYA], "LINKED APPROVE fair"));
    stage.pass(WAIT);
    stage.act("chief", stage.only(id).id, Action::Approve).unwrap();
    assert_eq!(stage.state(id), ParcelState::Ready);
    stage.hop.answer(AYA, None);
    stage.crash_and_start();
    stage.pass(11 * MINUTES);
    assert_eq!((stage.state(id), stage.hop.letters(AYA).len()), (ParcelState::Done, 1));
}

/// What the process commits right before it ends, and never comes to do.
fn commit(stage: &Stage, unit: Unit) {
    stage.run(stage.house().store().commit(unit)).unwrap();
}

#[test]
fn an_end_that_was_not_told_is_told_after_the_start() {
    let mut stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    let parcel = stage.only(id);
    let mut set = ParcelSet::to(ParcelState::Returned);
    set.due_at = Some(stage.clock.now());
    let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() };
    let reason = ReturnReason::Declined { by: sekisho_model::UserId::new("lead") };
    commit(&stage, Unit::new(stage.clock.now()).change(change).event(Event::Returned { parcel: parcel.id, reason }));
    stage.crash_and_start();
    stage.settle();
    assert_eq!(stage.told("taro").len(), 1);
    stage.pass(24 * HOURS);
    assert_eq!(stage.told("taro").len(), 1);
}

#[test]
fn a_failure_that_was_not_reported_is_reported_after_the_start() {
    let mut stage = Stage::new();
    stage.hop.answer(AYA, Some(Answer::Rcpt("450 4.2.0 try later")));
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "fair"));
    stage.pass(WAIT);
    let parcel = stage.only(id);
    let mut set = ParcelSet::to(ParcelState::Done);
    set.due_at = Some(stage.clock.now());
    let refused = RecipientSet {
        number: 0,
        status: RecipientStatus::Refused,
        attempted: true,
        next_at: None,
        code: 550,
        reply: "5.1.1 nobody of that name".to_owned(),
        upstream: "next-hop".to_owned(),
    };
    let (outcome, upstream) = ("refused".to_owned(), "next-hop".to_owned());
    let event = Event::Delivered { parcel: parcel.id, recipient: 0, outcome, code: 550, seal: parcel.seal, upstream };
    let untold = Change::SetSetting { key: format!("untold/{}", parcel.id), value: serde_json::json!([0]) };
    let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: vec![refused] };
    commit(&stage, Unit::new(stage.clock.now()).change(change).change(untold).event(event));
    stage.crash_and_start();
    stage.settle();
    let reports = stage.hop.notices(TARO);
    assert_eq!(reports.len(), 1);
    assert!(reports[0].text().contains("nobody of that name"), "{}", reports[0].text());
    stage.pass(24 * HOURS);
    assert_eq!(stage.hop.notices(TARO).len(), 1);
}

/// Turns one byte around in the middle of a letter's record.
fn damage(stage: &Stage, id: LetterId) {
    let row = stage.run(stage.house().store().letter(id)).unwrap().unwrap();
    let spool = stage.data().join("spool");
    let name = format!("seg-{:016x}", row.location.segment);
    let file = OpenOptions::new().read(true).write(true).open(spool.join(&name)).unwrap();
    let at = row.location.offset + row.location.len - 600;
    let mut bytes = vec![0; 500];
    file.read_exact_at(&mut bytes, at).unwrap();
    bytes.iter_mut().for_each(|byte| *byte ^= 0x5a);
    file.write_all_at(&bytes, at).unwrap();
}

#[test]
fn bytes_changed_on_disk_are_never_sent() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    stage.pass(WAIT);
    damage(&stage, id);
    let parcel = stage.only(id).id;
    stage.act("lead", parcel, Action::Approve).unwrap();
    assert_eq!((stage.state(id), stage.hop.letters(AYA).len()), (ParcelState::Altered, 0));
    assert!(stage.codes(id).contains(&"altered".to_owned()));
    assert!(
        stage.hop.notices(TARO).iter().any(|mail| mail.text().contains("found changed")),
        "{:?}",
        stage.told("taro")
    );
    assert_eq!(stage.told("officer").len(), 1);
    stage.pass(100 * HOURS);
    assert_eq!(stage.hop.letters(AYA).len(), 0);
    stage.act("admin", parcel, Action::Stop).unwrap();
    assert_eq!(stage.state(id), ParcelState::Discarded);
}

#[test]
fn a_full_spool_takes_nothing_and_loses_nothing() {
    let mut stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    stage.crash();
    stage.spool_bytes = 2 << 20;
    stage.start();
    let large = || with_body(200 << 10);
    let mut replies = (0..20).map(|_| stage.hand_in(Some("taro"), TARO, &[AYA], large()).text().to_owned());
    let full = replies.find(|text| !text.starts_with("taken in as"));
    assert_eq!(full.as_deref(), Some("no room for new letters; try again later"));
    stage.crash();
    stage.spool_bytes = u64::MAX;
    stage.start();
    stage.settle();
    stage.act("lead", stage.only(id).id, Action::Approve).unwrap();
    stage.pass(WAIT);
    let accepted = stage.run(stage.house().store().stats()).unwrap();
    assert_eq!((stage.state(id), accepted.undecided), (ParcelState::Done, 0));
}

fn with_body(bytes: usize) -> Vec<u8> {
    let mut letter = plain(TARO, &[AYA], "fair");
    letter.extend("The halls are open from nine to five every day.\r\n".bytes().cycle().take(bytes / 49 * 49));
    letter
}

/// A next hop took the letter, which was noted, and the process ended before that was committed.
#[test]
fn what_the_next_hop_took_is_written_down_after_the_start_and_not_sent_again() {
    // Attempts that were noted, recipient, and how often the next hop sees the letter then.
    for (attempts, recipient, arrivals) in [(1, 0, 0), (0, 0, 1), (2, 0, 1), (1, 7, 1)] {
        let mut stage = Stage::new();
        stage.hop.answer(AYA, Some(Answer::Rcpt("450 4.2.0 try later")));
        let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "fair"));
        stage.pass(WAIT);
        assert_eq!(stage.state(id), ParcelState::Ready);
        stage.hop.answer(AYA, None);
        let parcel = stage.only(id).id;
        let reply = RemoteReply { code: 250, enhanced: Some("2.0.0".into()), text: "taken as 4Zx".into() };
        let upstream = "next-hop".to_owned();
        let answer = sekisho_store::Answer { parcel, recipient, attempts, reply, upstream, relayed: false };
        drop(stage.house().store().note_answers(&[answer]));
        stage.crash_and_start();
        stage.pass(11 * MINUTES);
        let case = format!("{attempts} attempts, recipient {recipient}");
        assert_eq!((stage.state(id), stage.hop.letters(AYA).len()), (ParcelState::Done, arrivals), "{case}");
        let delivered = stage.events(id).into_iter().filter(
            |event| matches!(event, Event::Delivered { outcome, code: 250, recipient: 0, .. } if outcome == "accepted"),
        );
        assert_eq!(delivered.count(), 1, "{case}");
        stage.crash_and_start();
        stage.pass(11 * MINUTES);
        assert_eq!(stage.hop.letters(AYA).len(), arrivals, "{case}");
        assert!(stage.verify_chain() > 0);
    }
}
