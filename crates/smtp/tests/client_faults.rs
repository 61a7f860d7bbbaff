//! The delivery client against servers that fail at a chosen point.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "support/mail.rs"]
mod mail;
#[path = "support/patience.rs"]
mod patience;
#[path = "support/ports.rs"]
mod ports;
#[path = "support/script.rs"]
mod script;

use std::time::Duration;

use mail::{codes, envelope, outgoing};
use patience::until;
use script::{Identity, Server};
use sekisho_smtp::client::{Cleartext, LineSecurity, Login, Pool, Roots, Sent, Timeouts, TlsPolicy, Upstream};

const LETTER: &[u8] = b"Subject: test\r\n\r\n.body\r\n";
const PIPELINING: [&str; 2] = ["=> 220 hello", "EHLO => 250-script|250 PIPELINING"];

/// Where the server will say something, however late: that a busy machine is slow must not look like a fault.
const AMPLE: Duration = Duration::from_secs(60);
/// Where the server will never say a word.
const SHORT: Duration = Duration::from_millis(300);

/// Short for what the script keeps silent about, and for nothing else.
fn timeouts(script: &[&str]) -> Timeouts {
    let mut timeouts = Timeouts {
        connect: AMPLE,
        tls: AMPLE,
        greeting: AMPLE,
        command: AMPLE,
        rcpt: AMPLE,
        data: AMPLE,
        block: AMPLE,
        dot: AMPLE,
    };
    for line in script.iter().filter(|line| line.contains("!silence")) {
        match *line {
            "=> !silence" => timeouts.greeting = SHORT,
            "DATA => !silence" => timeouts.data = SHORT,
            "dot => !silence" => timeouts.dot = SHORT,
            other => panic!("which time is short for {other:?}?"),
        }
    }
    timeouts
}

fn upstream(port: u16, tls: TlsPolicy) -> Upstream {
    Upstream { timeouts: timeouts(&[]), ..Upstream::new("up", "localhost", port, tls) }
}

fn pool(port: u16) -> Pool {
    pool_for(&[], port)
}

/// For a server that plays this script.
fn pool_for(script: &[&str], port: u16) -> Pool {
    Pool::new(vec![Upstream { timeouts: timeouts(script), ..upstream(port, TlsPolicy::Never) }]).unwrap()
}

async fn send(pool: &Pool, to: &[&str]) -> Sent {
    pool.send("up", outgoing(envelope(to), LETTER), None).await
}

/// What becomes of three recipients when the server plays `script` after a good EHLO.
async fn three(script: &[&str]) -> String {
    let script = [&PIPELINING[..], script].concat();
    let server = Server::start(None, &[&script]).await;
    codes(&send(&pool_for(&script, server.port), &["a@y.jp", "b@y.jp", "c@y.jp"]).await.outcomes)
}

const ACCEPTED: [&str; 4] = ["MAIL => 250 ok", "RCPT => 250 ok", "RCPT => 250 ok", "RCPT => 250 ok"];

#[tokio::test]
async fn faults_before_the_dot_defer_and_after_it_nobody_knows() {
    for (rest, expected) in [
        (&["DATA => 354 go", "dot => 250 2.0.0 ok"][..], "A250 A250 A250"),
        (&["DATA => !close"], "D0 D0 D0"),
        (&["DATA => !silence"], "D0 D0 D0"),
        (&["DATA => what?"], "D0 D0 D0"),
        (&["DATA => 451 later"], "D451 D451 D451"),
        (&["DATA => 554 never"], "R554 R554 R554"),
        (&["DATA => !endless"], "D0 D0 D0"),
        (&["DATA => 354 go", "dot => !close"], "U0 U0 U0"),
        (&["DATA => 354 go", "dot => !silence"], "U0 U0 U0"),
        (&["DATA => 354 go", "dot => what?"], "U0 U0 U0"),
        (&["DATA => 354 go", "dot => !endless"], "U0 U0 U0"),
        (&["DATA => 354 go", "dot => 451 4.3.0 disk"], "D451 D451 D451"),
        (&["DATA => 354 go", "dot => 554 5.7.1 spam"], "R554 R554 R554"),
        (&["DATA => 354 go", "dot => 421 bye"], "D421 D421 D421"),
    ] {
        assert_eq!(three(&[&ACCEPTED[..], rest].concat()).await, expected, "{rest:?}");
    }
}

