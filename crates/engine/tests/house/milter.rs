//! The doors of MTAs: whose letter it is, what an answer leaves behind, and letters that come back.

use sekisho_engine::desk::{Action, DeskError};
use sekisho_model::{Envelope, Event, LetterId, Rejection, ReversePath, UserId, Verdict};
use sekisho_smtp::milter::{MilterAnswer, MilterMail};
use sekisho_store::{EventFilter, PageRequest, ParcelState, Tray};

use crate::{
    letters::plain,
    stage::{Stage, WAIT, addresses, taken},
};

const TARO: &str = "taro@house.example";
const JIRO: &str = "jiro@house.example";
const LEAD: &str = "lead@house.example";
const AYA: &str = "aya@partner.example";
/// A sender of one letter, as programs write it to know who bounces.
const VERP: &str = "bounce+aya=partner.example@house.example";
const AT_ONCE: &str = "[wait]\noutside = \"0s\"\nreason = \"a test does not wait\"\n";

fn shown(from: &str, to: &[&str], bytes: Vec<u8>, login: Option<&str>) -> MilterMail {
    MilterMail {
        envelope: Envelope::plain(ReversePath::Address(from.parse().unwrap()), addresses(to)),
        bytes,
        mta: "127.0.0.1".to_owned(),
        peer: "192.0.2.7".to_owned(),
        peer_name: "client.house.example".to_owned(),
        helo: "client".to_owned(),
        auth_user: login.map(str::to_owned),
        queue_id: None,
        macros: std::collections::BTreeMap::new(),
    }
}

fn ask(stage: &Stage, mail: MilterMail) -> MilterAnswer {
    let gate = stage.gate();
    let answer = stage.run(gate.judge_milter(mail));
    stage.settle();
    answer
}

/// The letter that is held now.
fn held(stage: &Stage) -> LetterId {
    let held = stage.run(stage.house().store().held(Tray::All, PageRequest::default())).unwrap();
    assert_eq!(held.rows.len(), 1);
    held.rows[0].letter.id
}

/// What MTAs were told, oldest first.
fn answers(stage: &Stage) -> Vec<Event> {
    let filter = EventFilter { codes: vec!["milter-answered".to_owned()], ..EventFilter::default() };
    let page = stage.run(stage.house().store().events(filter, PageRequest::default())).unwrap();
    page.rows.iter().rev().map(|row| serde_json::from_str(&row.link.event).unwrap()).collect()
}

#[test]
fn whoever_stands_in_the_header_does_not_approve_at_either_door() {
    for by_milter in [false, true] {
        for head in [format!("From: Lead <{LEAD}>\r\n"), format!("From: {TARO}\r\nSender: {LEAD}\r\n")] {
            let stage = Stage::new();
            let letter = plain(TARO, &[AYA], "APPROVE fair");
            let letter = String::from_utf8(letter).unwrap().replace(&format!("From: {TARO}\r\n"), &head).into_bytes();
            if by_milter {
                assert!(matches!(ask(&stage, shown(VERP, &[AYA], letter, None)), MilterAnswer::TakeOver));
            } else {
                taken(&stage.hand_in(None, VERP, &[AYA], letter));
            }
            stage.pass(WAIT);
            let parcel = stage.only(held(&stage));
            let own = stage.act("lead", parcel.id, Action::Approve);
            assert!(matches!(own, Err(DeskError::Rejected(Rejection::Own))), "{own:?}");
            assert_eq!((stage.told("lead").len(), stage.told("chief").len()), (0, 1), "{head}");
            assert!(parcel.circle.reviewers.is_empty(), "a header gives no rights: {:?}", parcel.circle.reviewers);
            stage.act("chief", parcel.id, Action::Approve).unwrap();
            assert_eq!(stage.hop.letters(AYA).len(), 1);
        }
    }
}

