//! A mail client of few words: plain SMTP, one letter per connection, the last reply as the answer.

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    net::TcpStream,
    time::Duration,
};

/// Hands a letter in at the relay door. `Ok` is the reply to the final dot when it was 250; everything else, and a
/// connection that breaks, is an error: the letter is still the client's.
pub fn send(port: u16, from: &str, to: &[&str], letter: &[u8]) -> io::Result<String> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(180)))?;
    let mut session = Session(BufReader::new(stream));
    session.expect("220")?;
    session.say("EHLO client.example", "250")?;
    session.say(&format!("MAIL FROM:<{from}>"), "250")?;
    for address in to {
        session.say(&format!("RCPT TO:<{address}>"), "250")?;
    }
    session.say("DATA", "354")?;
    session.0.get_mut().write_all(letter)?;
    let reply = session.say("\r\n.", "250")?;
    let _ = session.say("QUIT", "221");
    Ok(reply)
}

/// The body of a page on loopback.
pub fn get(port: u16, path: &str) -> String {
    use std::io::Read as _;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes())
        .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// A small letter with this Message-ID and body.
pub fn letter(from: &str, to: &str, id: &str, body: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {id}\r\nMessage-ID: <{id}@client.example>\r\n\
         Date: Thu, 26 Nov 2026 10:00:00 +0900\r\n\r\n{body}"
    )
    .into_bytes()
}

struct Session(BufReader<TcpStream>);

impl Session {
    fn say(&mut self, line: &str, expected: &str) -> io::Result<String> {
        self.0.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
        self.expect(expected)
    }

    fn expect(&mut self, expected: &str) -> io::Result<String> {
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line.as_bytes().get(3) == Some(&b'-') {
                continue;
            }
            if line.starts_with(expected) {
                return Ok(line.trim_end().to_owned());
            }
            return Err(io::Error::other(line.trim_end().to_owned()));
        }
    }
}
