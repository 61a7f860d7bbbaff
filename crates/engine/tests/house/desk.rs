//! The desk: who sees what, what is written down of it, and two people at once.

use sekisho_engine::desk::{Action, DeskError, Tray};
use sekisho_model::{Event, ParcelId};
use sekisho_store::ParcelState;

use crate::{
    letters::plain,
    stage::{Stage, WAIT},
    town::{self, viewer},
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";

fn held(stage: &Stage, subject: &str) -> ParcelId {
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], subject));
    stage.pass(WAIT);
    stage.only(id).id
}

#[test]
fn everybody_sees_their_own_and_no_more() {
    let stage = Stage::new();
    let (id, desk) = (held(&stage, "APPROVE fair"), stage.desk());
    stage.wait_for_the_index();
    for (who, sees) in [
        ("taro", true),
        ("lead", true),
        ("deputy", true),
        ("admin", true),
        ("officer", true),
        ("jiro", false),
        ("auditor", false),
        ("nobody", false),
    ] {
        let who = viewer(who);
        assert_eq!(stage.run(desk.parcel(&who, id)).is_ok(), sees, "{who:?}");
        assert_eq!(stage.run(desk.outgoing(&who, id, 0)).is_ok(), sees, "{who:?}");
        let found = stage.run(desk.search(&who, "fair", None)).unwrap();
        assert_eq!(!found.rows.is_empty(), sees, "{who:?} finds it");
        assert!(stage.run(desk.outgoing(&who, id, 1)).is_err(), "there is one mail");
    }
    let viewed = |event: &Event| matches!(event, Event::Viewed { .. });
    assert_eq!(stage.events(id.letter).iter().filter(|event| viewed(event)).count(), 5, "who looked is written down");
}

#[test]
fn trays_hold_what_waits_for_their_owner() {
    let stage = Stage::new();
    let (id, desk) = (held(&stage, "APPROVE fair"), stage.desk());
    let count = |who: &str, tray: Tray| stage.run(desk.tray(&viewer(who), tray, None)).map(|page| page.rows.len());
    assert_eq!(count("taro", Tray::Mine).unwrap(), 1);
    assert_eq!(count("lead", Tray::ToApprove).unwrap(), 1);
    assert_eq!(count("jiro", Tray::Mine).unwrap() + count("jiro", Tray::ToApprove).unwrap(), 0);
    assert_eq!(count("officer", Tray::Held).unwrap(), 1);
    for who in ["taro", "lead", "auditor"] {
        assert!(matches!(count(who, Tray::Held), Err(DeskError::Forbidden)), "{who}");
    }
    stage.act("lead", id, Action::Approve).unwrap();
    assert_eq!((count("taro", Tray::Mine).unwrap(), count("lead", Tray::ToApprove).unwrap()), (0, 0));
    assert_eq!(count("taro", Tray::History).unwrap(), 1);
}

#[test]
fn evidence_is_for_those_who_inspect() {
    let stage = Stage::new();
    held(&stage, "APPROVE fair");
    let desk = stage.desk();
    for (who, may) in [("auditor", true), ("admin", true), ("officer", true), ("taro", false), ("lead", false)] {
        let who = viewer(who);
        assert_eq!(stage.run(desk.evidence(&who, None, None)).is_ok(), may);
        assert_eq!(stage.run(desk.deliveries(&who, None, None)).is_ok(), may);
        assert_eq!(
            stage.run(desk.verify_evidence(&who)).is_ok_and(|good| good.broken.is_none() && good.events > 0),
            may
        );
    }
    let page = stage.run(desk.evidence(&viewer("auditor"), Some("decided"), None)).unwrap();
    assert!(!page.rows.is_empty() && page.rows.iter().all(|row| row.code == "decided" && !row.event.contains(AYA)));
}

#[test]
fn two_at_once_are_one_release() {
    let stage = Stage::new();
    let (id, desk) = (held(&stage, "APPROVE fair"), stage.desk());
    let seal = stage.parcel(id).seal.digest();
    let act = |who: &str, action: Action| {
        let (desk, who) = (desk.clone(), viewer(who));
        async move { desk.act(&who, id, action, seal, None).await }
    };
    let (one, two, three) = stage.run(async {
        tokio::join!(act("lead", Action::Approve), act("chief", Action::Approve), act("taro", Action::Stop))
    });
    let approved = [&one, &two].iter().filter(|done| done.is_ok()).count();
    assert!(approved <= 1 && (approved == 1 || three.is_ok()), "{one:?} {two:?} {three:?}");
    // What was released and has not left can still be stopped.
    let stopped = three.is_ok();
    stage.settle();
    let state = if stopped { ParcelState::Discarded } else { ParcelState::Done };
    assert_eq!((stage.parcel(id).state, stage.hop.letters(AYA).len()), (state, usize::from(!stopped)));
}

#[test]
fn the_command_line_keeps_the_rules() {
    let stage = Stage::new();
    let (id, desk) = (held(&stage, "APPROVE fair"), stage.desk());
    let act = |who: &str, action: Action| stage.run(desk.act_on_server(id, sekisho_model::UserId::new(who), action));
    assert!(act("taro", Action::Approve).is_err() && act("jiro", Action::Approve).is_err());
    assert!(act("root", Action::Stop).is_err(), "evidence names somebody who is there");
    for nobody in ["jiro", "auditor", "lead"] {
        assert!(matches!(act(nobody, Action::Stop), Err(DeskError::Forbidden)), "{nobody} has no part in it");
    }
    act("lead", Action::Approve).unwrap();
    stage.settle();
    assert_eq!(stage.hop.letters(AYA).len(), 1);
    assert!(town::PEOPLE.contains(&"lead"));
}

#[test]
fn the_page_shows_the_bytes_that_leave() {
    let stage = Stage::new();
    let (id, desk) = (held(&stage, "APPROVE FOOTER fair"), stage.desk());
    let shown = stage.run(desk.outgoing(&viewer("lead"), id, 0)).unwrap();
    stage.act("lead", id, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(AYA)[0].bytes, shown.raw);
}
