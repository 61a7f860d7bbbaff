//! What addresses expand to.

use std::collections::BTreeSet;

use super::{address, directory, list, shared};
use crate::{Expansion, MailingList, Roster, RosterError};
use proptest::prelude::*;
use sekisho_model::Address;

/// An expansion in short: `person`, `unknown`, `unexpandable`, or `members / outside members`.
fn short(roster: &Roster, at: &str) -> String {
    let join = |addresses: &[Address]| addresses.iter().map(Address::as_str).collect::<Vec<_>>().join(" ");
    match roster.expand(&address(at)) {
        Expansion::Person => "person".to_owned(),
        Expansion::Unknown => "unknown".to_owned(),
        Expansion::Unexpandable => "unexpandable".to_owned(),
        Expansion::List { members, outside } => format!("{} / {}", join(members), join(outside)),
    }
}

fn house(complete: bool) -> Roster {
    let lists = vec![
        list("all@example.jp", &["ann"], &["bob@example.jp", "ann@example.jp", "BOB@EXAMPLE.JP"]),
        list("drift@example.jp", &["ann"], &["ann@example.jp", "stranger@outside.example"]),
        list("nested@example.jp", &[], &["all+x@example.jp", "drift@example.jp", "desk@example.jp"]),
        list("ring-a@example.jp", &[], &["ring-b@example.jp", "ann@example.jp"]),
        list("ring-b@example.jp", &[], &["ring-a@example.jp", "ring-b@example.jp", "x@outside.example"]),
        list("empty@example.jp", &[], &[]),
        list("leaver@example.jp", &[], &["gone@example.jp"]),
        list("news@ml.example.jp", &["bob"], &["ann@example.jp"]),
        list("gap@example.jp", &[], &["ann@example.jp", "news@ml.example.jp", "leaver@example.jp"]),
        list("far@lists.partner.example", &[], &["y@partner.example"]),
    ];
    let mut directory = directory(&["ann", "bob", "!carl"]);
    directory.complete = complete;
    directory.lists = lists;
    directory.shared = vec![shared("desk@example.jp", &["ann"]), shared("quiet@example.jp", &[])];
    Roster::new(directory).unwrap()
}

#[test]
fn addresses_expand() {
    let both = |same: &'static str| (same, same);
    for (at, (open, complete)) in [
        ("all@example.jp", both("ann@example.jp bob@example.jp / ")),
        ("ALL@Example.JP", both("ann@example.jp bob@example.jp / ")),
        ("\"all\"@example.jp", both("ann@example.jp bob@example.jp / ")),
        ("all+tag@example.jp", both("ann@example.jp bob@example.jp / ")),
        ("drift@example.jp", both("ann@example.jp stranger@outside.example / stranger@outside.example")),
        (
            "nested@example.jp",
            both("ann@example.jp bob@example.jp desk@example.jp stranger@outside.example / stranger@outside.example"),
        ),
        ("ring-a@example.jp", both("ann@example.jp x@outside.example / x@outside.example")),
        ("ring-b@example.jp", both("ann@example.jp x@outside.example / x@outside.example")),
        ("empty@example.jp", both(" / ")),
        ("leaver@example.jp", ("gone@example.jp / ", "unexpandable")),
        ("news@ml.example.jp", both("ann@example.jp / ")),
        ("gap@example.jp", ("ann@example.jp gone@example.jp / ", "unexpandable")),
        ("far@lists.partner.example", both("y@partner.example / y@partner.example")),
        // People of the house, closed accounts and shared mailboxes without members included.
        ("ann@example.jp", both("person")),
        ("Ann+x@example.jp", both("person")),
        ("carl@example.jp", both("person")),
        ("desk@example.jp", both("person")),
        ("quiet@example.jp", both("person")),
        // Mailboxes every domain and every list has.
        ("Postmaster@example.jp", both("person")),
        ("postmaster@sub.example.jp", both("person")),
        ("all-owner@example.jp", both("person")),
        ("owner-all@example.jp", both("person")),
        ("all-request@example.jp", both("person")),
        ("all-bounces@example.jp", both("person")),
        // Nobody knows them.
        ("al@example.jp", ("person", "unknown")),
        ("no-owner@example.jp", ("person", "unknown")),
        ("ann@sub.example.jp", ("person", "unknown")),
        ("typo@ml.example.jp", ("person", "unknown")),
        // Outside nothing is known.
        ("ann@outside.example", both("person")),
        ("typo@lists.partner.example", both("person")),
        ("ann@[192.0.2.1]", both("person")),
    ] {
        assert_eq!(short(&house(false), at), open, "{at}");
        assert_eq!(short(&house(true), at), complete, "{at}, complete directory");
    }
}

#[test]
fn a_list_beyond_the_limits_cannot_be_expanded_and_neither_can_what_contains_it() {
    let member = |number: usize| address(&format!("p{number}@outside.example"));
    let large =
        |at: &str, count: usize| MailingList { members: (0..count).map(member).collect(), ..list(at, &[], &[]) };
    let mut directory = directory(&[]);
    directory.lists = vec![
        large("fits@example.jp", 100_000),
        large("over@example.jp", 100_001),
        list("around@example.jp", &[], &["a@outside.example", "over@example.jp"]),
        MailingList { members: vec![member(1); 400_001], ..list("same@example.jp", &[], &[]) },
    ];
    let roster = Roster::new(directory).unwrap();
    let expanded = |at: &str| roster.expand(&address(at));
    assert!(matches!(expanded("fits@example.jp"), Expansion::List { members, .. } if members.len() == 100_000));
    for at in ["over@example.jp", "around@example.jp", "same@example.jp"] {
        assert_eq!(expanded(at), Expansion::Unexpandable, "{at}");
    }
}

