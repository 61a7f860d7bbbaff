//! The next hop: takes mails and writes them down, or refuses, puts off, and loses the line where a test says so.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use sekisho_content::{self as content, Limits, Mail};

/// What becomes of a recipient.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// This reply to RCPT.
    Rcpt(&'static str),
    /// This reply after the final dot.
    Dot(&'static str),
    /// The line is lost after the final dot; the mail is kept.
    Lost,
}

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) bytes: Vec<u8>,
}

impl Got {
    pub(crate) fn read(&self) -> Mail {
        content::read(&self.bytes, &Limits::default())
    }

    pub(crate) fn subject(&self) -> String {
        self.read().subject
    }

    /// The text people see.
    pub(crate) fn text(&self) -> String {
        self.read().bodies().map(|part| part.reading.text()).collect()
    }

    /// What stands behind this path in the first address of the text.
    pub(crate) fn secret(&self, path: &str) -> String {
        let text = self.text();
        let at = text.find(path).unwrap_or_else(|| panic!("no {path} in {text}"));
        text[at + path.len()..].chars().take_while(char::is_ascii_alphanumeric).collect()
    }
}

#[derive(Default)]
struct Kept {
    mails: Vec<Got>,
    answers: HashMap<String, Answer>,
    /// Recipients of all transactions, also of those that were not taken.
    tried: Vec<String>,
    /// Does not offer DSN.
    silent: bool,
}

/// A listening next hop; it lives until the test ends.
#[derive(Clone)]
pub(crate) struct Hop {
    pub(crate) port: u16,
    kept: Arc<Mutex<Kept>>,
}

impl Hop {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let hop = Self { port: listener.local_addr().unwrap().port(), kept: Arc::default() };
        let kept = Arc::clone(&hop.kept);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                // The other side may go at any time.
                thread::spawn(move || drop(converse(&stream, &kept)));
            }
        });
        hop
    }

    /// All mails, in the order they came.
    pub(crate) fn mails(&self) -> Vec<Got> {
        self.kept.lock().unwrap().mails.clone()
    }

    /// Mails for somebody.
    pub(crate) fn to(&self, address: &str) -> Vec<Got> {
        self.mails().into_iter().filter(|mail| mail.to.iter().any(|to| to == address)).collect()
    }

    /// Mails of the house for somebody: they have no reverse path.
    pub(crate) fn notices(&self, address: &str) -> Vec<Got> {
        self.to(address).into_iter().filter(|mail| mail.from.is_empty()).collect()
    }

    /// Mails of people for somebody.
    pub(crate) fn letters(&self, address: &str) -> Vec<Got> {
        self.to(address).into_iter().filter(|mail| !mail.from.is_empty()).collect()
    }

    /// From now on this recipient gets this answer; `None`: is taken.
    pub(crate) fn answer(&self, address: &str, answer: Option<Answer>) {
        let answers = &mut self.kept.lock().unwrap().answers;
        match answer {
            Some(answer) => answers.insert(address.to_owned(), answer),
            None => answers.remove(address),
        };
    }

    /// From now on it reports nothing to anybody: no DSN.
    pub(crate) fn reports_nothing(&self) {
        self.kept.lock().unwrap().silent = true;
    }

    /// How often it was tried to send something to somebody.
    pub(crate) fn tries(&self, address: &str) -> usize {
        self.kept.lock().unwrap().tried.iter().filter(|tried| *tried == address).count()
    }
}

fn converse(mut stream: &TcpStream, kept: &Mutex<Kept>) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let (mut from, mut to) = (String::new(), Vec::new());
    write!(stream, "220 next-hop.example\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                let dsn = if kept.lock().unwrap().silent { "" } else { "250-DSN\r\n" };
                write!(stream, "250-next-hop.example\r\n250-8BITMIME\r\n{dsn}250 SMTPUTF8\r\n")?;
            }
            "MAIL" => {
                (from, to) = (path(&line), Vec::new());
                write!(stream, "250 2.1.0 ok\r\n")?;
            }
            "RCPT" => {
                let reply = rcpt(&line, &mut to, kept);
                write!(stream, "{reply}\r\n")?;
            }
            "DATA" if to.is_empty() => write!(stream, "503 5.5.1 nobody\r\n")?,
            "DATA" => {
                write!(stream, "354 go on\r\n")?;
                let bytes = data(&mut lines)?;
                match dot(Got { from: from.clone(), to: to.clone(), bytes }, kept) {
                    Some(reply) => write!(stream, "{reply}\r\n")?,
                    None => return stream.shutdown(std::net::Shutdown::Both),
                }
            }
            "QUIT" => return write!(stream, "221 2.0.0 bye\r\n"),
            _ => write!(stream, "250 2.0.0 ok\r\n")?,
        }
        stream.flush()?;
    }
}

fn path(line: &str) -> String {
    let start = line.find('<').map_or(0, |at| at + 1);
    line[start..line.find('>').unwrap_or(start)].to_owned()
}

fn rcpt(line: &str, to: &mut Vec<String>, kept: &Mutex<Kept>) -> &'static str {
    let (address, mut kept) = (path(line), kept.lock().unwrap());
    kept.tried.push(address.clone());
    match kept.answers.get(&address) {
        Some(Answer::Rcpt(reply)) => reply,
        _ => {
            to.push(address);
            "250 2.1.5 ok"
        }
    }
}

fn data(lines: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut line = Vec::new();
        lines.read_until(b'\n', &mut line)?;
        if line == b".\r\n" {
            return Ok(bytes);
        }
        if line.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

/// The reply after the dot; `None`: the line is lost.
fn dot(mail: Got, kept: &Mutex<Kept>) -> Option<&'static str> {
    let mut kept = kept.lock().unwrap();
    let answer = mail.to.iter().find_map(|to| kept.answers.get(to).cloned());
    match answer {
        Some(Answer::Dot(reply)) => Some(reply),
        Some(Answer::Lost) => {
            kept.mails.push(mail);
            None
        }
        _ => {
            kept.mails.push(mail);
            Some("250 2.0.0 kept")
        }
    }
}