#[test]
fn a_header_shows_nobody_the_letter() {
    let stage = Stage::new();
    let id = taken(&stage.hand_in(None, VERP, &[AYA], plain(TARO, &[AYA], "APPROVE fair")));
    stage.pass(WAIT);
    let parcel = stage.only(id);
    assert!(parcel.circle.authors.contains(&UserId::new("taro")));
    let page = stage.run(stage.desk().parcel(&crate::town::viewer("taro"), parcel.id));
    assert!(matches!(page, Err(DeskError::NotFound)), "{page:?}");
}

#[test]
fn who_signed_in_at_the_mta_sends_only_as_themselves() {
    let stage = Stage::new();
    let cases = [
        (Some("taro"), TARO, true, "an own address"),
        (Some(TARO), TARO, true, "a login that is the mail address"),
        (Some("taro"), "info@house.example", true, "a shared mailbox"),
        (Some("taro"), LEAD, false, "somebody else"),
        (Some(TARO), LEAD, false, "somebody else, by mail address"),
        (Some("scanner"), LEAD, true, "an account only the MTA knows"),
        (None, LEAD, true, "nobody signed in"),
    ];
    for (login, from, may, why) in cases {
        match ask(&stage, shown(from, &[JIRO], plain(from, &[JIRO], "fair"), login)) {
            MilterAnswer::Pass => assert!(may, "{why}"),
            MilterAnswer::Refuse(reply) => {
                assert!(!may && format!("{reply:?}").contains("is not yours"), "{why}: {reply:?}")
            }
            other => panic!("{why}: {other:?}"),
        }
    }
    let heads = [
        (format!("From: {TARO}\r\n"), true, "an own author"),
        (format!("From: info@house.example\r\nSender: {TARO}\r\n"), true, "a shared mailbox, sent by themselves"),
        (format!("From: {LEAD}\r\n"), false, "somebody else"),
        (format!("From: {LEAD}\r\nSender: {TARO}\r\n"), false, "a sender of one's own is no leave"),
        (format!("From: {TARO}, {LEAD}\r\n"), false, "somebody else beside"),
        (format!("From: {TARO}\r\nFrom: {LEAD}\r\n"), false, "two fields: which one is shown?"),
        ("From: nobody\r\n".to_owned(), false, "no address"),
        (String::new(), false, "no author"),
    ];
    for (head, may, why) in heads {
        let letter = String::from_utf8(plain(TARO, &[JIRO], "fair")).unwrap();
        let letter = letter.replace(&format!("From: {TARO}\r\n"), &head).into_bytes();
        let heard = ask(&stage, shown(TARO, &[JIRO], letter.clone(), Some("taro")));
        assert_eq!(matches!(heard, MilterAnswer::Pass), may, "{why}: {heard:?}");
        assert_eq!(matches!(heard, MilterAnswer::Refuse(_)), !may, "{why}: {heard:?}");
        let submitted = stage.hand_in(Some("taro"), TARO, &[JIRO], letter);
        assert_eq!(submitted.code() == 250, may, "the same at the door of clients, {why}: {}", submitted.text());
    }
    let doubted = Stage::with(crate::town::RULES, |settings| settings.believed.clear());
    let answer = ask(&doubted, shown(LEAD, &[JIRO], plain(LEAD, &[JIRO], "fair"), Some("taro")));
    assert!(matches!(answer, MilterAnswer::Pass), "a login nobody vouches for is none: {answer:?}");
}

