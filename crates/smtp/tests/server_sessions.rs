//! The server over real sockets: TLS, signing in, limits, time-outs, shutdown, a house that fails.
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

use std::time::{Duration, Instant};

use aws_lc_rs::{digest, hmac, pbkdf2};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use gate::{Gate, Line, Raw, settings};
use mail::{codes, envelope, outgoing};
use patience::{PATIENCE, until, within};
use sekisho_model::envelope::{Notify, Ret};
use sekisho_smtp::{
    client::{Cleartext, Login, Pool, Roots, TlsPolicy, Upstream},
    server::Timeouts,
};
use tokio::time::timeout;
use zeroize::Zeroizing;

const PLAIN: &str = "AUTH PLAIN AHRhcm8Ac2VjcmV0";
const ENVELOPE: &str = "MAIL FROM:<a@sekisho.example>\r\nRCPT TO:<b@x.jp>\r\nDATA\r\n";

/// Sends a letter with this subject; the reply to it.
async fn letter(raw: &mut Raw, subject: &str) -> String {
    raw.send(ENVELOPE).await;
    for expected in ["250 2.1.0", "250 2.1.5", "354 "] {
        let heard = raw.hear().await;
        assert!(heard.starts_with(expected), "{heard}");
    }
    raw.say(&format!("Subject: {subject}\r\n\r\nhello\r\n.")).await
}

async fn signed_in(gate: &Gate) -> Raw {
    let mut raw = Raw::connect(gate.port).await.secure(&gate.certificate).await;
    assert!(raw.hear().await.starts_with("220 "));
    raw.say("EHLO pc").await;
    assert!(raw.say(PLAIN).await.starts_with("235 "));
    raw
}

#[tokio::test]
async fn tls_comes_before_everything_on_both_submission_ports() {
    let gate = Gate::submission(Line::StartTls, settings()).await;
    let mut raw = Raw::greeted(gate.port).await;
    assert!(raw.say(PLAIN).await.starts_with("538 5.7.11"));
    assert!(raw.say("MAIL FROM:<a@sekisho.example>").await.starts_with("530 5.7.0"));
    assert!(raw.say("STARTTLS").await.starts_with("220 "));
    let mut raw = raw.secure(&gate.certificate).await;
    assert!(raw.say("EHLO pc").await.contains("250-AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN"));
    assert!(raw.say(PLAIN).await.starts_with("235 "));
    assert_eq!(letter(&mut raw, "one").await, "250 2.0.0 taken in");
    let seen = gate.letters().remove(0);
    assert_eq!(seen.session.protocol, "ESMTPSA");
    assert_eq!(seen.session.user.as_ref().map(ToString::to_string).as_deref(), Some("taro"));
    assert!(seen.session.tls.as_deref().is_some_and(|tls| tls.starts_with("TLSv1.3 TLS13_AES_")), "{seen:?}");
    gate.stop().await;

    let gate = Gate::submission(Line::Implicit, settings()).await;
    let mut raw = signed_in(&gate).await;
    assert_eq!(letter(&mut raw, "two").await, "250 2.0.0 taken in");
    assert!(raw.say("QUIT").await.starts_with("221 "));
    assert!(raw.is_closed().await);
    gate.stop().await;
}

#[tokio::test]
async fn what_is_injected_behind_starttls_never_runs() {
    let gate = Gate::submission(Line::StartTls, settings()).await;
    let mut raw = Raw::greeted(gate.port).await;
    raw.send(format!("STARTTLS\r\nEHLO pc\r\n{PLAIN}\r\n{ENVELOPE}")).await;
    assert!(raw.hear().await.starts_with("554 5.5.0"));
    assert!(raw.is_closed().await);
    // In a packet of its own it arrives where the handshake should.
    let mut raw = Raw::greeted(gate.port).await;
    assert!(raw.say("STARTTLS").await.starts_with("220 "));
    raw.try_send(format!("EHLO pc\r\n{PLAIN}\r\n{ENVELOPE}Subject: x\r\n\r\n.\r\n").as_bytes()).await;
    assert!(raw.is_closed().await, "the handshake has failed");
    assert!(gate.letters().is_empty());
    gate.stop().await;
}

