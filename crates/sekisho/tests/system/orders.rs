//! Orders to a running service that it does not carry out: what is wrong is named with file and line, and nothing is sent.

use std::fs;

use crate::{AT_ONCE, House, Ledger, Sink, letters, write_campaign};

/// Whether the order ended like this and said these words; and still nothing has left.
fn refused(house: &House, sink: &Sink, order: &[&str], status: i32, words: &[&str]) {
    let done = house.run(&[&["campaign"], order, &["--lang", "en"]].concat(), "");
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    assert_eq!(done.status.code(), Some(status), "{order:?}: {said}");
    for word in words {
        assert!(said.contains(word), "{order:?}: no `{word}` in {said}");
    }
    assert!(letters(sink).is_empty(), "{order:?}");
}

#[test]
fn bad_files_are_named_by_a_running_service_and_nothing_is_sent() {
    let sink = Sink::open();
    let mut house = House::new(sink.port, AT_ONCE);
    house.start(None);
    house.add_people();
    let file = write_campaign(&house);
    let submit = ["submit", &file, "--as", "taro"];
    let right = |name: &str| fs::read_to_string(house.path(name)).unwrap();
    let (list, plan) = (right("list.csv"), right("campaign.toml"));
    let ragged = list.replacen("fan5@customer5.example", "fan5@customer5.example,x", 1);
    let charset = [list.as_bytes(), b"M999999,\x8e\x52,fan@customer.example\n"].concat();
    let changed = |what: &str, with: &str| plan.replacen(what, with, 1).into_bytes();
    let no_key = list.replacen("M000005,", ",", 1);
    let cases: [(&str, Vec<u8>, &[&str]); 6] = [
        ("list.csv", ragged.into_bytes(), &["list.csv:6:", "4 cells", "3 columns"]),
        ("list.csv", charset, &["list.csv:242"]),
        ("list.csv", no_key.into_bytes(), &["list.csv:6", "member", "empty"]),
        ("campaign.toml", changed("key = \"member\"", "key = \"number\""), &["list.csv", "number"]),
        ("campaign.toml", changed("master.csv", "lost.csv"), &["lost.csv", "cannot be read"]),
        ("campaign.toml", changed("[sender]", "[sendr]"), &["campaign.toml:", "sendr"]),
    ];
    for (name, bytes, words) in cases {
        write_campaign(&house);
        fs::write(house.path(name), bytes).unwrap();
        refused(&house, &sink, &submit, 2, words);
    }
    write_campaign(&house);
    refused(&house, &sink, &["submit", &file, "--as", "nobody"], 2, &["no account of this login name"]);
    house.stop();
    assert!(house.output(&["evidence", "verify"]).starts_with("intact"));
}

#[test]
fn who_may_not_lets_nothing_go_and_what_was_replaced_is_not_let_go() {
    let sink = Sink::open();
    let mut house = House::new(sink.port, AT_ONCE);
    house.start(None);
    house.add_people();
    let file = write_campaign(&house);
    let told = house.output(&["campaign", "submit", &file, "--as", "taro", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let root = told["check"]["root"].as_str().unwrap();
    let prove =
        |what: &'static str, who: &'static str| [what, "spring", "--root", root, "--as", who].map(str::to_owned);
    let waive = ["waive", "spring", "--class", "nonsense", "--count", "1", "--reason", "no reason", "--as", "taro"];
    refused(&house, &sink, &waive, 2, &["Nobody can answer for this", "Mend sources"]);
    let settle = ["settle", "spring", "--unknown", "5", "--lost", "--as", "taro"];
    refused(&house, &sink, &settle, 2, &["changed meanwhile"]);
    let refused = |order: [String; 6], status, words: &str| {
        let order: Vec<&str> = order.iter().map(String::as_str).collect();
        refused(&house, &sink, &order, status, &[words]);
    };
    refused(prove("start", "taro"), 1, "cannot be done now");
    refused(prove("approve", "taro"), 1, "had a hand in");
    refused(prove("approve", "hanako"), 2, "not theirs to see");
    house.output(&["campaign", "approve", "spring", "--root", root, "--as", "boss"]);
    refused(prove("start", "boss"), 1, "releases what they approved");
    refused(prove("start", "hanako"), 2, "not theirs to see");
    for entry in fs::read_dir(house.path("data/campaigns")).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
    }
    refused(prove("start", "taro"), 2, "nothing is sent");
    house.stop();
    house.start(None);
    assert!(Ledger::read(&house).rows.is_empty() && letters(&sink).is_empty(), "nothing was given to anybody");
}
