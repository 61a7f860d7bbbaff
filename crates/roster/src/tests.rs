//! The roster as a whole; here a directory in a few words.

mod circles;
mod lists;

use crate::{Directory, Group, MailingList, Person, SharedMailbox};
use sekisho_model::{Address, Domain, GroupId, UserId};

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn user(name: &str) -> UserId {
    UserId::new(name)
}

/// A person with one address, `NAME@example.jp`. `!` in front: the account is closed.
fn person(name: &str) -> Person {
    let (name, disabled) = name.strip_prefix('!').map_or((name, false), |name| (name, true));
    let addresses = vec![address(&format!("{name}@example.jp"))];
    Person { user: user(name), name: name.to_owned(), addresses, officer: name == "officer", disabled }
}

fn group(name: &str, members: &[&str], deputies: &[&str]) -> Group {
    let set = |names: &[&str]| names.iter().map(|name| user(name)).collect();
    Group { name: GroupId::new(name), members: set(members), deputies: set(deputies) }
}

fn shared(at: &str, members: &[&str]) -> SharedMailbox {
    SharedMailbox { address: address(at), members: members.iter().map(|name| user(name)).collect() }
}

fn list(at: &str, owners: &[&str], members: &[&str]) -> MailingList {
    MailingList {
        address: address(at),
        owners: owners.iter().map(|name| user(name)).collect(),
        members: members.iter().map(|text| address(text)).collect(),
    }
}

fn directory(people: &[&str]) -> Directory {
    Directory {
        domains: vec![Domain::parse("example.jp").unwrap()],
        people: people.iter().map(|name| person(name)).collect(),
        ..Directory::default()
    }
}
