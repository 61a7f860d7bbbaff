//! Who may do what with a letter.

use std::collections::BTreeSet;

use super::{address, directory, group, list, person, shared, user};
use crate::{Directory, Group, MailingList, Person, Roster, RosterError, SharedMailbox};
use proptest::prelude::*;
use sekisho_model::{
    Address, Circle, Digest, Envelope, GroupId, Leaf, LetterId, Need, Needs, ParcelId, Proof, Rejection, ReversePath,
    Seal, Standing, UserId, Verdict,
    hold::{Capacity, Means},
};

fn house() -> Roster {
    let mut directory = directory(&["ann", "bob", "carl", "!dora", "eve", "officer"]);
    directory.people.push(Person { addresses: vec![address("pair@example.jp")], ..person("twin1") });
    directory.people.push(Person { addresses: vec![address("Pair@example.jp")], ..person("twin2") });
    directory.people.push(Person { officer: true, ..person("!left") });
    directory.people.push(Person { addresses: vec![address("ann+eve@example.jp")], ..person("namesake") });
    directory.shared = vec![shared("desk@example.jp", &["ann", "bob", "dora"])];
    directory.lists = vec![
        list("all@example.jp", &["carl"], &["ann@example.jp", "desk@example.jp", "x@outside.example"]),
        list("board@example.jp", &["eve", "dora"], &[]),
    ];
    directory.groups = vec![
        group("leads", &["ann", "bob", "dora"], &["carl"]),
        group("left", &["dora"], &["eve", "left"]),
        group("nobody", &[], &["eve"]),
    ];
    Roster::new(directory).unwrap()
}

