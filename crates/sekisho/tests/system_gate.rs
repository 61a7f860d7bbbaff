//! The released binary between real programs: Postfix as client, as next hop and around the milter; swaks as a mail
//! client; people on the command line.
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
#[path = "../../smtp/tests/support/postfix.rs"]
mod postfix;
#[path = "system/recipes.rs"]
mod recipes;
#[path = "system/sink.rs"]
mod sink;
#[path = "system/terminal.rs"]
mod terminal;

use std::{process::Command, time::Duration};

use house::{House, PASSWORD};
use postfix::Postfix;
use sink::Sink;

const AT_ONCE: &str = include_str!("system/at_once.toml");
const TARO: &str = "taro@house.example";

fn started(upstream: u16) -> House {
    let mut house = House::new(upstream, AT_ONCE);
    house.start(None);
    house.add_people();
    house
}

/// The words of a swaks session that signs in over TLS.
fn swaks(house: &House, more: &[&str]) -> String {
    let server = format!("127.0.0.1:{}", house.submissions);
    let out = Command::new("/usr/bin/swaks")
        .args(["--server", &server, "--tls-on-connect", "--auth", "PLAIN", "--auth-user", "taro", "--ehlo", "pc1"])
        .args(["--auth-password", PASSWORD])
        .args(more)
        .output()
        .unwrap();
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// A letter with a file.
fn with_file(to: &str, id: &str, name: &str, mime: &str, file: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let file = base64::engine::general_purpose::STANDARD.encode(file);
    let lines: Vec<&str> = file.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "From: {TARO}\r\nTo: {to}\r\nSubject: {id}\r\nMessage-ID: <{id}@client.example>\r\nMIME-Version: 1.0\r\n\
         Date: Thu, 26 Nov 2026 10:00:00 +0900\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: {mime}; name={name}\r\n\
         Content-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

/// An archive that cannot be looked into.
fn locked() -> Vec<u8> {
    use std::io::Write as _;
    let options = zip::write::SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "unknown");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("inside.txt", options).unwrap();
    archive.write_all(b"secret").unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn between_two_postfixes_a_letter_arrives_as_it_was_sent() {
    let Some(upstream) = Postfix::start("") else { return };
    let house = started(upstream.port);
    let more = format!(
        "virtual_mailbox_domains =\ndefault_transport = smtp:[127.0.0.1]:{}\nsmtp_send_xforward_command = yes\n",
        house.relay
    );
    let Some(client) = Postfix::start(&more) else { return };
    let body = "こんにちは\r\n..dots\r\n\r\n.\r\nend\r\n".replace("\r\n.\r\n", "\r\n..\r\n");
    let letter = client::letter(TARO, "a@postfix.example", "through", &body);
    client::send(client.port, TARO, &["a@postfix.example", "b@postfix.example"], &letter).unwrap();
    let mails = upstream.mails(2);
    assert_eq!(mails.len(), 2, "one for each recipient");
    for mail in &mails {
        assert!(mail.contains("by gate.house.example with"), "the trace of the gate\n{mail}");
        assert!(mail.contains("こんにちは\n.dots\n\n.\nend\n"), "the body as it was\n{mail}");
    }
    let verified = house.output(&["evidence", "verify"]);
    assert!(verified.starts_with("intact"), "{verified}");
}

#[test]
fn the_milter_passes_takes_over_and_refuses() {
    let sink = Sink::open();
    let house = started(sink.port);
    let more = format!("smtpd_milters = inet:127.0.0.1:{}\nvirtual_mailbox_domains = house.example\n", house.milter);
    let Some(postfix) = Postfix::start(&more) else { return };
    let inside = client::letter(TARO, "hanako@house.example", "inside", "Hello\r\n");
    client::send(postfix.port, TARO, &["hanako@house.example"], &inside).unwrap();
    assert_eq!(postfix.mails(1).len(), 1, "harmless: the MTA delivers it itself");
    let blind = with_file("a@out.example", "blind", "x.zip", "application/zip", &locked());
    client::send(postfix.port, TARO, &["a@out.example"], &blind).unwrap();
    let held = house.wait_held(1);
    assert!(sink.mails().iter().all(|mail| mail.subject() != "blind"), "taken over and held");
    let done = house.run(&["mail", "release", &held[0], "--as", "boss", "--approve"], "");
    assert!(done.status.success(), "{done:?}");
    sink.wait("approved", |mails| mails.iter().any(|mail| mail.subject() == "blind"));
    assert_eq!(postfix.delivered(), 1, "the MTA's own copy was discarded");
    let attached: String = (0..30).map(|number| format!("p{number}@out.example\r\n")).collect();
    let list = with_file("a@out.example", "list", "list.csv", "text/csv", attached.as_bytes());
    let to: Vec<String> = (0..30).map(|number| format!("p{number}@out.example")).collect();
    let to: Vec<&str> = to.iter().map(String::as_str).collect();
    let refused = client::send(postfix.port, TARO, &to, &list).unwrap_err().to_string();
    assert!(refused.starts_with("550 5.7.1"), "{refused}");
}

#[test]
fn a_stranger_at_the_milter_is_closed_before_a_word() {
    use std::io::{Read as _, Write as _};
    const OFFER: &[u8] = b"\0\0\0\x0dO\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff";
    for (peers, listed) in [("", true), ("[relay]\npeers = [\"192.0.2.0/24\"]\n", false)] {
        let mut house = House::new(1, AT_ONCE);
        house.configure(peers);
        house.start(None);
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", house.milter)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(180))).unwrap();
        // Closed with octets unread, the connection may be reset already.
        let _ = stream.write_all(OFFER);
        let mut answer = [0; 17];
        let answered = stream.read_exact(&mut answer).is_ok() && answer[4] == b'O';
        assert_eq!(answered, listed, "{peers}\n{}", house.log());
        assert_eq!(house.log().contains("not listed was turned away"), !listed, "{}", house.log());
        assert!(!house.log().contains("127.0.0.1:"), "where from is nobody's business\n{}", house.log());
    }
}

#[test]
fn a_signed_in_user_sends_only_as_themselves() {
    let sink = Sink::open();
    let house = started(sink.port);
    let own = swaks(&house, &["--from", TARO, "--to", "a@out.example", "--header", "Subject: own"]);
    assert!(own.contains("250 2.0.0 taken in as"), "{own}");
    sink.wait("own", |mails| mails.iter().any(|mail| mail.subject() == "own"));
    let shared = swaks(&house, &["--from", "desk@house.example", "--to", "a@out.example"]);
    assert!(shared.contains("250 2.0.0 taken in as"), "{shared}");
    let other = swaks(&house, &["--from", "boss@house.example", "--to", "a@out.example"]);
    assert!(other.contains("550 5.7.1"), "{other}");
    let header = swaks(&house, &["--from", TARO, "--to", "a@out.example", "--h-From", "boss@house.example"]);
    assert!(header.contains("550 5.7.1"), "another author in the header\n{header}");
    let wrong = swaks(&house, &["--auth-password", "wrong", "--from", TARO, "--to", "a@out.example"]);
    assert!(wrong.contains("535 5.7.8"), "{wrong}");
}

#[test]
fn nobody_approves_their_own_letter_and_an_approval_sends_the_sealed_bytes() {
    let sink = Sink::open();
    let house = started(sink.port);
    let blind = with_file("a@out.example", "blind", "x.zip", "application/zip", &locked());
    house.write("letter.eml", &String::from_utf8(blind.clone()).unwrap());
    let data = format!("@{}", house.path("letter.eml").display());
    let taken = swaks(&house, &["--from", TARO, "--to", "a@out.example", "--data", &data]);
    assert!(taken.contains("250 2.0.0 taken in as"), "{taken}");
    let parcel = house.wait_held(1).remove(0);
    let shown = house.output(&["mail", "show", &parcel]);
    assert!(shown.contains("finding: blind"), "{shown}");
    let notices = |mails: &[sink::Arrived]| mails.iter().filter(|mail| mail.to == ["boss@house.example"]).count();
    let own = house.run(&["mail", "release", &parcel, "--as", "taro", "--approve"], "");
    assert!(!own.status.success(), "nobody approves their own letter");
    let stranger = house.run(&["mail", "release", &parcel, "--as", "hanako", "--approve"], "");
    assert!(!stranger.status.success(), "hanako is no approver");
    assert_eq!(house.held().len(), 1);
    sink.wait("the question", |mails| notices(mails) == 1);
    let boss = house.run(&["mail", "release", &parcel, "--as", "boss", "--approve"], "");
    assert!(boss.status.success(), "{boss:?}");
    let mails = sink.wait("approved", |mails| mails.iter().any(|mail| mail.subject() == "blind"));
    let arrived = mails.iter().find(|mail| mail.subject() == "blind").unwrap();
    let sent = String::from_utf8(blind).unwrap();
    let (_, body) = sent.split_once("\r\n\r\n").unwrap();
    assert!(arrived.text.trim_end().ends_with(body.trim_end()), "the body is byte for byte what was submitted");
    let events = house.wait_shown(&parcel, "state: done");
    assert_eq!(notices(&sink.mails()), 1, "the approver was asked once");
    for event in ["decided", "notified", "approved", "released", "delivered"] {
        assert!(events.contains(&format!("\"event\":\"{event}\"")), "{event} is in the evidence\n{events}");
    }
    assert!(house.output(&["evidence", "verify"]).starts_with("intact"));
}

#[test]
fn many_visible_strangers_get_one_mail_each() {
    let sink = Sink::open();
    let house = started(sink.port);
    let to: Vec<String> = (0..25).map(|number| format!("p{number}@out{number}.example")).collect();
    let letter = client::letter(TARO, &to.join(",\r\n "), "survey", "Hello\r\n");
    let to: Vec<&str> = to.iter().map(String::as_str).collect();
    client::send(house.relay, TARO, &to, &letter).unwrap();
    let survey = |mails: &[sink::Arrived]| mails.iter().filter(|mail| mail.subject() == "survey").count();
    let mails = sink.wait("individual mails", |mails| survey(mails) == 25);
    for mail in mails.iter().filter(|mail| mail.subject() == "survey") {
        let [only] = mail.to.as_slice() else { panic!("{:?}", mail.to) };
        let header = mail.text.split("\r\n\r\n").next().unwrap();
        let named = to.iter().filter(|address| header.contains(**address)).collect::<Vec<_>>();
        assert_eq!(named, [&only.as_str()], "nobody sees another recipient");
    }
}

#[test]
fn no_log_line_carries_an_address_a_subject_or_a_name() {
    let sink = Sink::open();
    let mut house = started(sink.port);
    let letter = client::letter("Taro <taro@house.example>", "a@out.example", "Betreff-77", "Geheimnis-88\r\n");
    client::send(house.relay, TARO, &["a@out.example"], &letter).unwrap();
    sink.wait("delivered", |mails| mails.iter().any(|mail| mail.subject() == "Betreff-77"));
    let metrics = client::get(house.metrics, "/metrics");
    assert!(metrics.contains("sekisho_letters_accepted_total"), "{metrics}");
    house.stop();
    let log = house.log();
    assert!(log.contains("the gate is closed"), "{log}");
    for secret in ["a@out.example", "taro@house.example", "Betreff-77", "Geheimnis-88", "client.example"] {
        assert!(!log.contains(secret), "{secret} is in the log\n{log}");
        assert!(!metrics.contains(secret), "{secret} is in the metrics");
    }
}

#[test]
fn a_broken_policy_does_not_start_and_does_not_replace_a_running_one() {
    let sink = Sink::open();
    let mut house = started(sink.port);
    house.write("policy.toml", "[wait]\noutsid = \"1m\"\n");
    let checked = house.run(&["policy", "check"], "");
    let text = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(!checked.status.success() && text.contains("policy.toml:2:1") && text.contains("outside"), "{text}");
    house.hang_up();
    house.wait_logged("the policy was not loaded; the one in force stays");
    let letter = client::letter(TARO, "a@out.example", "still", "Hello\r\n");
    client::send(house.relay, TARO, &["a@out.example"], &letter).unwrap();
    sink.wait("still judged by the old policy", |mails| mails.iter().any(|mail| mail.subject() == "still"));
    house.stop();
    let started = house.run(&["serve"], "");
    assert!(!started.status.success(), "a broken policy does not start");
}

#[test]
fn health_and_doctor_say_what_is_wrong() {
    let sink = Sink::open();
    let mut house = House::new(sink.port, AT_ONCE);
    assert!(!house.run(&["healthcheck"], "").status.success(), "nothing runs yet");
    house.start(None);
    house.add_people();
    assert!(house.run(&["healthcheck"], "").status.success());
    let well = house.run(&["doctor"], "");
    assert!(well.status.success(), "{well:?}");
    assert!(!String::from_utf8_lossy(&well.stdout).contains("CHECK"), "{well:?}");
    house.configure("[[upstream]]\nname = \"back\"\nhost = \"127.0.0.1\"\nport = 25\ntls = \"never\"\n");
    let back = String::from_utf8_lossy(&house.run(&["doctor"], "").stdout).into_owned();
    assert!(back.contains("CHECK upstream back: port 25"), "{back}");
    for user in ["boss", "deputy"] {
        assert!(house.run(&["user", "disable", user], "").status.success());
    }
    let alone = String::from_utf8_lossy(&house.run(&["doctor"], "").stdout).into_owned();
    assert!(alone.contains("WRONG approvers: nobody can act for approvers"), "{alone}");
    std::fs::remove_file(house.path("sekisho.key")).unwrap();
    let ill = house.run(&["doctor"], "");
    let text = String::from_utf8_lossy(&ill.stdout).into_owned();
    assert!(!ill.status.success() && text.contains("WRONG key"), "{text}");
}

#[test]
fn a_lost_database_is_rebuilt_from_the_spool_and_nothing_leaves_by_itself() {
    let sink = Sink::open();
    let mut house = started(sink.port);
    let letter = client::letter(TARO, "a@out.example", "once", "Hello\r\n");
    client::send(house.relay, TARO, &["a@out.example"], &letter).unwrap();
    sink.wait("sent", |mails| mails.iter().any(|mail| mail.subject() == "once"));
    let refused = |house: &House, what: &str| {
        let done = house.run(&["store", "rebuild"], "");
        // Long lines of a report are wrapped.
        let text = String::from_utf8_lossy(&done.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!done.status.success() && text.contains(what), "{text}");
    };
    refused(&house, "stop the service first");
    house.stop();
    refused(&house, "move it away first");
    std::fs::remove_file(house.path("data/sekisho.db")).unwrap();
    let said = house.output(&["store", "rebuild"]);
    assert!(said.contains("letters: 1,") && said.contains("unreadable: 0"), "{said}");
    house.add_people();
    house.start(None);
    let held = house.wait_held(1);
    assert!(house.output(&["mail", "show", &held[0]]).contains("found-again"));
    assert_eq!(sink.mails().iter().filter(|mail| mail.subject() == "once").count(), 1);
    house.stop();
}
