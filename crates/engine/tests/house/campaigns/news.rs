//! Mails about campaigns: who is asked, who is told, once each, and nothing personal in them.

use super::*;

/// Subjects of what somebody was told since the last time.
fn fresh(stage: &Stage, who: &str, seen: &mut usize) -> Vec<String> {
    let told = stage.told(who);
    let fresh = told[*seen..].to_vec();
    *seen = told.len();
    fresh
}

#[test]
fn approvers_are_asked_and_makers_are_told() {
    let stage = stage();
    let people = ["taro", "jiro", "lead", "chief", "deputy", "officer", "admin", "auditor"];
    let mut seen = people.map(|_| 0);
    let mut expect = |moment: &str, wanted: &[(&str, &str)]| {
        settle(&stage);
        for (who, seen) in people.iter().zip(&mut seen) {
            let told = fresh(&stage, who, seen);
            let wanted: Vec<String> = wanted
                .iter()
                .filter(|(name, _)| name == who)
                .map(|(_, what)| format!("[{what}] Campaign spring"))
                .collect();
            assert_eq!(told, wanted, "{who} when it was {moment}");
        }
    };
    proposed(&stage, 3, "開幕戦", "");
    let asked = ["lead", "chief", "deputy"].map(|who| (who, "Approval wanted"));
    expect("proposed", &asked);
    act(&stage, "chief", CampaignAction::Withdraw).unwrap();
    expect("given back", &[("taro", "Not approved")]);
    act(&stage, "taro", CampaignAction::Propose).unwrap();
    expect("proposed once more", &asked);
    act(&stage, "lead", CampaignAction::Approve).unwrap();
    expect("approved", &[("taro", "Approved"), ("chief", "Approved"), ("deputy", "Approved")]);
    for row in 1..=3 {
        stage.hop.answer(&address(row), Some(Answer::Rcpt("450 4.2.0 later")));
    }
    act(&stage, "taro", CampaignAction::Release).unwrap();
    expect("released", &[]);
    act(&stage, "taro", CampaignAction::Pause).unwrap();
    expect("paused", &["lead", "chief", "deputy"].map(|who| (who, "Paused")));
    for row in 1..=3 {
        stage.hop.answer(&address(row), None);
    }
    stage.pass(HOURS);
    act(&stage, "chief", CampaignAction::Resume).unwrap();
    expect("done", &[("taro", "Done")]);
    stage.verify_chain();
}

#[test]
fn a_mail_about_a_campaign_leads_to_its_page_and_has_nothing_personal() {
    let stage = stage();
    proposed(&stage, 3, "開幕戦 {{ name }} 様", "");
    let wrote = Some("The seat of fan2@customer2.example");
    let root = stage.run(stage.house().store().campaign(&id())).unwrap().unwrap().root;
    let given_back = stage.desk();
    stage.run(given_back.act_on_campaign(&viewer("lead"), &id(), CampaignAction::Withdraw, root, wrote)).unwrap();
    stage.clock.advance(HOURS);
    settle(&stage);
    let asked = stage.hop.notices("chief@house.example");
    assert!(asked.is_empty(), "what was given back before anybody was asked is not asked for");
    let told = stage.hop.notices("taro@house.example").remove(0);
    assert!(told.text().contains("https://sekisho.house.example/campaigns/spring\n"), "{}", told.text());
    for personal in ["fan", "customer", "山田", "開幕戦", "seat"] {
        assert!(!told.text().contains(personal), "{personal}: {}", told.text());
    }
}

#[test]
fn makers_are_told_when_a_campaign_rests_or_is_stopped() {
    let stage = stage();
    released(&stage, 3, "REFUSE this", "");
    settle(&stage);
    assert_eq!(stage.told("taro").last().unwrap(), "[Paused] Campaign spring");
    let text = stage.hop.notices("taro@house.example").pop().unwrap().text();
    assert!(text.contains("a rule refused a letter"), "{text}");
    act(&stage, "jiro", CampaignAction::Stop).unwrap();
    settle(&stage);
    assert_eq!(stage.told("taro").last().unwrap(), "[Stopped] Campaign spring");
    assert!(stage.told("jiro").is_empty(), "who did it knows");
}

#[test]
fn a_question_after_the_first_rows_is_asked_once() {
    let mut stage = stage();
    let rule = "canary = 2\ncanary_rule = { wait = 60, failed_of_thousand = 20, by_itself = false }";
    released(&stage, 5, "開幕戦", rule);
    settle(&stage);
    let wanted = "[Decision wanted] Campaign spring".to_owned();
    assert!(!stage.told("taro").contains(&wanted), "too early");
    stage.pass(HOURS);
    for _ in 0..2 {
        settle(&stage);
        stage.crash_and_start();
    }
    for who in ["taro", "lead", "chief"] {
        assert_eq!(stage.told(who).iter().filter(|subject| **subject == wanted).count(), 1, "{who}");
    }
}

#[test]
fn what_was_done_and_not_told_before_a_crash_is_told_after_it_once() {
    let mut stage = stage();
    proposed(&stage, 2, "開幕戦", "");
    assert!(stage.told("lead").is_empty(), "nobody has looked yet");
    for _ in 0..3 {
        stage.crash_and_start();
        settle(&stage);
        assert_eq!(stage.told("lead"), ["[Approval wanted] Campaign spring"]);
    }
    let forgotten = stage.run(stage.house().store().setting("campaign-news".to_owned())).unwrap();
    assert!(forgotten.is_some_and(|seq| seq.as_u64() > Some(0)));
}
