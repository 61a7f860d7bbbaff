//! For fuzzing: any octets as a client.

use std::{net::Ipv4Addr, sync::Arc, time::Duration};

use sekisho_model::UserId;

use super::{
    Kind, Limits, Reply, ScramKeys, SignInRefused,
    session::{Answer, Core, Question, Rules, Secured, Step},
};

/// Plays `data` to a session, whole and octet by octet: what is said and what is handed over must be the same, and a
/// letter has CRLF line ends and no NUL. The first octet chooses the door.
#[doc(hidden)]
pub fn fuzz_server(data: &[u8]) {
    let (door, data) = data.split_first().unwrap_or((&0, &[]));
    let whole = play(*door, std::iter::once(data));
    let single = play(*door, data.chunks(1));
    assert_eq!(whole, single, "a session depends on how the stream is cut");
}

fn play<'a>(door: u8, pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<u8>, Vec<Vec<u8>>) {
    let peers = vec!["192.0.2.0/24".parse().unwrap_or_else(|_| unreachable!())];
    let submission = door & 1 == 0;
    let rules = Rules {
        hostname: "fuzz.example".to_owned(),
        limits: Limits { max_message_bytes: 4096, max_recipients: 8, ..Limits::default() },
        kind: if submission { Kind::Submission } else { Kind::Relay { peers: peers.clone() } },
        starttls: false,
        xclient: if door & 2 == 0 { peers } else { Vec::new() },
        sign_in_failed: Duration::ZERO,
        mask: Some([1; 32]),
        scram_iterations: 4096,
        strict_turns: false,
    };
    let secured = submission.then(|| Secured { description: "TLS".to_owned(), binding: None });
    let mut core = Core::new(Arc::new(rules), Ipv4Addr::new(192, 0, 2, 1).into(), secured);
    core.greet(false);
    let (mut buffer, mut letters) = (Vec::new(), Vec::new());
    for piece in pieces {
        buffer.extend_from_slice(piece);
        if settle(&mut core, &mut buffer, &mut letters) == Step::Close {
            break;
        }
    }
    (core.out, letters)
}

fn settle(core: &mut Core, buffer: &mut Vec<u8>, letters: &mut Vec<Vec<u8>>) -> Step {
    loop {
        let (used, step) = core.step(buffer);
        buffer.drain(..used);
        match step {
            Step::Ask => {
                let answer = core.question().map_or(Answer::Failed, |question| answer(question, letters));
                core.answer(answer);
            }
            Step::Pause(_) => {}
            last => return last,
        }
    }
}

fn answer(question: Question<'_>, letters: &mut Vec<Vec<u8>>) -> Answer {
    match question {
        Question::SignIn { login, .. } => Answer::SignIn(Ok(UserId::new(login))),
        Question::ScramEnded { proved: true, .. } => Answer::SignIn(Ok(UserId::new("fuzz"))),
        Question::ScramEnded { .. } => Answer::SignIn(Err(SignInRefused::Wrong)),
        Question::ScramKeys { .. } => {
            let keys = ScramKeys { salt: vec![1], iterations: 1, stored_key: [1; 32], server_key: [1; 32] };
            Answer::ScramKeys(Some(keys), "S".to_owned())
        }
        Question::Sender { .. } | Question::Recipient { .. } => Answer::Verdict(Ok(())),
        Question::Letter { envelope, bytes, .. } => {
            assert!(!envelope.recipients.is_empty() && bytes.len() <= 4096);
            assert!(!bytes.contains(&0));
            for line in bytes.split(|octet| *octet == b'\n') {
                assert!(!line.strip_suffix(b"\r").unwrap_or(line).contains(&b'\r'));
            }
            letters.push(bytes);
            Answer::Letter(Reply::new(250, "2.0.0", "taken"))
        }
    }
}
