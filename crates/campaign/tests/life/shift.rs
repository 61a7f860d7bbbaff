//! `ticket-shift`: the send data was edited by hand, and columns slid against each other.

use std::collections::BTreeSet;

use sekisho_campaign::{Finding, FindingKind, Report, RowNumber};

use crate::club::{Club, club};

const HOLDERS: u32 = 1_369;
const FROM: usize = 412;

/// From row 412 on, these columns hold the value of the row before.
fn slide(club: &mut Club, columns: &[usize]) {
    let before = club.rows.clone();
    for row in FROM..=club.rows.len() {
        for column in columns {
            before[row - 2][*column].clone_into(&mut club.rows[row - 1][*column]);
        }
    }
}

fn rows_with(report: &Report, kind: FindingKind, only: impl Fn(&Finding) -> bool) -> BTreeSet<RowNumber> {
    report.findings(kind).iter().filter(|finding| only(finding)).filter_map(|finding| finding.row).collect()
}

#[test]
fn an_untouched_list_has_nothing_to_say() {
    let club = club(HOLDERS);
    let (one, three) = (club.run_by(1), club.run_by(3));
    assert_eq!(one.counts().len(), 0, "{:?}", one.counts());
    let (one, three) = (one.settle(Vec::new()).unwrap(), three.settle(Vec::new()).unwrap());
    assert_eq!(one.lines().len(), HOLDERS as usize);
    assert_eq!(one.lines(), three.lines(), "the number of threads changes nothing");
    assert_eq!(one.digest(), three.digest());
}

#[test]
fn addresses_that_slid_are_found_in_every_row() {
    let mut club = club(HOLDERS);
    slide(&mut club, &[4]);
    let report = club.run();
    let wrong = HOLDERS - 411;
    assert_eq!(report.counts()[&FindingKind::NotOwnAddress].rows, wrong);
    assert_eq!(report.counts()[&FindingKind::ForeignValue].rows, wrong);
    let first = rows_with(&report, FindingKind::NotOwnAddress, |_| true);
    assert_eq!(first.first(), Some(&RowNumber(412)));
    assert!(report.settle(Vec::new()).is_err());
}

#[test]
fn names_and_numbers_that_slid_are_found_in_every_row_though_the_address_is_right() {
    for columns in [vec![1, 2, 3], vec![1], vec![2], vec![3]] {
        let mut club = club(HOLDERS);
        slide(&mut club, &columns);
        let report = club.run();
        assert_eq!(report.counts()[&FindingKind::ForeignValue].rows, HOLDERS - 411, "{columns:?}");
        let found = report.findings(FindingKind::ForeignValue);
        assert_eq!(found[0].row, Some(RowNumber(412)), "{columns:?}");
        // The person whose data it is stands one row earlier.
        assert!(
            found.iter().take(50).all(|finding| finding.other.unwrap() + 1 == finding.row.unwrap().0),
            "{columns:?}"
        );
        assert_eq!(report.counts().get(&FindingKind::NotOwnAddress), None);
        assert!(report.settle(Vec::new()).is_err());
    }
}
