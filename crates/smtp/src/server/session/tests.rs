//! Runs the dialogues in `tests/sessions/*.txt` (its README says how they are written) against the core alone, each
//! with the input in one piece, in small pieces and octet by octet.

use std::{collections::VecDeque, fs, path::Path};

use aws_lc_rs::{digest, hmac, pbkdf2};
use proptest::prelude::*;
use sekisho_model::UserId;

use super::*;
use crate::server::{Limits, ScramKeys};

mod cases;

/// A house that knows a few people and does what it is told for the next question.
#[derive(Default)]
struct House {
    told: VecDeque<(String, Option<Reply>)>,
    letters: VecDeque<(String, String, Vec<u8>)>,
}

impl House {
    /// The told answer for this kind of question. `Some(None)`: none at all.
    fn told(&mut self, kind: &str) -> Option<Option<Reply>> {
        let next = self.told.front().is_some_and(|(what, _)| what == kind);
        next.then(|| self.told.pop_front().unwrap().1)
    }

    fn answer(&mut self, question: Question<'_>) -> Answer {
        match question {
            Question::SignIn { login, password, .. } => match (login, &**password) {
                ("taro", "secret") => Answer::SignIn(Ok(UserId::new("taro"))),
                ("locked", _) => Answer::SignIn(Err(SignInRefused::Locked)),
                ("down", _) => Answer::SignIn(Err(SignInRefused::Unavailable)),
                ("panic", _) => Answer::Failed,
                _ => Answer::SignIn(Err(SignInRefused::Wrong)),
            },
            Question::ScramKeys { login } => Answer::ScramKeys((login == "taro").then(keys), "SERVER".to_owned()),
            Question::ScramEnded { login, proved, .. } => match (self.told("ended"), proved) {
                (Some(None), _) => Answer::Failed,
                (Some(Some(_)), _) => Answer::SignIn(Err(SignInRefused::Locked)),
                // A house that says yes to everybody: the core must not believe it.
                (None, _) => Answer::SignIn(Ok(UserId::new(login))),
            },
            Question::Sender { .. } => self.verdict("sender"),
            Question::Recipient { .. } => self.verdict("recipient"),
            Question::Letter { session, envelope, bytes } => {
                self.letters.push_back((describe(&envelope), about(session), bytes));
                match self.told("letter") {
                    Some(None) => Answer::Failed,
                    Some(Some(reply)) => Answer::Letter(reply),
                    None => Answer::Letter(Reply::new(250, "2.0.0", "taken")),
                }
            }
        }
    }

    fn verdict(&mut self, kind: &str) -> Answer {
        match self.told(kind) {
            Some(None) => Answer::Failed,
            Some(Some(reply)) => Answer::Verdict(Err(reply)),
            None => Answer::Verdict(Ok(())),
        }
    }
}

/// Keys of the password `secret`.
fn keys() -> ScramKeys {
    let (mut salted, salt) = ([0; 32], b"0123456789abcdef");
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, 4096.try_into().unwrap(), salt, b"secret", &mut salted);
    let key = hmac::Key::new(hmac::HMAC_SHA256, &salted);
    let stored = digest::digest(&digest::SHA256, hmac::sign(&key, b"Client Key").as_ref());
    ScramKeys {
        salt: salt.to_vec(),
        iterations: 4096,
        stored_key: stored.as_ref().try_into().unwrap(),
        server_key: hmac::sign(&key, b"Server Key").as_ref().try_into().unwrap(),
    }
}

