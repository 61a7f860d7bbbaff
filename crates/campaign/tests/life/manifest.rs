//! The manifest and its root.

use sekisho_campaign::{
    Line, Manifest, RowNumber,
    manifest::{Altered, Heading},
    merkle,
};
use sekisho_model::Digest;

use crate::club::{club, user};

type Change = dyn Fn(&mut Heading, &mut Vec<Line>);

#[test]
fn a_stored_manifest_comes_back_only_as_it_was() {
    let manifest = club(9).manifest();
    let back = |change: &Change| {
        let (mut heading, mut lines) = (manifest.heading().clone(), manifest.lines().to_vec());
        change(&mut heading, &mut lines);
        Manifest::restore(heading, lines, manifest.root())
    };
    assert_eq!(back(&|_, _| {}).unwrap(), manifest);
    let changes: [&Change; 11] = [
        &|heading, _| heading.makers.list = user("somebody"),
        &|heading, _| heading.makers.content = user("somebody"),
        &|heading, _| heading.check = Digest::ZERO,
        &|heading, _| heading.reconciled = Some(Digest::ZERO),
        &|heading, _| heading.parent = Some(Digest::ZERO),
        &|heading, _| heading.number = 1,
        &|heading, _| heading.campaign = "other".parse().unwrap(),
        &|_, lines| drop(lines.pop()),
        &|_, lines| lines.swap(2, 3),
        &|_, lines| lines[4].seal = lines[5].seal,
        &|_, lines| lines[4].address = lines[5].address.clone(),
    ];
    for (number, change) in changes.iter().enumerate() {
        assert_eq!(back(change).unwrap_err(), Altered, "change {number}");
    }
}

#[test]
fn lines_survive_storage() {
    let manifest = club(3).manifest();
    let text = serde_json::to_string(manifest.lines()).unwrap();
    let lines: Vec<Line> = serde_json::from_str(&text).unwrap();
    assert_eq!(Manifest::restore(manifest.heading().clone(), lines, manifest.root()).unwrap(), manifest);
}

#[test]
fn every_row_can_prove_that_it_was_approved() {
    let manifest = club(11).manifest();
    for line in manifest.lines() {
        let (index, size, path) = manifest.proof(line.row).unwrap();
        assert!(merkle::is_under(line.leaf(), index, size, &path, manifest.root()));
    }
    assert_eq!(manifest.proof(RowNumber(99)), None);
}

#[test]
fn everything_that_was_checked_is_under_the_root() {
    let root = |change: &dyn Fn(&mut crate::club::Club)| {
        let mut club = club(5);
        change(&mut club);
        club.manifest().root()
    };
    let plain = root(&|_| {});
    assert_eq!(plain, root(&|_| {}));
    let changes: [&dyn Fn(&mut crate::club::Club); 5] = [
        &|club| club.source.subject.push('!'),
        &|club| club.set(3, 5, "内野自由席"),
        &|club| club.campaign = "closing-day".parse().unwrap(),
        &|club| club.master = crate::club::master(51, sekisho_campaign::master::Provenance::Independent),
        &|club| drop(club.rows.pop()),
    ];
    for (number, change) in changes.iter().enumerate() {
        assert_ne!(root(change), plain, "change {number}");
    }
}
