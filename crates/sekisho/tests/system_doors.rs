//! The door on port 587 with a real mail client, and attachments that stay behind.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of the support")]

#[path = "system/client.rs"]
mod client;
#[path = "system/house.rs"]
mod house;
#[path = "../../smtp/tests/support/ports.rs"]
mod ports;
#[path = "system/sink.rs"]
mod sink;

use std::process::Command;

use house::{House, PASSWORD};
use sink::Sink;

const TARO: &str = "taro@house.example";
const AT_ONCE: &str = include_str!("system/at_once.toml");

/// Price lists do not leave.
const STAYS: &str = r#"
[[rule]]
id = "no-price-lists"
description = { ja = "価格表は出さない", en = "Price lists stay" }
when = { attachment = { name = { words = ["price"] } } }
then = { strip = true, strip_note = "The price list stays with us." }
"#;

fn started(upstream: u16, policy: &str) -> House {
    let mut house = House::new(upstream, policy);
    house.start(None);
    house.add_people();
    house
}

/// The words of a swaks session on port 587.
fn swaks(house: &House, more: &[&str]) -> (bool, String) {
    let server = format!("127.0.0.1:{}", house.submission);
    let out = Command::new("/usr/bin/swaks")
        .args(["--server", &server, "--ehlo", "pc1", "--from", TARO, "--to", "a@out.example"])
        .args(more)
        .output()
        .unwrap();
    (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
}

#[test]
fn submission_on_587_needs_starttls_before_anybody_signs_in() {
    let sink = Sink::open();
    let house = started(sink.port, AT_ONCE);
    let account = ["--auth", "PLAIN", "--auth-user", "taro", "--auth-password", PASSWORD];
    let (sent, talk) = swaks(&house, &[&["--tls", "--header", "Subject: by 587"], &account[..]].concat());
    assert!(sent && talk.contains("250 2.0.0 taken in as"), "{talk}");
    sink.wait("by 587", |mails| mails.iter().any(|mail| mail.subject() == "by 587"));
    let before = talk.split("STARTTLS").next().unwrap();
    assert!(!before.contains("AUTH"), "nothing to sign in with is offered in clear\n{talk}");
    let (sent, talk) = swaks(&house, &account);
    assert!(!sent && !talk.contains("235 "), "no password in clear\n{talk}");
    let (sent, talk) = swaks(&house, &[]);
    assert!(!sent && talk.contains("530 5.7.0"), "nothing without TLS\n{talk}");
    let (sent, talk) = swaks(&house, &["--tls"]);
    assert!(!sent && talk.contains("530 5.7.0"), "nothing without signing in\n{talk}");
}

#[test]
fn a_stripped_attachment_stays_and_the_rest_arrives() {
    let sink = Sink::open();
    let house = started(sink.port, &format!("{AT_ONCE}{STAYS}"));
    let part = |name: &str, text: &str| {
        format!(
            "--b\r\nContent-Type: text/csv; name={name}\r\nContent-Disposition: attachment; filename={name}\r\n\r\n{text}\r\n"
        )
    };
    let letter = format!(
        "From: {TARO}\r\nTo: a@out.example\r\nSubject: lists\r\nMessage-ID: <lists@client.example>\r\n\
         Date: Thu, 26 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nBoth lists.\r\n{}{}--b--\r\n",
        part("price.csv", "bolt,12 yen"),
        part("colours.csv", "bolt,blue")
    );
    client::send(house.relay, TARO, &["a@out.example"], letter.as_bytes()).unwrap();
    let mails = sink.wait("lists", |mails| mails.iter().any(|mail| mail.subject() == "lists"));
    let text = &mails.iter().find(|mail| mail.subject() == "lists").unwrap().text;
    assert!(text.contains("Both lists.") && text.contains("bolt,blue") && text.contains("colours.csv"), "{text}");
    assert!(text.contains("The price list stays with us."), "the note stands in its place\n{text}");
    assert!(!text.contains("12 yen") && !text.contains("price.csv"), "the list itself is gone\n{text}");
}
