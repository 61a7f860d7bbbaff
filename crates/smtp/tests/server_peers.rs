//! The server and real clients: swaks, msmtp, curl, Postfix as a relaying MTA, smtp-source. `./test`
//! installs them; a test whose program is missing fails.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "support/gate.rs"]
mod gate;
#[path = "support/mail.rs"]
mod mail;
#[path = "support/patience.rs"]
mod patience;
#[path = "support/ports.rs"]
mod ports;
#[path = "support/postfix.rs"]
mod postfix;

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use gate::{Gate, Line, settings};
use mail::{codes, envelope, outgoing};
use patience::PATIENCE;
use postfix::Postfix;
use sekisho_model::envelope::{Notify, Ret};
use sekisho_smtp::client::{Pool, TlsPolicy, Upstream};

/// Runs a program with this input; whether it succeeded, and all it said. `None` when it is not installed.
async fn run(program: &str, arguments: &[&str], input: &str) -> Option<(bool, String)> {
    if !Path::new(program).exists() {
        postfix::without(program);
        return None;
    }
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let input = input.to_owned();
    let done = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().unwrap();
        // A program that does not read its input may have closed it.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    });
    let output = done.await.unwrap();
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

const DATA: &str = "From: taro@sekisho.example\\nSubject: swaks\\n\\nHello\\n.dot\\n..two\\n";

async fn swaks(gate: &Gate, more: &[&str]) -> Option<(bool, String)> {
    let server = format!("127.0.0.1:{}", gate.port);
    let mut arguments = vec!["--server", &server, "--from", "taro@sekisho.example", "--to", "a@x.jp,b@x.jp"];
    arguments.extend(["--ehlo", "pc77", "--data", DATA, "--timeout", "180"]);
    arguments.extend(more);
    run("/usr/bin/swaks", &arguments, "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn swaks_signs_in_in_every_way_over_every_line() {
    match run("/usr/bin/swaks", &["--support"], "").await {
        Some((_, support)) if support.contains("TLS supported") => {}
        _ => return eprintln!("not run: swaks needs libnet-ssleay-perl"),
    }
    for (line, tls) in [(Line::StartTls, "--tls"), (Line::Implicit, "--tls-on-connect")] {
        let gate = Gate::submission(line, settings()).await;
        for (mechanism, pipeline) in [("PLAIN", "--pipeline"), ("LOGIN", "--pipeline"), ("PLAIN", "--hide-all")] {
            let login = ["--auth", mechanism, "--auth-user", "taro", "--auth-password", "secret", tls, pipeline];
            let (fine, talk) = swaks(&gate, &login).await.unwrap();
            assert!(fine, "{mechanism}: {talk}");
        }
        let wrong = ["--auth", "PLAIN", "--auth-user", "taro", "--auth-password", "wrong", tls];
        let (fine, talk) = swaks(&gate, &wrong).await.unwrap();
        assert!(!fine && talk.contains("535 5.7.8"), "{talk}");
        let (fine, talk) = swaks(&gate, &[tls]).await.unwrap();
        assert!(!fine && talk.contains("530 5.7.0"), "{talk}");
        let letters = gate.letters();
        assert_eq!(letters.len(), 3);
        for letter in letters {
            assert_eq!((&*letter.session.protocol, &*letter.session.helo), ("ESMTPSA", "pc77"));
            assert!(letter.bytes.ends_with(b"\r\n\r\nHello\r\n.dot\r\n..two\r\n\r\n"), "{letter:?}");
            assert_eq!(letter.envelope.recipients.len(), 2);
        }
        gate.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn swaks_speaks_xclient_at_the_relay_door() {
    let gate = Gate::relay(Line::Clear, settings()).await;
    let client = ["--xclient-addr", "127.0.0.77", "--xclient-helo", "pc99", "--xclient-proto", "ESMTP"];
    let Some((fine, talk)) = swaks(&gate, &client).await else { return };
    assert!(fine, "{talk}");
    let session = gate.letters().remove(0).session;
    assert_eq!(
        (session.peer.to_string(), session.proxy.map(|proxy| proxy.to_string())),
        ("127.0.0.77".to_owned(), Some("127.0.0.1".to_owned()))
    );
    let (fine, talk) = swaks(&gate, &["--xclient-addr", "198.51.100.7"]).await.unwrap();
    assert!(!fine && talk.contains("550 5.7.1"), "{talk}");
    gate.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn msmtp_signs_in_by_scram() {
    for (line, starttls) in [(Line::StartTls, "on"), (Line::Implicit, "off")] {
        let gate = Gate::submission(line, settings()).await;
        for (mechanism, password, expected) in
            [("scram-sha-256", "secret", true), ("scram-sha-256", "wrong", false), ("on", "secret", true)]
        {
            let (port, folder) = (gate.port, tempfile::tempdir().unwrap());
            let file = folder.path().join("msmtprc");
            let config = format!(
                "account default\nhost 127.0.0.1\nport {port}\nfrom taro@sekisho.example\ntls on\ntls_starttls {starttls}\n\
                 tls_certcheck off\nauth {mechanism}\nuser taro\npassword {password}\n"
            );
            std::fs::write(&file, config).unwrap();
            let arguments = ["-C", file.to_str().unwrap(), "--debug", "a@x.jp"];
            let Some((fine, talk)) = run("/usr/bin/msmtp", &arguments, "Subject: msmtp\n\nHello\n.dot\n").await else {
                return;
            };
            assert_eq!(fine, expected, "{talk}");
        }
        let letters = gate.letters();
        assert_eq!(letters.len(), 2);
        assert!(letters.iter().all(|letter| letter.bytes.ends_with(b"\r\n\r\nHello\r\n.dot\r\n")), "{letters:?}");
        gate.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_submits_over_implicit_tls() {
    let gate = Gate::submission(Line::Implicit, settings()).await;
    let url = format!("smtps://127.0.0.1:{}/pc77", gate.port);
    let arguments = ["-sv", "-k", &url, "--user", "taro:secret", "--mail-from", "taro@sekisho.example"];
    let more = ["--mail-rcpt", "a@x.jp", "--upload-file", "-"];
    let letter = "Subject: curl\r\n\r\n.dot\r\n\r\n..\r\n";
    let Some((fine, talk)) = run("/usr/bin/curl", &[&arguments[..], &more].concat(), letter).await else { return };
    assert!(fine, "{talk}");
    assert_eq!(gate.letters().remove(0).bytes, letter.as_bytes());
    gate.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_relays_into_the_house_with_everything_it_knows() {
    let gate = Gate::relay(Line::StartTls, settings()).await;
    let more = format!(
        "relayhost = [127.0.0.1]:{}\ndefault_transport = smtp\nsmtp_tls_security_level = encrypt\n\
         smtp_send_xforward_command = yes\nsmtpd_authorized_xforward_hosts = 127.0.0.0/8\n",
        gate.port
    );
    let Some(postfix) = tokio::task::spawn_blocking(move || Postfix::start(&more)).await.unwrap() else { return };
    let upstream =
        Upstream { helo: "pc77".to_owned(), ..Upstream::new("p", "127.0.0.1", postfix.port, TlsPolicy::Never) };
    let pool = Pool::new(vec![upstream]).unwrap();
    let mut asks = envelope(&["花子@x.jp", "\"a b\"@x.jp"]);
    (asks.smtputf8, asks.eight_bit) = (true, true);
    (asks.ret, asks.envid) = (Some(Ret::Hdrs), Some("Q+2B1".into()));
    asks.recipients[1].notify = Notify { failure: true, delay: true, ..Notify::default() };
    asks.recipients[1].orcpt = Some("rfc822;b@x.jp".into());
    let body = "Subject: 題\r\n\r\n.\r\n..\r\n本文\r\n";
    let sent = pool.send("p", outgoing(asks, body.as_bytes()), None).await;
    assert_eq!(codes(&sent.outcomes), "A250 A250", "{}", postfix.log());
    let seen = wait_for(&gate, 1, &postfix).await;
    for letter in &seen {
        // Postfix completes the header.
        let text = String::from_utf8_lossy(&letter.bytes);
        assert!(text.contains("Subject: 題\r\n") && text.ends_with("\r\n\r\n.\r\n..\r\n本文\r\n"), "{text}");
        assert_eq!((&*letter.session.protocol, &*letter.session.helo), ("UTF8SMTPS", "mx.postfix.example"));
        let forwarded = letter.session.forwarded.as_ref().unwrap();
        assert_eq!((forwarded.addr, forwarded.helo.as_deref()), (Some("127.0.0.1".parse().unwrap()), Some("pc77")));
        assert!(forwarded.ident.is_some() && forwarded.source.as_deref() == Some("LOCAL"), "{forwarded:?}");
        let envelope = &letter.envelope;
        assert!(envelope.smtputf8 && envelope.eight_bit);
        assert_eq!((envelope.ret, envelope.envid.as_deref()), (Some(Ret::Hdrs), Some("Q+2B1")));
    }
    let recipients: Vec<_> = seen.iter().flat_map(|letter| letter.envelope.recipients.clone()).collect();
    assert!(recipients.len() == 2 && recipients.iter().any(|recipient| recipient.address.local() == "花子"));
    let quoted = recipients.iter().find(|recipient| recipient.address.local() == "\"a b\"").unwrap();
    assert!(quoted.notify.failure && quoted.notify.delay && !quoted.notify.success);
    assert_eq!(quoted.orcpt.as_deref(), Some("rfc822;b@x.jp"));

    // What the house refuses goes back to its sender by Postfix; what it puts off stays there.
    let refused = pool.send("p", outgoing(envelope(&["a@x.jp"]), b"Subject: refuse\r\n\r\n\r\n"), None).await;
    assert_eq!(codes(&refused.outcomes), "A250");
    tokio::task::spawn_blocking(move || {
        postfix.logged(|log| log.contains("550 5.7.1 not this one"));
    })
    .await
    .unwrap();
    gate.stop().await;
}

async fn wait_for(gate: &Gate, count: usize, postfix: &Postfix) -> Vec<gate::Letter> {
    let start = Instant::now();
    while gate.letters().len() < count {
        assert!(start.elapsed() < PATIENCE, "{} of {count} letters\n{}", gate.letters().len(), postfix.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    gate.letters()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_letter_of_smtp_source_is_lost_under_load() {
    let gate = Gate::relay(Line::Clear, settings()).await;
    let target = format!("127.0.0.1:{}", gate.port);
    // Sessions, letters, recipients, length; -d: many letters in one session.
    for (many, letters) in [(&["-d"][..], 2_000), (&[], 1_000)] {
        let count = letters.to_string();
        let load = ["-s", "20", "-m", &count, "-r", "3", "-l", "4000", "-f", "a@sekisho.example", "-t", "b@x.jp"];
        let before = gate.letters().len();
        let arguments = [many, &load[..], &[&target]].concat();
        let Some((fine, talk)) = run("/usr/sbin/smtp-source", &arguments, "").await else { return };
        assert!(fine, "{talk}");
        assert_eq!(gate.letters().len(), before + letters);
    }
    let letters = gate.letters();
    assert!(letters.iter().all(|letter| letter.envelope.recipients.len() == 3 && letter.bytes.len() > 4_000));
    gate.stop().await;
}