/// One exchange; the last reply.
async fn scram(raw: &mut Raw, login: &str, password: &str, binding: Option<[u8; 32]>) -> String {
    let (mechanism, header) = match binding {
        Some(_) => ("SCRAM-SHA-256-PLUS", "p=tls-exporter,,"),
        None => ("SCRAM-SHA-256", "n,,"),
    };
    let bare = format!("n={login},r=fyko+d2lbbFgONRv9qkxdawL");
    let first = raw.say(&format!("AUTH {mechanism} {}", STANDARD.encode(format!("{header}{bare}")))).await;
    let first = String::from_utf8(STANDARD.decode(first.strip_prefix("334 ").unwrap()).unwrap()).unwrap();
    let field = |key: &str| first.split(',').find_map(|part| part.strip_prefix(key)).unwrap();
    let salt = STANDARD.decode(field("s=")).unwrap();
    let rounds: u32 = field("i=").parse().unwrap();
    let mut salted = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds.try_into().unwrap(), &salt, password.as_bytes(), &mut salted);
    let key = hmac::Key::new(hmac::HMAC_SHA256, &salted);
    let client = hmac::sign(&key, b"Client Key");
    let stored = digest::digest(&digest::SHA256, client.as_ref());
    let channel = STANDARD.encode([header.as_bytes(), &binding.map(Vec::from).unwrap_or_default()].concat());
    let last = format!("c={channel},r={}", field("r="));
    let message = format!("{bare},{first},{last}");
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, stored.as_ref()), message.as_bytes());
    let proof: Vec<u8> = client.as_ref().iter().zip(signature.as_ref()).map(|(key, mask)| key ^ mask).collect();
    let reply = raw.say(&STANDARD.encode(format!("{last},p={}", STANDARD.encode(proof)))).await;
    let Some(ours) = reply.strip_prefix("334 ") else { return reply };
    let server =
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, b"Server Key").as_ref()), message.as_bytes());
    assert_eq!(STANDARD.decode(ours).unwrap(), format!("v={}", STANDARD.encode(server)).into_bytes());
    raw.say("").await
}

#[tokio::test]
async fn scram_proves_a_password_without_telling_it_and_binds_the_channel() {
    let gate = Gate::submission(Line::Implicit, settings()).await;
    for (login, password, bound, expected) in [
        ("taro", "secret", None, "235 "),
        ("taro", "secret", Some(false), "235 "),
        ("taro", "secret", Some(true), "535 "),
        ("taro", "wrong", None, "535 "),
        ("nobody", "secret", None, "535 "),
    ] {
        let mut raw = Raw::connect(gate.port).await.secure(&gate.certificate).await;
        raw.hear().await;
        raw.say("EHLO pc").await;
        let binding = bound.map(|other_channel| if other_channel { [7; 32] } else { raw.binding.unwrap() });
        let reply = scram(&mut raw, login, password, binding).await;
        assert!(reply.starts_with(expected), "{login} {password} {bound:?}: {reply}");
    }
    let told = [("taro", true), ("taro", true), ("taro", false), ("taro", false), ("nobody", false)];
    let told: Vec<_> = told.map(|(login, proved)| (login.to_owned(), proved)).into();
    assert_eq!(gate.ended(), told, "the house hears of every end");
    gate.stop().await;
}

#[tokio::test]
async fn a_house_that_fails_is_a_temporary_failure_and_the_session_goes_on() {
    let mut settings = settings();
    settings.timeouts.handler = Duration::from_millis(200);
    let gate = Gate::submission(Line::Implicit, settings).await;
    let mut raw = signed_in(&gate).await;
    assert!(raw.say("MAIL FROM:<panic@sekisho.example>").await.starts_with("451 4.3.0"));
    for (subject, expected) in
        [("panic", "451 4.3.0"), ("never", "451 4.3.0"), ("refuse", "550 5.7.1"), ("ok", "250 2.0.0")]
    {
        let reply = letter(&mut raw, subject).await;
        assert!(reply.starts_with(expected), "{subject}: {reply}");
    }
    assert_eq!(gate.letters().len(), 1);
    let mut raw = Raw::connect(gate.port).await.secure(&gate.certificate).await;
    raw.hear().await;
    raw.say("EHLO pc").await;
    assert!(raw.say("AUTH PLAIN AHBhbmljAHg=").await.starts_with("454 4.7.0"));
    gate.stop().await;
}

