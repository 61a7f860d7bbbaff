//! Any text as a rules file: checking never panics, mistakes lie inside the text, and what is put in force decides
//! about every recipient of a letter, the same twice.
#![no_main]

mod caught;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sekisho_content::{Limits, Mail, read};
use sekisho_model::{Address, Domain, Time};
use sekisho_policy::{Facts, ListFacts, Policy, RecipientFacts, decide, inspect};

static MAIL: LazyLock<Mail> = LazyLock::new(|| {
    let letter = "From: a@house.example\r\nTo: b@one.example, c@two.example\r\nSubject: fuzz\r\n\
                  Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nDear b,\r\n090-1234-5678\r\n\
                  --x\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n\
                  b@one.example,1\r\n--x--\r\n";
    read(letter.as_bytes(), &Limits::default())
});

fn recipient(address: &str, inside: bool) -> RecipientFacts {
    let address: Address = address.parse().expect("an address");
    RecipientFacts {
        organisation: address.domain().clone(),
        inside,
        first_ever: !inside,
        last_letter: None,
        names: Vec::new(),
        list: ListFacts::NotAList,
        address,
    }
}

fuzz_target!(init: caught::panics_of("/mail-parser-"), |text: &str| {
    let policy = match Policy::from_toml(text, "fuzz") {
        Ok(policy) => policy,
        Err(errors) => {
            assert!(!errors.is_empty());
            let lines = text.matches('\n').count() + 1;
            assert!(errors.iter().all(|error| error.line >= 1 && error.line as usize <= lines && error.column >= 1));
            return;
        }
    };
    let house: Domain = "house.example".parse().expect("a domain");
    let facts = Facts {
        at: Time::UNIX_EPOCH,
        sender: None,
        sender_names: Vec::new(),
        recipients: vec![
            recipient("b@one.example", false),
            recipient("c@two.example", false),
            recipient("d@house.example", true),
        ],
        known_domains: vec![house.clone()],
        thread: None,
        master: None,
        burst: None,
        own_domains: vec![house],
    };
    let judge = || decide(&policy, &MAIL, &facts, inspect(&policy, &MAIL, &facts));
    let decision = judge();
    let mut all: Vec<usize> = decision.parcels.iter().flat_map(|parcel| parcel.recipients.clone()).collect();
    all.sort_unstable();
    assert_eq!(all, [0, 1, 2]);
    assert_eq!(decision, judge());
    let _ = policy.run_cases();
});
