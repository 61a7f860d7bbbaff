use proptest::prelude::*;

use super::*;
use crate::{Address, Digest, Domain, Envelope, IncidentId, Leaf, LetterId, ReversePath};

fn user(name: &str) -> UserId {
    UserId::new(name)
}

fn parcel() -> ParcelId {
    ParcelId { letter: LetterId::from_parts(1, 1), number: 0 }
}

fn envelope() -> Envelope {
    let address = |text: &str| Address::parse(text).unwrap();
    Envelope::plain(ReversePath::Address(address("a@example.jp")), vec![address("b@example.org")])
}

fn seal_of(bytes: &[u8]) -> Seal {
    Seal::new(&envelope(), Digest::of(b"source"), &[Leaf::of(&envelope(), bytes)])
}

fn circle() -> Circle {
    let set = |names: &[&str]| names.iter().map(|name| user(name)).collect::<BTreeSet<_>>();
    Circle {
        authors: set(&["author"]),
        reviewers: set(&["author", "colleague"]),
        approvers: [(GroupId::new("leads"), set(&["author", "colleague", "lead", "deputy"]))].into(),
        officers: set(&["officer"]),
        stoppers: BTreeSet::new(),
    }
}

fn hold(needs: Vec<Need>) -> Held {
    let verdict = Verdict::Hold { needs: Needs::new(needs).unwrap() };
    match Standing::open(parcel(), seal_of(b"bytes"), &verdict, circle()) {
        Standing::Held(held) => held,
        other => panic!("{other:?}"),
    }
}

fn approval(count: u8) -> Need {
    Need::Approval { group: GroupId::new("leads"), count }
}

fn approved(by: &str, seal: Seal) -> Proof {
    let (by, group) = (user(by), GroupId::new("leads"));
    Proof::Approved { by, group, capacity: Capacity::Approver, seal, means: Means::Password }
}

fn reviewed(by: &str, seal: Seal) -> Proof {
    Proof::Reviewed { by: user(by), seal, means: Means::Password }
}

fn why(result: Result<Standing, Box<Rejected>>) -> Rejection {
    result.unwrap_err().why
}

#[test]
fn nobody_approves_their_own_letter() {
    assert_eq!(why(hold(vec![approval(1)]).meet(approved("author", seal_of(b"bytes")))), Rejection::Own);
}

#[test]
fn who_reviewed_cannot_be_the_second_person_and_the_other_way_round() {
    let seal = seal_of(b"bytes");
    let held = match hold(vec![Need::SelfReview, approval(1)]).meet(reviewed("colleague", seal)).unwrap() {
        Standing::Held(held) => held,
        other => panic!("{other:?}"),
    };
    assert_eq!(why(held.meet(approved("colleague", seal))), Rejection::Own);

    let held = match hold(vec![Need::SelfReview, approval(1)]).meet(approved("colleague", seal)).unwrap() {
        Standing::Held(held) => held,
        other => panic!("{other:?}"),
    };
    assert_eq!(why(held.meet(reviewed("colleague", seal))), Rejection::Own);
}

#[test]
fn approval_of_other_bytes_is_stale() {
    assert_eq!(why(hold(vec![approval(1)]).meet(approved("lead", seal_of(b"other")))), Rejection::Stale);
}

#[test]
fn two_of_them_means_two_different_people() {
    let seal = seal_of(b"bytes");
    let held = match hold(vec![approval(2)]).meet(approved("lead", seal)).unwrap() {
        Standing::Held(held) => held,
        other => panic!("{other:?}"),
    };
    let rejected = held.meet(approved("lead", seal)).unwrap_err();
    assert_eq!(rejected.why, Rejection::Twice);
    assert!(matches!(rejected.held.meet(approved("deputy", seal)), Ok(Standing::Released(_))));
}

#[test]
fn strangers_early_birds_and_needless_proofs_are_rejected() {
    let seal = seal_of(b"bytes");
    assert_eq!(why(hold(vec![approval(1)]).meet(approved("stranger", seal))), Rejection::NotAllowed);
    assert_eq!(why(hold(vec![approval(1)]).meet(Proof::Waited { now: Time::MAX })), Rejection::NotNeeded);
    let wait = Need::Wait { until: Time::UNIX_EPOCH + jiff::Span::new().seconds(10) };
    assert_eq!(why(hold(vec![wait.clone()]).meet(Proof::Waited { now: Time::UNIX_EPOCH })), Rejection::TooEarly);
    assert!(matches!(hold(vec![wait]).meet(Proof::Waited { now: Time::MAX }), Ok(Standing::Released(_))));
    let thaw = Need::Thaw { incident: IncidentId::new("i1") };
    let by = |name| Proof::Thawed { by: user(name), incident: IncidentId::new("i1") };
    assert_eq!(why(hold(vec![thaw.clone()]).meet(by("lead"))), Rejection::NotAllowed);
    assert!(matches!(hold(vec![thaw]).meet(by("officer")), Ok(Standing::Released(_))));
}

