//! The doors: who may write as whom, to whom, and what an MTA hears at once.

use sekisho_model::{Envelope, ReversePath};
use sekisho_smtp::{
    milter::{MilterAnswer, MilterMail},
    server::Handler as _,
};
use sekisho_store::ParcelState;

use crate::{
    letters::plain,
    stage::{Stage, WAIT, addresses, session, taken},
};

const TARO: &str = "taro@house.example";
const CHIEF: &str = "chief@house.example";
const AYA: &str = "aya@partner.example";

#[test]
fn nobody_writes_as_somebody_else() {
    let stage = Stage::new();
    let letter = |head: &str| format!("{head}To: {AYA}\r\nSubject: fair\r\n\r\nwords\r\n").into_bytes();
    let cases = [
        (format!("From: {TARO}\r\n"), true, "an own address"),
        ("From: info@house.example\r\n".to_owned(), true, "a shared mailbox"),
        (format!("From: Taro <{TARO}>\r\nSender: info@house.example\r\n"), true, "two own addresses"),
        (format!("From: {CHIEF}\r\n"), false, "somebody else"),
        (format!("From: {CHIEF}\r\nSender: {TARO}\r\n"), false, "somebody else behind an own Sender"),
        (format!("From: {TARO}\r\nSender: {CHIEF}\r\n"), false, "somebody else as Sender"),
        (format!("From: {TARO}, {CHIEF}\r\nSender: {TARO}\r\n"), false, "two authors"),
        (format!("From: {TARO}\r\nFrom: {CHIEF}\r\n"), false, "a second field"),
        (format!("From: {CHIEF}\r\nFrom: {TARO}\r\n"), false, "a second field, the other way round"),
        (format!("From: \"{TARO}\" <eve@elsewhere.example>\r\n"), false, "an own address as a name"),
        (String::new(), false, "nobody"),
        ("From: undisclosed\r\n".to_owned(), false, "no address"),
    ];
    for (head, may, why) in cases {
        let reply = stage.hand_in(Some("taro"), TARO, &[AYA], letter(&head));
        assert_eq!(reply.text().starts_with("taken in as"), may, "{why}: {}", reply.text());
    }
    let gate = stage.gate();
    for (address, may) in [(TARO, true), ("info@house.example", true), (CHIEF, false), ("eve@elsewhere.example", false)]
    {
        let sender = ReversePath::Address(address.parse().unwrap());
        let heard = stage.run(async { gate.sender(&session(Some("taro")), &sender).await });
        assert_eq!(heard.is_ok(), may, "{address}");
    }
    stage.settle();
}

#[test]
fn an_unknown_mailbox_of_a_complete_house_is_refused_at_once() {
    let stage = Stage::with(crate::town::RULES, |settings| settings.directory_is_complete = true);
    let gate = stage.gate();
    for (address, may) in [(TARO, true), ("info@house.example", true), ("al@house.example", false), (AYA, true)] {
        let recipient = sekisho_model::Recipient::plain(address.parse().unwrap());
        let heard = stage.run(async { gate.recipient(&session(None), &recipient, 0).await });
        assert_eq!(heard.is_ok(), may, "{address}");
    }
}

pub(crate) fn ask(stage: &Stage, to: &[&str], subject: &str) -> MilterAnswer {
    let mail = MilterMail {
        envelope: Envelope::plain(ReversePath::Address(TARO.parse().unwrap()), addresses(to)),
        bytes: plain(TARO, to, subject),
        mta: "127.0.0.1".to_owned(),
        peer: "192.0.2.7".to_owned(),
        peer_name: "client.house.example".to_owned(),
        helo: "client".to_owned(),
        auth_user: Some("taro".to_owned()),
        queue_id: None,
        macros: std::collections::BTreeMap::new(),
    };
    let gate = stage.gate();
    let answer = stage.run(gate.judge_milter(mail));
    stage.settle();
    answer
}

#[test]
fn an_mta_hears_pass_refuse_or_taken_over() {
    let stage = Stage::new();
    assert!(matches!(ask(&stage, &["jiro@house.example"], "fair"), MilterAnswer::Pass));
    assert!(matches!(ask(&stage, &[AYA], "REFUSE fair"), MilterAnswer::Refuse(_)));
    assert_eq!(stage.hop.mails().len(), 0, "the MTA tells its client itself");
    assert!(matches!(ask(&stage, &[AYA, "jiro@house.example"], "fair"), MilterAnswer::TakeOver));
    assert_eq!(stage.hop.letters("jiro@house.example").len(), 1);
    stage.pass(WAIT);
    assert_eq!(stage.hop.letters(AYA).len(), 1);
}

#[test]
fn a_relayed_letter_goes_the_same_way_and_tells_where_it_came_from() {
    let stage = Stage::new();
    let id = taken(&stage.hand_in(None, TARO, &[AYA], plain(TARO, &[AYA], "fair")));
    stage.pass(WAIT);
    assert_eq!(stage.state(id), ParcelState::Done);
    let text = String::from_utf8_lossy(&stage.hop.letters(AYA)[0].bytes).into_owned();
    assert!(text.starts_with("Received: from client.house.example ([127.0.0.1])"), "{text}");
    stage.submit("taro", &[AYA], plain(TARO, &[AYA], "fair"));
    stage.pass(WAIT);
    let text = String::from_utf8_lossy(&stage.hop.letters(AYA)[1].bytes).into_owned();
    assert!(!text.contains("127.0.0.1"), "where somebody sits is nobody's business: {text}");
}

#[test]
fn a_letter_taken_over_from_a_believed_mta_keeps_who_signed_in() {
    for (believed, user) in [("127.0.0.0/8", Some("taro")), ("192.0.2.0/24", None)] {
        let stage = Stage::with(crate::town::RULES, |settings| settings.believed = vec![believed.parse().unwrap()]);
        assert!(matches!(ask(&stage, &[AYA], "REVIEW fair"), MilterAnswer::TakeOver));
        let held = stage.run(stage.house().store().held(sekisho_store::Tray::All, Default::default())).unwrap().rows;
        let origin = &held[0].letter.origin;
        let kept =
            sekisho_model::Origin::Milter { peer: "127.0.0.1".into(), user: user.map(sekisho_model::UserId::new) };
        assert_eq!(*origin, kept);
        assert_eq!(held[0].letter.submitter.as_ref().map(|user| user.as_str()), user);
    }
}
