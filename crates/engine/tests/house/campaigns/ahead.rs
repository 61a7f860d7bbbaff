//! What goes ahead: trials, the first rows, the hours of the day.

use super::*;

#[test]
fn the_rest_waits_for_the_first_rows_and_a_person() {
    let stage = stage();
    released(
        &stage,
        10,
        "開幕戦",
        "canary = 3\ncanary_rule = { wait = 1800, failed_of_thousand = 20, by_itself = false }",
    );
    settle(&stage);
    assert_eq!((count(&stage, RowState::Accepted), count(&stage, RowState::Pending)), (3, 7));
    let root = stage.run(stage.house().store().campaign(&id())).unwrap().unwrap().root;
    let go_on = |who: &str| stage.run(stage.desk().let_rest_go(&viewer(who), &id(), root));
    assert!(matches!(go_on("taro"), Err(DeskError::Campaign(_))), "too early");
    stage.pass(HOURS);
    settle(&stage);
    assert_eq!(count(&stage, RowState::Pending), 7, "a person is asked");
    let page = stage.run(stage.desk().campaign(&viewer("taro"), &id())).unwrap();
    assert_eq!(page.sending.unwrap().question, Some(sekisho_campaign::canary::Question::ByRule));
    assert!(go_on("jiro").is_err(), "somebody without the right");
    go_on("taro").unwrap();
    settle(&stage);
    assert_eq!((state(&stage), count(&stage, RowState::Accepted)), (CampaignState::Done, 10));
}

#[test]
fn the_rest_follows_by_itself_where_the_rule_says_so_and_nobody_complains() {
    for complains in [false, true] {
        let stage = stage();
        let rule = "canary = 2\ncanary_rule = { wait = 60, failed_of_thousand = 20, by_itself = true }";
        released(&stage, 5, "開幕戦", rule);
        settle(&stage);
        if complains {
            let (desk, taro) = (stage.desk(), viewer("taro"));
            stage
                .run(async { desk.complain_of_campaign(&taro, &id(), Some(2), Some("another's seat")).await })
                .unwrap();
        }
        stage.pass(HOURS);
        settle(&stage);
        assert_eq!(count(&stage, RowState::Accepted), if complains { 2 } else { 5 });
    }
}

#[test]
fn nothing_leaves_before_its_time() {
    let stage = stage();
    // The clock stands at 10:00 in Tokyo.
    released(&stage, 3, "開幕戦", "hours = [\"18:00\", \"20:00\"]");
    settle(&stage);
    assert_eq!(sent(&stage).len(), 0);
    stage.pass(7 * HOURS);
    settle(&stage);
    assert_eq!(sent(&stage).len(), 0);
    stage.pass(HOURS);
    settle(&stage);
    assert_eq!(state(&stage), CampaignState::Done);
}

#[test]
fn a_trial_goes_to_the_test_addresses_only_and_before_the_release() {
    let stage = stage();
    proposed(&stage, 4, "開幕戦 {{ name }} 様", "test_to = [\"lead@house.example\", \"tester@partner.example\"]");
    let tried = |who: &str| stage.run(stage.desk().try_campaign(&viewer(who), &id()));
    assert!(tried("jiro").is_err(), "no hand in it");
    assert_eq!(tried("taro").unwrap(), 2);
    stage.settle();
    assert_eq!(stage.hop.letters("tester@partner.example").len(), 1, "{:?}", sent(&stage).len());
    let got = stage.hop.letters("lead@house.example").remove(0).read();
    assert!(got.subject.starts_with("[TEST] "), "{}", got.subject);
    assert!((1..=4).all(|row| letters(&stage, row).is_empty()));
    assert!(acts(&stage).contains(&CampaignAct::Tried { letters: 2 }));
    act(&stage, "lead", CampaignAction::Approve).unwrap();
    act(&stage, "taro", CampaignAction::Release).unwrap();
    assert!(matches!(tried("taro"), Err(DeskError::Campaign(_))), "too late");
}
