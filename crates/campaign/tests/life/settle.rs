//! What may be waived, and what only mending helps.

use std::collections::BTreeSet;

use sekisho_campaign::{FindingKind, RowNumber, check::Waiver};

use crate::club::{Club, club, customer, user};

const NOTE: usize = 6;

fn waiver(kind: FindingKind, count: u32, rows: &[u32], reason: &str) -> Waiver {
    let rows: BTreeSet<_> = rows.iter().map(|row| RowNumber(*row)).collect();
    Waiver { kind, count, rows, reason: reason.into(), by: user("lister") }
}

/// A shop that is called like customer 9, in rows 2 and 4.
fn named_like_a_customer() -> Club {
    let mut club = club(6);
    for row in [2, 4] {
        club.set(row, NOTE, &format!("{}商店にて", customer(9)[1]));
    }
    club
}

#[test]
fn what_asks_is_waived_as_a_class_with_its_exact_count() {
    let kind = FindingKind::UnknownValue;
    for (waivers, open) in [
        (vec![], 1),
        (vec![waiver(kind, 1, &[], "新しい番号です")], 0),
        (vec![waiver(kind, 2, &[], "新しい番号です")], 1),
        (vec![waiver(kind, 1, &[], "  ok ")], 1),
        (vec![waiver(FindingKind::EmptyValue, 1, &[], "新しい番号です")], 1),
    ] {
        let mut club = club(6);
        club.set(3, NOTE, "080-9999-8888");
        let shown = format!("{waivers:?}");
        let settled = club.run().settle(waivers);
        assert_eq!(settled.map_or_else(|unsettled| unsettled.open.len(), |_| 0), open, "{shown}");
    }
}

#[test]
fn a_foreign_name_is_waived_row_by_row() {
    let kind = FindingKind::ForeignValue;
    let count = named_like_a_customer().run().counts()[&kind].findings;
    let why = "店の名前です";
    for (waiver, settled) in [
        (waiver(kind, count, &[2, 4], why), true),
        (waiver(kind, count, &[2], why), false),
        (waiver(kind, count, &[2, 3, 4], why), false),
        (waiver(kind, count, &[], why), false),
        (waiver(kind, count + 1, &[2, 4], why), false),
    ] {
        let shown = format!("{waiver:?}");
        assert_eq!(named_like_a_customer().run().settle(vec![waiver]).is_ok(), settled, "{shown}");
    }
}

#[test]
fn what_forbids_cannot_be_waived() {
    for (value, kind) in [
        (customer(9)[4].as_str(), FindingKind::ForeignValue),
        (customer(9)[3].as_str(), FindingKind::ForeignValue),
        ("{{ x }}", FindingKind::Unresolved),
        ("#REF!", FindingKind::BrokenValue),
        ("\u{FFFD}", FindingKind::Garbled),
    ] {
        let mut club = club(6);
        club.set(3, NOTE, value);
        let report = club.run();
        let count = report.counts()[&kind].findings;
        let unsettled = report.settle(vec![waiver(kind, count, &[3], "大丈夫です")]).unwrap_err();
        assert_eq!(unsettled.open, [(kind, count)], "{value}");
        assert_eq!(unsettled.report.counts()[&kind].findings, count, "the report comes back unchanged");
    }
}

#[test]
fn a_waiver_is_part_of_what_is_approved() {
    let digest = |reason: &str| {
        let mut club = club(6);
        club.set(3, NOTE, "080-9999-8888");
        club.run().settle(vec![waiver(FindingKind::UnknownValue, 1, &[], reason)]).unwrap().digest()
    };
    assert_ne!(digest("新しい番号です"), digest("古い番号です"));
    assert_eq!(digest("新しい番号です"), digest("新しい番号です"));
}
