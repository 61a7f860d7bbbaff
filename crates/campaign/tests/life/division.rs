//! Canary, rest and resends: no row is ever in two live parts.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sekisho_campaign::{Division, Manifest, RowNumber, division::DivisionError, manifest::Purpose};
use sekisho_model::ledger::{RowState, RowStep};

use crate::club::club;

fn rows(manifest: &Manifest) -> Vec<u32> {
    manifest.lines().iter().map(|line| line.row.0).collect()
}

#[test]
fn canary_then_rest_is_the_whole() {
    let whole = club(9).manifest();
    let mut division = Division::of(&whole).unwrap();
    let canary = division.canary(3).unwrap();
    let second = division.canary(2).unwrap();
    let rest = division.rest().unwrap();
    assert_eq!((rows(&canary), rows(&second), rows(&rest)), (vec![1, 2, 3], vec![4, 5], vec![6, 7, 8, 9]));
    assert_eq!(division.rest().unwrap_err(), DivisionError::Nothing);
    assert_eq!(canary.heading().parent, Some(whole.root()));
    assert_eq!((canary.heading().number, rest.heading().number), (1, 3));
    assert_eq!(division.child_of(RowNumber(4)), Some(2));
    assert!(Division::of(&canary).is_err(), "a part is not divided again");
}

#[test]
fn only_what_certainly_did_not_go_out_is_sent_again() {
    let whole = club(9).manifest();
    for state in RowState::ALL {
        let mut division = Division::of(&whole).unwrap();
        division.canary(3).unwrap();
        let again = division.resend(&BTreeMap::from([(RowNumber(2), state)]));
        let expected = matches!(state, RowState::Failed | RowState::Withdrawn);
        assert_eq!(again.is_ok(), expected, "{state:?}");
        let never_given = division.resend(&BTreeMap::from([(RowNumber(8), RowState::Failed)]));
        assert_eq!(never_given.unwrap_err(), DivisionError::Sent(RowNumber(8)));
        let unknown = division.resend(&BTreeMap::from([(RowNumber(99), RowState::Failed)]));
        assert_eq!(unknown.unwrap_err(), DivisionError::NoRow(RowNumber(99)));
    }
}

#[test]
fn stored_parts_come_back_only_when_they_fit() {
    let whole = club(9).manifest();
    let other = club(8).manifest();
    let mut division = Division::of(&whole).unwrap();
    let (canary, rest) = (division.canary(3).unwrap(), division.rest().unwrap());
    let again = division.resend(&BTreeMap::from([(RowNumber(2), RowState::Failed)])).unwrap();
    let foreign = Division::of(&other).unwrap().canary(3).unwrap();
    let mut back = Division::restore(&whole, [&canary, &rest, &again]).unwrap();
    assert_eq!(back.child_of(RowNumber(2)), Some(3));
    assert_eq!(back.canary(1).unwrap_err(), DivisionError::Nothing);
    for children in [vec![&rest], vec![&canary, &canary], vec![&canary, &again], vec![&foreign], vec![&again]] {
        assert_eq!(Division::restore(&whole, children).unwrap_err(), DivisionError::Altered);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_asked_for_no_row_goes_out_twice(
        asks in prop::collection::vec((0_u8..4, 0_usize..6, prop::collection::vec((1_u32..13, 0_u8..3), 0..4)), 1..12),
    ) {
        let whole = MANIFEST.with(Clone::clone);
        let mut division = Division::of(&whole).unwrap();
        let mut ledger: BTreeMap<RowNumber, RowState> = BTreeMap::new();
        let mut went_out: BTreeMap<RowNumber, u32> = BTreeMap::new();
        let mut children: Vec<Manifest> = Vec::new();
        for (kind, size, picked) in asks {
            let states = picked.iter().map(|(row, _)| (RowNumber(*row), ledger.get(&RowNumber(*row)).copied().unwrap_or(RowState::Pending)));
            let child = match kind {
                0 | 1 => division.canary(size),
                2 => division.rest(),
                _ => division.resend(&states.collect()),
            };
            let Ok(child) = child else { continue };
            for (at, line) in child.lines().iter().enumerate() {
                let before = ledger.get(&line.row).copied();
                prop_assert!(before.is_none_or(RowState::may_be_sent_again));
                prop_assert_eq!(child.heading().purpose == Purpose::Resend, before.is_some());
                // Some are sent, some are lost, some fail, some are stopped before.
                let fate = picked.get(at).map_or(at % 4, |(_, fate)| usize::from(*fate));
                let steps: &[RowStep] = match fate {
                    0 => &[RowStep::Claim, RowStep::HandOver, RowStep::Accept],
                    1 => &[RowStep::Claim, RowStep::HandOver, RowStep::Lose],
                    2 => &[RowStep::Claim, RowStep::HandOver, RowStep::Fail],
                    _ => &[RowStep::Withdraw],
                };
                let end = steps.iter().fold(RowState::Pending, |state, step| state.after(*step).unwrap());
                ledger.insert(line.row, end);
                *went_out.entry(line.row).or_default() += u32::from(matches!(end, RowState::Accepted | RowState::Unknown));
            }
            children.push(child);
        }
        prop_assert!(went_out.values().all(|times| *times <= 1));
        let given: BTreeSet<_> = children.iter().flat_map(|child| child.lines()).map(|line| line.row).collect();
        prop_assert_eq!(given, ledger.keys().copied().collect());
        prop_assert!(Division::restore(&whole, &children).is_ok());
    }
}

thread_local! {
    static MANIFEST: Manifest = club(12).manifest();
}
