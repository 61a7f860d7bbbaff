//! Recipients inside may stop the copies to outside, where the policy allows it; and do and learn nothing else.

use sekisho_engine::desk::{Action, DeskError, Edit, NoticeKind};
use sekisho_model::{Event, LetterId, hold::Means};
use sekisho_store::{Parcel, ParcelState};

use crate::{
    letters::plain,
    stage::{Stage, WAIT, addresses, taken},
    town,
};

const TARO: &str = "taro@house.example";
const JIRO: &str = "jiro@house.example";
const AYA: &str = "aya@partner.example";
const KEN: &str = "ken@other.example";

fn allowing() -> Stage {
    Stage::with(&format!("[wait]\ninside_may_stop = true\n{}", town::RULES), |_| {})
}

fn outside(stage: &Stage, letter: LetterId) -> Parcel {
    let of = |parcel: &Parcel| parcel.envelope.recipients.iter().any(|one| one.address.as_str() == AYA);
    stage.parcels(letter).into_iter().find(of).unwrap()
}

fn tokens(stage: &Stage, who: &str) -> Vec<String> {
    let notices = stage.hop.notices(who);
    notices.iter().filter(|notice| notice.text().contains("/notice/")).map(|notice| notice.secret("/notice/")).collect()
}

#[test]
fn a_colleague_stops_the_copy_to_outside_and_the_evidence_says_who() {
    let stage = allowing();
    let id = stage.submit("taro", &[JIRO, AYA], plain(TARO, &[JIRO, AYA], "Spring fair"));
    let tokens = tokens(&stage, JIRO);
    assert_eq!((stage.hop.letters(JIRO).len(), tokens.len(), stage.told("taro").len()), (1, 1, 0));
    let (held, desk) = (outside(&stage, id), stage.desk());
    let before = (held.clone(), stage.verify_chain());
    let page = stage.run(desk.notice(&tokens[0])).unwrap();
    assert_eq!((page.kind, page.user.as_str()), (NoticeKind::Stop, "jiro"));
    assert_eq!((outside(&stage, id), stage.verify_chain()), before, "looking changes nothing");
    for action in [Action::Review, Action::Approve, Action::Decline] {
        let refused = stage.run(desk.act_on_notice(&tokens[0], action, None));
        assert!(matches!(refused, Err(DeskError::Forbidden)), "{action:?}: {refused:?}");
    }
    stage.run(desk.act_on_notice(&tokens[0], Action::Stop, Some("It names the wrong company."))).unwrap();
    stage.pass(WAIT);
    assert_eq!((stage.parcel(held.id).state, stage.hop.letters(AYA).len()), (ParcelState::Discarded, 0));
    let stopped = |event: &Event| matches!(event, Event::StoppedInside { by, means: Means::NoticeToken, .. } if by.as_str() == "jiro");
    let events = stage.events(id);
    assert!(events.iter().any(stopped), "{events:?}");
    let told = stage.hop.notices(TARO).pop().unwrap().text();
    assert!(told.contains("jiro") && told.contains("> It names the wrong company."), "{told}");
    let again = stage.run(desk.act_on_notice(&tokens[0], Action::Stop, None));
    assert!(matches!(again, Err(DeskError::TokenSpent)), "once");
}

#[test]
fn nobody_is_asked_unless_the_policy_says_so_and_a_changed_policy_counts_at_once() {
    let stage = Stage::new();
    stage.submit("taro", &[JIRO, AYA], plain(TARO, &[JIRO, AYA], "Spring fair"));
    assert_eq!(stage.hop.notices(JIRO).len(), 0);
    let stage = allowing();
    let id = stage.submit("taro", &[JIRO, AYA], plain(TARO, &[JIRO, AYA], "Spring fair"));
    let token = tokens(&stage, JIRO).remove(0);
    stage.run(stage.house().load_policy(town::RULES.to_owned())).unwrap();
    assert!(matches!(stage.run(stage.desk().notice(&token)), Err(DeskError::TokenSpent)));
    assert!(matches!(stage.act("jiro", outside(&stage, id).id, Action::Stop), Err(DeskError::NotFound)));
    stage.pass(WAIT);
    assert_eq!(stage.hop.letters(AYA).len(), 1);
}

