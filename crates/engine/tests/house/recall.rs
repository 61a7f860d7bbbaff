//! "I mis-sent": what was released and has not left does not leave; who got it is named.

use sekisho_engine::desk::{Action, DeskError, Stand};
use sekisho_model::{Event, Rejection};
use sekisho_store::{ParcelState, RecipientStatus as Status};

use crate::{
    hop::Answer,
    letters::{plain, with_file},
    stage::{HOURS, MINUTES, Stage, WAIT},
    town,
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";
const REN: &str = "ren@partner.example";

#[test]
fn recipients_who_are_put_off_do_not_get_it_any_more() {
    let stage = Stage::new();
    stage.hop.answer(REN, Some(Answer::Rcpt("450 4.2.0 try later")));
    let id = stage.submit("taro", &[AYA, REN], plain(TARO, &[AYA, REN], "fair"));
    stage.pass(WAIT);
    let parcel = stage.only(id).id;
    assert!(matches!(stage.act("jiro", parcel, Action::Stop), Err(DeskError::NotFound)), "not anybody");
    let done = stage.act("taro", parcel, Action::Stop).unwrap();
    assert_eq!(done.stand, Stand::PartlySent);
    assert_eq!(stage.statuses(id), [Status::Accepted, Status::Returned]);
    assert_eq!(stage.state(id), ParcelState::Discarded);
    stage.hop.answer(REN, None);
    let tries = stage.hop.tries(REN);
    stage.pass(48 * HOURS);
    assert_eq!((stage.hop.tries(REN), stage.hop.letters(REN).len()), (tries, 0));
    let told = stage.hop.notices(TARO).pop().unwrap().text();
    assert!(told.contains(AYA) && !told.contains(REN), "{told}");
    let by = |event: &Event| matches!(event, Event::Discarded { by, .. } if by.as_str() == "taro");
    assert!(stage.events(id).iter().any(by));
    let again = stage.act("taro", parcel, Action::Stop);
    assert!(matches!(again, Err(DeskError::Rejected(Rejection::NotNeeded) | DeskError::Forbidden)), "{again:?}");
}

#[test]
fn what_nobody_got_is_simply_stopped_also_when_its_next_hop_is_away() {
    let stage = Stage::with(town::RULES, |settings| settings.upstreams[0].port = 9);
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "fair"));
    stage.pass(WAIT);
    let done = stage.act("taro", stage.only(id).id, Action::Stop).unwrap();
    assert_eq!((done.stand, stage.state(id)), (Stand::Discarded, ParcelState::Discarded));
}

#[test]
fn a_password_that_was_to_follow_does_not() {
    let rules = format!("[protect]\npassword = \"later\"\npassword_after = \"30m\"\n{}", town::RULES);
    let stage = Stage::with(&rules, |_| {});
    let id = stage.submit("taro", &[AYA], with_file(TARO, &[AYA], "ZIPPED fair"));
    stage.pass(WAIT);
    assert_eq!(stage.state(id), ParcelState::Done);
    stage.pass(10 * MINUTES);
    assert_eq!(stage.act("taro", stage.only(id).id, Action::Stop).unwrap().stand, Stand::Sent);
    stage.pass(HOURS);
    assert_eq!(stage.hop.notices(AYA).len(), 0);
    // Without anything that follows there is nothing to stop.
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "fair"));
    stage.pass(WAIT);
    let late = stage.act("taro", stage.only(id).id, Action::Stop);
    assert!(matches!(late, Err(DeskError::Forbidden)), "{late:?}");
}

#[test]
fn a_link_of_a_recalled_letter_is_locked_and_that_is_told() {
    let stage = Stage::new();
    stage.hop.answer(REN, Some(Answer::Rcpt("450 4.2.0 try later")));
    let id = stage.submit("taro", &[AYA, REN], with_file(TARO, &[AYA, REN], "LINKED fair"));
    stage.pass(WAIT);
    let token = stage.hop.letters(AYA)[0].secret("/download/");
    stage.act("taro", stage.only(id).id, Action::Stop).unwrap();
    let page = stage.run(stage.desk().download_page(&token)).unwrap();
    assert_eq!(page.state, sekisho_engine::desk::DownloadState::Locked);
    assert!(stage.codes(id).contains(&"discarded".to_owned()));
}
