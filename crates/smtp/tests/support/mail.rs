//! Mails for tests, made the only way there is: a verdict, a release, the sealed bytes.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use sekisho_model::{
    Address, Circle, Digest, Envelope, Leaf, LetterId, Outcome, Outgoing, ParcelId, ReversePath, Seal, Standing,
    Verdict,
};

/// An envelope without parameters.
pub fn envelope(to: &[&str]) -> Envelope {
    let address = |text: &str| Address::parse(text).unwrap();
    Envelope::plain(ReversePath::Address(address("sender@sekisho.example")), to.iter().map(|to| address(to)).collect())
}

/// A mail that passed.
pub fn outgoing(envelope: Envelope, bytes: &[u8]) -> Outgoing {
    let leaf = Leaf::of(&envelope, bytes);
    let seal = Seal::new(&envelope, Digest::of(bytes), &[leaf]);
    let parcel = ParcelId { letter: LetterId::from_parts(1, 1), number: 0 };
    match Standing::open(parcel, seal, &Verdict::Pass, Circle::default()) {
        Standing::Released(release) => release.unseal(vec![leaf]).unwrap().load(0, envelope, bytes.to_vec()).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// One letter per outcome and its code: `A250 R550 D0 U0`.
pub fn codes(outcomes: &[Outcome]) -> String {
    let one = |outcome: &Outcome| {
        let letter = match outcome {
            Outcome::Accepted { .. } => 'A',
            Outcome::Refused { .. } => 'R',
            Outcome::Deferred { .. } => 'D',
            Outcome::Unknown { .. } => 'U',
        };
        format!("{letter}{}", outcome.reply().code)
    };
    outcomes.iter().map(one).collect::<Vec<_>>().join(" ")
}
