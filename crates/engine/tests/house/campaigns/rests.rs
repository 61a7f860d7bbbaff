//! Campaigns that rest or end before their end, and who may let one go.

use super::*;

#[test]
fn a_paused_campaign_hands_nothing_over_and_goes_on_where_it_was() {
    let stage = stage();
    for row in 1..=6 {
        stage.hop.answer(&address(row), Some(Answer::Rcpt("450 4.2.0 later")));
    }
    released(&stage, 6, "開幕戦", "");
    settle(&stage);
    assert_eq!(count(&stage, RowState::Claimed), 6, "all are in the spool");
    assert_eq!(act(&stage, "lead", CampaignAction::Pause).unwrap(), CampaignStand::Paused);
    for row in 1..=6 {
        stage.hop.answer(&address(row), None);
    }
    for _ in 0..3 {
        stage.pass(HOURS);
        settle(&stage);
    }
    assert_eq!(sent(&stage).len(), 0, "letters in the spool wait, too");
    assert_eq!(act(&stage, "taro", CampaignAction::Resume).unwrap(), CampaignStand::Running);
    settle(&stage);
    assert_eq!(state(&stage), CampaignState::Done, "{:?}", states(&stage));
    assert!((1..=6).all(|row| letters(&stage, row).len() == 1));
}

#[test]
fn a_stopped_campaign_leaves_no_more() {
    let stage = stage();
    for row in 2..=6 {
        stage.hop.answer(&address(row), Some(Answer::Rcpt("450 4.2.0 later")));
    }
    released(&stage, 6, "開幕戦", "");
    settle(&stage);
    assert_eq!(count(&stage, RowState::Accepted), 1);
    assert_eq!(act(&stage, "jiro", CampaignAction::Stop).unwrap(), CampaignStand::Stopped, "anybody may");
    for row in 2..=6 {
        stage.hop.answer(&address(row), None);
    }
    stage.pass(HOURS);
    settle(&stage);
    assert_eq!(states(&stage)[&RowState::Withdrawn], [2, 3, 4, 5, 6]);
    assert_eq!(sent(&stage).len(), 1);
    let letter = stage.run(stage.house().store().campaign_row(&id(), 2)).unwrap().unwrap().letter.unwrap();
    assert_eq!(stage.state(letter), ParcelState::Discarded);
}

#[test]
fn a_rule_that_refuses_stops_the_letter_and_the_campaign_rests() {
    let stage = stage();
    released(&stage, 5, "REFUSE this", "");
    settle(&stage);
    assert_eq!(sent(&stage).len(), 0);
    assert_eq!(state(&stage), CampaignState::Paused);
    assert!(acts(&stage).contains(&CampaignAct::Paused { why: Pause::Refused }));
    assert!(count(&stage, RowState::Failed) > 0);
    let failed = states(&stage)[&RowState::Failed][0];
    let row = stage.run(stage.house().store().campaign_row(&id(), failed)).unwrap().unwrap();
    assert!(!row.reply.is_empty(), "the row says why");
}

#[test]
fn whoever_approved_it_never_lets_it_go_later_either() {
    let stage = stage();
    released(&stage, 6, "開幕戦", "canary = 2");
    settle(&stage);
    assert_eq!(sent(&stage).len(), 2);
    let refused = |done: Result<CampaignStand, DeskError>| {
        assert!(matches!(done, Err(DeskError::Campaign(CampaignRejection::Own))), "{done:?}");
    };
    refused(act(&stage, "lead", CampaignAction::Resume));
    assert_eq!(act(&stage, "lead", CampaignAction::Pause).unwrap(), CampaignStand::Paused, "anybody may");
    refused(act(&stage, "lead", CampaignAction::Resume));
    settle(&stage);
    assert_eq!(sent(&stage).len(), 2);
}

#[test]
fn whom_a_list_names_as_its_author_approves_nothing() {
    // By the name of the account, by the name of the person, by an address of theirs.
    for author in ["Lead ", "lead@house.example"] {
        let stage = stage();
        let plan = String::from_utf8(plan("開幕戦", "")).unwrap();
        let plan = plan.replace("source = \"list.csv\"", &format!("source = \"list.csv\"\nauthor = \"{author}\""));
        proposed_with(&stage, 2, plan.into_bytes());
        let done = act(&stage, "lead", CampaignAction::Approve);
        assert!(matches!(done, Err(DeskError::Campaign(CampaignRejection::Own))), "{author}: {done:?}");
    }
}

#[test]
fn nobody_approves_or_releases_alone() {
    let stage = stage();
    proposed(&stage, 2, "開幕戦", "");
    assert!(act(&stage, "taro", CampaignAction::Approve).is_err());
    assert!(act(&stage, "taro", CampaignAction::Release).is_err());
    act(&stage, "lead", CampaignAction::Approve).unwrap();
    assert!(act(&stage, "lead", CampaignAction::Release).is_err());
    settle(&stage);
    assert_eq!(sent(&stage).len(), 0);
    assert_eq!(states(&stage), BTreeMap::new());
}
