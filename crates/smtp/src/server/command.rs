//! One command line (RFC 5321 §4.1) without its CR LF, into a [`Command`]. Pure and bounded by the length of the line.
//!
//! Whether a command may come now, and whether its extension was offered, is for the session to say. A line that is no
//! command becomes a [`Mistake`] with the reply to it; nothing is guessed, but the space that many clients put after
//! `FROM:` and `TO:` is overlooked.

use super::reply::Reply;

mod attributes;
mod parameters;
mod path;

pub(crate) use attributes::{Proxied, forwarded, proxied};
pub(crate) use parameters::{Body, Mail, mail, rcpt};

/// A command as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command<'a> {
    Helo(&'a str),
    Ehlo(&'a str),
    /// What follows `MAIL FROM:`.
    Mail(&'a str),
    /// What follows `RCPT TO:`.
    Rcpt(&'a str),
    Data,
    /// RFC 3030.
    Bdat {
        size: u64,
        last: bool,
    },
    Rset,
    Noop,
    Vrfy,
    Help,
    Quit,
    StartTls,
    /// RFC 4954; the initial response is still base64.
    Auth {
        mechanism: &'a str,
        initial: Option<&'a str>,
    },
    XClient(&'a str),
    XForward(&'a str),
}

/// Why a line is no command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// The session goes on.
    Said(Reply),
    /// It is another protocol, or it cannot be known where the next command begins: the session ends.
    Fatal(Reply),
}

const NOT_TEXT: Reply = Reply::fixed(500, "5.5.2", "a command must be UTF-8 without NUL and bare CR");
const UNKNOWN: Reply = Reply::fixed(500, "5.5.1", "this command is not known; HELP lists those that are");
const NOT_HERE: Reply = Reply::fixed(502, "5.5.1", "this command is not provided here");
const FOREIGN: Reply = Reply::fixed(554, "5.5.0", "this is a mail server; it speaks SMTP only");
const NO_PATH: Reply = Reply::fixed(501, "5.5.2", "write MAIL FROM:<address> or RCPT TO:<address>");
const NO_ARGUMENT: Reply = Reply::fixed(501, "5.5.4", "this command takes no argument");
const NO_NAME: Reply = Reply::fixed(501, "5.5.4", "say the name of your machine after HELO or EHLO");
const NO_MECHANISM: Reply = Reply::fixed(501, "5.5.4", "write AUTH, a mechanism, and perhaps its first response");
const NO_SIZE: Reply = Reply::fixed(501, "5.5.4", "write BDAT, the number of octets that follow, and perhaps LAST");

/// What a browser, tricked into talking to a mail server, says first (request methods of RFC 9110, 5789, 9113).
const METHODS: [&str; 10] = ["GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PRI"];

impl<'a> Command<'a> {
    /// Reads one line.
    pub(crate) fn parse(line: &'a [u8]) -> Result<Self, Mistake> {
        if is_foreign(line) {
            return Err(Mistake::Fatal(FOREIGN));
        }
        let text = match std::str::from_utf8(line) {
            Ok(text) if !text.contains(['\0', '\r', '\n']) => text,
            _ => return Err(Mistake::Said(NOT_TEXT)),
        };
        let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = rest.trim_matches([' ', '\t']);
        if verb.eq_ignore_ascii_case("BDAT") {
            return chunk(rest).ok_or(Mistake::Fatal(NO_SIZE));
        }
        Self::of(verb.trim_end_matches('\t'), rest).map_err(Mistake::Said)
    }

    fn of(verb: &str, rest: &'a str) -> Result<Self, Reply> {
        let alone = |command| if rest.is_empty() { Ok(command) } else { Err(NO_ARGUMENT) };
        let mut upper = [0; 8];
        let upper = upper.get_mut(..verb.len()).ok_or(UNKNOWN)?;
        upper.copy_from_slice(verb.as_bytes());
        upper.make_ascii_uppercase();
        match &*upper {
            b"MAIL" => after(rest, "FROM:").map(Self::Mail),
            b"RCPT" => after(rest, "TO:").map(Self::Rcpt),
            b"DATA" => alone(Self::Data),
            b"EHLO" if !rest.is_empty() => Ok(Self::Ehlo(rest)),
            b"HELO" if !rest.is_empty() => Ok(Self::Helo(rest)),
            b"EHLO" | b"HELO" => Err(NO_NAME),
            b"AUTH" => sign_in(rest),
            b"RSET" => alone(Self::Rset),
            b"QUIT" => alone(Self::Quit),
            b"STARTTLS" => alone(Self::StartTls),
            b"NOOP" => Ok(Self::Noop),
            b"VRFY" => Ok(Self::Vrfy),
            b"HELP" => Ok(Self::Help),
            b"XCLIENT" => Ok(Self::XClient(rest)),
            b"XFORWARD" => Ok(Self::XForward(rest)),
            b"EXPN" | b"ETRN" | b"TURN" | b"ATRN" | b"SEND" | b"SAML" | b"SOML" | b"BURL" => Err(NOT_HERE),
            _ => Err(UNKNOWN),
        }
    }
}

/// A request line, a header field, or a TLS record: no SMTP client ever says these.
fn is_foreign(line: &[u8]) -> bool {
    let word = line.split(|octet| *octet == b' ').next().unwrap_or(line);
    word.ends_with(b":") || METHODS.iter().any(|method| word.eq_ignore_ascii_case(method.as_bytes()))
}

fn after<'a>(rest: &'a str, key: &str) -> Result<&'a str, Reply> {
    match rest.split_at_checked(key.len()) {
        Some((start, path)) if start.eq_ignore_ascii_case(key) => Ok(path.trim_start_matches(' ')),
        _ => Err(NO_PATH),
    }
}

fn sign_in(rest: &str) -> Result<Command<'_>, Reply> {
    let mut words = rest.split(' ').filter(|word| !word.is_empty());
    match (words.next(), words.next(), words.next()) {
        (Some(mechanism), initial, None) => Ok(Command::Auth { mechanism, initial }),
        _ => Err(NO_MECHANISM),
    }
}

fn chunk(rest: &str) -> Option<Command<'_>> {
    let (size, last) = rest.split_once(' ').map_or((rest, ""), |(size, last)| (size, last.trim_start()));
    let digits = matches!(size.len(), 1..=19) && size.bytes().all(|octet| octet.is_ascii_digit());
    let last = match last {
        "" => false,
        word if word.eq_ignore_ascii_case("LAST") => true,
        _ => return None,
    };
    let size = size.parse().ok().filter(|_| digits)?;
    Some(Command::Bdat { size, last })
}

#[cfg(test)]
mod tests;
