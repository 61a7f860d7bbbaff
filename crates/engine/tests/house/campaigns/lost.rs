//! Stored things that are lost, older or others than before: nothing leaves twice, and nothing that was not approved.

use super::*;

#[test]
fn letters_of_a_campaign_whose_ledger_was_lost_are_not_sent_again() {
    let mut stage = stage();
    stage.hop.answer(&address(2), Some(Answer::Rcpt("450 4.2.0 later")));
    released(&stage, 3, "開幕戦", "");
    settle(&stage);
    assert_eq!(sent(&stage).len(), 2);
    stage.crash();
    std::fs::remove_file(stage.data().join("sekisho.db")).unwrap();
    let keys = MasterKeys::load(&stage.key()).unwrap().into();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(Store::rebuild(&stage.data(), keys, stage.clock.now())).unwrap();
    stage.hop.answer(&address(2), None);
    stage.start();
    stage.add_people();
    stage.pass(24 * HOURS);
    settle(&stage);
    assert_eq!(sent(&stage).len(), 2, "nothing of the campaign leaves again");
    assert_eq!(state(&stage), CampaignState::Stopped);
    assert_eq!(states(&stage)[&RowState::Unknown], [1, 2, 3], "never pending");
    let taken = stage.run(stage.desk().new_campaign(&viewer("taro"), "spring"));
    assert!(taken.is_err(), "the name is taken: nobody sends it once more by mistake");
}

#[test]
fn a_file_that_was_replaced_after_the_approval_sends_nothing() {
    let mut stage = stage();
    released(&stage, 3, "開幕戦", "");
    stage.crash();
    let folder = stage.data().join("campaigns");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[20] ^= 1;
        std::fs::write(&path, bytes).unwrap();
    }
    stage.start();
    settle(&stage);
    assert_eq!(sent(&stage).len(), 0);
    assert_eq!(state(&stage), CampaignState::Paused);
    assert!(acts(&stage).contains(&CampaignAct::Paused { why: Pause::Altered }));
}

#[test]
fn an_older_database_makes_no_row_leave_twice() {
    let mut stage = stage();
    released(&stage, 5, "開幕戦", "");
    stage.run(stage.house().look_at_campaigns());
    assert_eq!(count(&stage, RowState::Pending), 5, "a part is open and nothing is claimed");
    stage.crash();
    let older: Vec<_> = database(&stage).into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
    stage.start();
    settle(&stage);
    assert_eq!(sent(&stage).len(), 5);
    stage.crash();
    database(&stage).into_iter().for_each(|path| std::fs::remove_file(path).unwrap());
    older.into_iter().for_each(|(path, bytes)| std::fs::write(path, bytes).unwrap());
    stage.start();
    settle(&stage);
    assert_eq!(sent(&stage).len(), 5, "{:?}", states(&stage));
    assert_eq!(states(&stage)[&RowState::Unknown], [1, 2, 3, 4, 5]);
    assert_eq!(state(&stage), CampaignState::Paused);
    assert!(acts(&stage).contains(&CampaignAct::Paused { why: Pause::FoundAgain }));
}

/// The files of the database.
fn database(stage: &Stage) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(stage.data()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("sekisho.db")).collect()
}

#[test]
fn after_a_restored_backup_nothing_leaves_twice_once_somebody_says_so() {
    // What stood in the backup: nothing in the ledger yet, some letters in the spool, the rest still waiting.
    for (moment, ahead) in [("released", ""), ("ahead", "canary = 2"), ("spooled", "")] {
        let mut stage = stage();
        if moment != "released" {
            stage.hop.answer(&address(2), Some(Answer::Rcpt("450 4.2.0 later")));
        }
        released(&stage, 5, "開幕戦", ahead);
        if moment != "released" {
            settle(&stage);
        }
        stage.crash();
        let backup = tempfile::tempdir().unwrap();
        copy(&stage.data(), backup.path());
        stage.start();
        stage.hop.answer(&address(2), None);
        // The letter that was put off, and then the wait after the first rows.
        for _ in 0..2 {
            stage.pass(HOURS);
            settle(&stage);
        }
        if state(&stage) == CampaignState::Running {
            act(&stage, "taro", CampaignAction::Resume).unwrap();
            settle(&stage);
        }
        assert_eq!((state(&stage), sent(&stage).len()), (CampaignState::Done, 5), "{moment}");
        stage.crash();
        std::fs::remove_dir_all(stage.data()).unwrap();
        copy(backup.path(), &stage.data());
        stage.workers = 0;
        stage.start();
        let held = stage.run(stage.house().hold_restored()).unwrap();
        let open = held.rows;
        assert_eq!(held.campaigns, 1, "{moment}");
        assert_eq!(stage.run(stage.house().hold_restored()).unwrap().rows, 0, "twice is once");
        stage.workers = 2;
        stage.crash_and_start();
        stage.pass(24 * HOURS);
        settle(&stage);
        assert_eq!((state(&stage), sent(&stage).len()), (CampaignState::Paused, 5), "{moment}");
        assert_eq!(count(&stage, RowState::Unknown) as u64, open, "{moment}");
        assert!(acts(&stage).contains(&CampaignAct::Paused { why: Pause::Restored }));
        act(&stage, "taro", CampaignAction::Resume).unwrap();
        settle(&stage);
        assert_eq!((state(&stage), sent(&stage).len()), (CampaignState::Done, 5), "{moment}");
        let lost = states(&stage)[&RowState::Unknown][0];
        stage.run(stage.desk().settle_campaign_row(&viewer("taro"), &id(), lost, false, None)).unwrap();
        let root = stage.run(stage.house().store().campaign(&id())).unwrap().unwrap().root;
        stage.run(stage.desk().send_again(&viewer("taro"), &id(), &[lost].into(), root)).unwrap();
        settle(&stage);
        assert_eq!(letters(&stage, lost).len(), 2, "only what a person has settled, {moment}");
    }
}

#[test]
fn an_approval_in_a_restored_backup_is_void() {
    let stage = stage();
    proposed(&stage, 2, "開幕戦", "");
    act(&stage, "lead", CampaignAction::Approve).unwrap();
    let held = stage.run(stage.house().hold_restored()).unwrap();
    assert_eq!((held.campaigns, held.rows), (1, 0));
    assert_eq!(state(&stage), CampaignState::Draft);
    assert!(act(&stage, "taro", CampaignAction::Release).is_err());
    settle(&stage);
    assert!(sent(&stage).is_empty());
    act(&stage, "taro", CampaignAction::Propose).unwrap();
    assert!(act(&stage, "taro", CampaignAction::Release).is_err(), "it is approved once more, or not");
    act(&stage, "lead", CampaignAction::Approve).unwrap();
    assert_eq!(act(&stage, "taro", CampaignAction::Release).unwrap(), CampaignStand::Running);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => copy(&entry.path(), &target),
            kind if kind.is_file() => match std::fs::copy(entry.path(), &target) {
                // What the database has beside its file goes with its last connection.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                copied => drop(copied.unwrap()),
            },
            _ => {}
        }
    }
}
