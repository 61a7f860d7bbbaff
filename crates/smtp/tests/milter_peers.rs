//! The milter and its peers: the reference test tool, and peers that do not keep to the protocol.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "support/judge.rs"]
mod judge;
#[path = "support/patience.rs"]
mod patience;

use std::{path::Path, time::Duration};

use judge::Judge;
use patience::{until, within};
use sekisho_smtp::milter::{MilterAnswer, MilterListener, MilterMail, MilterSettings, serve};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixListener, UnixStream},
};

const TOOL: &str = "/usr/bin/miltertest";
/// What an MTA of version 6 offers.
const OFFER: &[u8] = b"\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff";
/// Where a time is what the test is about.
const SHORT: Duration = Duration::from_millis(200);

/// Every time is longer than a test waits; each test shortens its own.
fn patient() -> MilterSettings {
    let hour = Duration::from_secs(3600);
    MilterSettings {
        negotiation: hour,
        idle: hour,
        packet: hour,
        progress: hour,
        judgement: hour,
        drain: hour,
        ..MilterSettings::default()
    }
}

fn packet(command: u8, data: &[u8]) -> Vec<u8> {
    let mut octets = u32::try_from(data.len() + 1).unwrap().to_be_bytes().to_vec();
    octets.push(command);
    octets.extend_from_slice(data);
    octets
}

fn mail(subject: &str) -> Vec<u8> {
    let subject = format!("Subject\0 {subject}\0");
    [(b'M', &b"<a@x.jp>\0"[..]), (b'R', b"<b@y.jp>\0"), (b'L', subject.as_bytes()), (b'N', b""), (b'E', b"")]
        .into_iter()
        .flat_map(|(command, data)| packet(command, data))
        .collect()
}

/// The next packet, `None` when the milter has closed.
async fn next(stream: &mut (impl AsyncRead + Unpin)) -> Option<(u8, Vec<u8>)> {
    let read = async {
        let length = stream.read_u32().await.ok()?;
        let mut octets = vec![0; length as usize];
        stream.read_exact(&mut octets).await.ok()?;
        Some((octets[0], octets[1..].to_vec()))
    };
    within(read).await
}

async fn greet(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    stream.write_all(&packet(b'O', OFFER)).await.unwrap();
    assert_eq!(next(stream).await.unwrap().0, b'O');
}

async fn connect(judge: &Judge) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", judge.port)).await.unwrap();
    greet(&mut stream).await;
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_tool_gets_the_answers_it_expects() {
    assert!(Path::new(TOOL).exists(), "{TOOL} is missing: ./test installs it (Debian: miltertest)");
    let judge = Judge::start(patient()).await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/miltertest.lua");
    let port = format!("port={}", judge.port);
    let out = tokio::process::Command::new(TOOL).args(["-D", &port, "-s", script]).output().await.unwrap();
    assert!(out.status.success(), "{out:?}");
    let seen = judge.seen();
    // Two conversations; the mail whose judge falls over is not counted.
    assert_eq!(seen.len(), 10);
    for mail in &seen {
        assert_eq!((&*mail.peer, &*mail.peer_name, &*mail.helo), ("192.0.2.5", "client.example", "client"));
        assert_eq!((mail.auth_user.as_deref(), mail.envelope.recipients.len()), (Some("taro"), 2));
        assert!(mail.queue_id.as_deref().unwrap().starts_with("ID-") && mail.envelope.eight_bit);
        assert!(mail.bytes.ends_with(b"\r\n\r\nHello\r\nagain\r\n"), "{}", String::from_utf8_lossy(&mail.bytes));
    }
}