/// `a@x.jp > b@x.jp NOTIFY=… ORCPT=…, c@x.jp | 8BIT UTF8 …`
fn describe(envelope: &Envelope) -> String {
    let recipient = |recipient: &Recipient| {
        let mut text = recipient.address.to_string();
        let notify = recipient.notify;
        for (given, word) in [
            (notify.never, " NEVER"),
            (notify.success, " SUCCESS"),
            (notify.failure, " FAILURE"),
            (notify.delay, " DELAY"),
        ] {
            text += if given { word } else { "" };
        }
        text + &recipient.orcpt.as_deref().map(|orcpt| format!(" ORCPT={orcpt}")).unwrap_or_default()
    };
    let mut text = format!(
        "{} > {} |",
        envelope.mail_from,
        envelope.recipients.iter().map(recipient).collect::<Vec<_>>().join(", ")
    );
    for (given, word) in
        [(envelope.eight_bit, " 8BIT"), (envelope.smtputf8, " UTF8"), (envelope.require_tls, " REQUIRETLS")]
    {
        text += if given { word } else { "" };
    }
    text += &envelope.ret.map(|ret| format!(" RET={ret:?}")).unwrap_or_default();
    text += &envelope.envid.as_deref().map(|envid| format!(" ENVID={envid}")).unwrap_or_default();
    text
}

fn about(session: &Session) -> String {
    let mut text = format!("{} {} helo={}", session.protocol, session.peer, session.helo);
    text += &session.user.as_ref().map(|user| format!(" user={user}")).unwrap_or_default();
    text += &session.proxy.map(|proxy| format!(" proxy={proxy}")).unwrap_or_default();
    if let Some(from) = &session.forwarded {
        let addr = from.addr.map(|addr| addr.to_string()).unwrap_or_default();
        text +=
            &format!(" forwarded={addr}/{}/{}", from.name.as_deref().unwrap_or(""), from.helo.as_deref().unwrap_or(""));
    }
    text
}

pub(super) fn rules() -> Rules {
    Rules {
        hostname: "gate.example".to_owned(),
        limits: Limits { max_message_bytes: 10_000, max_recipients: 3, ..Limits::default() },
        kind: Kind::Relay { peers: vec!["192.0.2.0/24".parse().unwrap()] },
        starttls: false,
        xclient: Vec::new(),
        sign_in_failed: Duration::from_secs(2),
        mask: Some([7; 32]),
        scram_iterations: 4096,
        strict_turns: true,
    }
}

fn secured() -> Secured {
    Secured { description: "TLSv1.3 TEST".to_owned(), binding: None }
}

/// A core and what was read and not used.
struct Run {
    core: Core,
    house: House,
    buffer: Vec<u8>,
    pauses: Vec<u64>,
    last: Step,
}

impl Run {
    fn new(rules: Rules, peer: &str, tls: bool, early: bool) -> Self {
        let mut core = Core::new(Arc::new(rules), peer.parse().unwrap(), tls.then(secured));
        core.greet(early);
        Self { core, house: House::default(), buffer: Vec::new(), pauses: Vec::new(), last: Step::Read }
    }

    /// Feeds octets in pieces.
    fn feed(&mut self, octets: &[u8], cut: usize) {
        if octets.is_empty() {
            self.settle();
        }
        for piece in octets.chunks(cut) {
            self.buffer.extend_from_slice(piece);
            self.settle();
        }
    }

    fn settle(&mut self) {
        loop {
            let (used, step) = self.core.step(&self.buffer);
            self.buffer.drain(..used);
            self.last = step;
            match step {
                Step::Ask => {
                    let question = self.core.question().unwrap();
                    let answer = self.house.answer(question);
                    self.core.answer(answer);
                }
                Step::Pause(pause) => self.pauses.push(pause.as_secs()),
                Step::Read | Step::Secure | Step::Close => return,
            }
        }
    }

    fn take_output(&mut self) -> String {
        String::from_utf8(std::mem::take(&mut self.core.out)).unwrap()
    }
}

#[test]
fn every_dialogue_goes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions");
    let (mut files, mut count) = (0, 0);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            files += 1;
            count += cases::play(&path.display().to_string(), &fs::read_to_string(&path).unwrap());
        }
    }
    assert!(files >= 8 && count >= 60, "{count} cases in {files} files");
}