#[test]
fn a_long_chain_of_lists_is_followed_to_its_end() {
    let name = |number: usize| format!("l{number}@example.jp");
    let chain = (0..1_000).map(|number| list(&name(number), &[], &[&name(number + 1)]));
    let end = list(&name(1_000), &[], &["end@outside.example"]);
    let mut directory = directory(&[]);
    directory.lists = chain.chain([end]).collect();
    assert_eq!(short(&Roster::new(directory).unwrap(), "l0@example.jp"), "end@outside.example / end@outside.example");
}

#[test]
fn an_address_cannot_be_two_things() {
    let of = |lists: Vec<MailingList>, mailboxes: &[&str]| {
        let mut directory = directory(&["ann"]);
        directory.lists = lists;
        directory.shared = mailboxes.iter().map(|at| shared(at, &[])).collect();
        Roster::new(directory).err()
    };
    let twice = vec![list("b@example.jp", &[], &[]), list("a@example.jp", &[], &[]), list("A@example.JP", &[], &[])];
    assert_eq!(of(twice, &[]), Some(RosterError::ListTwice { first: 2, second: 3 }));
    assert_eq!(of(vec![], &["d@example.jp", "D@example.jp"]), Some(RosterError::SharedTwice { first: 1, second: 2 }));
    let one = vec![list("a@example.jp", &[], &[])];
    assert_eq!(
        of(one.clone(), &["b@example.jp", "a@example.jp"]),
        Some(RosterError::SharedIsList { shared: 2, list: 1 })
    );
    assert_eq!(of(one, &["b@example.jp"]), None);
}

/// Lists 0..6 with members that are people (0..6, the even ones outside) or lists, by number.
fn any_lists() -> impl Strategy<Value = Vec<Vec<Result<usize, usize>>>> {
    let member = prop_oneof![(0..6usize).prop_map(Ok), (0..6usize).prop_map(Err)];
    prop::collection::vec(prop::collection::vec(member, 0..5), 6)
}

fn person_address(number: usize) -> String {
    format!("p{number}@{}", if number.is_multiple_of(2) { "outside.example" } else { "example.jp" })
}

fn roster_of(lists: &[Vec<Result<usize, usize>>]) -> Roster {
    let mut directory = directory(&[]);
    let name = |number: usize| format!("l{number}@example.jp");
    directory.lists = (0..lists.len())
        .map(|number| {
            let members = lists[number].iter().map(|member| match member {
                Ok(person) => address(&person_address(*person)),
                Err(list) => address(&name(*list)),
            });
            MailingList { members: members.collect(), ..list(&name(number), &[], &[]) }
        })
        .collect();
    Roster::new(directory).unwrap()
}

/// Everybody reached from a list: grown until nothing is added.
fn reached(lists: &[Vec<Result<usize, usize>>], from: usize) -> BTreeSet<usize> {
    let mut entered = BTreeSet::from([from]);
    loop {
        let next = entered.iter().flat_map(|list| &lists[*list]).filter_map(|member| member.err()).collect::<Vec<_>>();
        let before = entered.len();
        entered.extend(next);
        if entered.len() == before {
            return entered.iter().flat_map(|list| &lists[*list]).filter_map(|member| member.ok()).collect();
        }
    }
}

proptest! {
    #[test]
    fn expansion_ends_finds_everybody_once_and_does_not_depend_on_the_order(lists in any_lists()) {
        let roster = roster_of(&lists);
        let reversed: Vec<Vec<_>> = lists.iter().map(|list| list.iter().rev().copied().collect()).collect();
        let turned = roster_of(&reversed);
        for number in 0..lists.len() {
            let at = address(&format!("l{number}@example.jp"));
            let expected: Vec<Address> = reached(&lists, number).iter().map(|p| address(&person_address(*p))).collect();
            let outside: Vec<Address> =
                expected.iter().filter(|one| one.domain().as_str() == "outside.example").cloned().collect();
            prop_assert_eq!(roster.expand(&at), Expansion::List { members: &expected, outside: &outside });
            prop_assert_eq!(roster.expand(&at), turned.expand(&at));
        }
    }
}

#[test]
fn a_list_reaches_where_its_members_are() {
    let roster = house(true);
    for (at, domains) in [
        ("ann@example.jp", &[][..]),
        ("all@example.jp", &[]),
        ("nobody@example.jp", &[]),
        ("drift@example.jp", &["outside.example"]),
        ("nested@example.jp", &["outside.example"]),
        ("leaver@example.jp", &["example.jp"]),
        ("z@elsewhere.example", &["elsewhere.example"]),
    ] {
        let reached: Vec<String> = roster.reaches(&address(at)).iter().map(ToString::to_string).collect();
        assert_eq!(reached, domains, "{at}");
    }
}
