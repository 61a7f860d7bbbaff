//! Two people for every campaign, whatever is tried.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sekisho_campaign::{
    Approval, Division, Manifest, Released, RowNumber, Standing,
    approval::{Act, Rejection, Rights},
    manifest::Altered,
};
use sekisho_model::{Address, Digest, Recipient, UserId, hold::Means};

use crate::club::{club, user};

thread_local! {
    static MANIFEST: Manifest = club(5).manifest();
}

fn manifest() -> Manifest {
    MANIFEST.with(Clone::clone)
}

fn rights(approvals: u8) -> Rights {
    let people = |names: &[&str]| names.iter().map(|name| user(name)).collect::<BTreeSet<UserId>>();
    Rights {
        list: people(&["lister"]),
        content: people(&["writer"]),
        approve: people(&["lister", "writer", "lead", "deputy", "both"]),
        release: people(&["lister", "operator", "both"]),
        approvals,
    }
}

fn by(name: &str, root: Digest) -> Approval {
    Approval { by: user(name), root, means: Means::SecondFactor }
}

fn propose(approvals: u8) -> Standing {
    Standing::propose(&manifest(), rights(approvals)).unwrap()
}

fn approve(name: &str) -> Act {
    Act::Approve(by(name, manifest().root()))
}

fn release(name: &str) -> Act {
    Act::Release(by(name, manifest().root()))
}

