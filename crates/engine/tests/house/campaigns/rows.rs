//! Rows, one by one: each once, and what is said of it.

use super::*;

#[test]
fn every_row_gets_its_letter_once_and_what_leaves_is_what_was_approved() {
    let stage = stage();
    released(&stage, 40, "開幕戦 {{ name }} 様", "");
    let shown = stage.run(stage.desk().campaign_letter(&viewer("taro"), &id(), 7)).unwrap().raw;
    settle(&stage);
    assert_eq!(state(&stage), CampaignState::Done, "{:?}", states(&stage));
    assert_eq!(count(&stage, RowState::Accepted), 40);
    for row in 1..=40 {
        let got = letters(&stage, row);
        assert_eq!(got.len(), 1, "row {row}");
        assert_eq!(got[0].from, "bounces@house.example");
        assert_eq!(got[0].to, [address(row)]);
    }
    let sent = &letters(&stage, 7)[0].bytes;
    assert!(sent.ends_with(&shown), "{}", String::from_utf8_lossy(sent));
    let above = String::from_utf8_lossy(&sent[..sent.len() - shown.len()]).into_owned();
    let (first, folded) = above.split_once("\r\n").unwrap();
    assert!(first.starts_with("Received: by gate.house.example"), "{above}");
    assert!(folded.lines().all(|line| line.starts_with('\t')), "a trace above it and nothing else: {above}");
    assert!(matches!(acts(&stage).last(), Some(CampaignAct::Ended)));
    stage.verify_chain();
}

#[test]
fn what_the_next_hop_says_stands_in_the_ledger() {
    let stage = stage();
    let answers = [
        (1, Answer::Rcpt("550 5.1.1 nobody"), RowState::Failed),
        (2, Answer::Dot("554 5.7.1 no"), RowState::Failed),
        (3, Answer::Lost, RowState::Unknown),
        (4, Answer::Rcpt("450 4.2.0 later"), RowState::Claimed),
        (5, Answer::Dot("451 4.3.0 later"), RowState::Claimed),
    ];
    for (row, answer, _) in &answers {
        stage.hop.answer(&address(*row), Some(answer.clone()));
    }
    released(&stage, 8, "開幕戦", "");
    settle(&stage);
    for (row, answer, expected) in &answers {
        let found = stage.run(stage.house().store().campaign_row(&id(), *row)).unwrap().unwrap();
        assert_eq!(found.state, *expected, "{answer:?}");
        assert_eq!(found.reply.is_empty(), *expected == RowState::Claimed && *row == 4, "{answer:?}: {}", found.reply);
    }
    assert_eq!(count(&stage, RowState::Accepted), 3);
    assert_eq!(state(&stage), CampaignState::Running, "two are tried again");
    for row in 1..=5 {
        stage.hop.answer(&address(row), None);
    }
    stage.pass(HOURS);
    settle(&stage);
    assert_eq!(state(&stage), CampaignState::Done, "{:?}", states(&stage));
    assert_eq!(states(&stage)[&RowState::Accepted], [4, 5, 6, 7, 8]);
    for _ in 0..5 {
        stage.pass(24 * HOURS);
    }
    assert_eq!((letters(&stage, 3).len(), stage.hop.tries(&address(3))), (1, 1), "nobody knows, and nobody tries");
    assert_eq!(letters(&stage, 2).len(), 0);
    assert!(stage.hop.notices("bounces@house.example").is_empty(), "the ledger tells, no mail");

    let settled = |row, arrived| {
        stage.run(stage.desk().settle_campaign_row(&viewer("taro"), &id(), row, arrived, Some("telephoned")))
    };
    assert!(matches!(settled(1, true), Err(DeskError::Conflict)), "its end is known");
    let all = |count| stage.run(stage.desk().settle_unknown_rows(&viewer("taro"), &id(), count, false, Some("none")));
    assert!(matches!(all(2), Err(DeskError::Conflict)), "there is one");
    assert!(matches!(all(0), Err(DeskError::Conflict)), "there is one");
    all(1).unwrap();
    assert!(matches!(settled(3, false), Err(DeskError::Conflict)), "it is settled");
    let again = |rows: &[u32]| {
        let root = stage.run(stage.house().store().campaign(&id())).unwrap().unwrap().root;
        let rows = rows.iter().copied().collect();
        stage.run(stage.desk().send_again(&viewer("taro"), &id(), &rows, root))
    };
    assert!(matches!(again(&[1, 4]), Err(DeskError::Input { .. })), "4 has its letter");
    again(&[1, 2, 3]).unwrap();
    settle(&stage);
    assert_eq!((state(&stage), count(&stage, RowState::Accepted)), (CampaignState::Done, 8));
    let ids: Vec<String> = letters(&stage, 3).iter().map(|got| got.read().message_id.unwrap()).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "the same letter: a mailbox that has both can tell");
}

#[test]
fn needs_that_ask_people_are_met_by_the_root_and_nothing_is_added() {
    for subject in ["REVIEW this", "TWOFOLD", "FOOTER", "ALONE and ZIPPED"] {
        let stage = stage();
        released(&stage, 3, subject, "");
        settle(&stage);
        assert_eq!(state(&stage), CampaignState::Done, "{subject}: {:?}", states(&stage));
        let shown = stage.run(stage.desk().campaign_letter(&viewer("taro"), &id(), 1)).unwrap().raw;
        assert!(letters(&stage, 1)[0].bytes.ends_with(&shown), "{subject}");
    }
}

#[test]
fn two_workers_send_every_row_once() {
    let stage = stage();
    released(&stage, 120, "開幕戦", "");
    let house = stage.house().clone();
    stage.run(async {
        let both = [house.clone(), house].map(|house| {
            tokio::spawn(async move {
                for _ in 0..60 {
                    house.look_at_campaigns().await;
                    house.look().await;
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            })
        });
        for worker in both {
            worker.await.unwrap();
        }
    });
    settle(&stage);
    assert_eq!((state(&stage), count(&stage, RowState::Accepted)), (CampaignState::Done, 120));
    assert!((1..=120).all(|row| letters(&stage, row).len() == 1));
}
