//! The `Received` field a letter gets on top (RFC 5321 §4.4).
//!
//! For a signed-in user the client's address is left out: where an employee sits is nobody's business outside.

use sekisho_model::{LetterId, Origin, Time};

/// Who handed the letter in, as far as the field tells it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival<'a> {
    pub(crate) helo: &'a str,
    pub(crate) peer: &'a str,
    pub(crate) protocol: &'a str,
}

/// The complete field without the final CRLF.
pub(crate) fn received(hostname: &str, letter: LetterId, origin: &Origin, arrival: Arrival<'_>, at: Time) -> String {
    let date = jiff::fmt::rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default();
    let from = match origin {
        Origin::Submission { .. } | Origin::House => String::new(),
        Origin::Relay { .. } | Origin::Milter { .. } => {
            format!("from {} ([{}])\r\n\t", safe(arrival.helo), safe(arrival.peer))
        }
    };
    format!("Received: {from}by {} with {}\r\n\tid {letter}; {date}", safe(hostname), safe(arrival.protocol))
}

/// Names from the wire, cut to what a trace may hold; anything else becomes `?`.
fn safe(text: &str) -> String {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    let cut: String = text.chars().take(255).map(|c| if fine(c) { c } else { '?' }).collect();
    if cut.is_empty() { "unknown".to_owned() } else { cut }
}

#[cfg(test)]
mod tests {
    use sekisho_model::UserId;

    use super::*;

    const ARRIVAL: Arrival<'_> = Arrival { helo: "pc\r\n (x)", peer: "192.0.2.1", protocol: "ESMTPSA" };

    #[test]
    fn a_hostile_greeting_cannot_add_a_field() {
        let origin = Origin::Relay { peer: "192.0.2.1".into() };
        let field = received("mx.example.jp", LetterId::from_parts(0, 0), &origin, ARRIVAL, Time::UNIX_EPOCH);
        assert!(field.starts_with("Received: from pc????x? ([192.0.2.1])\r\n\tby mx.example.jp with ESMTPSA"));
        assert!(field.ends_with("Thu, 1 Jan 1970 00:00:00 +0000"), "{field}");
    }

    #[test]
    fn the_address_of_a_signed_in_user_stays_inside() {
        let origin = Origin::Submission { user: UserId::new("taro") };
        let field = received("mx.example.jp", LetterId::from_parts(0, 0), &origin, ARRIVAL, Time::UNIX_EPOCH);
        assert!(!field.contains("192.0.2.1") && !field.contains("taro"));
    }
}