#[test]
fn only_the_sealed_bytes_and_recipients_become_outgoing() {
    let open = || match Standing::open(parcel(), seal_of(b"bytes"), &Verdict::Pass, circle()) {
        Standing::Released(release) => release,
        other => panic!("{other:?}"),
    };
    assert_eq!(open().unseal(vec![Leaf::of(&envelope(), b"other")]).unwrap_err(), Altered);
    let unsealed = open().unseal(vec![Leaf::of(&envelope(), b"bytes")]).unwrap();
    assert!(unsealed.load(0, envelope(), b"other".to_vec()).is_err());
    assert!(unsealed.load(1, envelope(), b"bytes".to_vec()).is_err());
    let mut more = envelope();
    more.recipients.push(crate::Recipient::plain(Address::parse("c@example.org").unwrap()));
    assert!(unsealed.load(0, more, b"bytes".to_vec()).is_err());
    assert_eq!(unsealed.load(0, envelope(), b"bytes".to_vec()).unwrap().bytes(), b"bytes");
    assert!(Domain::parse("example.jp").is_ok());
}

fn any_need() -> impl Strategy<Value = Need> {
    prop_oneof![
        (0i64..100).prop_map(|s| Need::Wait { until: Time::from_second(s).unwrap() }),
        Just(Need::SelfReview),
        (1u8..4).prop_map(approval),
        Just(Need::Thaw { incident: IncidentId::new("i1") }),
    ]
}

fn any_proof() -> impl Strategy<Value = Proof> {
    let who = prop::sample::select(vec!["author", "colleague", "lead", "deputy", "officer", "stranger"]);
    let seal = prop::bool::weighted(0.8).prop_map(|fresh| seal_of(if fresh { b"bytes" } else { b"other" }));
    prop_oneof![
        (0i64..120).prop_map(|s| Proof::Waited { now: Time::from_second(s).unwrap() }),
        (who.clone(), seal.clone()).prop_map(|(by, seal)| reviewed(by, seal)),
        (who.clone(), seal).prop_map(|(by, seal)| approved(by, seal)),
        who.prop_map(|by| Proof::Thawed { by: user(by), incident: IncidentId::new("i1") }),
    ]
}

/// The same rules once more, written as plain set arithmetic over the accepted proofs.
fn all_met(needs: &[Need], taken: &[Proof]) -> bool {
    let approvers: BTreeSet<_> = taken
        .iter()
        .filter_map(|proof| match proof {
            Proof::Approved { by, .. } => Some(by.as_str()),
            _ => None,
        })
        .collect();
    let has = |wanted: &dyn Fn(&Proof) -> bool| taken.iter().any(wanted);
    needs.iter().all(|need| match need {
        Need::Wait { until } => has(&|proof| matches!(proof, Proof::Waited { now } if now >= until)),
        Need::SelfReview => has(&|proof| matches!(proof, Proof::Reviewed { .. })),
        Need::Approval { count, .. } => approvers.len() >= usize::from(*count),
        Need::Thaw { .. } => has(&|proof| matches!(proof, Proof::Thawed { .. })),
    })
}

proptest! {
    #[test]
    fn no_sequence_of_proofs_releases_with_an_unmet_need(
        needs in prop::collection::vec(any_need(), 1..5),
        proofs in prop::collection::vec(any_proof(), 0..24),
    ) {
        let needs = Needs::new(needs).unwrap();
        let verdict = Verdict::Hold { needs: needs.clone() };
        let mut standing = Standing::open(parcel(), seal_of(b"bytes"), &verdict, circle());
        let mut taken = Vec::new();
        for proof in proofs {
            standing = match standing {
                Standing::Held(held) => match held.meet(proof.clone()) {
                    Ok(next) => { taken.push(proof); next }
                    Err(rejected) => Standing::Held(rejected.held),
                },
                done => done,
            };
        }
        let released = matches!(standing, Standing::Released(_));
        prop_assert_eq!(released, all_met(needs.as_slice(), &taken));
        for proof in &taken {
            if let Proof::Approved { by, seal, .. } = proof {
                prop_assert_ne!(by.as_str(), "author");
                prop_assert_eq!(*seal, seal_of(b"bytes"));
                let reviewed_too = taken.iter().any(|p| matches!(p, Proof::Reviewed { by: other, .. } if other == by));
                prop_assert!(!reviewed_too);
            }
        }
    }

    #[test]
    fn replaying_the_taken_proofs_ends_in_the_same_place(
        needs in prop::collection::vec(any_need(), 1..5),
        proofs in prop::collection::vec(any_proof(), 0..24),
    ) {
        let verdict = Verdict::Hold { needs: Needs::new(needs).unwrap() };
        let open = || Standing::open(parcel(), seal_of(b"bytes"), &verdict, circle());
        let once = matches!(open().replay(proofs.clone()), Standing::Released(_));
        let twice = matches!(open().replay(proofs), Standing::Released(_));
        prop_assert_eq!(once, twice);
    }
}
