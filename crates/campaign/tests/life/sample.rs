//! The letters people look at first.

use sekisho_campaign::{FindingKind, RowNumber, sample::Reason};

use crate::club::club;

#[test]
fn risks_come_before_the_ordinary() {
    let mut club = club(400);
    club.attach_by_column();
    club.attach("a.csv", "座席表");
    club.set(301, 7, "a.csv");
    club.set(222, 5, "𠮷野家シート");
    club.set(150, 5, &"とても長い席の名前".repeat(9));
    club.set(99, 6, "080-9999-8888");
    let report = club.run();
    let sample = report.sample(12);
    let has = |row: u32, reason: Reason| {
        sample.iter().any(|pick| pick.row == RowNumber(row) && pick.reasons.contains(&reason))
    };
    assert!(has(301, Reason::Files), "{sample:?}");
    assert!(has(222, Reason::RareCharacter), "{sample:?}");
    assert!(has(150, Reason::Longest), "{sample:?}");
    assert!(has(99, Reason::Finding(FindingKind::UnknownValue)), "{sample:?}");
    assert!(has(7, Reason::RareBranch), "{sample:?}");
    assert!(has(1, Reason::Edge) || has(400, Reason::Edge), "{sample:?}");
    assert_eq!(sample.len(), 12);
    assert_eq!(sample, club.run_by(3).sample(12), "the same report gives the same sample");
}

#[test]
fn a_sample_is_never_larger_than_asked_and_has_each_row_once() {
    let report = club(30).run();
    for size in [0, 1, 2, 7, 30, 100] {
        let sample = report.sample(size);
        assert!(sample.len() <= size.min(30), "{size}: {}", sample.len());
        let mut rows: Vec<_> = sample.iter().map(|pick| pick.row).collect();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), sample.len());
        assert!(sample.iter().all(|pick| !pick.reasons.is_empty()));
    }
    assert_eq!(report.sample(100).len(), 30);
}