#[tokio::test]
async fn sessions_and_octets_are_bounded_over_all_sessions() {
    let mut settings = settings();
    settings.limits.max_sessions_per_peer = 2;
    settings.limits.max_bytes_in_flight = 100_000;
    let gate = Gate::relay(Line::Clear, settings.clone()).await;
    let mut one = Raw::greeted(gate.port).await;
    let mut two = Raw::greeted(gate.port).await;
    let mut three = Raw::connect(gate.port).await;
    assert!(three.hear().await.starts_with("421 4.7.0"));
    assert!(three.is_closed().await);
    for raw in [&mut one, &mut two] {
        raw.send(ENVELOPE).await;
        for _ in 0..3 {
            raw.hear().await;
        }
    }
    let line = "0123456789\r\n".repeat(5_000);
    one.send(&line).await;
    until("the server holds that before the other one comes", || settings.octets_in_flight() == line.len()).await;
    two.send(format!("{line}.\r\n")).await;
    assert!(two.hear().await.starts_with("452 4.3.1"));
    assert_eq!(one.say(".").await, "250 2.0.0 taken in");
    assert_eq!(gate.letters()[0].bytes.len(), line.len());
    // What was held is free again.
    assert_eq!(letter(&mut two, &line[..100]).await.get(..3), Some("250"));
    drop((one, two));
    let start = Instant::now();
    while !Raw::connect(gate.port).await.hear().await.starts_with("220 ") {
        assert!(start.elapsed() < PATIENCE, "the sessions that ended are still counted");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    gate.stop().await;
}

/// A time that is shorter than a busy machine may need: nothing is done under it but what it ends.
const SHORT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_slow_client_is_left() {
    let letter = ["EHLO pc", "MAIL FROM:<a@sekisho.example>", "RCPT TO:<b@x.jp>", "DATA"];
    let times = |change: fn(&mut Timeouts)| {
        let mut settings = settings();
        change(&mut settings.timeouts);
        settings
    };
    let for_a_command = || times(|times| times.command = SHORT);
    let between_reads = times(|times| times.data = SHORT);
    let for_a_letter = times(|times| (times.letter, times.slowest) = (SHORT, 1_000_000));
    for (settings, opening, end) in [
        (for_a_command(), &[][..], End::Silence),
        (between_reads, &letter, End::Silence),
        // Always in time: a command has one time for all of it, and so has a letter.
        (for_a_command(), &[], End::OctetByOctet),
        (for_a_letter, &letter, End::OctetByOctet),
    ] {
        let gate = Gate::relay(Line::Clear, settings).await;
        let mut raw = Raw::connect(gate.port).await;
        assert!(raw.hear().await.starts_with("220 "));
        for line in opening {
            assert!(raw.say(line).await.starts_with(['2', '3']), "{line}");
        }
        let last = within(left(&mut raw, end)).await;
        assert!(last.starts_with("421 4.4.2"), "{opening:?} {end:?}: {last}");
        assert!(raw.is_closed().await);
        assert!(gate.letters().is_empty());
        gate.stop().await;
    }
}

/// How a client is slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Silence,
    OctetByOctet,
}

/// What the server says to a client that is slow from now on.
async fn left(raw: &mut Raw, end: End) -> String {
    loop {
        if end == End::OctetByOctet {
            raw.try_send(b"x").await;
        }
        if let Ok(heard) = timeout(Duration::from_millis(20), raw.hear()).await {
            return heard;
        }
    }
}

