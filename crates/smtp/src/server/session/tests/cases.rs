//! The language of `tests/sessions/*.txt`; its README explains it.

use super::*;

/// Plays all cases of a file; how many there were.
pub(super) fn play(file: &str, text: &str) -> usize {
    let mut count = 0;
    for case in text.split("\n== ").skip(1) {
        let (name, body) = case.split_once('\n').unwrap_or((case, ""));
        let whole = body.lines().any(|line| line.trim() == "whole");
        for cut in if whole { vec![usize::MAX] } else { vec![usize::MAX, 7, 1] } {
            Case::new(format!("{file}: {name} (pieces of {cut})"), body, cut).play(body);
        }
        count += 1;
    }
    assert!(count > 0, "{file} has no case");
    count
}

struct Case {
    name: String,
    run: Run,
    cut: usize,
    sent: Vec<u8>,
    heard: VecDeque<String>,
}

impl Case {
    fn new(name: String, body: &str, cut: usize) -> Self {
        let mut setup = Setup::default();
        body.lines().for_each(|line| setup.take(line));
        let run = Run::new(setup.rules, &setup.peer, setup.tls, setup.early);
        Self { name, run, cut, sent: Vec::new(), heard: VecDeque::new() }
    }

    fn play(mut self, body: &str) {
        for line in body.lines() {
            let (key, rest) = line.split_once(' ').unwrap_or((line, ""));
            match key {
                "C:" => {
                    self.sent.extend(unescape(rest));
                    self.sent.extend(b"\r\n");
                }
                "C>" => self.sent.extend(unescape(rest)),
                "H:" => self.tell(rest),
                "S:" => self.hear(rest),
                "S~" => self.skip_to(rest),
                "L:" => self.letter(rest),
                "E:" => self.check(rest, |run| run.house.letters.front().map(|letter| letter.0.clone())),
                "W:" => self.check(rest, |run| run.house.letters.front().map(|letter| letter.1.clone())),
                "pause" => self.check(rest, |run| run.pauses.pop().map(|pause| pause.to_string())),
                "tls" => self.secure(),
                "closed" => self.ends(Step::Close),
                "open" => self.ends(Step::Read),
                "no-room" => {
                    self.settle();
                    self.run.core.no_room();
                }
                "shutdown" => {
                    self.settle();
                    self.run.core.shut_down();
                }
                "" | "#" | "door" | "limit" | "whole" => {}
                other => panic!("{}: {other:?} is no key", self.name),
            }
        }
        self.settle();
        assert_eq!(self.heard, [""; 0], "{}: not expected", self.name);
        assert!(self.run.house.letters.is_empty(), "{}: a letter nobody expected", self.name);
        assert!(self.run.house.told.is_empty(), "{}: the house was not asked", self.name);
        assert!(self.run.pauses.is_empty(), "{}: a pause nobody expected", self.name);
    }

    fn settle(&mut self) {
        let sent = std::mem::take(&mut self.sent);
        self.run.feed(&sent, self.cut);
        let output = self.run.take_output();
        assert!(output.is_empty() || output.ends_with("\r\n"), "{}: {output:?}", self.name);
        self.heard.extend(output.split_terminator("\r\n").map(str::to_owned));
    }

    fn tell(&mut self, rest: &str) {
        self.settle();
        let mut words = rest.splitn(4, ' ');
        let kind = words.next().unwrap().to_owned();
        let reply = words
            .next()
            .filter(|code| *code != "fails")
            .map(|code| Reply::new(code.parse().unwrap(), words.next().unwrap_or(""), words.next().unwrap_or("")));
        self.run.house.told.push_back((kind, reply));
    }

    fn hear(&mut self, expected: &str) {
        self.settle();
        let heard = self.heard.pop_front().unwrap_or_else(|| panic!("{}: silence instead of {expected}", self.name));
        let fits = expected.strip_suffix('…').map_or(heard == expected, |start| heard.starts_with(start));
        assert!(fits, "{}:\n  expected {expected}\n  heard    {heard}", self.name);
    }

    fn skip_to(&mut self, expected: &str) {
        self.settle();
        while let Some(heard) = self.heard.pop_front() {
            if heard.starts_with(expected) {
                return;
            }
        }
        panic!("{}: never heard {expected}", self.name);
    }

    fn letter(&mut self, expected: &str) {
        self.settle();
        let (_, _, bytes) = self.run.house.letters.pop_front().unwrap_or_else(|| panic!("{}: no letter", self.name));
        assert_eq!(bytes.escape_ascii().to_string(), unescape(expected).escape_ascii().to_string(), "{}", self.name);
    }

    fn check(&mut self, expected: &str, what: impl Fn(&mut Run) -> Option<String>) {
        self.settle();
        assert_eq!(what(&mut self.run).as_deref(), Some(expected), "{}", self.name);
    }

    fn secure(&mut self) {
        self.ends(Step::Secure);
        assert!(self.run.buffer.is_empty(), "{}: something is left in clear text", self.name);
        self.run.core.secured(secured());
    }

    fn ends(&mut self, step: Step) {
        self.settle();
        assert_eq!(self.run.last, step, "{}", self.name);
    }
}

struct Setup {
    rules: Rules,
    peer: String,
    tls: bool,
    early: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self { rules: rules(), peer: "192.0.2.1".to_owned(), tls: false, early: false }
    }
}

impl Setup {
    fn take(&mut self, line: &str) {
        let words: Vec<_> = line.split(' ').collect();
        match words[..] {
            ["door", ref what @ ..] => what.iter().for_each(|word| self.door(word)),
            ["limit", name, value] => {
                let limits = &mut self.rules.limits;
                let place = match name {
                    "bytes" => &mut limits.max_message_bytes,
                    "letters" => &mut limits.max_letters_per_session,
                    "errors" => &mut limits.max_errors,
                    "idle" => &mut limits.max_idle_commands,
                    "received" => &mut limits.max_received,
                    other => panic!("no limit {other}"),
                };
                *place = value.parse().unwrap();
            }
            _ => {}
        }
    }

    fn door(&mut self, word: &str) {
        match word {
            "submission" => self.rules.kind = Kind::Submission,
            "relay" => {}
            "tls" => self.tls = true,
            "starttls" => self.rules.starttls = true,
            "xclient" => self.rules.xclient.push("192.0.2.1".parse().unwrap()),
            "early" => self.early = true,
            peer => self.peer = peer.parse::<IpAddr>().unwrap().to_string(),
        }
    }
}

/// `\r \n \0 \\ \xNN`, and `<<text*count>>`.
fn unescape(text: &str) -> Vec<u8> {
    let (mut octets, mut rest) = (Vec::new(), text);
    while let Some(c) = rest.chars().next() {
        let width = match (c, rest) {
            ('\\', _) => {
                let code = &rest[1..2];
                octets.push(match code {
                    "r" => b'\r',
                    "n" => b'\n',
                    "0" => 0,
                    "x" => u8::from_str_radix(&rest[2..4], 16).unwrap(),
                    other => other.as_bytes()[0],
                });
                if code == "x" { 4 } else { 2 }
            }
            (_, repeated) if repeated.starts_with("<<") => {
                let (inside, _) = repeated[2..].split_once(">>").unwrap();
                let (piece, count) = inside.rsplit_once('*').unwrap();
                octets.extend(unescape(piece).repeat(count.parse().unwrap()));
                inside.len() + 4
            }
            _ => {
                octets.extend(c.to_string().into_bytes());
                c.len_utf8()
            }
        };
        rest = &rest[width..];
    }
    octets
}