#[tokio::test]
async fn recipients_fall_out_one_by_one() {
    for (script, expected) in [
        (
            &[
                "MAIL => 250 ok",
                "RCPT => 250 ok",
                "RCPT => 450 4.2.1 later",
                "RCPT => 250 ok",
                "DATA => 354 go",
                "dot => 250 ok",
            ][..],
            "A250 D450 A250",
        ),
        (
            &[
                "MAIL => 250 ok",
                "RCPT => 250 ok",
                "RCPT => 452 4.5.3 too many",
                "RCPT => 452 4.5.3 too many",
                "DATA => 354 go",
                "dot => 250 ok",
            ],
            "A250 D452 D452",
        ),
        (
            &[
                "MAIL => 250 ok",
                "RCPT => 550 no",
                "RCPT => 550 no",
                "RCPT => 450 later",
                "DATA => 354 go",
                "dot => 554 no",
            ],
            "R550 R550 D450",
        ),
        (&["MAIL => 250 ok", "RCPT => 550 no", "RCPT => !close"], "R550 D0 D0"),
        (&["MAIL => 550 no", "RCPT => 503 no", "RCPT => 503 no", "RCPT => 503 no", "DATA => 503 no"], "R550 R550 R550"),
        (&["MAIL => 421 bye||!close"], "D421 D421 D421"),
        (&["MAIL => !close"], "D0 D0 D0"),
        (&["MAIL => 250 ok", "RCPT => 250 ok|250 ok|250 ok|451 no|250 not asked for"], "D451 D451 D451"),
    ] {
        assert_eq!(three(script).await, expected, "{script:?}");
    }
}

#[tokio::test]
async fn no_session_defers_whatever_the_server_says() {
    for (script, expected) in [
        (&["=> 554 go away"][..], "D554"),
        (&["=> 220 hello", "EHLO => 421 busy"], "D421"),
        (&["=> !close"], "D0"),
        (&["=> !silence"], "D0"),
        (&["=> !endless"], "D0"),
        (&["=> SSH-2.0-OpenSSH_9.2"], "D0"),
        (&["=> 220 hello", "EHLO => 500 what", "HELO => 550 no"], "D550"),
    ] {
        let server = Server::start(None, &[script]).await;
        let sent = send(&pool_for(script, server.port), &["a@y.jp"]).await;
        assert_eq!((codes(&sent.outcomes).as_str(), sent.line), (expected, None), "{script:?}");
    }
    let closed = ports::free_port();
    assert_eq!(codes(&send(&pool(closed), &["a@y.jp"]).await.outcomes), "D0");
    let sent = pool(closed).send("other", outgoing(envelope(&["a@y.jp"]), LETTER), None).await;
    assert_eq!(codes(&sent.outcomes), "D0");
}

#[tokio::test]
async fn a_server_without_extensions_gets_one_command_at_a_time() {
    let script = [
        "=> 220 hello",
        "EHLO => 502 what",
        "HELO => 250 ok",
        "MAIL FROM:<sender@sekisho.example> => 250 ok",
        "RCPT => 550 no",
        "RCPT => 250 ok",
        "DATA => 354 go",
        "dot => 250 ok",
    ];
    let server = Server::start(None, &[&script]).await;
    assert_eq!(codes(&send(&pool(server.port), &["a@y.jp", "b@y.jp"]).await.outcomes), "R550 A250");
    assert_eq!(server.seen()[0].last().unwrap(), "Subject: test\r\n\r\n..body\r\n.");
}