#[tokio::test]
async fn peers_that_break_the_protocol_get_a_temporary_failure_or_nothing() {
    let judge = Judge::start(patient()).await;
    for octets in [
        &b"EHLO hostile\r\n"[..],
        &packet(b'H', b"x\0"),
        &packet(b'O', b"\0\0\0\x01\0\0\0\0\0\0\0\0"),
        &packet(b'O', b"\0"),
        &[0; 5],
        &[0xff; 8],
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", judge.port)).await.unwrap();
        stream.write_all(octets).await.unwrap();
        assert_eq!(next(&mut stream).await, None, "{octets:?}");
    }
    for octets in [
        packet(b'E', b""),
        packet(b'R', b"<a@x.jp>\0"),
        packet(b'Z', b""),
        packet(b'M', b"no end"),
        packet(b'O', OFFER),
        vec![0xff; 8],
    ] {
        let mut stream = connect(&judge).await;
        stream.write_all(&octets).await.unwrap();
        assert_eq!(next(&mut stream).await, Some((b't', vec![])), "{octets:?}");
        assert_eq!(next(&mut stream).await, None, "{octets:?}");
    }
    assert!(judge.seen().is_empty());
}

#[tokio::test]
async fn a_slow_judge_is_announced_and_an_endless_one_ends_in_a_temporary_failure() {
    let announcing = MilterSettings { progress: Duration::from_millis(20), ..patient() };
    let judge = Judge::start(announcing.clone()).await;
    let mut stream = connect(&judge).await;
    stream.write_all(&mail("held")).await.unwrap();
    for _ in 0..3 {
        assert_eq!(next(&mut stream).await.unwrap().0, b'p');
    }
    judge.let_go();
    assert_eq!(answer(&mut stream).await.1, b'd');
    stream.write_all(&mail("pass")).await.unwrap();
    assert_eq!(answer(&mut stream).await.1, b'a');

    let judge = Judge::start(MilterSettings { judgement: Duration::from_secs(5), ..announcing }).await;
    let mut stream = connect(&judge).await;
    stream.write_all(&mail("never")).await.unwrap();
    let (progress, last) = answer(&mut stream).await;
    assert!(last == b't' && progress >= 3, "{progress}");
    stream.write_all(&mail("pass")).await.unwrap();
    assert_eq!(answer(&mut stream).await.1, b'a');
}

/// How often the judge was announced, and then the answer.
async fn answer(stream: &mut TcpStream) -> (usize, u8) {
    let mut progress = 0;
    loop {
        match next(stream).await.unwrap() {
            (b'p', _) => progress += 1,
            (answer, _) => return (progress, answer),
        }
    }
}

#[tokio::test]
async fn a_judge_is_stopped_when_the_mta_gives_up() {
    let judge = Judge::start(patient()).await;
    let mut stream = connect(&judge).await;
    stream.write_all(&mail("never")).await.unwrap();
    until("the first is judged", || judge.begun() == 1).await;
    stream.write_all(&packet(b'A', b"")).await.unwrap();
    stream.write_all(&mail("pass")).await.unwrap();
    assert_eq!(next(&mut stream).await.unwrap().0, b'a');
    until("the first is stopped", || judge.stopped() == 1).await;

    let mut stream = connect(&judge).await;
    stream.write_all(&mail("never")).await.unwrap();
    until("the third is judged", || judge.begun() == 3).await;
    drop(stream);
    until("the third is stopped", || judge.stopped() == 2).await;
    assert_eq!(judge.finished(), 1);
}

#[tokio::test]
async fn a_mail_that_is_given_up_in_one_breath_with_its_end_is_not_answered() {
    let judge = Judge::start(patient()).await;
    let mut stream = connect(&judge).await;
    stream.write_all(&[mail("never"), packet(b'A', b""), mail("pass")].concat()).await.unwrap();
    assert_eq!(next(&mut stream).await.unwrap().0, b'a');
    assert_eq!(judge.finished(), 1);

    stream.write_all(&[mail("never"), packet(b'Q', b"")].concat()).await.unwrap();
    assert_eq!(next(&mut stream).await, None);
    until("nobody judges any more", || judge.begun() == judge.finished() + judge.stopped()).await;
    assert_eq!(judge.finished(), 1);
}