fn released() -> Released {
    match propose(1).take(&approve("lead")).unwrap().take(&release("operator")).unwrap() {
        Standing::Released(released) => released,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_taken_and_why() {
    let other = Digest::ZERO;
    for (before, act, why) in [
        (vec![], approve("lister"), Rejection::Own),
        (vec![], approve("writer"), Rejection::Own),
        (vec![], approve("stranger"), Rejection::NotAllowed),
        (vec![], Act::Approve(by("lead", other)), Rejection::Stale),
        (vec![], release("operator"), Rejection::NotNow),
        (vec![approve("lead")], approve("lead"), Rejection::Twice),
        (vec![approve("lead")], release("operator"), Rejection::NotNow),
        (vec![approve("lead"), approve("both")], release("both"), Rejection::Own),
        (vec![approve("lead"), approve("deputy")], release("lead"), Rejection::Own),
        (vec![approve("lead"), approve("deputy")], release("writer"), Rejection::NotAllowed),
        (vec![approve("lead"), approve("deputy")], Act::Release(by("operator", other)), Rejection::Stale),
        (vec![approve("lead"), approve("deputy"), release("operator")], approve("both"), Rejection::NotNow),
        (vec![Act::Stop { by: user("stranger") }], approve("lead"), Rejection::NotNow),
        (vec![approve("lead"), Act::Stop { by: user("lister") }], release("operator"), Rejection::NotNow),
    ] {
        let standing = propose(2).replay(&before);
        assert_eq!(standing.take(&act).unwrap_err().why, why, "{act:?} after {before:?}");
    }
}

#[test]
fn makers_need_the_rights_for_what_they_made() {
    for change in [(|rights: &mut Rights| rights.list.clear()) as fn(&mut Rights), |rights| rights.content.clear()] {
        let mut rights = rights(1);
        change(&mut rights);
        assert_eq!(Standing::propose(&manifest(), rights).unwrap_err(), Rejection::NotAllowed);
    }
    let whole = manifest();
    let canary = Division::of(&whole).unwrap().canary(2).unwrap();
    assert_eq!(Standing::propose(&canary, rights(1)).unwrap_err(), Rejection::NotNow);
}

#[test]
fn an_approval_does_not_survive_a_change() {
    let changed = {
        let mut club = club(5);
        club.source.subject.push('!');
        club.manifest()
    };
    let acts = [approve("lead"), release("operator")];
    assert!(matches!(propose(1).replay(&acts), Standing::Released(_)));
    let again = Standing::propose(&changed, rights(1)).unwrap().replay(&acts);
    assert!(matches!(again, Standing::Proposed(_)), "{again:?}");
}

#[test]
fn only_what_was_approved_comes_out() {
    let club = club(5);
    let whole = manifest();
    let released = released();
    let mut division = Division::of(&whole).unwrap();
    let child = division.canary(3).unwrap();
    let covered = released.cover(&whole, &child).unwrap();
    let letter = |row: u32| club.with(|job| job.letter(job.audience.row(RowNumber(row)).unwrap()).unwrap());
    let (first, second) = (letter(1), letter(2));
    let submission = covered.load(RowNumber(1), first.envelope.clone(), first.bytes.clone()).unwrap();
    assert_eq!((submission.row(), submission.root()), (RowNumber(1), whole.root()));
    assert_eq!(submission.bytes(), first.bytes);

    let mut more = first.envelope.clone();
    more.recipients.push(Recipient::plain(Address::parse("x@evil.example").unwrap()));
    let mut changed = first.bytes.clone();
    changed.push(b' ');
    for (row, envelope, bytes) in [
        (1, first.envelope.clone(), changed),
        (1, more, first.bytes.clone()),
        (1, second.envelope.clone(), second.bytes.clone()),
        (2, first.envelope.clone(), first.bytes.clone()),
        (4, letter(4).envelope, letter(4).bytes),
        (99, first.envelope.clone(), first.bytes.clone()),
    ] {
        assert_eq!(covered.load(RowNumber(row), envelope, bytes).unwrap_err(), Altered, "row {row}");
    }
}

#[test]
fn a_part_of_something_else_is_not_covered() {
    let released = released();
    let whole = manifest();
    let other = {
        let mut club = club(5);
        club.set(2, 5, "内野自由席");
        club.manifest()
    };
    let mut heading = Division::of(&other).unwrap().rest().unwrap().heading().clone();
    let foreign = Division::of(&other).unwrap().rest().unwrap();
    assert!(released.cover(&whole, &foreign).is_err());
    assert!(released.cover(&other, &foreign).is_err());
    assert!(released.cover(&whole, &whole).is_err(), "the whole itself is not a part");
    // The parent's name alone does not make it a child: its rows must be the parent's.
    heading.parent = Some(whole.root());
    let root = forged_root(&heading, other.lines());
    let forged = Manifest::restore(heading, other.lines().to_vec(), root).unwrap();
    assert!(released.cover(&whole, &forged).is_err());
}

/// The root that a forger would compute: tried against `restore`, which recomputes it.
fn forged_root(heading: &sekisho_campaign::manifest::Heading, lines: &[sekisho_campaign::Line]) -> Digest {
    use sekisho_model::digest::Fields;
    let mut fields = Fields::new("sekisho.manifest-heading.v1");
    fields.push(heading.campaign.as_str().as_bytes()).push(heading.purpose.code().as_bytes());
    fields.push(&heading.number.to_be_bytes()).push(heading.check.as_bytes());
    fields.push(heading.makers.list.as_str().as_bytes()).push(heading.makers.content.as_str().as_bytes());
    fields.push(heading.parent.unwrap().as_bytes()).push(b"");
    let head = sekisho_campaign::merkle::leaf(fields.finish().as_bytes());
    let leaves: Vec<Digest> = std::iter::once(head).chain(lines.iter().map(sekisho_campaign::Line::leaf)).collect();
    sekisho_campaign::merkle::root(&leaves)
}

fn any_act() -> impl Strategy<Value = Act> {
    let who = prop::sample::select(vec!["lister", "writer", "lead", "deputy", "both", "operator", "stranger"]);
    let fresh = prop::bool::weighted(0.85);
    let stop = prop::bool::weighted(0.05);
    (who, fresh, stop, any::<bool>()).prop_map(|(name, fresh, stop, approves)| {
        let root = if fresh { manifest().root() } else { Digest::ZERO };
        match (stop, approves) {
            (true, _) => Act::Stop { by: user(name) },
            (false, true) => Act::Approve(by(name, root)),
            (false, false) => Act::Release(by(name, root)),
        }
    })
}

proptest! {
    #[test]
    fn no_sequence_of_acts_lets_a_campaign_go_without_two_people(
        needed in 0_u8..4,
        acts in prop::collection::vec(any_act(), 0..24),
    ) {
        let mut standing = propose(needed);
        let (mut approved, mut let_go) = (BTreeSet::new(), None);
        let mut stopped = false;
        for act in &acts {
            standing = match standing.take(act) {
                Ok(next) => {
                    match act {
                        Act::Approve(approval) => { approved.insert(approval.by.clone()); }
                        Act::Release(release) => let_go = Some(release.by.clone()),
                        Act::Stop { .. } => stopped = true,
                    }
                    next
                }
                Err(rejected) => rejected.standing,
            };
        }
        let is_released = matches!(standing, Standing::Released(_));
        prop_assert_eq!(is_released, let_go.is_some() && !stopped);
        prop_assert_eq!(stopped, matches!(standing, Standing::Stopped));
        if let Some(let_go) = let_go {
            prop_assert!(approved.len() >= usize::from(needed.max(1)));
            prop_assert!(!approved.contains(&let_go));
        }
        prop_assert!(!approved.contains(&user("lister")) && !approved.contains(&user("writer")));
        prop_assert!(approved.iter().all(|name| rights(1).approve.contains(name)));
        // Won again after a restart, from what was stored.
        prop_assert_eq!(matches!(propose(needed).replay(&acts), Standing::Released(_)), is_released);
    }
}