fn names(users: &BTreeSet<UserId>) -> String {
    users.iter().map(UserId::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn authors_are_who_may_have_written_it_and_reviewers_who_answer_for_it() {
    let roster = house();
    for (sender, submitter, authors, reviewers) in [
        // A personal address.
        ("ann@example.jp", None, "ann", "ann"),
        ("Ann+news@example.jp", None, "ann", "ann"),
        ("ann@example.jp", Some("ann"), "ann", "ann"),
        ("dora@example.jp", None, "dora", ""),
        // Somebody sends for somebody else: both stand behind it.
        ("ann@example.jp", Some("carl"), "ann carl", "ann carl"),
        // An address of two people: both are its authors, whoever signed in.
        ("pair@example.jp", None, "twin1 twin2", "twin1 twin2"),
        ("pair@example.jp", Some("twin1"), "twin1 twin2", "twin1 twin2"),
        // A shared mailbox: who signed in is the author, every member answers for it.
        ("desk@example.jp", Some("ann"), "ann", "ann bob"),
        ("desk@example.jp", None, "ann bob dora", "ann bob"),
        // Signed in, but not a member: the door let it through, so anybody may be behind it.
        ("desk@example.jp", Some("eve"), "ann bob dora eve", "ann bob eve"),
        ("desk@example.jp", Some("ghost"), "ann bob dora ghost", "ann bob"),
        // A list as sender: its members may have written it, its owners answer for it.
        ("all@example.jp", None, "ann bob carl dora", "carl"),
        ("all-owner@example.jp", None, "carl", "carl"),
        ("board@example.jp", None, "dora eve", "eve"),
        // Nobody known.
        ("printer@example.jp", None, "", ""),
        ("printer@example.jp", Some("eve"), "eve", "eve"),
        ("<>", None, "", ""),
        ("<>", Some("ann"), "ann", "ann"),
    ] {
        let from = Address::parse(sender).ok();
        let circle = roster.circle(from.as_ref(), [], submitter.map(user).as_ref(), &BTreeSet::new());
        assert_eq!(
            (names(&circle.authors).as_str(), names(&circle.reviewers).as_str()),
            (authors, reviewers),
            "{sender} {submitter:?}"
        );
        assert_eq!(names(&circle.officers), "officer");
        assert!(circle.approvers.is_empty());
    }
}

#[test]
fn who_stands_in_the_header_may_have_written_it_and_gains_nothing() {
    let roster = house();
    for (writers, submitter, authors) in [
        (&["ann@example.jp"][..], None, "ann"),
        (&["ann@example.jp", "bob@example.jp"], None, "ann bob"),
        (&["Ann+x@EXAMPLE.jp"], None, "ann"),
        (&["desk@example.jp"], None, "ann bob dora"),
        (&["desk@example.jp"], Some("ann"), "ann"),
        (&["all@example.jp"], None, "ann bob carl dora"),
        (&["ann@elsewhere.example"], None, ""),
        (&[], Some("eve"), "eve"),
    ] {
        let writers: Vec<Address> = writers.iter().map(|writer| Address::parse(writer).unwrap()).collect();
        let bounce = Address::parse("bounce+ann=example.jp@out.example").ok();
        for sender in [None, bounce] {
            let circle = roster.circle(sender.as_ref(), &writers, submitter.map(user).as_ref(), &BTreeSet::new());
            assert_eq!(names(&circle.authors), authors, "{writers:?} {submitter:?}");
            assert_eq!(names(&circle.reviewers), submitter.unwrap_or_default(), "{writers:?}");
        }
    }
}

#[test]
fn approvers_are_members_and_deputies_with_open_accounts() {
    let roster = house();
    let groups: BTreeSet<GroupId> = ["leads", "left", "nobody", "no-such-group"].map(GroupId::new).into();
    let approvers = roster.circle(None, [], None, &groups).approvers;
    let found: Vec<(&str, String)> = approvers.iter().map(|(group, users)| (group.as_str(), names(users))).collect();
    let expected = [("leads", "ann bob carl"), ("left", "eve"), ("no-such-group", ""), ("nobody", "eve")];
    assert_eq!(found, expected.map(|(group, users)| (group, users.to_owned())));
    assert_eq!(approvers, roster.approvers(&groups));
}

#[test]
fn members_are_asked_first_and_deputies_when_wanted_or_when_nobody_else_is_there() {
    let roster = house();
    for (group, first, later) in [
        ("leads", "ann bob", "ann bob carl"),
        ("left", "eve", "eve"),
        ("nobody", "eve", "eve"),
        ("no-such-group", "", ""),
    ] {
        let asked = |deputies| names(&roster.asked(&GroupId::new(group), deputies).into_iter().collect());
        assert_eq!((asked(false).as_str(), asked(true).as_str()), (first, later), "{group}");
    }
}

#[test]
fn a_deputy_acts_in_somebodys_place() {
    let roster = house();
    let deputy = |of: &str| Capacity::Deputy { of: user(of) };
    for (group, by, capacity) in [
        ("leads", "ann", Capacity::Approver),
        ("leads", "carl", deputy("ann")),
        ("leads", "stranger", Capacity::Approver),
        ("left", "eve", deputy("dora")),
        ("nobody", "eve", Capacity::Approver),
        ("no-such-group", "eve", Capacity::Approver),
    ] {
        assert_eq!(roster.capacity(&GroupId::new(group), &user(by)), capacity, "{group} {by}");
    }
}

#[test]
fn people_send_as_themselves_and_as_their_shared_mailboxes() {
    let roster = house();
    for (who, sender, may) in [
        ("ann", "ann@example.jp", true),
        ("ann", "\"ANN\"@example.jp", true),
        ("ann", "ann+tag@example.jp", true),
        ("ann", "desk@example.jp", true),
        ("ann", "desk+ann@example.jp", true),
        ("twin2", "pair@example.jp", true),
        ("ann", "\"ann+a@b\"@example.jp", true),
        ("ann", "bob@example.jp", false),
        // A subaddress that is somebody's address is theirs.
        ("ann", "ann+eve@example.jp", false),
        ("namesake", "ann+eve@example.jp", true),
        ("namesake", "ann@example.jp", false),
        ("ann", "+ann@example.jp", false),
        ("carl", "desk@example.jp", false),
        // Owning a list or being on it is no right to write in its name.
        ("carl", "all@example.jp", false),
        ("ann", "all@example.jp", false),
        ("carl", "all-owner@example.jp", false),
        // Closed accounts, and accounts that are not there.
        ("dora", "dora@example.jp", false),
        ("dora", "desk@example.jp", false),
        ("ghost", "ann@example.jp", false),
        ("ann", "ann@outside.example", false),
        ("ann", "ann@example.jp.evil.example", false),
    ] {
        assert_eq!(roster.may_send_as(&user(who), &address(sender)), may, "{who} as {sender}");
    }
}

#[test]
fn people_behind_an_address() {
    let roster = house();
    for (at, people) in [
        ("ann@example.jp", "ann"),
        ("dora@example.jp", "dora"),
        ("desk@example.jp", "ann bob dora"),
        ("pair@example.jp", "twin1 twin2"),
        ("all@example.jp", ""),
        ("all-request@example.jp", "carl"),
        ("x@outside.example", ""),
    ] {
        assert_eq!(names(&roster.people_of(&address(at)).into_iter().cloned().collect()), people, "{at}");
    }
    assert_eq!(roster.person(&user("dora")).map(|person| person.disabled), Some(true));
    assert_eq!(roster.person(&user("ghost")), None);
}

#[test]
fn a_directory_that_contradicts_itself_makes_no_roster() {
    let twice = Directory { people: vec![person("ann"), person("ann")], ..directory(&[]) };
    assert_eq!(Roster::new(twice).err(), Some(RosterError::PersonTwice(user("ann"))));
    let twice = Directory { groups: vec![group("a", &[], &[]), group("a", &[], &[])], ..directory(&[]) };
    assert_eq!(Roster::new(twice).err(), Some(RosterError::GroupTwice(GroupId::new("a"))));
    assert_eq!(Roster::new(Directory::default()).err(), Some(RosterError::NoDomain));
}

const PEOPLE: [&str; 6] = ["p0", "p1", "p2", "p3", "p4", "p5"];
const SENDERS: [&str; 7] = [
    "p0@example.jp",
    "p1+x@example.jp",
    "desk@example.jp",
    "all@example.jp",
    "part@example.jp",
    "other@example.jp",
    "<>",
];

fn some_people() -> impl Strategy<Value = BTreeSet<UserId>> {
    prop::collection::btree_set(prop::sample::select(PEOPLE.to_vec()).prop_map(user), 0..5)
}

/// A house of six people, one shared mailbox, two lists of which one holds the other, one group.
fn any_directory() -> impl Strategy<Value = Directory> {
    let sets = (some_people(), some_people(), some_people(), some_people(), some_people(), some_people());
    (sets, prop::collection::vec(any::<bool>(), 6)).prop_map(
        |((desk, owners, all, part, members, deputies), closed)| {
            let of = |users: BTreeSet<UserId>| {
                users.iter().map(|user| address(&format!("{user}@example.jp"))).collect::<Vec<_>>()
            };
            let more = ["part@example.jp", "desk@example.jp"].map(address);
            let people = PEOPLE.iter().zip(closed).map(|(name, disabled)| Person { disabled, ..person(name) });
            Directory {
                people: people.collect(),
                shared: vec![SharedMailbox { address: address("desk@example.jp"), members: desk }],
                lists: vec![
                    MailingList {
                        address: address("all@example.jp"),
                        owners,
                        members: of(all).into_iter().chain(more).collect(),
                    },
                    MailingList { address: address("part@example.jp"), owners: BTreeSet::new(), members: of(part) },
                ],
                groups: vec![Group { name: GroupId::new("leads"), members, deputies }],
                ..directory(&[])
            }
        },
    )
}

/// Whether somebody may have written a letter: the rules once more, straight from the directory.
fn may_have_written(directory: &Directory, who: &UserId, sender: &str, submitter: Option<&UserId>) -> bool {
    let desk = &directory.shared[0].members;
    let on = |list: usize| directory.lists[list].members.contains(&address(&format!("{who}@example.jp")));
    let signed_in = submitter == Some(who);
    match sender {
        "desk@example.jp" => signed_in || (desk.contains(who) && submitter.is_none_or(|user| !desk.contains(user))),
        "all@example.jp" => {
            signed_in || directory.lists[0].owners.contains(who) || on(0) || on(1) || desk.contains(who)
        }
        "part@example.jp" => signed_in || on(1),
        "<>" => signed_in,
        other => signed_in || other.split(['@', '+']).next() == Some(who.as_str()),
    }
}

/// What the hold machine says when this person approves.
fn approve(circle: &Circle, by: &UserId) -> Result<(), Rejection> {
    let from = ReversePath::Address(address("a@example.jp"));
    let envelope = Envelope::plain(from, vec![address("b@outside.example")]);
    let seal = Seal::new(&envelope, Digest::of(b"source"), &[Leaf::of(&envelope, b"bytes")]);
    let parcel = ParcelId { letter: LetterId::from_parts(1, 1), number: 0 };
    let group = GroupId::new("leads");
    let verdict = Verdict::Hold { needs: Needs::new([Need::Approval { group: group.clone(), count: 1 }]).unwrap() };
    let Standing::Held(held) = Standing::open(parcel, seal, &verdict, circle.clone()) else {
        panic!("it must be held")
    };
    let (by, capacity, means) = (by.clone(), Capacity::Approver, Means::Password);
    match held.meet(Proof::Approved { by, group, capacity, seal, means }) {
        Ok(Standing::Released(_)) => Ok(()),
        Ok(other) => panic!("one approval is all it needs: {other:?}"),
        Err(rejected) => Err(rejected.why),
    }
}

proptest! {
    #[test]
    fn nobody_who_may_have_written_a_letter_can_approve_it(
        directory in any_directory(),
        sender in prop::sample::select(SENDERS.to_vec()),
        submitter in prop::option::of(prop::sample::select(PEOPLE.to_vec())),
    ) {
        let roster = Roster::new(directory.clone()).unwrap();
        let (from, submitter) = (Address::parse(sender).ok(), submitter.map(user));
        let circle = roster.circle(from.as_ref(), [], submitter.as_ref(), &[GroupId::new("leads")].into());
        for who in PEOPLE.map(user) {
            let open = roster.person(&who).is_some_and(|person| !person.disabled);
            let asked = &directory.groups[0];
            let approver = open && (asked.members.contains(&who) || asked.deputies.contains(&who));
            let expected = if may_have_written(&directory, &who, sender, submitter.as_ref()) {
                Err(Rejection::Own)
            } else if approver {
                Ok(())
            } else {
                Err(Rejection::NotAllowed)
            };
            prop_assert_eq!(approve(&circle, &who), expected, "{}", who);
            prop_assert!(open || !circle.reviewers.contains(&who), "a closed account reviews nothing");
        }
    }
}
