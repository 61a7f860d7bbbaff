//! `kill -9` at each durable step, under load: nothing that was acknowledged is lost, duplicates stay inside the window
//! that docs/operation.md names, and nothing is left behind.
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
#[path = "system/web.rs"]
mod web;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use house::{House, PASSWORD};
use sekisho_content::{Limits, read};
use serde_json::json;
use sink::Sink;

const CLIENTS: usize = 8;
const LETTERS: usize = 400;
/// Letters that were on their way without an answer when the process died: at most one per connection to the next hop.
/// What it had answered for is noted at once.
const WINDOW: usize = 8;

/// External letters leave at once, so that every step is under load.
const AT_ONCE: &str = include_str!("system/at_once.toml");

/// Sends letters until they are all acknowledged or the service is gone; the subjects that were acknowledged.
fn load(port: u16) -> Vec<String> {
    let next = Arc::new(AtomicUsize::new(0));
    let done = Arc::new(Mutex::new(Vec::new()));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (next, done) = (Arc::clone(&next), Arc::clone(&done));
            thread::spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= LETTERS {
                        return;
                    }
                    let id = format!("letter-{number}");
                    let letter = client::letter("taro@house.example", "a@out.example", &id, "Hello\r\n");
                    match client::send(port, "taro@house.example", &["a@out.example"], &letter) {
                        Ok(_) => done.lock().unwrap().push(id),
                        Err(_) => thread::sleep(Duration::from_millis(5)),
                    }
                }
            })
        })
        .collect();
    clients.into_iter().for_each(|client| client.join().unwrap());
    Arc::into_inner(done).unwrap().into_inner().unwrap()
}

fn arrivals(sink: &Sink) -> BTreeMap<String, usize> {
    let mut arrived = BTreeMap::new();
    for mail in sink.mails() {
        *arrived.entry(mail.subject().to_owned()).or_insert(0) += 1;
    }
    arrived
}

fn nothing_is_lost(crash: Option<&str>) {
    let sink = Sink::open();
    let mut house = House::new(sink.port, AT_ONCE);
    house.start(crash);
    let acknowledged = match crash {
        Some(_) => load(house.relay),
        None => {
            let port = house.relay;
            let load = thread::spawn(move || load(port));
            sink.wait("the first letters", |mails| mails.len() > 50);
            house.kill();
            load.join().unwrap()
        }
    };
    if crash.is_some() {
        assert!(house.ended(Duration::from_secs(120)), "the crash point was never passed\n{}", house.log());
    }
    assert!(!acknowledged.is_empty(), "nothing was taken in before the crash");
    house.start(None);
    sink.wait("after the restart", |_| {
        let arrived = arrivals(&sink);
        acknowledged.iter().all(|id| arrived.contains_key(id))
    });
    thread::sleep(Duration::from_millis(1_500));
    let arrived = arrivals(&sink);
    let twice = arrived.values().filter(|count| **count > 1).count();
    assert!(twice <= WINDOW, "{twice} letters arrived twice");
    assert!(arrived.values().all(|count| *count <= 2), "one crash doubles a letter at most once: {arrived:?}");
    house.wait_held(0);
    house.stop();
    let verified = house.output(&["evidence", "verify"]);
    assert!(verified.starts_with("intact"), "{verified}");
}

#[test]
fn killed_under_load() {
    nothing_is_lost(None);
}

#[test]
fn killed_between_the_spool_and_the_reply() {
    nothing_is_lost(Some("accepted:120"));
}

#[test]
fn killed_before_a_decision_is_written() {
    nothing_is_lost(Some("deciding:120"));
}

#[test]
fn killed_after_a_decision_was_written() {
    nothing_is_lost(Some("decided:120"));
}

#[test]
fn killed_between_the_answer_of_the_next_hop_and_its_note() {
    nothing_is_lost(Some("answered:120"));
}

#[test]
fn killed_between_handing_over_and_writing_down() {
    nothing_is_lost(Some("handed-over:120"));
}

#[test]
fn killed_after_an_outcome_was_written() {
    nothing_is_lost(Some("written-down:120"));
}

/// An archive that cannot be looked into: held for an approver.
fn sealed_letter() -> Vec<u8> {
    // The local header of an encrypted entry (APPNOTE 4.3.7, bit 0 of the flags) and nothing behind it.
    let archive = "UEsDBBQAAQAIAAAAIVgAAAAAEAAAAAAAAAAGAAAAc2VjcmV0AAAAAAAAAAAAAAAAAAAAAA==";
    format!(
        "From: taro@house.example\r\nTo: a@out.example\r\nSubject: sealed\r\nMessage-ID: <sealed@client.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         Hello\r\n--b\r\nContent-Type: application/zip; name=x.zip\r\nContent-Disposition: attachment; filename=x.zip\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{archive}\r\n--b--\r\n"
    )
    .into_bytes()
}

