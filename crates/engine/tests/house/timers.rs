//! Time reminds and returns; it never releases what needs a person.

use proptest::prelude::*;
use sekisho_engine::desk::{Action, Stand};
use sekisho_model::{Event, event::ReturnReason};
use sekisho_store::ParcelState;

use crate::{
    letters::plain,
    stage::{HOURS, MINUTES, Stage},
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";

fn asked(stage: &Stage, who: &str) -> Vec<bool> {
    let told = stage.told(who);
    told.iter().filter(|told| told.starts_with("[Approval")).map(|told| told.contains("reminder")).collect()
}

#[test]
fn approvers_are_reminded_deputies_asked_and_then_it_goes_back() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    assert_eq!((asked(&stage, "lead"), asked(&stage, "deputy")), (vec![false], vec![]));
    stage.pass(2 * HOURS - MINUTES);
    assert_eq!(asked(&stage, "lead"), [false]);
    stage.pass(2 * MINUTES);
    assert_eq!((asked(&stage, "lead"), asked(&stage, "deputy")), (vec![false, true], vec![]));
    stage.pass(2 * HOURS);
    assert_eq!((asked(&stage, "lead"), asked(&stage, "deputy")), (vec![false, true, true], vec![true]));
    assert!(stage.hop.notices("deputy@house.example")[0].text().contains("deputies are asked, too"));

    // Monday 10:00 and two working days: Wednesday 10:00.
    stage.pass(43 * HOURS);
    assert_eq!((stage.state(id), stage.told("taro").len()), (ParcelState::Held, 0));
    stage.pass(HOURS);
    assert_eq!(stage.state(id), ParcelState::Returned);
    assert!(stage.hop.notices(TARO)[0].text().contains("nobody approved it in time"));
    let timeout = |event: &Event| matches!(event, Event::Returned { reason: ReturnReason::ApprovalTimeout, .. });
    assert_eq!(stage.events(id).iter().filter(|event| timeout(event)).count(), 1);
    stage.pass(100 * HOURS);
    assert_eq!((stage.hop.letters(AYA).len(), stage.told("taro").len(), asked(&stage, "lead").len()), (0, 1, 3));
}

#[test]
fn a_weekend_does_not_count_for_approvers() {
    let stage = Stage::new();
    stage.pass(4 * 24 * HOURS);
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    // Friday 10:00; two working days end on Tuesday 10:00, four days later.
    stage.pass(95 * HOURS);
    assert_eq!(stage.state(id), ParcelState::Held);
    let invitation = stage.hop.notices("chief@house.example")[0].secret("/notice/");
    assert!(stage.run(stage.desk().notice(&invitation)).is_ok(), "an invitation lives as long as the letter waits");
    stage.pass(HOURS + MINUTES);
    assert_eq!(stage.state(id), ParcelState::Returned);
}

#[test]
fn a_self_review_is_reminded_after_a_day_and_returned_after_three() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "REVIEW fair"));
    assert_eq!(stage.told("taro").len(), 1);
    stage.pass(24 * HOURS + MINUTES);
    assert_eq!(stage.told("taro").len(), 2);
    assert!(stage.told("taro")[1].starts_with("[Review, reminder]"));
    stage.pass(47 * HOURS);
    assert_eq!(stage.state(id), ParcelState::Held);
    stage.pass(HOURS);
    assert_eq!(stage.state(id), ParcelState::Returned);
    assert!(stage.hop.notices(TARO)[2].text().contains("nobody reviewed it in time"));
    assert_eq!(stage.hop.letters(AYA).len(), 0);
}

#[test]
fn after_the_review_the_time_of_the_approvers_begins() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "REVIEW APPROVE fair"));
    assert_eq!((stage.told("taro").len(), asked(&stage, "lead").len()), (1, 0), "one at a time");
    stage.pass(40 * HOURS);
    stage.act("taro", stage.only(id).id, Action::Review).unwrap();
    assert_eq!(asked(&stage, "lead"), [false]);
    stage.pass(3 * HOURS);
    assert_eq!(asked(&stage, "lead"), [false, true]);
    stage.pass(44 * HOURS);
    assert_eq!(stage.state(id), ParcelState::Held);
    let done = stage.act("lead", stage.only(id).id, Action::Approve).unwrap();
    assert_eq!((done.stand, stage.hop.letters(AYA).len()), (Stand::Sending, 1));
}

#[test]
fn a_house_that_slept_returns_what_is_over_and_releases_nothing() {
    let mut stage = Stage::new();
    let ids = ["REVIEW fair", "APPROVE fair", "fair"]
        .map(|subject| stage.submit("taro", &[AYA], plain(TARO, &[AYA], subject)));
    stage.crash();
    stage.clock.advance(30 * 24 * HOURS);
    stage.start();
    stage.settle();
    assert_eq!(ids.map(|id| stage.state(id)), [ParcelState::Returned, ParcelState::Returned, ParcelState::Done]);
    assert_eq!(stage.hop.letters(AYA).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 8, ..ProptestConfig::default() })]

    /// No sequence of clock moves without people delivers what needs a person, and each is returned once.
    #[test]
    fn no_timer_ever_releases(moves in prop::collection::vec(1u32..40 * 3_600, 1..6)) {
        let stage = Stage::new();
        let subjects = ["REVIEW a", "APPROVE b", "TWOFOLD c", "REVIEW TWOFOLD d", "APPROVE ALONE e", "REFUSE f"];
        let ids = subjects.map(|subject| stage.submit("taro", &[AYA], plain(TARO, &[AYA], subject)));
        for seconds in moves {
            stage.pass(std::time::Duration::from_secs(seconds.into()));
            prop_assert_eq!(stage.hop.letters(AYA).len(), 0);
            for id in ids {
                prop_assert!(matches!(stage.state(id), ParcelState::Held | ParcelState::Returned));
            }
        }
        stage.pass(31 * 24 * HOURS);
        for id in ids {
            prop_assert_eq!(stage.state(id), ParcelState::Returned);
        }
        prop_assert_eq!(stage.hop.letters(AYA).len(), 0);
        let returned = stage.told("taro").iter().filter(|told| told.starts_with("[Returned]") || told.starts_with("[Refused]")).count();
        prop_assert_eq!(returned, ids.len());
    }
}