#[test]
fn what_stays_with_the_mta_is_evidence_and_remembered() {
    let policy = format!("{AT_ONCE}{}", crate::town::RULES);
    let stage = Stage::with(&policy, |_| {});
    let letter = plain(TARO, &[AYA], "fair");
    let source = sekisho_model::Digest::of(&letter);
    assert!(matches!(ask(&stage, shown(TARO, &[AYA], letter, Some("taro"))), MilterAnswer::Pass));
    let refused = ask(&stage, shown(TARO, &[AYA], plain(TARO, &[AYA], "REFUSE fair"), None));
    assert!(matches!(refused, MilterAnswer::Refuse(_)), "{refused:?}");
    let told = answers(&stage);
    let [
        Event::MilterAnswered { verdict: Verdict::Pass, source: first, recipients: 1, user: Some(user), .. },
        Event::MilterAnswered { verdict: Verdict::Refuse { .. }, message: Some(_), user: None, .. },
    ] = told.as_slice()
    else {
        panic!("{told:?}")
    };
    assert_eq!((*first, user.as_str()), (source, "taro"));
    let text = serde_json::to_string(&told).unwrap();
    assert!(!text.contains("example") && !text.contains("fair"), "nothing personal: {text}");
    let domains = stage.run(stage.house().store().all_domains()).unwrap();
    let known: Vec<&str> = domains.iter().map(|seen| seen.domain.as_str()).collect();
    assert_eq!((known, domains[0].letters), (vec!["partner.example"], 1), "a refused letter went nowhere");
    stage.verify_chain();
}

#[test]
fn without_evidence_there_is_no_answer() {
    let stage = Stage::new();
    stage.run(stage.house().store().close());
    let answer = stage.run(stage.gate().judge_milter(shown(TARO, &[JIRO], plain(TARO, &[JIRO], "fair"), None)));
    assert!(matches!(answer, MilterAnswer::Later(_)), "{answer:?}");
}

#[test]
fn a_letter_that_comes_back_is_refused_in_its_first_round() {
    let stage = Stage::new();
    taken(&stage.hand_in(None, TARO, &[AYA], plain(TARO, &[AYA], "fair")));
    stage.pass(WAIT);
    let released = stage.hop.letters(AYA)[0].bytes.clone();
    let hop = "Received: from gate.house.example (x)\r\n\tby mta.house.example with ESMTP id 4ABC; date\r\n";
    let through = |hops: usize| [hop.repeat(hops).into_bytes(), released.clone()].concat();
    // Fields above the own one, recipient, refused.
    let cases = [
        (0, AYA, true, "handed back"),
        (0, JIRO, false, "a mailing list that is the next hop"),
        (1, AYA, true, "handed back by way of an MTA"),
        (1, JIRO, false, "a mailing list or a forwarded mailbox behind the next MTA"),
        (2, AYA, true, "by way of two"),
        (4, AYA, false, "from far away: the MTA counts hops, too"),
    ];
    for (hops, to, refused, why) in cases {
        let reply = stage.hand_in(None, TARO, &[to], through(hops));
        assert_eq!(reply.text().contains("routing loop"), refused, "{why}: {}", reply.text());
        assert_eq!(reply.code(), if refused { 554 } else { 250 }, "{why}");
        let answer = ask(&stage, shown(TARO, &[to], through(hops), None));
        let heard = matches!(&answer, MilterAnswer::Refuse(reply) if format!("{reply:?}").contains("routing loop"));
        assert_eq!(heard, refused, "{why}: {answer:?}");
    }
    let again = stage.hand_in(Some("taro"), TARO, &[AYA], through(1));
    assert_eq!(again.code(), 250, "a person may send it once more");
    let unknown = String::from_utf8(released).unwrap();
    let (_, id) = unknown.split_once("\tid ").unwrap();
    let forged = unknown.replace(id.split(';').next().unwrap(), &LetterId::from_parts(1, 1).to_string());
    assert_eq!(stage.hand_in(None, TARO, &[AYA], forged.into_bytes()).code(), 250, "a field anybody wrote");
}

#[test]
fn a_notice_that_comes_back_is_judged_so_that_it_arrives() {
    let stage = Stage::new();
    let id = taken(&stage.hand_in(None, TARO, &[AYA], plain(TARO, &[AYA], "REFUSE fair")));
    stage.settle();
    assert_eq!(stage.state(id), ParcelState::Returned);
    let notice = stage.hop.notices(TARO)[0].bytes.clone();
    assert!(matches!(ask(&stage, shown(TARO, &[TARO], notice, None)), MilterAnswer::Pass));
}