#[tokio::test]
async fn too_large_mails_and_silent_peers_do_not_stay() {
    let judge = Judge::start(MilterSettings { max_mail: 1000, ..patient() }).await;
    let mut stream = connect(&judge).await;
    stream.write_all(&[packet(b'M', b"<a@x.jp>\0"), packet(b'R', b"<b@y.jp>\0")].concat()).await.unwrap();
    for _ in 0..20 {
        stream.write_all(&packet(b'B', &[b'x'; 60_000])).await.unwrap();
    }
    stream.write_all(&packet(b'E', b"")).await.unwrap();
    let (command, data) = next(&mut stream).await.unwrap();
    assert!(command == b'y' && data.starts_with(b"552 5.3.4 "), "{data:?}");
    assert!(judge.seen().is_empty());

    let judge = Judge::start(MilterSettings { negotiation: SHORT, ..patient() }).await;
    let mut silent = TcpStream::connect(("127.0.0.1", judge.port)).await.unwrap();
    assert_eq!(next(&mut silent).await, None);
    assert!(judge.seen().is_empty());

    let judge = Judge::start(MilterSettings { packet: SHORT, ..patient() }).await;
    let mut half = connect(&judge).await;
    half.write_all(b"\0\0\0\x09B").await.unwrap();
    assert_eq!(next(&mut half).await, None);
    assert!(judge.seen().is_empty());

    let judge = Judge::start(MilterSettings { idle: SHORT, ..patient() }).await;
    let mut idle = connect(&judge).await;
    assert_eq!(next(&mut idle).await, None, "silence is over");
    assert!(judge.seen().is_empty());
}

#[tokio::test]
async fn shutdown_lets_a_mail_end_and_closes_what_is_idle() {
    let judge = Judge::start(patient()).await;
    let (mut idle, mut busy) = (connect(&judge).await, connect(&judge).await);
    busy.write_all(&mail("held")).await.unwrap();
    until("a mail is judged", || judge.begun() == 1).await;
    judge.tell_to_stop();
    assert_eq!(next(&mut idle).await, None);
    judge.let_go();
    assert_eq!(next(&mut busy).await.unwrap().0, b'd');
    assert_eq!(next(&mut busy).await, None);
    judge.stop().await;
}

#[tokio::test]
async fn a_peer_that_is_not_listed_is_closed_before_a_word() {
    let network = |text: &str| text.parse().unwrap();
    let cases = [
        (vec![network("127.0.0.0/8")], true),
        (vec![network("192.0.2.0/24"), network("::1")], false),
        (Vec::new(), false),
    ];
    for (peers, listed) in cases {
        let judge = Judge::start(MilterSettings { peers, ..patient() }).await;
        let mut stream = TcpStream::connect(("127.0.0.1", judge.port)).await.unwrap();
        // Closed with octets unread, the connection may be reset already.
        let _ = stream.write_all(&[packet(b'O', OFFER), mail("any")].concat()).await;
        let answered = next(&mut stream).await.map(|(command, _)| command);
        assert_eq!(answered, listed.then_some(b'O'));
        judge.stop().await;
    }
}

#[tokio::test]
async fn it_serves_unix_sockets_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("milter");
    let (stop, shutdown) = tokio::sync::watch::channel(false);
    let judge = |mail: MilterMail| async move {
        assert_eq!(mail.mta, "unix");
        MilterAnswer::TakeOver
    };
    let listener = MilterListener::Unix(UnixListener::bind(&path).unwrap());
    let served = tokio::spawn(serve(listener, patient(), judge, shutdown));
    let mut stream = UnixStream::connect(&path).await.unwrap();
    greet(&mut stream).await;
    stream.write_all(&mail("any")).await.unwrap();
    assert_eq!(next(&mut stream).await.unwrap().0, b'd');
    stop.send(true).unwrap();
    served.await.unwrap();
}