/// A person decides with this command, and the service dies at this point; it is started again.
fn decided_in_a_crash(point: &str, order: &[&str]) -> (Sink, House, String) {
    let sink = Sink::open();
    let mut house = House::new(sink.port, AT_ONCE);
    house.start(Some(point));
    house.add_people();
    client::send(house.relay, "taro@house.example", &["a@out.example"], &sealed_letter()).unwrap();
    let parcel = house.wait_held(1).remove(0);
    let told = house.run(&[&["mail", order[0], &parcel], &order[1..]].concat(), "");
    assert!(house.ended(Duration::from_secs(120)), "the crash point was never passed: {told:?}\n{}", house.log());
    house.start(None);
    (sink, house, parcel)
}

fn left(sink: &Sink) -> usize {
    sink.mails().iter().filter(|mail| mail.subject() == "sealed" && mail.to == ["a@out.example"]).count()
}

/// The service dies while it asks for an approval; after the restart the approver has been asked, and the evidence knows.
fn asked_in_a_crash(point: &str) {
    let sink = Sink::open();
    let mut house = House::new(sink.port, AT_ONCE);
    house.start(None);
    house.add_people();
    house.stop();
    house.start(Some(point));
    client::send(house.relay, "taro@house.example", &["a@out.example"], &sealed_letter()).unwrap();
    assert!(house.ended(Duration::from_secs(120)), "the crash point was never passed\n{}", house.log());
    house.start(None);
    let parcel = house.wait_held(1).remove(0);
    sink.wait("the approver is asked", |mails| mails.iter().any(|mail| mail.to == ["boss@house.example"]));
    house.wait_shown(&parcel, "\"event\":\"notified\"");
    assert_eq!(left(&sink), 0, "nobody has approved");
    house.stop();
    assert!(house.output(&["evidence", "verify"]).starts_with("intact"));
}

#[test]
fn killed_before_a_notice_is_written() {
    asked_in_a_crash("inviting:0");
}

#[test]
fn killed_after_a_notice_was_written() {
    asked_in_a_crash("invited:0");
}

#[test]
fn killed_after_an_approval_was_written() {
    let (sink, mut house, parcel) = decided_in_a_crash("met:0", &["release", "--as", "boss", "--approve"]);
    house.wait_shown(&parcel, "state: done");
    thread::sleep(Duration::from_millis(1_500));
    assert_eq!(left(&sink), 1, "it left once\n{}", house.log());
    house.stop();
    assert!(house.output(&["evidence", "verify"]).starts_with("intact"));
}

#[test]
fn killed_after_a_stop_was_written() {
    let (sink, mut house, parcel) = decided_in_a_crash("ended:0", &["stop", "--as", "taro"]);
    house.wait_shown(&parcel, "\"event\":\"discarded\"");
    thread::sleep(Duration::from_millis(1_500));
    assert!(house.held().is_empty(), "it waits no more");
    assert_eq!(left(&sink), 0, "what was stopped never leaves");
    house.stop();
    assert!(house.output(&["evidence", "verify"]).starts_with("intact"));
}

const A: &str = "a@out.example";
const B: &str = "b@out.example";

/// The sender takes a recipient off a held letter, and the service dies at this point. After the restart the letter waits
/// with the recipients of before or those of after, whole, and leaves to exactly these.
fn edited_in_a_crash(point: &str, left_to: &[&str]) {
    let sink = Sink::open();
    let mut house = House::new(sink.port, AT_ONCE);
    house.add_people();
    house.start(Some(point));
    client::send(house.relay, "taro@house.example", &[A, B], &sealed_letter()).unwrap();
    let parcel = house.wait_held(1).remove(0);
    let path = format!("/letters/{parcel}");
    let token = web::sign_in(house.console, "taro", PASSWORD);
    let (_, before) = web::ask(house.console, "GET", &path, &token, &json!({})).unwrap();
    let wanted = json!({ "seal": before["seal"], "recipients": [A] });
    let told = web::ask(house.console, "PUT", &format!("{path}/recipients"), &token, &wanted);
    assert!(told.is_err() && house.ended(Duration::from_secs(120)), "the crash point was never passed: {told:?}");

    house.start(None);
    let (status, now) = web::ask(house.console, "GET", &path, &token, &json!({})).unwrap();
    assert_eq!(status, 200, "{now}");
    let recipients: Vec<&str> =
        now["recipients"].as_array().unwrap().iter().map(|one| one["address"].as_str().unwrap()).collect();
    assert_eq!(recipients, left_to);
    assert_eq!(now["seal"] == before["seal"], left_to.len() == 2, "other recipients are other bytes");
    let stale = web::ask(house.console, "PUT", &format!("{path}/recipients"), &token, &wanted).unwrap();
    assert_eq!(stale.0 == 409, left_to.len() == 1, "what was shown before holds no more: {stale:?}");
    let approved = house.run(&["mail", "release", &parcel, "--as", "boss", "--approve"], "");
    assert!(approved.status.success(), "{approved:?}\n{}", house.log());
    house.wait_shown(&parcel, "state: done");
    thread::sleep(Duration::from_millis(1_500));
    let left: Vec<Vec<String>> =
        sink.mails().into_iter().filter(|mail| mail.subject() == "sealed").map(|mail| mail.to).collect();
    assert_eq!(left, [vec![A.to_owned()]], "once, and to whom it was approved for");
    house.stop();
    assert!(house.output(&["evidence", "verify"]).starts_with("intact"));
}

