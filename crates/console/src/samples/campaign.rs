//! A campaign whose list slid, and the same on its way. Invented persons.

use std::collections::BTreeSet;

use sekisho_engine::{campaigns::Grade, desk::*};
use sekisho_model::{Digest, UserId, campaign::Pause, hold::Means, ledger::RowState};

use super::at;

fn row(stand: CampaignStand, may: CampaignMay) -> CampaignRow {
    CampaignRow {
        id: "spring-2026".parse().unwrap(),
        version: 7,
        stand,
        letters: 1_369,
        settled: 960,
        makers: BTreeSet::from([UserId::new("tanaka"), UserId::new("mori")]),
        made: at(0),
        changed: at(90),
        root: (stand >= CampaignStand::Ready).then(|| Digest::of(b"root")),
        may,
    }
}

fn differences() -> DifferencesView {
    let source = |file: &str, rows, author: &str| SourceView {
        file: file.to_owned(),
        rows,
        digest: Some(Digest::of(file.as_bytes())),
        charset: "UTF-8".to_owned(),
        query: None,
        author: Some(author.to_owned()),
        system: None,
        made: Some(at(0)),
    };
    DifferencesView {
        is_second: true,
        sources: vec![source("list.csv", 1_369, "tanaka"), source("second.csv", 1_369, "mori")],
        level: "L2".to_owned(),
        identical: 411,
        classes: vec![ClassView { class: "changed".to_owned(), a: 958, b: 958, cases: 958, open: true }],
        changed: vec![(vec!["メールアドレス".to_owned()], 958)],
        wrong: (958, 0),
        shifts: vec![ShiftView {
            table: "a".to_owned(),
            code: "late".to_owned(),
            first: Some(412),
            last: Some(1_369),
            by: Some(1),
            rows: Some(958),
            columns: None,
        }],
        first: vec![DifferenceView {
            class: "changed".to_owned(),
            a: Some((412, 413)),
            b: Some((412, 413)),
            cells: vec![(
                "メールアドレス".to_owned(),
                "s*****@****.*******".to_owned(),
                "k***@****.*******".to_owned(),
            )],
        }],
        more: true,
        waivers: Vec::new(),
    }
}

fn check(ready: bool) -> CheckView {
    let finding = CampaignFinding {
        kind: "foreign-value".to_owned(),
        grade: Grade::Forbids,
        cause: None,
        count: 958,
        rows: 958,
        first: vec![CampaignFindingRow {
            row: Some(412),
            place: Some(sekisho_model::Place::Envelope),
            column: Some("<script>alert(1)</script>".to_owned()),
            identity: Some("mail".to_owned()),
            person: Some(411),
        }],
    };
    CheckView {
        at: at(60),
        by: UserId::new("tanaka"),
        dossier: Digest::of(b"dossier"),
        trouble: None,
        rows: 1_369,
        letters: if ready { 1_369 } else { 0 },
        in_the_way: vec![InTheWayView::Finding { kind: "foreign-value".to_owned(), count: 958 }],
        differences: Some(differences()),
        warnings: Vec::new(),
        findings: vec![finding],
        troubles: Vec::new(),
        left_out: vec![("suppressed".to_owned(), 3)],
        sample: Vec::new(),
        master: None,
        waivers: vec![WaiverView {
            code: "empty-value".to_owned(),
            count: 2,
            reason: "座席は当日決まる".to_owned(),
            by: "tanaka".to_owned(),
            void: None,
        }],
        root: ready.then(|| Digest::of(b"root")),
        elapsed_ms: 2_345,
    }
}

/// With a list that slid, for its maker; on its way, for who released it.
pub(crate) fn page(stand: CampaignStand) -> CampaignPage {
    let leaves = stand >= CampaignStand::Running;
    let may = CampaignMay {
        list: !leaves,
        content: !leaves,
        check: !leaves,
        pause: stand == CampaignStand::Running,
        resume: leaves,
        stop: true,
        settle: true,
        reveal: true,
        ..CampaignMay::default()
    };
    let act = |seq, code: &str, by: &str, comment: Option<&str>| CampaignActView {
        seq,
        at: at(i64::try_from(seq).unwrap()),
        code: code.to_owned(),
        by: Some(UserId::new(by)),
        root: None,
        means: Some(Means::SecondFactor),
        comment: comment.map(str::to_owned),
    };
    CampaignPage {
        row: row(stand, may),
        parts: Vec::new(),
        missing: Vec::new(),
        plan_trouble: None,
        plan: None,
        columns: Vec::new(),
        forms: None,
        checking: None,
        check: Some(check(leaves)),
        is_current: true,
        approvals: 1,
        approved_by: vec![UserId::new("suzuki")],
        sending: leaves.then(|| SendingView {
            rows: 1_369,
            counts: vec![
                (RowState::Pending, 409),
                (RowState::Accepted, 950),
                (RowState::Failed, 9),
                (RowState::Unknown, 1),
            ],
            parts: vec![(1, "canary".to_owned(), 50), (2, "rest".to_owned(), 1_319)],
            pause: (stand == CampaignStand::Paused).then_some(Pause::OtherPerson),
            question: None,
            complaints: 1,
            per_minute: 120,
            done_at: Some(at(95)),
        }),
        opens_at: None,
        acts: vec![
            act(31, "proposed", "tanaka", None),
            act(32, "approved", "suzuki", Some("見本 5 通を確認\n<b>問題なし</b>")),
        ],
        test_to: Vec::new(),
    }
}
