//! The `Received` field a letter gets on top (RFC 5321 §4.4).
//!
//! For a signed-in user the client's address is left out: where an employee sits is nobody's business outside.

use sekisho_model::{LetterId, Origin, Time};

/// `Received` fields that are looked at from the top, and lines of a header.
const NEAR: usize = 4;
const LINES: usize = 1_000;

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
        Origin::Submission { .. } | Origin::Campaign { .. } | Origin::Trial { .. } | Origin::House => String::new(),
        Origin::Relay { .. } | Origin::Milter { .. } => {
            format!("from {} ([{}])\r\n\t", safe(arrival.helo), safe(arrival.peer))
        }
    };
    format!("Received: {from}by {} with {}\r\n\tid {letter}; {date}", safe(hostname), safe(arrival.protocol))
}

/// Letters of this house that a header has gone through: the id in each of its own fields among the topmost ones.
/// Anybody can write such a field; it is a hint, not a proof.
pub(crate) fn own_traces(hostname: &str, header: &[u8]) -> Vec<LetterId> {
    received_fields(header).iter().filter_map(|field| own_id(hostname, field)).collect()
}

/// The values of the topmost `Received` fields, unfolded.
fn received_fields(header: &[u8]) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    let mut open = false;
    for line in header.split(|octet| *octet == b'\n').take(LINES) {
        let line = String::from_utf8_lossy(line);
        if line.starts_with([' ', '\t']) {
            if let (true, Some(field)) = (open, fields.last_mut()) {
                field.push_str(&line);
            }
            continue;
        }
        open = line.get(..9).is_some_and(|name| name.eq_ignore_ascii_case("received:"));
        if open && fields.len() == NEAR {
            break;
        }
        if open {
            fields.push(line.get(9..).unwrap_or_default().to_owned());
        }
    }
    fields
}

fn own_id(hostname: &str, field: &str) -> Option<LetterId> {
    let hostname = safe(hostname);
    let words: Vec<&str> = field.split_whitespace().collect();
    let by_us = words.windows(3).any(|words| {
        matches!(words, [by, name, with] if *by == "by" && *with == "with" && name.eq_ignore_ascii_case(&hostname))
    });
    let id = words.windows(2).find_map(|words| match words {
        [key, id] if *key == "id" => id.trim_end_matches(';').parse().ok(),
        _ => None,
    });
    id.filter(|_| by_us)
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
    fn its_own_fields_are_known_again_among_the_topmost() {
        let id = LetterId::from_parts(1, 2);
        let origin = Origin::Relay { peer: "192.0.2.1".into() };
        let own = received("mx.example.jp", id, &origin, ARRIVAL, Time::UNIX_EPOCH);
        let other = "Received: from a (b)\r\n\tby mta.example.jp (Postfix) with ESMTP id 4ABC\r\n\tfor <x@y>; date";
        let cases = [
            (format!("{own}\r\nSubject: x\r\n\r\n"), vec![id], "on top"),
            (format!("{other}\r\nX: y\r\n{own}\r\n\r\n"), vec![id], "below another"),
            (format!("{own}\r\n{own}\r\n\r\n"), vec![id, id], "twice"),
            (own.replace("\r\n\t", " ").replace("mx.", "MX."), vec![id], "folded anew by an MTA"),
            (format!("{}{own}\r\n", format!("{other}\r\n").repeat(4)), Vec::new(), "far below"),
            (own.replace("mx.example", "mx2.example"), Vec::new(), "another house"),
            (own.replace("Received:", "X-Received:"), Vec::new(), "another field"),
            (own.replace(&id.to_string(), "4ABC"), Vec::new(), "no id of ours"),
            ("Received:".to_owned(), Vec::new(), "nothing"),
        ];
        for (header, expected, why) in cases {
            assert_eq!(own_traces("mx.example.jp", header.as_bytes()), expected, "{why}");
        }
    }

    #[test]
    fn the_address_of_a_signed_in_user_stays_inside() {
        let origin = Origin::Submission { user: UserId::new("taro") };
        let field = received("mx.example.jp", LetterId::from_parts(0, 0), &origin, ARRIVAL, Time::UNIX_EPOCH);
        assert!(!field.contains("192.0.2.1") && !field.contains("taro"));
    }
}
