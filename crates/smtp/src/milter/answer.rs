//! What the judge says about a mail, and how that looks to the MTA.

use super::packet::{packet, response};

/// A reply the SMTP client will see. The text is plain ASCII in one line; it must not carry secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilterReply {
    code: u16,
    enhanced: String,
    text: String,
}

/// Room for code, enhanced code and text in one reply line (RFC 5321 §4.5.3.1.5: 512 octets).
const MAX_TEXT: usize = 400;

impl MilterReply {
    /// 5yz. `code` outside 500–599 becomes 554; `enhanced` must have the form `5.y.z`, else it becomes 5.7.1.
    #[must_use]
    pub fn permanent(code: u16, enhanced: &str, text: &str) -> Self {
        Self::new(code, enhanced, text, '5', (554, "5.7.1"))
    }

    /// 4yz. `code` outside 400–499 becomes 451; `enhanced` must have the form `4.y.z`, else it becomes 4.7.1.
    #[must_use]
    pub fn temporary(code: u16, enhanced: &str, text: &str) -> Self {
        Self::new(code, enhanced, text, '4', (451, "4.7.1"))
    }

    fn new(code: u16, enhanced: &str, text: &str, class: char, or: (u16, &str)) -> Self {
        let code = if u32::from(code / 100) == class.to_digit(10).unwrap_or(0) { code } else { or.0 };
        let enhanced = if is_enhanced(enhanced, class) { enhanced } else { or.1 };
        // The MTA takes the text as a format: a percent sign is doubled on the wire.
        let plain = |c: char| match c {
            '%' => "%%".to_owned(),
            ' '..='~' => c.to_string(),
            _ => "?".to_owned(),
        };
        let text = text.chars().take(MAX_TEXT / 2).map(plain).collect();
        Self { code, enhanced: enhanced.to_owned(), text }
    }

    fn packet(&self) -> Vec<u8> {
        packet(response::REPLY_CODE, format!("{} {} {}\0", self.code, self.enhanced, self.text).as_bytes())
    }
}

fn is_enhanced(text: &str, class: char) -> bool {
    let mut parts = text.split('.');
    let number = |part: Option<&str>| {
        part.is_some_and(|part| matches!(part.len(), 1..=3) && part.bytes().all(|octet| octet.is_ascii_digit()))
    };
    parts.next().is_some_and(|first| first.chars().eq([class]))
        && number(parts.next())
        && number(parts.next())
        && parts.next().is_none()
}

/// A field added to the header of a mail that passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderField {
    name: String,
    value: String,
}

impl HeaderField {
    /// Printable ASCII only; other characters of the value become `?`, and of the name are left out.
    #[must_use]
    pub fn new(name: &str, value: &str) -> Self {
        let plain = |c: char| if matches!(c, ' '..='~') { c } else { '?' };
        Self {
            name: name.chars().filter(|c| c.is_ascii_graphic() && *c != ':').collect(),
            value: value.chars().take(900).map(plain).collect(),
        }
    }
}

/// The answer for one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MilterAnswer {
    /// The MTA delivers it.
    Pass,
    /// The same, with more header fields. When the MTA does not allow that, the mail is answered 451.
    PassWith(Vec<HeaderField>),
    /// The client gets this 5yz.
    Refuse(MilterReply),
    /// Sekisho has it, safely: the MTA says 250 and forgets it.
    TakeOver,
    /// The client gets this 4yz and tries again.
    Later(MilterReply),
}

impl MilterAnswer {
    /// Packets to the MTA. A reply of the wrong class cannot be built, so nothing here can turn into an accept.
    pub(crate) fn packets(&self, may_add_headers: bool) -> Vec<u8> {
        match self {
            Self::Pass => packet(response::ACCEPT, b""),
            Self::PassWith(fields) if fields.is_empty() => packet(response::ACCEPT, b""),
            Self::PassWith(fields) if may_add_headers => {
                let mut octets = Vec::new();
                for field in fields {
                    let data = format!("{}\0 {}\0", field.name, field.value);
                    octets.extend(packet(response::ADD_HEADER, data.as_bytes()));
                }
                octets.extend(packet(response::ACCEPT, b""));
                octets
            }
            Self::PassWith(_) => packet(response::TEMPFAIL, b""),
            Self::Refuse(reply) => reply.packet(),
            Self::Later(reply) => reply.packet(),
            Self::TakeOver => packet(response::DISCARD, b""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_keeps_its_class_whatever_it_is_made_of() {
        for (reply, expected) in [
            (MilterReply::permanent(550, "5.7.1", "no"), "550 5.7.1 no\0"),
            (MilterReply::permanent(250, "2.0.0", "no"), "554 5.7.1 no\0"),
            (MilterReply::temporary(550, "5.7.1", "later"), "451 4.7.1 later\0"),
            (MilterReply::temporary(452, "4.2", "a\r\n250 ok"), "452 4.7.1 a??250 ok\0"),
            (MilterReply::permanent(554, "5.7.1\r\n", "100 % 語\0"), "554 5.7.1 100 %% ??\0"),
        ] {
            assert_eq!(reply.packet(), packet(b'y', expected.as_bytes()));
        }
        assert!(MilterReply::permanent(550, "5.7.1", &"%".repeat(900)).packet().len() < 512);
    }

    #[test]
    fn only_pass_accepts() {
        let field = || vec![HeaderField::new("X-A: b\r\n", "c\r\nBcc: d")];
        for (answer, may_add, last) in [
            (MilterAnswer::Pass, false, b'a'),
            (MilterAnswer::PassWith(vec![]), false, b'a'),
            (MilterAnswer::PassWith(field()), true, b'h'),
            (MilterAnswer::PassWith(field()), false, b't'),
            (MilterAnswer::TakeOver, true, b'd'),
            (MilterAnswer::Refuse(MilterReply::permanent(550, "5.7.1", "")), true, b'y'),
            (MilterAnswer::Later(MilterReply::temporary(451, "4.7.1", "")), true, b'y'),
        ] {
            assert_eq!(answer.packets(may_add)[4], last, "{answer:?}");
        }
        let added = MilterAnswer::PassWith(field()).packets(true);
        assert!(added.windows(14).any(|part| part == b"X-Ab\0 c??Bcc: "), "{added:?}");
    }
}