#[tokio::test]
async fn a_large_mail_that_is_cut_in_the_middle_is_deferred() {
    let large = [b"Subject: x\r\n\r\n".as_slice(), &b"0123456789\r\n".repeat(2_000_000)].concat();
    let head = [&PIPELINING[..], &["MAIL => 250 ok", "RCPT => 250 ok"]].concat();
    for (end, expected) in
        [("DATA => 354 go||!read 100000", "D0"), ("DATA => 354 go||552 5.3.4 too large||!read 100000", "R552")]
    {
        let script = [&head[..], &[end]].concat();
        let server = Server::start(None, &[&script]).await;
        let sent = pool(server.port).send("up", outgoing(envelope(&["a@y.jp"]), &large), None).await;
        let got = codes(&sent.outcomes);
        // The kernel may throw away the reply together with the connection; then nothing but the loss is known.
        assert!(got == expected || got == "D0", "{end}: {got}");
    }
}

#[tokio::test]
async fn connections_are_reused_without_reset_and_a_dead_one_is_replaced_once() {
    let mail = ["MAIL => 250 ok", "RCPT => 250 ok", "DATA => 354 go", "dot => 250 ok"];
    for end in ["MAIL => !close", "MAIL => 421 idle too long||!close", "=> 421 idle too long||!close", "=> !close"] {
        let first = [&PIPELINING[..], &mail, &mail, &[end]].concat();
        let second = [&PIPELINING[..], &mail].concat();
        let server = Server::start(None, &[&first, &second]).await;
        let pool = pool(server.port);
        for _ in 0..3 {
            assert_eq!(codes(&send(&pool, &["a@y.jp"]).await.outcomes), "A250", "{end}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let seen = server.seen();
        assert_eq!(seen.len(), 2);
        assert!(
            seen[0].iter().chain(&seen[1]).all(|line| !line.contains("RSET") && !line.contains("INSTEAD")),
            "{seen:?}"
        );
    }
    // Once somebody was accepted, or on a fresh connection, it is not tried again.
    let first = [&PIPELINING[..], &mail, &["MAIL => 250 ok", "RCPT => 250 ok||!close"]].concat();
    let server = Server::start(None, &[&first]).await;
    let pool = pool(server.port);
    assert_eq!(codes(&send(&pool, &["a@y.jp"]).await.outcomes), "A250");
    assert_eq!(codes(&send(&pool, &["a@y.jp"]).await.outcomes), "D0");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_open_transaction_is_reset_before_the_next_mail() {
    let script = [
        &PIPELINING[..],
        &[
            "MAIL => 250 ok",
            "RCPT => 550 no",
            "DATA => 554 no",
            "RSET => 250 ok",
            "MAIL => 250 ok",
            "RCPT => 250 ok",
            "DATA => 354 go",
            "dot => 250 ok",
        ],
    ]
    .concat();
    let server = Server::start(None, &[&script]).await;
    let pool = pool(server.port);
    assert_eq!(codes(&send(&pool, &["a@y.jp"]).await.outcomes), "R550");
    assert_eq!(codes(&send(&pool, &["b@y.jp"]).await.outcomes), "A250");
}

#[tokio::test]
async fn a_server_that_drips_is_left_when_the_time_is_over() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        while tokio::io::AsyncWriteExt::write_all(&mut stream, b"2").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let mut upstream = upstream(port, TlsPolicy::Never);
    upstream.timeouts.greeting = SHORT;
    let pool = Pool::new(vec![upstream]).unwrap();
    // Until a line is too long for a reply these octets need more than 50 s.
    let sent = tokio::time::timeout(Duration::from_secs(30), send(&pool, &["a@y.jp"])).await.unwrap();
    assert_eq!(codes(&sent.outcomes), "D0");
}

#[tokio::test]
async fn idle_connections_are_closed_politely_after_their_time() {
    let script =
        [&PIPELINING[..], &["MAIL => 250 ok", "RCPT => 250 ok", "DATA => 354 go", "dot => 250 ok", "QUIT => 221 bye"]]
            .concat();
    let server = Server::start(None, &[&script]).await;
    let mut upstream = upstream(server.port, TlsPolicy::Never);
    upstream.limits.idle = Duration::from_millis(50);
    let pool = Pool::new(vec![upstream]).unwrap();
    assert_eq!(codes(&send(&pool, &["a@y.jp"]).await.outcomes), "A250");
    until("the last word is QUIT", || server.seen()[0].last().unwrap() == "QUIT").await;
}

#[tokio::test]
async fn a_connection_that_is_too_old_for_the_next_mail_is_closed_politely_too() {
    let script =
        [&PIPELINING[..], &["MAIL => 250 ok", "RCPT => 250 ok", "DATA => 354 go", "dot => 250 ok", "QUIT => 221 bye"]]
            .concat();
    let server = Server::start(None, &[&script, &script]).await;
    let mut upstream = upstream(server.port, TlsPolicy::Never);
    // Too old at once. The second mail comes before the task that looks for such connections has a turn.
    upstream.limits.idle = Duration::ZERO;
    let pool = Pool::new(vec![upstream]).unwrap();
    for _ in 0..2 {
        assert_eq!(codes(&send(&pool, &["a@y.jp"]).await.outcomes), "A250");
    }
    until("both heard QUIT", || server.seen().iter().filter(|seen| seen.last().unwrap() == "QUIT").count() == 2).await;
}

#[tokio::test]
async fn bytes_that_cannot_travel_are_refused_before_anything_is_said() {
    let pool = pool(1);
    for bytes in [&b"a\nb\r\n"[..], b"a\rb\r\n", b"a\0b\r\n", b"a\r\n.\n\r\n"] {
        let sent = pool.send("up", outgoing(envelope(&["a@y.jp"]), bytes), None).await;
        assert_eq!(codes(&sent.outcomes), "R554");
        let reply = sent.outcomes[0].reply();
        assert!(reply.enhanced.as_deref() == Some("5.6.0") && reply.text.starts_with("local: "));
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    *sekisho_model::Digest::of(bytes).as_bytes()
}

#[tokio::test]
async fn the_tls_policy_decides_who_is_believed() {
    let (good, other) = (Identity::new("localhost"), Identity::new("other.example"));
    let pinned = |der: &[u8]| TlsPolicy::Pinned { sha256: vec![[0; 32], sha256(der)] };
    let only = |identity: &Identity| Roots::Only(vec![identity.certificate.clone()]);
    let mail = ["MAIL => 250 ok", "RCPT => 250 ok", "DATA => 354 go", "dot => 250 ok"];
    let start = [
        "=> 220 hello",
        "EHLO => 250-script|250 STARTTLS",
        "STARTTLS => 220 go||!tls",
        "EHLO => 250-script|250-PIPELINING|250 REQUIRETLS",
    ];
    let verified = Some(LineSecurity::Verified);
    for (identity, tls, roots, expected, line) in [
        (&good, TlsPolicy::Required, only(&good), "A250", verified),
        (&good, TlsPolicy::Required, Roots::BuiltIn, "D0", None),
        (&good, TlsPolicy::Required, only(&other), "D0", None),
        (&other, TlsPolicy::Required, only(&other), "D0", None),
        (&good, pinned(&good.certificate), Roots::BuiltIn, "A250", verified),
        (&other, pinned(&other.key_info), Roots::BuiltIn, "A250", verified),
        (&good, pinned(&other.certificate), Roots::BuiltIn, "D0", None),
        (&other, TlsPolicy::Opportunistic, Roots::BuiltIn, "A250", Some(LineSecurity::Encrypted)),
    ] {
        let script = [&start[..], &mail].concat();
        let server = Server::start(Some(identity), &[&script]).await;
        let upstream = Upstream { roots, ..upstream(server.port, tls.clone()) };
        let sent = send(&Pool::new(vec![upstream]).unwrap(), &["a@y.jp"]).await;
        assert_eq!((codes(&sent.outcomes).as_str(), sent.line), (expected, line), "{tls:?} {:?}", sent.outcomes);
    }
    let script = [&["=> !tls||220 hello", "EHLO => 250 PIPELINING"][..], &mail].concat();
    let server = Server::start(Some(&good), &[&script]).await;
    let upstream = Upstream { roots: only(&good), ..upstream(server.port, TlsPolicy::Implicit) };
    let sent = send(&Pool::new(vec![upstream]).unwrap(), &["a@y.jp"]).await;
    assert_eq!((codes(&sent.outcomes).as_str(), sent.line), ("A250", verified));
}

#[tokio::test]
async fn clear_text_is_no_way_out_where_tls_is_asked_for() {
    let good = Identity::new("localhost");
    for (script, tls) in [
        (&["=> 220 hello", "EHLO => 250 script"][..], TlsPolicy::Required),
        (&["=> 220 hello", "EHLO => 250-script|250 STARTTLS", "STARTTLS => 454 no"], TlsPolicy::Required),
        (
            &["=> 220 hello", "EHLO => 250-script|250 STARTTLS", "STARTTLS => 220 go|250 injected||!tls"],
            TlsPolicy::Opportunistic,
        ),
        (&["=> 220 hello"], TlsPolicy::Implicit),
    ] {
        let server = Server::start(Some(&good), &[script]).await;
        let upstream = Upstream { roots: Roots::Only(vec![good.certificate.clone()]), ..upstream(server.port, tls) };
        let sent = send(&Pool::new(vec![upstream]).unwrap(), &["a@y.jp"]).await;
        assert!(codes(&sent.outcomes).starts_with('D'), "{script:?} {sent:?}");
        assert!(server.seen()[0].iter().all(|line| !line.starts_with("MAIL")), "{script:?}");
    }
}

#[tokio::test]
async fn requiretls_goes_over_verified_lines_only() {
    let good = Identity::new("localhost");
    let start = |offer| {
        vec![
            "=> 220 hello",
            "EHLO => 250-script|250-REQUIRETLS|250 STARTTLS",
            "STARTTLS => 220 go||!tls",
            offer,
            "MAIL FROM:<sender@sekisho.example> REQUIRETLS => 250 ok",
            "RCPT => 250 ok",
            "DATA => 354 go",
            "dot => 250 ok",
        ]
    };
    for (offer, tls, expected) in [
        ("EHLO => 250-script|250 REQUIRETLS", TlsPolicy::Required, "A250"),
        ("EHLO => 250 script", TlsPolicy::Required, "R554"),
        ("EHLO => 250-script|250 REQUIRETLS", TlsPolicy::Opportunistic, "R554"),
        ("EHLO => 250-script|250 REQUIRETLS", TlsPolicy::Never, "R554"),
    ] {
        let script = start(offer);
        let server = Server::start(Some(&good), &[&script]).await;
        let upstream = Upstream { roots: Roots::Only(vec![good.certificate.clone()]), ..upstream(server.port, tls) };
        let mut asks = envelope(&["a@y.jp"]);
        asks.require_tls = true;
        let sent = Pool::new(vec![upstream]).unwrap().send("up", outgoing(asks, LETTER), None).await;
        assert_eq!(codes(&sent.outcomes), expected, "{offer}");
        assert!(expected == "A250" || sent.outcomes[0].reply().enhanced.as_deref() == Some("5.7.30"));
    }
}

#[tokio::test]
async fn a_login_that_fails_defers_and_clear_text_logins_stay_on_loopback() {
    let login = |cleartext| Some(Login { user: "u".into(), password: "p".to_owned().into(), cleartext });
    let mail = ["MAIL => 250 ok", "RCPT => 250 ok", "DATA => 354 go", "dot => 250 ok"];
    for (answer, expected) in [("235 ok", "A250"), ("535 5.7.8 no", "D535"), ("454 4.7.0 later", "D454")] {
        let auth = format!("AUTH PLAIN AHUAcA== => {answer}");
        let script = [&["=> 220 hello", "EHLO => 250-script|250 AUTH PLAIN", &auth][..], &mail].concat();
        let server = Server::start(None, &[&script]).await;
        let upstream = Upstream { auth: login(Cleartext::OnLoopback), ..upstream(server.port, TlsPolicy::Never) };
        assert_eq!(codes(&send(&Pool::new(vec![upstream]).unwrap(), &["a@y.jp"]).await.outcomes), expected);
    }
    let never = Upstream { auth: login(Cleartext::Never), ..upstream(25, TlsPolicy::Never) };
    assert!(Pool::new(vec![never]).is_err());
    assert_eq!(format!("{:?}", login(Cleartext::Never).unwrap()), "Login");
}