#[test]
fn a_colleague_learns_nothing_that_the_own_copy_does_not_show() {
    let stage = allowing();
    // Ken is hidden; the approval is nobody's business.
    let bytes = plain(TARO, &[JIRO, AYA], "APPROVE Spring fair");
    let id = stage.submit("taro", &[JIRO, AYA, KEN], bytes);
    let token = tokens(&stage, JIRO).remove(0);
    let notice = stage.hop.notices(JIRO).pop().unwrap();
    assert!(!notice.text().contains("other.example") && notice.text().contains("partner.example"), "{}", notice.text());
    let (desk, held, jiro) = (stage.desk(), outside(&stage, id).id, town::viewer("jiro"));
    let by_notice = stage.run(desk.notice(&token)).unwrap().page;
    let signed_in = stage.run(desk.parcel(&jiro, held)).unwrap();
    for page in [by_notice, signed_in] {
        let shown: Vec<&str> = page.recipients.iter().map(|one| one.address.as_str()).collect();
        assert_eq!((shown, page.row.recipients), (vec![AYA], 1));
        assert!(page.findings.is_empty() && page.row.findings.is_empty() && page.history.is_empty());
        assert!(!format!("{page:?}").contains(KEN) && !format!("{page:?}").contains("Approval"), "{page:?}");
        let may = page.row.may;
        assert!(may.stop && !may.review && !may.approve && !may.edit && !may.reveal, "{may:?}");
    }
    for action in [Action::Review, Action::Approve, Action::Decline] {
        assert!(matches!(stage.act("jiro", held, action), Err(DeskError::NotFound)), "{action:?}");
    }
    let edit = Edit { shown: stage.parcel(held).seal.digest(), recipients: addresses(&[AYA]) };
    assert!(matches!(stage.run(desk.edit(&jiro, held, edit)), Err(DeskError::NotFound)));
    assert!(matches!(stage.run(desk.outgoing(&jiro, held, 0)), Err(DeskError::NotFound)));
    assert!(matches!(stage.run(desk.reveal(&jiro, held, 0)), Err(DeskError::NotFound)));
    stage.act("jiro", held, Action::Stop).unwrap();
    assert_eq!(stage.parcel(held).state, ParcelState::Discarded);
    assert!(matches!(stage.run(desk.parcel(&jiro, held)), Err(DeskError::NotFound)), "it waits no more");
}

#[test]
fn who_cannot_know_of_the_copy_to_outside_is_not_told_of_it() {
    let stage = allowing();
    let hidden = stage.submit("taro", &[JIRO, AYA], plain(TARO, &[JIRO], "Spring fair"));
    assert!(outside(&stage, hidden).circle.stoppers.is_empty(), "a hidden recipient stays hidden");
    let alone = stage.submit("taro", &[JIRO, AYA], plain(TARO, &[JIRO, AYA], "ALONE fair"));
    let parcel = outside(&stage, alone);
    assert!(parcel.circle.stoppers.len() <= 1, "{parcel:?}");
    let own = stage.submit("taro", &[TARO, AYA], plain(TARO, &[TARO, AYA], "Spring fair"));
    assert!(outside(&stage, own).circle.stoppers.is_empty(), "the sender's side can stop it anyway");
    let reply = stage.hand_in(None, "stranger@elsewhere.example", &[JIRO], plain(TARO, &[JIRO], "in"));
    taken(&reply);
    stage.settle();
}

#[test]
fn an_edit_tells_once_more_and_a_crash_not_twice() {
    let mut stage = allowing();
    let id = stage.submit("taro", &[JIRO, AYA], plain(TARO, &[JIRO, AYA, KEN], "Spring fair"));
    stage.crash_and_start();
    stage.settle();
    let first = tokens(&stage, JIRO);
    assert_eq!(first.len(), 1, "once");
    let held = outside(&stage, id);
    let edit = Edit { shown: held.seal.digest(), recipients: addresses(&[AYA, KEN]) };
    stage.run(stage.desk().edit(&town::viewer("taro"), held.id, edit)).unwrap();
    stage.settle();
    let both = tokens(&stage, JIRO);
    assert_eq!(both.len(), 2);
    assert!(matches!(stage.run(stage.desk().notice(&first[0])), Err(DeskError::TokenSpent)), "other bytes");
    assert!(stage.run(stage.desk().notice(&both[1])).is_ok());
    stage
        .act("taro", held.id, Action::Review)
        .unwrap_or_else(|_| sekisho_engine::desk::Done { stand: sekisho_engine::desk::Stand::Held, needs: Vec::new() });
    stage.pass(WAIT);
    assert!(matches!(stage.run(stage.desk().notice(&both[1])), Err(DeskError::TokenSpent)), "it has left");
}
