//! The milter and its peers: the reference test tool, and peers that do not keep to the protocol.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "support/judge.rs"]
mod judge;

use std::{path::Path, time::Duration};

use judge::Judge;
use sekisho_smtp::milter::{MilterAnswer, MilterListener, MilterMail, MilterSettings, serve};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixListener, UnixStream},
    time::timeout,
};

const TOOL: &str = "/usr/bin/miltertest";
/// What an MTA of version 6 offers.
const OFFER: &[u8] = b"\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff";

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
    timeout(Duration::from_secs(10), read).await.unwrap()
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
    let judge = Judge::start(MilterSettings::default()).await;
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
    let judge = Judge::start(MilterSettings::default()).await;
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
    let settings = MilterSettings {
        progress: Duration::from_millis(100),
        judgement: Duration::from_millis(1500),
        ..MilterSettings::default()
    };
    let judge = Judge::start(settings).await;
    let mut stream = connect(&judge).await;
    for (subject, last) in [("slow", b'd'), ("never", b't'), ("pass", b'a')] {
        stream.write_all(&mail(subject)).await.unwrap();
        let mut progress = 0;
        let answer = loop {
            match next(&mut stream).await.unwrap() {
                (b'p', _) => progress += 1,
                (answer, _) => break answer,
            }
        };
        assert_eq!(answer, last, "{subject}");
        assert!(subject == "pass" || progress >= 3, "{subject}: {progress}");
    }
}

#[tokio::test]
async fn a_judge_is_stopped_when_the_mta_gives_up() {
    let judge = Judge::start(MilterSettings::default()).await;
    let mut stream = connect(&judge).await;
    stream.write_all(&mail("slow")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    stream.write_all(&packet(b'A', b"")).await.unwrap();
    stream.write_all(&mail("pass")).await.unwrap();
    assert_eq!(next(&mut stream).await.unwrap().0, b'a');

    let mut stream = connect(&judge).await;
    stream.write_all(&mail("slow")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(stream);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(judge.finished(), 1);
}

#[tokio::test]
async fn too_large_mails_and_silent_peers_do_not_stay() {
    let settings = MilterSettings {
        max_mail: 1000,
        negotiation: Duration::from_millis(200),
        packet: Duration::from_millis(200),
        idle: Duration::from_millis(200),
        ..MilterSettings::default()
    };
    let judge = Judge::start(settings).await;
    let mut stream = connect(&judge).await;
    stream.write_all(&[packet(b'M', b"<a@x.jp>\0"), packet(b'R', b"<b@y.jp>\0")].concat()).await.unwrap();
    for _ in 0..20 {
        stream.write_all(&packet(b'B', &[b'x'; 60_000])).await.unwrap();
    }
    stream.write_all(&packet(b'E', b"")).await.unwrap();
    let (command, data) = next(&mut stream).await.unwrap();
    assert!(command == b'y' && data.starts_with(b"552 5.3.4 "), "{data:?}");
    assert_eq!(next(&mut stream).await, None, "silence is over");

    let mut silent = TcpStream::connect(("127.0.0.1", judge.port)).await.unwrap();
    assert_eq!(next(&mut silent).await, None);
    let mut half = connect(&judge).await;
    half.write_all(b"\0\0\0\x09B").await.unwrap();
    assert_eq!(next(&mut half).await, None);
    assert!(judge.seen().is_empty());
}

#[tokio::test]
async fn shutdown_lets_a_mail_end_and_closes_what_is_idle() {
    let judge = Judge::start(MilterSettings::default()).await;
    let (mut idle, mut busy) = (connect(&judge).await, connect(&judge).await);
    busy.write_all(&mail("slow")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let stop = tokio::spawn(judge.stop());
    assert_eq!(next(&mut idle).await, None);
    assert_eq!(next(&mut busy).await.unwrap().0, b'd');
    assert_eq!(next(&mut busy).await, None);
    stop.await.unwrap();
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
        let judge = Judge::start(MilterSettings { peers, ..MilterSettings::default() }).await;
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
    let served = tokio::spawn(serve(listener, MilterSettings::default(), judge, shutdown));
    let mut stream = UnixStream::connect(&path).await.unwrap();
    greet(&mut stream).await;
    stream.write_all(&mail("any")).await.unwrap();
    assert_eq!(next(&mut stream).await.unwrap().0, b'd');
    stop.send(true).unwrap();
    served.await.unwrap();
}
