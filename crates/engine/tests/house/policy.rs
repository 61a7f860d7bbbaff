//! Rules are put in force whole or not at all, and tried on the past without changing anything.

use sekisho_engine::desk::DeskError;
use sekisho_store::ParcelState;

use crate::{
    letters::plain,
    stage::{Stage, WAIT},
    town,
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";

fn send(stage: &Stage, subject: &str) -> sekisho_model::LetterId {
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], subject));
    stage.pass(WAIT);
    id
}

#[test]
fn a_broken_text_keeps_the_old_rules() {
    let stage = Stage::new();
    let page = || stage.run(stage.desk().policy(&town::viewer("admin"))).unwrap();
    let (before, events) = (page(), stage.verify_chain());
    for broken in ["nonsense = [", "[wait]\noutsid = \"5m\"\n", "[[rule]]\nid = \"x\"\n", "[wait]\noutside = \"1s\"\n"]
    {
        assert!(stage.run(stage.house().load_policy(broken.to_owned())).is_err(), "{broken}");
    }
    assert_eq!((page(), stage.verify_chain()), (before, events));
    assert_eq!(stage.state(send(&stage, "APPROVE fair")), ParcelState::Held);
}

#[test]
fn new_rules_judge_what_comes_and_not_what_is_held() {
    let stage = Stage::new();
    let held = send(&stage, "APPROVE fair");
    let source = town::RULES.replace("REFUSE", "NEVER").replace("\"APPROVE\"", "\"ASK\"");
    let digest = stage.run(stage.house().load_policy(source.clone())).unwrap();
    assert_eq!(stage.state(held), ParcelState::Held, "a new policy releases nothing");
    assert_eq!(stage.state(send(&stage, "APPROVE fair")), ParcelState::Done);
    let asked = send(&stage, "ASK fair");
    assert_eq!((stage.state(asked), stage.only(asked).policy), (ParcelState::Held, digest));
    let events = stage.verify_chain();
    let commented = format!("# a comment\n{source}");
    assert_eq!(stage.run(stage.house().load_policy(commented.clone())).unwrap(), digest);
    let page = stage.run(stage.desk().policy(&town::viewer("auditor"))).unwrap();
    assert_eq!((page.source, stage.verify_chain()), (commented, events), "no news, but the text as it is");
}

#[test]
fn rules_are_tried_on_the_past() {
    let stage = Stage::new();
    for subject in ["fair one", "fair two", "APPROVE fair"] {
        send(&stage, subject);
    }
    let stricter = format!(
        "{}\n{}",
        town::RULES,
        r#"
[[rule]]
id = "two"
description = { en = "two" }
when = { subject = { words = ["two"] } }
then = { refuse = true }
"#
    );
    let (desk, mails, admin) = (stage.desk(), stage.hop.mails().len(), town::viewer("admin"));
    for who in ["taro", "auditor", "officer"] {
        assert!(matches!(stage.run(desk.try_policy(&town::viewer(who), &stricter, 30)), Err(DeskError::Forbidden)));
    }
    let tried = stage.run(desk.try_policy(&admin, &stricter, 30)).unwrap();
    assert_eq!((tried.letters, tried.skipped, tried.rows.len()), (3, 0, 1), "{tried:?}");
    let row = &tried.rows[0];
    assert_eq!((row.subject.as_str(), row.before.as_str(), row.after.as_str()), ("fair two", "hold", "refuse"));
    stage.settle();
    assert_eq!(stage.hop.mails().len(), mails, "nothing happened");
    match stage.run(desk.try_policy(&admin, "[wait]\nouside = \"5m\"\n", 30)) {
        Err(DeskError::Policy(mistakes)) => assert_eq!((mistakes.len(), mistakes[0].line), (1, 2), "{mistakes:?}"),
        other => panic!("{other:?}"),
    }
}