/// Pieces of talk, right and wrong, in any order.
fn talk() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "EHLO pc\r\n",
        "HELO pc\r\n",
        "MAIL FROM:<a@x.jp>\r\n",
        "MAIL FROM:<> SIZE=5 BODY=8BITMIME\r\n",
        "RCPT TO:<b@x.jp>\r\n",
        "RCPT TO:<c@x.jp> NOTIFY=NEVER\r\n",
        "DATA\r\n",
        "BDAT 5\r\n",
        "BDAT 0 LAST\r\n",
        "BDAT 3 LAST\r\n",
        "RSET\r\n",
        "NOOP\r\n",
        "QUIT\r\n",
        "AUTH PLAIN AHRhcm8Ac2VjcmV0\r\n",
        "AUTH LOGIN\r\n",
        "dGFybw==\r\n",
        "*\r\n",
        "XFORWARD NAME=x\r\n",
        "XCLIENT ADDR=192.0.2.9\r\n",
        ".\r\n",
        "\r\n.\r\n",
        "..x\r\n",
        "hello\r\n",
        "\r",
        "\n",
        "\0",
        "a",
        " ",
    ]);
    prop::collection::vec(words, 0..30).prop_map(|words| words.concat().into_bytes())
}

proptest! {
    #[test]
    fn what_happens_does_not_depend_on_how_the_stream_is_cut(
        talk in talk(), noise in prop::collection::vec(any::<u8>(), 0..20), at in 0usize..200, cut in 1usize..40, submission: bool,
    ) {
        let mut stream = talk;
        let at = at.min(stream.len());
        if noise.len() > 15 {
            stream.splice(at..at, noise);
        }
        let play = |cut: usize| {
            let kind = if submission { Kind::Submission } else { rules().kind };
            let rules = Rules { kind, strict_turns: false, xclient: vec!["192.0.2.1".parse().unwrap()], ..rules() };
            let mut run = Run::new(rules, "192.0.2.1", submission, false);
            run.feed(&stream, cut);
            let ended = run.last;
            (run.take_output(), run.house.letters, run.pauses, ended)
        };
        let whole = play(usize::MAX);
        prop_assert_eq!(&play(1), &whole);
        prop_assert_eq!(&play(cut), &whole);
        for (_, _, bytes) in &whole.1 {
            let text = String::from_utf8_lossy(bytes).replace("\r\n", "");
            prop_assert!(!text.contains(['\r', '\n', '\0']));
        }
    }

    #[test]
    fn the_handler_gets_the_octets_that_were_sent(
        letter in prop::collection::vec(prop::sample::select(&b".a\x80"[..]), 0..6).prop_map(|mut line| { line.extend(b"\r\n"); line }),
        times in 0usize..6, sizes in prop::collection::vec(0usize..9, 0..6),
    ) {
        let letter = letter.repeat(times);
        let mut run = Run::new(rules(), "192.0.2.1", false, false);
        run.feed(b"EHLO pc\r\n", 100);
        run.feed(b"MAIL FROM:<a@x.jp>\r\nRCPT TO:<b@x.jp>\r\nDATA\r\n", 100);
        let lines = letter.split_inclusive(|octet| *octet == b'\n');
        let stuffed: Vec<u8> = lines.flat_map(|line| [if line[0] == b'.' { &b"."[..] } else { b"" }, line].concat()).collect();
        run.feed(&[&stuffed[..], b".\r\n"].concat(), 3);
        prop_assert_eq!(&run.house.letters.pop_front().unwrap().2, &letter);

        let mut chunks = b"MAIL FROM:<a@x.jp>\r\nRCPT TO:<b@x.jp>\r\n".to_vec();
        let mut rest = &letter[..];
        for size in sizes {
            let (chunk, more) = rest.split_at(size.min(rest.len()));
            chunks.extend(format!("BDAT {}\r\n", chunk.len()).into_bytes());
            chunks.extend(chunk);
            rest = more;
        }
        chunks.extend(format!("BDAT {} LAST\r\n", rest.len()).into_bytes());
        chunks.extend(rest);
        run.feed(&chunks, 5);
        prop_assert_eq!(&run.house.letters.pop_front().unwrap().2, &letter);
    }
}
