//! A freeze holds letters of campaigns like any other: the approved root does not stand in for whoever may thaw.

use sekisho_model::{IncidentId, LetterId, Need, Needs, ParcelId, UserId, Verdict};
use sekisho_store::{Change, ParcelSet, Unit};

use super::*;

fn incident() -> IncidentId {
    IncidentId::new("i1")
}

fn letter_of(stage: &Stage, row: u32) -> LetterId {
    stage.run(stage.house().store().campaign_row(&id(), row)).unwrap().unwrap().letter.unwrap()
}

/// What an incident does to a letter that has not left.
fn freeze(stage: &Stage, row: u32) -> ParcelId {
    let parcel = stage.only(letter_of(stage, row));
    let needs = Needs::new([Need::Thaw { incident: incident() }]).unwrap();
    let verdict = Verdict::Hold { needs };
    let mut set = ParcelSet::to(ParcelState::Held);
    (set.held_since, set.verdict) = (Some(stage.clock.now()), Some(verdict.clone()));
    let event = Event::Decided {
        parcel: parcel.id,
        verdict,
        findings: Vec::new(),
        policy: parcel.policy,
        seal: parcel.seal,
        steps: Vec::new(),
        recipients: 1,
    };
    write(stage, parcel.id, set, vec![event]);
    parcel.id
}

/// What whoever closes the incident does.
fn thaw(stage: &Stage, id: ParcelId) {
    let seal = stage.parcel(id).seal;
    let thawed = Event::Thawed { parcel: id, by: UserId::new("officer"), incident: incident() };
    write(stage, id, ParcelSet::to(ParcelState::Ready), vec![thawed, Event::Released { parcel: id, seal }]);
}

fn write(stage: &Stage, id: ParcelId, set: ParcelSet, events: Vec<Event>) {
    let parcel = stage.parcel(id);
    let change = Change::Parcel { parcel: id, expect: parcel.version, set, recipients: Vec::new() };
    let unit = Unit::new(stage.clock.now()).change(change);
    let unit = events.into_iter().fold(unit, Unit::event);
    stage.run(stage.house().store().commit(unit)).unwrap();
}

/// Rows 2 and 3 lie in the spool, put off; both could leave now.
fn put_off() -> Stage {
    let stage = stage();
    for row in 2..=3 {
        stage.hop.answer(&address(row), Some(Answer::Rcpt("450 4.2.0 later")));
    }
    released(&stage, 3, "開幕戦", "");
    settle(&stage);
    for row in 2..=3 {
        stage.hop.answer(&address(row), None);
    }
    stage
}

#[test]
fn a_frozen_letter_waits_until_it_is_thawed_and_leaves_once() {
    let mut stage = put_off();
    let frozen = freeze(&stage, 2);
    for again in 0..3 {
        stage.pass(24 * HOURS);
        settle(&stage);
        assert_eq!((letters(&stage, 2).len(), letters(&stage, 3).len()), (0, 1));
        assert_eq!((state(&stage), count(&stage, RowState::Claimed)), (CampaignState::Running, 1), "its row waits");
        if again == 0 {
            act(&stage, "lead", CampaignAction::Pause).unwrap();
            act(&stage, "taro", CampaignAction::Resume).unwrap();
        }
        if again == 1 {
            stage.crash_and_start();
        }
    }
    for who in ["lead", "chief"] {
        let approved = stage.act(who, frozen, sekisho_engine::desk::Action::Approve);
        assert!(approved.is_err(), "an approval is no thaw");
    }
    assert_eq!(letters(&stage, 2).len(), 0);
    thaw(&stage, frozen);
    settle(&stage);
    assert_eq!((state(&stage), letters(&stage, 2).len()), (CampaignState::Done, 1));
    stage.pass(24 * HOURS);
    assert_eq!(letters(&stage, 2).len(), 1);
    stage.verify_chain();
}

#[test]
fn a_letter_that_was_frozen_when_its_campaign_was_stopped_never_leaves() {
    let stage = put_off();
    let frozen = freeze(&stage, 2);
    act(&stage, "jiro", CampaignAction::Stop).unwrap();
    thaw(&stage, frozen);
    stage.pass(24 * HOURS);
    settle(&stage);
    assert_eq!((letters(&stage, 2).len(), states(&stage)[&RowState::Withdrawn].contains(&2)), (0, true));
    assert_eq!(stage.parcel(frozen).state, ParcelState::Discarded);
}
