//! Other recipients are another letter: judged anew, sealed anew, every proof and invitation void.

use sekisho_engine::desk::{Action, DeskError, Edit};
use sekisho_model::{Digest, Event, ParcelId, Rejection};
use sekisho_store::ParcelState;

use crate::{
    letters::{plain, with_file},
    stage::{MINUTES, Stage, WAIT, addresses},
    town,
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";
const REN: &str = "ren@partner.example";

fn edit(stage: &Stage, who: &str, id: ParcelId, to: &[&str]) -> Result<ParcelId, DeskError> {
    let edit = Edit { shown: stage.parcel(id).seal.digest(), recipients: addresses(to) };
    let edited = stage.run(stage.desk().edit(&town::viewer(who), id, edit));
    stage.settle();
    edited
}

#[test]
fn an_edit_voids_the_approval_before_it() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "TWOFOLD fair"));
    stage.pass(WAIT);
    let id = stage.only(id).id;
    stage.act("lead", id, Action::Approve).unwrap();
    let old = stage.parcel(id);
    edit(&stage, "taro", id, &[REN]).unwrap();
    let new = stage.parcel(id);
    assert_ne!(old.seal, new.seal);
    let stale = stage.act_on("chief", id, Action::Approve, old.seal.digest());
    assert!(matches!(stale, Err(DeskError::Rejected(Rejection::Stale))), "{stale:?}");
    stage.act("chief", id, Action::Approve).unwrap();
    stage.pass(WAIT);
    assert_eq!(stage.parcel(id).state, ParcelState::Held, "one approval is left of two");
    stage.act("lead", id, Action::Approve).unwrap();
    assert_eq!((stage.hop.letters(REN).len(), stage.hop.letters(AYA).len()), (1, 0));
}

#[test]
fn an_edited_letter_waits_anew_and_both_decisions_are_told() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "Spring fair"));
    stage.pass(4 * MINUTES);
    edit(&stage, "taro", stage.only(id).id, &[REN]).unwrap();
    stage.pass(4 * MINUTES);
    assert_eq!(stage.hop.letters(REN).len(), 0, "five minutes for the new address, too");
    stage.pass(MINUTES + MINUTES / 30);
    assert_eq!((stage.hop.letters(REN).len(), stage.hop.letters(AYA).len()), (1, 0));
    let decided = stage.events(id).iter().filter(|event| matches!(event, Event::Decided { .. })).count();
    assert_eq!(decided, 2);
}

#[test]
fn an_edit_inside_leaves_at_once_and_one_to_a_stranger_is_judged_as_such() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    let id = stage.only(id).id;
    edit(&stage, "taro", id, &["jiro@house.example"]).unwrap();
    assert_eq!((stage.parcel(id).state, stage.hop.letters("jiro@house.example").len()), (ParcelState::Done, 1));
    assert!(edit(&stage, "taro", id, &[AYA]).is_err(), "what has left cannot be edited");
}

#[test]
fn only_the_senders_side_edits_and_only_what_it_saw() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    let id = stage.only(id).id;
    for who in ["lead", "jiro", "admin", "officer"] {
        assert!(matches!(edit(&stage, who, id, &[REN]), Err(DeskError::Forbidden | DeskError::NotFound)), "{who}");
    }
    let other = Edit { shown: Digest::ZERO, recipients: addresses(&[REN]) };
    let stale = stage.run(stage.desk().edit(&town::viewer("taro"), id, other));
    assert!(matches!(stale, Err(DeskError::Rejected(Rejection::Stale))), "{stale:?}");
    assert!(matches!(edit(&stage, "taro", id, &[]), Err(DeskError::Input { field: "recipients", .. })));
    assert_eq!(stage.parcel(id).envelope.recipients[0].address.as_str(), AYA);
}

#[test]
fn what_leaves_the_mail_as_it_was_does_not_throw_away_what_somebody_typed() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "TWOFOLD fair"));
    let id = stage.only(id).id;
    let shown = stage.parcel(id);
    stage.act("lead", id, Action::Approve).unwrap();
    assert!(stage.parcel(id).version > shown.version, "an approval changes the row");
    let typed = || Edit { shown: shown.seal.digest(), recipients: addresses(&[REN]) };
    stage.run(stage.desk().edit(&town::viewer("taro"), id, typed())).unwrap();
    let again = stage.run(stage.desk().edit(&town::viewer("taro"), id, typed()));
    assert!(matches!(again, Err(DeskError::Rejected(Rejection::Stale))), "{again:?}");
}

#[test]
fn whoever_edits_is_an_author_for_good() {
    let stage = Stage::new();
    let info = "info@house.example";
    let id = stage.hand_in(Some("taro"), info, &[AYA], plain(info, &[AYA], "APPROVE fair"));
    let id = crate::stage::taken(&id);
    stage.settle();
    let id = stage.only(id).id;
    edit(&stage, "lead", id, &[REN]).unwrap();
    edit(&stage, "jiro", id, &[AYA]).unwrap();
    let own = stage.act("lead", id, Action::Approve);
    assert!(matches!(own, Err(DeskError::Rejected(Rejection::Own))), "{own:?}");
    stage.act("chief", id, Action::Approve).unwrap();
    stage.pass(WAIT);
    assert_eq!(stage.hop.letters(AYA).len(), 1);
}

#[test]
fn an_edit_takes_the_links_of_the_old_letter_with_it() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], with_file(TARO, &[AYA], "LINKED fair"));
    let id = stage.only(id).id;
    edit(&stage, "taro", id, &[REN]).unwrap();
    let links = stage.run(stage.house().store().links_of(id)).unwrap();
    let open: Vec<_> = links.iter().filter(|link| link.locked_at.is_none()).collect();
    assert_eq!((links.len(), open.len()), (2, 1));
    assert_eq!(open[0].recipients, addresses(&[REN]));
    let made = stage.events(id.letter).iter().filter(|event| matches!(event, Event::LinkMade { .. })).count();
    assert_eq!(made, 2, "both are told");
}

#[test]
fn an_edited_letter_is_judged_by_the_policy_in_force_and_says_by_which() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "Spring fair"));
    let before = stage.only(id);
    let stricter = town::RULES.replace("\"APPROVE\"", "\"fair\"");
    let digest = stage.run(stage.house().load_policy(stricter)).unwrap();
    assert_ne!(before.policy, digest);
    edit(&stage, "taro", before.id, &[REN]).unwrap();
    let after = stage.only(id);
    assert_eq!(after.policy, digest);
    let sekisho_model::Verdict::Hold { needs } = &after.verdict else { panic!("{:?}", after.verdict) };
    assert!(needs.as_slice().iter().any(|need| matches!(need, sekisho_model::Need::Approval { .. })), "{needs:?}");
    let told = stage.events(id).into_iter().rev().find_map(|event| match event {
        Event::Decided { policy, .. } => Some(policy),
        _ => None,
    });
    assert_eq!(told, Some(digest));
}
