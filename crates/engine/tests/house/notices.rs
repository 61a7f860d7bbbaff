//! Invitations in notices: one decision, one person, one seal, one time.

use sekisho_engine::desk::{Action, DeskError, NoticeKind, Stand};
use sekisho_model::{Event, ParcelId, Rejection, hold::Means};
use sekisho_store::{ParcelState, RecipientStatus};

use crate::{
    hop::Got,
    letters::plain,
    stage::{HOURS, Stage, WAIT, addresses},
    town,
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";

fn held(stage: &Stage, subject: &str) -> ParcelId {
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], subject));
    stage.pass(WAIT);
    stage.only(id).id
}

fn invitation(stage: &Stage, who: &str) -> String {
    let notices = stage.hop.notices(&format!("{who}@house.example"));
    notices.last().map(|notice: &Got| notice.secret("/notice/")).expect("a notice")
}

#[test]
fn looking_changes_nothing_and_acting_works_once() {
    let stage = Stage::new();
    let id = held(&stage, "APPROVE fair");
    let (token, desk) = (invitation(&stage, "lead"), stage.desk());
    let before = (stage.parcel(id), stage.verify_chain());
    for _ in 0..3 {
        let page = stage.run(desk.notice(&token)).unwrap();
        assert_eq!((page.user.as_str(), page.kind, page.page.row.parcel), ("lead", NoticeKind::Approve, id));
    }
    assert_eq!((stage.parcel(id), stage.verify_chain()), before);

    for action in [Action::Review, Action::Stop] {
        assert!(matches!(stage.run(desk.act_on_notice(&token, action, None)), Err(DeskError::Forbidden)));
    }
    let done = stage.run(desk.act_on_notice(&token, Action::Approve, None)).unwrap();
    assert_eq!(done.stand, Stand::Sending);
    stage.settle();
    assert_eq!(stage.hop.letters(AYA).len(), 1);
    let by =
        |event: &Event| matches!(event, Event::Approved { by, means: Means::NoticeToken, .. } if by.as_str() == "lead");
    assert!(stage.events(id.letter).iter().any(by));
    for token in [token, invitation(&stage, "chief")] {
        assert!(
            matches!(stage.run(desk.notice(&token)), Err(DeskError::TokenSpent)),
            "spent, or void with the release"
        );
        assert!(matches!(stage.run(desk.act_on_notice(&token, Action::Approve, None)), Err(DeskError::TokenSpent)));
    }
}

#[test]
fn a_rejected_action_leaves_the_invitation() {
    let stage = Stage::new();
    let id = held(&stage, "TWOFOLD fair");
    stage.act("lead", id, Action::Approve).unwrap();
    let (token, desk) = (invitation(&stage, "lead"), stage.desk());
    let again = stage.run(desk.act_on_notice(&token, Action::Approve, None));
    assert!(matches!(again, Err(DeskError::Rejected(Rejection::Twice))), "{again:?}");
    stage.run(desk.act_on_notice(&token, Action::Decline, None)).unwrap();
    stage.settle();
    assert_eq!(stage.parcel(id).state, ParcelState::Returned);
}

#[test]
fn an_invitation_is_void_with_other_bytes_and_after_its_time() {
    let stage = Stage::new();
    let id = held(&stage, "APPROVE fair");
    let (token, desk) = (invitation(&stage, "lead"), stage.desk());
    let edit = sekisho_engine::desk::Edit {
        shown: stage.parcel(id).seal.digest(),
        recipients: addresses(&["ren@partner.example"]),
    };
    stage.run(desk.edit(&town::viewer("taro"), id, edit)).unwrap();
    stage.settle();
    assert!(matches!(stage.run(desk.notice(&token)), Err(DeskError::TokenSpent)));
    assert!(matches!(stage.run(desk.act_on_notice(&token, Action::Approve, None)), Err(DeskError::TokenSpent)));
    let fresh = invitation(&stage, "lead");
    assert!(fresh != token && stage.run(desk.notice(&fresh)).is_ok());
    stage.clock.advance(60 * HOURS);
    assert!(matches!(stage.run(desk.notice(&fresh)), Err(DeskError::TokenSpent)));
    stage.settle();
    assert_eq!(stage.parcel(id).state, ParcelState::Returned);
}

#[test]
fn an_invitation_is_for_an_open_account_and_guesses_are_nothing() {
    let stage = Stage::new();
    let id = held(&stage, "REVIEW fair");
    let (token, desk) = (invitation(&stage, "taro"), stage.desk());
    for guess in ["", "x", &"2".repeat(26), &"2".repeat(10_000)] {
        assert!(matches!(stage.run(desk.notice(guess)), Err(DeskError::TokenSpent)));
    }
    stage.change_account("taro", |user| user.disabled = true);
    assert!(matches!(stage.run(desk.notice(&token)), Err(DeskError::TokenSpent)));
    assert!(matches!(stage.run(desk.act_on_notice(&token, Action::Review, None)), Err(DeskError::TokenSpent)));
    stage.change_account("taro", |user| user.disabled = false);
    stage.run(desk.act_on_notice(&token, Action::Stop, None)).unwrap();
    stage.settle();
    assert_eq!(stage.parcel(id).state, ParcelState::Discarded);
}

#[test]
fn a_notice_quotes_nothing_of_the_body_and_nobody_reads_it_at_the_desk() {
    let stage = Stage::new();
    let id = held(&stage, "APPROVE fair");
    for notice in stage.hop.notices("lead@house.example") {
        assert!(!notice.text().contains("spring fair below"), "{}", notice.text());
    }
    let notified: Vec<_> = stage
        .events(id.letter)
        .into_iter()
        .filter_map(|event| match event {
            Event::Notified { letter, .. } => Some(letter),
            _ => None,
        })
        .collect();
    assert_eq!(notified.len(), 2, "lead and chief");
    let (token, desk) = (invitation(&stage, "lead"), stage.desk());
    for letter in notified {
        let mail = stage.only(letter);
        assert_eq!(stage.statuses(letter), [RecipientStatus::Accepted]);
        for who in ["admin", "officer"] {
            assert!(stage.run(desk.outgoing(&town::viewer(who), mail.id, 0)).is_err(), "{who} reads a notice");
            let page = stage.run(desk.parcel(&town::viewer(who), mail.id)).unwrap();
            let shown = serde_json::to_string(&page).unwrap();
            assert!(!shown.contains(&token) && !shown.contains("/notice/"), "{who}: {shown}");
        }
    }
}
