//! The milter inside a real Postfix, seen from the SMTP client.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "support/judge.rs"]
mod judge;
#[path = "support/mail.rs"]
mod mail;
#[path = "support/ports.rs"]
mod ports;
#[path = "support/postfix.rs"]
mod postfix;

use std::{process::Command, time::Duration};

use judge::Judge;
use mail::{codes, envelope, outgoing};
use postfix::Postfix;
use sekisho_model::{
    Address, ReversePath,
    envelope::{Notify, Ret},
};
use sekisho_smtp::{
    client::{Pool, TlsPolicy, Upstream},
    milter::MilterSettings,
};

/// Sends a mail with swaks; what the client saw, line by line.
fn swaks(postfix: &Postfix, subject: &str, more: &[&str]) -> String {
    let server = format!("127.0.0.1:{}", postfix.port);
    let data = format!(
        "From: taro@sekisho.example\\nTo: a@postfix.example\\nSubject: {subject}\\nX-Fold: one\\n two\\n\\nHello\\n.dot\\n"
    );
    let out = Command::new("/usr/bin/swaks")
        .args(["--server", &server, "--from", "taro@sekisho.example", "--to", "a@postfix.example", "--ehlo", "pc77"])
        .args(["--data", &data, "--timeout", "180"])
        .args(more)
        .output()
        .unwrap();
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// The reply to the final dot.
fn verdict(talk: &str) -> &str {
    let after = talk.split(" -> .\n").nth(1).unwrap_or_else(|| panic!("no data sent:\n{talk}"));
    after.lines().next().unwrap_or("").trim_start_matches(['<', '-', '*', '~', ' '])
}

async fn setup(settings: MilterSettings) -> Option<(Postfix, Judge)> {
    let judge = Judge::start(settings).await;
    let port = judge.port;
    // Else Postfix completes the header of a local client, and slows down one that sends fast.
    let more = format!(
        "smtpd_milters = inet:127.0.0.1:{port}\nsmtpd_client_connection_count_limit = 0\nlocal_header_rewrite_clients =\nin_flow_delay = 0\n"
    );
    let postfix = tokio::task::spawn_blocking(move || Postfix::start(&more)).await.unwrap()?;
    Some((postfix, judge))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_reaches_the_smtp_client() {
    let settings = MilterSettings { progress: Duration::from_millis(100), ..MilterSettings::default() };
    let Some((postfix, judge)) = setup(settings).await else { return };
    for (subject, expected) in [
        ("pass", "250 2.0.0 Ok"),
        ("mark", "250 2.0.0 Ok"),
        ("refuse", "550 5.7.1 Not this way, 100 % sure"),
        ("later", "451 4.7.1 Not now"),
        ("take", "250 2.0.0 Ok"),
        ("slow", "250 2.0.0 Ok"),
        ("panic", "451 4.7.1 Service unavailable"),
    ] {
        let talk = swaks(&postfix, subject, &[]);
        assert!(verdict(&talk).starts_with(expected), "{subject}: {}\n{}", verdict(&talk), postfix.log());
    }
    let mails = postfix.mails(2);
    assert_eq!(mails.len(), 2, "only what passed is delivered");
    assert!(
        mails.iter().any(|mail| mail.contains("\nX-Sekisho: seen\n") && mail.contains("Subject: mark")),
        "{mails:?}"
    );
    judge.stop().await;
    // Without its milter Postfix does not let mail through.
    let talk = swaks(&postfix, "pass", &[]);
    assert!(talk.contains("451 4.7.1 Service unavailable"), "{talk}");
    assert_eq!(postfix.delivered(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_letters_at_once_are_all_judged_and_taken_over() {
    let Some((postfix, judge)) = setup(MilterSettings::default()).await else { return };
    let server = format!("127.0.0.1:{}", postfix.port);
    let load =
        ["-s", "10", "-m", "100", "-l", "5000", "-S", "take", "-f", "a@sekisho.example", "-t", "b@postfix.example"];
    let out = Command::new("/usr/sbin/smtp-source").args(load).arg(&server).output().unwrap();
    assert!(out.status.success(), "{out:?}\n{}", postfix.log());
    assert_eq!((judge.finished(), postfix.delivered()), (100, 0));
    assert!(judge.seen().iter().all(|mail| mail.bytes.len() > 5000 && mail.envelope.recipients.len() == 1));
    judge.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_judge_sees_envelope_and_bytes_as_the_client_sent_them() {
    let Some((postfix, judge)) = setup(MilterSettings::default()).await else { return };
    let upstream =
        Upstream { helo: "pc77".to_owned(), ..Upstream::new("p", "127.0.0.1", postfix.port, TlsPolicy::Never) };
    let mut asks = envelope(&["a@postfix.example", "b@postfix.example"]);
    asks.mail_from = ReversePath::Address(Address::parse("\"taro x\"@sekisho.example").unwrap());
    asks.ret = Some(Ret::Hdrs);
    asks.envid = Some("Q+2B1".into());
    asks.recipients[1].notify = Notify { never: true, ..Notify::default() };
    let sent = Pool::new(vec![upstream]).unwrap().send("p", outgoing(asks.clone(), &letter()), None).await;
    assert_eq!(codes(&sent.outcomes), "A250 A250", "{}", postfix.log());
    let seen = judge.seen();
    assert_eq!(seen.len(), 1);
    let mail = &seen[0];
    assert_eq!(mail.bytes, letter(), "{}", String::from_utf8_lossy(&mail.bytes));
    assert_eq!((&*mail.peer, &*mail.helo, &*mail.mta), ("127.0.0.1", "pc77", "127.0.0.1"));
    asks.eight_bit = true;
    assert_eq!(mail.envelope, asks);
    assert!(mail.queue_id.is_some() && mail.auth_user.is_none() && mail.macros.contains_key("j"), "{:?}", mail.macros);
    assert_eq!(postfix.mails(2).len(), 2);
}

/// 200 KB with folds, 8-bit octets, dots and empty lines.
fn letter() -> Vec<u8> {
    let head = "From:  taro@sekisho.example\r\nSubject: pass\r\nX-Fold: one\r\n\t two\r\nX-Tight:x\r\n\r\n";
    let line = "長い本文 0123456789\r\n.\r\n..\r\n\r\n";
    [head, &line.repeat(6000)].concat().into_bytes()
}