#[tokio::test]
async fn somebody_who_never_signs_in_does_not_stay() {
    let mut settings = settings();
    settings.timeouts.sign_in = SHORT;
    settings.limits.max_idle_commands = usize::MAX;
    let gate = Gate::submission(Line::StartTls, settings).await;
    let mut raw = Raw::connect(gate.port).await;
    assert!(raw.hear().await.starts_with("220 "));
    let last = within(async {
        loop {
            raw.try_send(b"NOOP\r\n").await;
            let heard = raw.hear().await;
            if !heard.starts_with("250 ") {
                return heard;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(last.await.starts_with("421 4.4.2"));
    gate.stop().await;
}

#[tokio::test]
async fn at_shutdown_idle_sessions_hear_421_and_letters_on_their_way_end() {
    let mut settings = settings();
    settings.timeouts.drain = PATIENCE;
    let gate = Gate::relay(Line::Clear, settings).await;
    let mut idle = Raw::greeted(gate.port).await;
    let mut begun = Raw::greeted(gate.port).await;
    assert!(begun.say("MAIL FROM:<a@sekisho.example>").await.starts_with("250 "));
    let mut sending = Raw::greeted(gate.port).await;
    sending.send(ENVELOPE).await;
    for _ in 0..3 {
        sending.hear().await;
    }
    let mut accepting = Raw::greeted(gate.port).await;
    accepting.send(ENVELOPE).await;
    for _ in 0..3 {
        accepting.hear().await;
    }
    accepting.send("Subject: held\r\n\r\n.\r\n").await;
    until("the house is asked", || gate.asked() == 1).await;
    gate.tell_to_stop();
    assert!(idle.hear().await.starts_with("421 4.3.2"));
    assert!(begun.hear().await.starts_with("421 4.3.2"));
    assert_eq!(sending.say("Subject: last\r\n\r\nwords\r\n.").await, "250 2.0.0 taken in");
    assert!(sending.hear().await.starts_with("421 4.3.2"));
    gate.let_go();
    assert_eq!(accepting.hear().await, "250 2.0.0 taken in");
    assert!(accepting.hear().await.starts_with("421 4.3.2"));
    assert_eq!(gate.letters().len(), 2);
    gate.stop().await;
}

#[tokio::test]
async fn at_shutdown_a_letter_that_does_not_end_is_not_acknowledged() {
    let mut settings = settings();
    settings.timeouts.drain = Duration::from_millis(200);
    let gate = Gate::relay(Line::Clear, settings).await;
    let mut sending = Raw::greeted(gate.port).await;
    sending.send(ENVELOPE).await;
    for _ in 0..3 {
        sending.hear().await;
    }
    sending.send("Subject: half\r\n").await;
    gate.tell_to_stop();
    assert!(sending.hear().await.starts_with("421 4.3.2"));
    assert!(sending.is_closed().await && gate.letters().is_empty());
    gate.stop().await;
}

#[tokio::test]
async fn who_speaks_before_the_greeting_is_turned_away() {
    let mut settings = settings();
    settings.timeouts.greeting = PATIENCE;
    let gate = Gate::relay(Line::Clear, settings).await;
    let mut raw = Raw::connect(gate.port).await;
    raw.send("EHLO pc\r\n").await;
    assert!(raw.hear().await.starts_with("554 5.5.0"));
    assert!(raw.is_closed().await);
    gate.stop().await;
}

#[tokio::test]
async fn our_own_client_hands_over_everything_an_envelope_can_say() {
    let gate = Gate::submission(Line::StartTls, settings()).await;
    let upstream = Upstream {
        roots: Roots::Only(vec![gate.certificate.clone()]),
        auth: Some(Login {
            user: "taro".to_owned(),
            password: Zeroizing::new("secret".to_owned()),
            cleartext: Cleartext::Never,
        }),
        ..Upstream::new("gate", "localhost", gate.port, TlsPolicy::Required)
    };
    let pool = Pool::new(vec![upstream]).unwrap();
    let mut asks = envelope(&["花子@例え.jp", "\"a b\"@x.jp", "nobody@x.jp", "later@x.jp"]);
    (asks.smtputf8, asks.eight_bit, asks.require_tls) = (true, true, true);
    (asks.ret, asks.envid) = (Some(Ret::Hdrs), Some("Q+2B1".into()));
    asks.recipients[0].notify = Notify { success: true, ..Notify::default() };
    asks.recipients[0].orcpt = Some("utf-8;hanako@x.jp".into());
    let body = "Subject: 題\r\n\r\n.\r\n..\r\n本文\r\n".as_bytes();
    let sent = pool.send("gate", outgoing(asks.clone(), body), None).await;
    assert_eq!(codes(&sent.outcomes), "A250 A250 R550 D451", "{sent:?}");
    let seen = gate.letters().remove(0);
    assert_eq!(seen.bytes, body);
    asks.recipients.truncate(2);
    assert_eq!(seen.envelope, asks);
    assert_eq!(seen.session.protocol, "UTF8SMTPSA");
    gate.stop().await;
}
