//! Internal copies leave at once; external ones wait, and leave when time has passed. Nobody is asked.

use sekisho_engine::desk::Action;
use sekisho_model::Need;
use sekisho_store::ParcelState;

use crate::{
    letters::plain,
    stage::{MINUTES, Stage, WAIT},
};

const TARO: &str = "taro@house.example";
const JIRO: &str = "jiro@house.example";
const AYA: &str = "aya@partner.example";

#[test]
fn parcels_of_one_letter_have_fates_of_their_own() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[JIRO, AYA], plain(TARO, &[JIRO, AYA], "Spring fair"));
    assert_eq!((stage.hop.letters(JIRO).len(), stage.hop.letters(AYA).len()), (1, 0));
    let parcels = stage.parcels(id);
    let of = |address: &str| parcels.iter().find(|parcel| parcel.envelope.recipients[0].address.as_str() == address);
    assert_eq!(of(JIRO).unwrap().state, ParcelState::Done);
    assert_eq!(of(AYA).unwrap().state, ParcelState::Held);

    stage.pass(4 * MINUTES);
    assert_eq!(stage.hop.letters(AYA).len(), 0);
    stage.pass(MINUTES + MINUTES / 30);
    assert_eq!(stage.hop.letters(AYA).len(), 1);
    assert_eq!(stage.hop.mails().len(), 2, "nobody is told of a wait");
    assert_eq!(stage.hop.letters(AYA)[0].from, TARO);
}

#[test]
fn the_sender_stops_the_external_copy_while_it_waits() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[JIRO, AYA], plain(TARO, &[JIRO, AYA], "Spring fair"));
    let held = stage.parcels(id).into_iter().find(|parcel| parcel.state == ParcelState::Held).unwrap();
    stage.act("taro", held.id, Action::Stop).unwrap();
    stage.pass(WAIT);
    assert_eq!((stage.hop.letters(JIRO).len(), stage.hop.letters(AYA).len()), (1, 0));
    assert_eq!(stage.parcel(held.id).state, ParcelState::Discarded);
    assert!(stage.told("taro").iter().any(|subject| subject.contains("Spring fair")), "the end is told");
    assert!(stage.act("taro", held.id, Action::Stop).is_err(), "an end is an end");
}

#[test]
fn a_wait_beside_an_approval_ends_and_releases_nothing() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE Spring fair"));
    assert!(
        matches!(stage.only(id).verdict, sekisho_model::Verdict::Hold { ref needs } if needs.as_slice().len() == 2)
    );
    stage.pass(WAIT);
    assert_eq!((stage.state(id), stage.hop.letters(AYA).len()), (ParcelState::Held, 0));
    assert!(stage.codes(id).contains(&"waited".to_owned()));
    stage.act("lead", stage.only(id).id, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(AYA).len(), 1);
}

#[test]
fn an_approval_does_not_end_the_wait() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE Spring fair"));
    let done = stage.act("lead", stage.only(id).id, Action::Approve).unwrap();
    assert!(matches!(done.needs.as_slice(), [Need::Wait { .. }]), "{done:?}");
    assert_eq!(stage.hop.letters(AYA).len(), 0);
    stage.pass(WAIT);
    assert_eq!(stage.hop.letters(AYA).len(), 1);
}
