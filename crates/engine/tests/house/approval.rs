//! Self-review, approval, N of M, deputies, declining; and every proof that must not count.

use std::collections::BTreeSet;

use sekisho_engine::{
    desk::{Action, DeskError, Stand},
    settings::Group,
};
use sekisho_model::{Digest, Event, GroupId, Need, ParcelId, Rejection, Verdict};
use sekisho_store::ParcelState;

use crate::{
    letters::plain,
    stage::{Stage, WAIT},
    town,
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";

/// A letter of Taro to Aya whose wait is over.
fn held(stage: &Stage, subject: &str) -> ParcelId {
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], subject));
    stage.pass(WAIT);
    assert_eq!(stage.state(id), ParcelState::Held, "{subject}");
    stage.only(id).id
}

fn rejected(result: Result<sekisho_engine::desk::Done, DeskError>) -> Rejection {
    match result {
        Err(DeskError::Rejected(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_self_review_releases() {
    let stage = Stage::new();
    let id = held(&stage, "REVIEW fair");
    assert_eq!(stage.told("taro").len(), 1);
    assert_eq!(rejected(stage.act("lead", id, Action::Review).or_else(as_rejection)), Rejection::NotAllowed);
    let done = stage.act("taro", id, Action::Review).unwrap();
    assert_eq!(done.stand, Stand::Sending);
    assert_eq!((stage.parcel(id).state, stage.hop.letters(AYA).len()), (ParcelState::Done, 1));
}

/// A parcel that somebody may not even see counts as "not allowed" here.
fn as_rejection<T>(error: DeskError) -> Result<T, DeskError> {
    Err(match error {
        DeskError::NotFound | DeskError::Forbidden => Rejection::NotAllowed.into(),
        other => other,
    })
}

#[test]
fn an_approval_releases_and_is_asked_of_the_group_only() {
    let stage = Stage::new();
    let id = held(&stage, "APPROVE fair");
    assert_eq!((stage.told("lead").len(), stage.told("chief").len(), stage.told("deputy").len()), (1, 1, 0));
    stage.act("chief", id, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(AYA).len(), 1);
    let events = stage.events(id.letter);
    let seal = stage.parcel(id).seal;
    let approved = |event: &Event| matches!(event, Event::Approved { by, seal: given, .. } if by.as_str() == "chief" && *given == seal);
    assert!(events.iter().any(approved), "{events:?}");
}

#[test]
fn what_must_not_count_does_not() {
    let stage = Stage::new();
    let id = held(&stage, "TWOFOLD fair");
    let seal = stage.parcel(id).seal.digest();
    let approve = |who: &str| {
        rejected(
            stage
                .act("lead", id, Action::Approve)
                .and_then(|_| stage.act(who, id, Action::Approve))
                .or_else(as_rejection),
        )
    };
    // Nobody approves other bytes, nobody outside the circle, nobody their own letter.
    assert_eq!(rejected(stage.act_on("lead", id, Action::Approve, Digest::of(b"other"))), Rejection::Stale);
    for (who, why) in [
        ("jiro", Rejection::NotAllowed),
        ("taro", Rejection::Own),
        ("admin", Rejection::NotAllowed),
        ("officer", Rejection::NotAllowed),
        ("auditor", Rejection::NotAllowed),
        ("nobody", Rejection::NotAllowed),
    ] {
        // Taro is no approver at all: either reason keeps him from it.
        let got = rejected(stage.act(who, id, Action::Approve).or_else(as_rejection));
        assert!(got == why || got == Rejection::NotAllowed, "{who}: {got}");
    }
    assert_eq!(approve("lead"), Rejection::Twice);
    assert_eq!(stage.parcel(id).state, ParcelState::Held);
    assert_eq!(rejected(stage.act_on("chief", id, Action::Review, seal).or_else(as_rejection)), Rejection::NotNeeded);
    assert_eq!(stage.hop.letters(AYA).len(), 0);

    stage.act("chief", id, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(AYA).len(), 1);
    assert_eq!(rejected(stage.act("deputy", id, Action::Approve)), Rejection::NotNeeded, "too late");
}

#[test]
fn an_author_in_the_group_does_not_approve() {
    let stage = Stage::new();
    let id = stage.submit("lead", &[AYA], plain("lead@house.example", &[AYA], "APPROVE fair"));
    stage.pass(WAIT);
    let id = stage.only(id).id;
    assert_eq!(rejected(stage.act("lead", id, Action::Approve)), Rejection::Own);
    assert!(stage.told("lead").is_empty(), "nobody asks an author to approve");
    stage.act("chief", id, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(AYA).len(), 1);
}

#[test]
fn two_of_them_are_two_people_and_the_first_is_not_asked_again() {
    let stage = Stage::new();
    let id = held(&stage, "TWOFOLD fair");
    let done = stage.act("lead", id, Action::Approve).unwrap();
    assert_eq!(done.needs, [Need::Approval { group: sekisho_model::GroupId::new("approvers"), count: 2 }]);
    assert_eq!(stage.told("lead").len(), 1, "{:?}", stage.told("lead"));
    stage.pass(2 * crate::stage::HOURS);
    assert_eq!((stage.told("lead").len(), stage.told("chief").len()), (1, 2));
    stage.act("deputy", id, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(AYA).len(), 1);
}

#[test]
fn deputies_are_asked_at_once_where_members_cannot_be_enough() {
    let stage = Stage::new();
    let id = stage.submit("lead", &[AYA], plain("lead@house.example", &[AYA], "TWOFOLD fair"));
    stage.pass(WAIT);
    assert_eq!((stage.told("chief").len(), stage.told("deputy").len()), (1, 1));
    let id = stage.only(id).id;
    stage.act("chief", id, Action::Approve).unwrap();
    stage.act("deputy", id, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(AYA).len(), 1);
    let deputised = |event: &Event| matches!(event, Event::Approved { by, capacity: sekisho_model::hold::Capacity::Deputy { .. }, .. } if by.as_str() == "deputy");
    assert!(stage.events(id.letter).iter().any(deputised));
}

#[test]
fn a_declined_letter_comes_back() {
    let stage = Stage::new();
    let id = held(&stage, "APPROVE fair");
    for who in ["taro", "jiro", "admin"] {
        assert!(stage.act(who, id, Action::Decline).is_err(), "{who} declines");
    }
    let done = stage.act("lead", id, Action::Decline).unwrap();
    assert_eq!((done.stand, stage.parcel(id).state), (Stand::Returned, ParcelState::Returned));
    assert_eq!(stage.hop.letters(AYA).len(), 0);
    let told = stage.hop.notices(TARO);
    assert!(told.iter().any(|mail| mail.text().contains("an approver sent it back")), "{:?}", stage.told("taro"));
    stage.pass(100 * crate::stage::HOURS);
    assert_eq!((stage.hop.letters(AYA).len(), stage.hop.notices(TARO).len()), (0, told.len()), "told once");
}

#[test]
fn who_left_the_group_neither_sees_nor_approves_and_what_they_gave_stays() {
    let stage = Stage::new();
    let id = held(&stage, "TWOFOLD fair");
    stage.act("lead", id, Action::Approve).unwrap();
    stage.change_account("lead", |user| user.disabled = true);
    stage.change_account("chief", |user| user.disabled = true);
    let desk = stage.desk();
    assert!(stage.run(desk.parcel(&crate::town::viewer("chief"), id)).is_err());
    assert!(stage.act("chief", id, Action::Approve).is_err());
    stage.act("deputy", id, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(AYA).len(), 1);
}

#[test]
fn a_refused_letter_comes_back_at_once_and_nobody_can_send_it() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "REFUSE fair"));
    assert_eq!(stage.state(id), ParcelState::Returned);
    assert!(stage.told("taro")[0].starts_with("[Refused]"), "{:?}", stage.told("taro"));
    let parcel = stage.only(id).id;
    for action in [Action::Approve, Action::Review, Action::Stop, Action::Decline] {
        assert!(stage.act("admin", parcel, action).is_err());
    }
    let page = stage.run(stage.desk().parcel(&crate::town::viewer("taro"), parcel)).unwrap();
    assert_eq!(page.row.stand, Stand::Refused);
}

#[test]
fn a_shared_mailbox_belongs_to_all_and_none_of_them_approves() {
    let stage = Stage::new();
    let info = "info@house.example";
    let id = stage.relay(info, &[AYA], plain(info, &[AYA], "APPROVE fair"));
    stage.pass(WAIT);
    let id = stage.only(id).id;
    let desk = stage.desk();
    for member in ["taro", "jiro", "lead"] {
        let page = stage.run(desk.parcel(&crate::town::viewer(member), id)).unwrap();
        assert!(page.row.may.stop && !page.row.may.approve, "{member}");
    }
    assert_eq!(rejected(stage.act("lead", id, Action::Approve)), Rejection::Own, "nobody signed in: it may be theirs");
    stage.act("chief", id, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(AYA).len(), 1);

    let id = stage.relay(info, &[AYA], plain(info, &[AYA], "REVIEW fair"));
    stage.pass(WAIT);
    let id = stage.only(id).id;
    let asked = |who: &str| stage.told(who).iter().filter(|subject| subject.starts_with("[Review]")).count();
    assert_eq!((asked("taro"), asked("jiro"), asked("lead")), (1, 1, 1));
    stage.act("jiro", id, Action::Review).unwrap();
    assert_eq!(stage.hop.letters(AYA).len(), 2);

    let id = stage.relay(info, &[AYA], plain(info, &[AYA], "REVIEW fair again"));
    stage.act("lead", stage.only(id).id, Action::Stop).unwrap();
    assert_eq!(stage.state(id), ParcelState::Discarded);
}

#[test]
fn a_review_nobody_can_give_is_an_approval() {
    let stage = Stage::new();
    let printer = "printer@house.example";
    let id = stage.relay(printer, &[AYA], plain(printer, &[AYA], "REVIEW fair"));
    stage.pass(WAIT);
    let parcel = stage.only(id);
    assert_eq!(stage.told("lead").len(), 1, "{parcel:?}");
    stage.act("lead", parcel.id, Action::Decline).unwrap();
    assert_eq!(stage.hop.notices(printer).len(), 1, "the sender without an account is told, too");
}

#[test]
fn what_nobody_answers_for_goes_to_a_group_in_which_somebody_can_act() {
    let group = |name: &str, members: &[&str]| Group {
        name: GroupId::new(name),
        members: town::users(members),
        deputies: BTreeSet::new(),
    };
    let leads = "approvers = \"leads\"\n";
    for (head, groups, expected) in [
        ("", vec![group("approvers", &["chief"]), group("leads", &["lead"])], "approvers"),
        (leads, vec![group("approvers", &["chief"]), group("leads", &["lead"])], "leads"),
        (leads, vec![group("approvers", &["chief"]), group("leads", &["gone"])], "approvers"),
        (leads, vec![group("board", &["chief"])], "board"),
        (leads, vec![], "leads"),
    ] {
        let stage = Stage::with(&format!("{head}{}", town::RULES), |settings| settings.groups = groups);
        let stranger = "stranger@house.example";
        let id = stage.relay(stranger, &[AYA], plain(stranger, &[AYA], "REVIEW fair"));
        let Verdict::Hold { needs } = stage.only(id).verdict else { panic!("held") };
        let asked = needs.as_slice().iter().find_map(|need| match need {
            Need::Approval { group, .. } => Some(group.as_str().to_owned()),
            _ => None,
        });
        assert_eq!(asked.as_deref(), Some(expected), "{head}");
    }
}

#[test]
fn a_comment_reaches_the_sender_stands_beside_the_chain_and_goes_with_the_letter() {
    let stage = Stage::new();
    let id = held(&stage, "APPROVE fair");
    let (desk, seal) = (stage.desk(), stage.parcel(id).seal.digest());
    let lead = town::viewer("lead");
    let long = "x".repeat(2_001);
    let refused = stage.run(desk.act(&lead, id, Action::Decline, seal, Some(&long)));
    assert!(matches!(refused, Err(DeskError::Input { field: "comment", .. })), "{refused:?}");
    let written = " The second file is the draft.\r\nPlease send the final one. ";
    stage.run(desk.act(&lead, id, Action::Decline, seal, Some(written))).unwrap();
    stage.settle();
    let told = stage.hop.notices(TARO).pop().unwrap().text();
    assert!(told.contains("> The second file is the draft.\n> Please send the final one."), "{told}");
    let page = stage.run(desk.parcel(&town::viewer("taro"), id)).unwrap();
    let comment = page.comment.unwrap();
    assert_eq!((comment.by.as_str(), comment.text.lines().count()), ("lead", 2));
    let chain = stage.run(stage.house().store().events(Default::default(), Default::default())).unwrap().rows;
    assert!(!chain.iter().any(|row| row.link.event.contains("draft")), "not in the chain itself");
    assert_eq!(stage.told("lead").len(), 1);
}
