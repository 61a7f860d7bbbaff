//! What is over is forgotten: the key of a letter goes, the evidence stays and still verifies.

use sekisho_engine::desk::{Action, DeskError, DownloadState};
use sekisho_store::{About, ParcelState, StoreError};

use crate::{
    letters::{plain, with_file},
    stage::{HOURS, Stage, WAIT},
    town,
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";

fn forget(stage: &Stage) {
    stage.run(stage.house().forget()).unwrap();
    stage.settle();
}

fn is_shredded(stage: &Stage, id: sekisho_model::LetterId) -> bool {
    matches!(stage.run(stage.house().store().load(id)), Err(StoreError::Shredded(_)))
}

#[test]
fn after_ninety_days_the_letter_is_gone_and_the_chain_is_whole() {
    let stage = Stage::with(town::RULES, |settings| settings.link_life = 200 * 24 * HOURS);
    let sent = stage.submit("taro", &[AYA], with_file(TARO, &[AYA], "LINKED fair"));
    let refused = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "REFUSE fair"));
    let stopped = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "fair"));
    stage.act("taro", stage.only(stopped).id, Action::Stop).unwrap();
    stage.pass(WAIT);
    let link = stage.hop.letters(AYA)[0].secret("/download/");
    assert_eq!(stage.state(refused), ParcelState::Returned);

    stage.pass(89 * 24 * HOURS);
    forget(&stage);
    assert!([sent, refused, stopped].iter().all(|id| !is_shredded(&stage, *id)));
    assert_eq!(stage.run(stage.desk().download_page(&link)).unwrap().state, DownloadState::Open);

    let young = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    stage.pass(24 * HOURS);
    let before = stage.verify_chain();
    forget(&stage);
    assert!([sent, refused, stopped].iter().all(|id| is_shredded(&stage, *id)), "what was refused, too");
    assert!(!is_shredded(&stage, young));
    assert!(stage.verify_chain() > before, "shredding is told");
    assert!(stage.codes(sent).contains(&"shredded".to_owned()));
    let rows = stage.run(stage.house().store().events_of(About::Letter(sent), true)).unwrap();
    assert!(rows.iter().all(|row| row.personal.is_none()), "addresses and subject are gone");

    let desk = stage.desk();
    let page = stage.run(desk.download_page(&link)).unwrap();
    assert_eq!((page.state, page.files.len()), (DownloadState::Locked, 0));
    stage.run(desk.download_code(&link, AYA)).unwrap();
    stage.settle();
    assert_eq!(stage.hop.notices(AYA).len(), 0);
    let parcel = stage.only(sent).id;
    assert!(matches!(stage.run(desk.parcel(&town::viewer("taro"), parcel)), Err(DeskError::NotFound)));
    assert!(matches!(stage.run(desk.outgoing(&town::viewer("taro"), parcel, 0)), Err(DeskError::NotFound)));
    forget(&stage);
    let shredded = stage.codes(sent).into_iter().filter(|code| code == "shredded").count();
    assert_eq!(shredded, 1, "once");
}

#[test]
fn what_is_still_on_its_way_is_kept() {
    let stage = Stage::with(town::RULES, |settings| settings.retention = HOURS);
    let held = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    stage.hop.answer(AYA, Some(crate::hop::Answer::Rcpt("450 4.2.0 try later")));
    let deferred = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "fair"));
    stage.pass(2 * HOURS);
    forget(&stage);
    assert!(!is_shredded(&stage, held) && !is_shredded(&stage, deferred));
    stage.hop.answer(AYA, None);
    stage.act("lead", stage.only(held).id, Action::Approve).unwrap();
    stage.pass(2 * HOURS);
    forget(&stage);
    assert!(is_shredded(&stage, held) && is_shredded(&stage, deferred));
    assert_eq!(stage.hop.letters(AYA).len(), 2);
}
