//! Replies of a remote server (RFC 5321 §4.2, RFC 2034), read from a stream of bytes.
//!
//! Invariant: memory is bounded by [`MAX_LINE`], [`MAX_LINES`] and [`MAX_REPLY`], whatever the server sends. A
//! reply that breaks the grammar or a bound is an error and never a guess: the connection is unusable afterwards.

use sekisho_model::outcome::RemoteReply;

/// RFC 5321 §4.5.3.1.5 says 512 octets; real servers are longer, hostile ones endless.
const MAX_LINE: usize = 4096;
/// Lines of one reply. An EHLO reply of a busy server has about 20.
const MAX_LINES: usize = 128;
/// Text of one reply in octets, all lines together.
const MAX_REPLY: usize = 32 * 1024;
/// What is kept in an outcome.
const MAX_TEXT: usize = 512;

/// Why the bytes are no reply. All of them: the server's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReplyError {
    /// No three digits, a wrong separator, or codes that differ between the lines.
    #[error("the server sent something that is not an SMTP reply")]
    Garbage,
    /// A line, the number of lines or the whole is over the bound.
    #[error("the server's reply is too long")]
    TooLong,
}

/// One complete reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    /// Three digits, 200 to 599.
    pub(crate) code: u16,
    /// The texts of the lines, in order, without code and separator; invalid UTF-8 is replaced.
    pub(crate) lines: Vec<String>,
}

impl Reply {
    /// 2yz.
    #[must_use]
    pub(crate) const fn is_positive(&self) -> bool {
        matches!(self.code, 200..=299)
    }

    /// 5yz.
    #[must_use]
    pub(crate) const fn is_permanent(&self) -> bool {
        matches!(self.code, 500..=599)
    }

    /// 4yz.
    #[must_use]
    pub(crate) const fn is_transient(&self) -> bool {
        matches!(self.code, 400..=499)
    }

    /// The enhanced status code of the first line, when it has the class of the reply code (RFC 2034 §4).
    #[must_use]
    pub(crate) fn enhanced(&self) -> Option<&str> {
        let word = self.lines.first()?.split(' ').next()?;
        let mut parts = word.split('.');
        let class: u16 = parts.next()?.parse().ok()?;
        let numbers = [parts.next()?, parts.next()?];
        let fits = |part: &str| matches!(part.len(), 1..=3) && part.bytes().all(|byte| byte.is_ascii_digit());
        let good = class == self.code / 100 && matches!(word.as_bytes().first(), Some(b'2' | b'4' | b'5'));
        (good && word.as_bytes().get(1) == Some(&b'.') && numbers.into_iter().all(fits) && parts.next().is_none())
            .then_some(word)
    }

    /// For evidence: code, enhanced code and the text in one line, without control characters, cut to 512 octets.
    #[must_use]
    pub(crate) fn to_remote(&self) -> RemoteReply {
        let enhanced = self.enhanced();
        let strip = |line: &str| -> String {
            let rest = enhanced.and_then(|code| line.strip_prefix(code)).map_or(line, str::trim_start);
            rest.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
        };
        let mut text = String::new();
        for line in &self.lines {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&strip(line));
            if text.len() > MAX_TEXT {
                break;
            }
        }
        RemoteReply { code: self.code, enhanced: enhanced.map(Into::into), text: cut(&text).into() }
    }
}

/// At most [`MAX_TEXT`] octets, ending at a character.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// Collects bytes and hands out replies. Bytes after a complete reply stay for the next one (pipelining).
#[derive(Debug, Default)]
pub(crate) struct ReplyReader {
    buffer: Vec<u8>,
    start: usize,
}

impl ReplyReader {
    /// Adds what was read from the server. The caller reads again only when [`Self::take`] has said `None`, so the
    /// buffer never holds more than one incomplete reply and one read.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether bytes wait that belong to no reply taken so far.
    #[must_use]
    pub(crate) fn has_leftover(&self) -> bool {
        self.start < self.buffer.len()
    }

    /// The next complete reply, `None` when more bytes are needed.
    pub(crate) fn take(&mut self) -> Result<Option<Reply>, ReplyError> {
        let pending = self.buffer.get(self.start..).unwrap_or(&[]);
        let Some((reply, used)) = parse(pending)? else {
            return Ok(None);
        };
        self.start += used;
        if self.start == self.buffer.len() {
            self.buffer.clear();
            self.start = 0;
        }
        Ok(Some(reply))
    }
}

/// One reply from the beginning of `bytes` and its length, `None` when it is not complete yet.
fn parse(bytes: &[u8]) -> Result<Option<(Reply, usize)>, ReplyError> {
    let mut reply: Option<Reply> = None;
    let mut used = 0;
    loop {
        let rest = bytes.get(used..).unwrap_or(&[]);
        let Some(end) = rest.iter().take(MAX_LINE).position(|byte| *byte == b'\n') else {
            let open = reply.as_ref().map_or(0, |reply| reply.lines.len());
            return if rest.len() >= MAX_LINE || open >= MAX_LINES || bytes.len() > MAX_REPLY {
                Err(ReplyError::TooLong)
            } else {
                Ok(None)
            };
        };
        used += end + 1;
        let line = rest.get(..end).unwrap_or(&[]);
        let (code, last, text) = parse_line(line.strip_suffix(b"\r").unwrap_or(line))?;
        let reply_now = reply.get_or_insert_with(|| Reply { code, lines: Vec::new() });
        if reply_now.code != code {
            return Err(ReplyError::Garbage);
        }
        if reply_now.lines.len() >= MAX_LINES || used > MAX_REPLY {
            return Err(ReplyError::TooLong);
        }
        reply_now.lines.push(text);
        if last {
            return Ok(reply.map(|reply| (reply, used)));
        }
    }
}

/// Code, whether it is the last line, and the text.
fn parse_line(line: &[u8]) -> Result<(u16, bool, String), ReplyError> {
    let (code, rest) = line.split_at_checked(3).ok_or(ReplyError::Garbage)?;
    if !matches!(code, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9']) {
        return Err(ReplyError::Garbage);
    }
    let code = code.iter().fold(0, |value, digit| value * 10 + u16::from(digit - b'0'));
    let (last, text) = match rest.split_first() {
        None => (true, rest),
        Some((b' ', text)) => (true, text),
        Some((b'-', text)) => (false, text),
        Some(_) => return Err(ReplyError::Garbage),
    };
    Ok((code, last, String::from_utf8_lossy(text).into_owned()))
}

#[cfg(test)]
mod tests;