#[test]
fn killed_before_other_recipients_are_written() {
    edited_in_a_crash("editing:0", &[A, B]);
}

#[test]
fn killed_after_other_recipients_were_written() {
    edited_in_a_crash("edited:0", &[A]);
}

/// Every attachment leaves as a link.
const LINKED: &str = "[[rule]]\nid = \"linked\"\ndescription = { en = \"link\" }\nmode = \"enforce\"\n\
    then = { protect = \"link\" }\n";

/// What stands behind this word in a mail.
fn behind(mail: &str, word: &str) -> String {
    let at = mail.find(word).unwrap_or_else(|| panic!("no {word} in {mail}")) + word.len();
    mail[at..].chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// Mails with a code that came to a recipient.
fn codes(sink: &Sink) -> Vec<String> {
    let code = |text: &str| {
        let mail = read(text.as_bytes(), &Limits::default());
        let body = mail.bodies().next()?.reading.text().to_owned();
        let mut words = body.split(|c: char| !c.is_ascii_digit());
        words.find(|word| word.len() == 6).map(str::to_owned)
    };
    sink.mails()
        .iter()
        .filter(|mail| mail.from.is_empty() && mail.to == [A])
        .filter_map(|mail| code(&mail.text))
        .collect()
}

/// A recipient asks for the code of a link, and the service dies at this point. After the restart there is one code, or it
/// can be asked for again a minute later; it opens the file, and the evidence knows of its mail.
fn code_asked_for_in_a_crash(point: &str, again: bool) {
    let sink = Sink::open();
    let mut house = House::new(sink.port, &format!("{AT_ONCE}{LINKED}"));
    house.start(Some(point));
    let file = "From: taro@house.example\r\nTo: a@out.example\r\nSubject: file\r\nMIME-Version: 1.0\r\n\
         Message-ID: <file@client.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: text/csv; name=halls.csv\r\n\
         Content-Disposition: attachment; filename=halls.csv\r\n\r\nhall,day\r\nNorth,Tuesday\r\n--b--\r\n";
    client::send(house.relay, "taro@house.example", &[A], file.as_bytes()).unwrap();
    let mails = sink.wait("the letter with a link", |mails| mails.iter().any(|mail| mail.subject() == "file"));
    let letter = mails.iter().find(|mail| mail.subject() == "file").unwrap().text.replace("=\r\n", "");
    let link = format!("/downloads/{}", behind(&letter, "/download/"));
    let (asked, mailbox) = (format!("{link}/code"), json!({ "address": A }));
    let told = web::ask(house.console, "POST", &asked, "", &mailbox);
    assert!(told.is_err() && house.ended(Duration::from_secs(120)), "the crash point was never passed: {told:?}");

    house.start(None);
    assert_eq!(web::ask(house.console, "POST", &asked, "", &mailbox).unwrap().0, 204, "the answer is always the same");
    if again {
        thread::sleep(Duration::from_millis(1_500));
        assert!(codes(&sink).is_empty(), "a code that was not mailed is known to nobody");
        thread::sleep(Duration::from_secs(60));
        assert_eq!(web::ask(house.console, "POST", &asked, "", &mailbox).unwrap().0, 204);
    }
    sink.wait("the code", |_| !codes(&sink).is_empty());
    thread::sleep(Duration::from_millis(1_500));
    let codes = codes(&sink);
    assert_eq!(codes.len(), 1, "one code mail");
    let proof = json!({ "address": A, "code": codes[0] });
    let (status, opened) = web::ask(house.console, "POST", &format!("{link}/open"), "", &proof).unwrap();
    assert_eq!((status, opened["download"]["files"][0]["name"].as_str()), (200, Some("halls.csv")), "{opened}");
    house.stop();
    assert!(house.output(&["evidence", "verify"]).starts_with("intact"));
    let export = house.path("export.jsonl").display().to_string();
    house.output(&["evidence", "export", &export]);
    let told = std::fs::read_to_string(export).unwrap().matches("link-code-sent").count();
    assert_eq!(told, 1, "an event for each mail");
}

#[test]
fn killed_before_a_code_is_mailed() {
    code_asked_for_in_a_crash("coding:0", true);
}

#[test]
fn killed_after_a_code_was_mailed() {
    code_asked_for_in_a_crash("coded:0", false);
}
