//! What a server offers in its EHLO reply (RFC 5321 §4.1.1.1). Unknown keywords are ignored.

use super::reply::Reply;

/// The extensions Sekisho uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Offer {
    /// RFC 2920.
    pub(crate) pipelining: bool,
    /// RFC 6152.
    pub(crate) eight_bit: bool,
    /// RFC 6531.
    pub(crate) smtputf8: bool,
    /// RFC 3461.
    pub(crate) dsn: bool,
    /// RFC 3207.
    pub(crate) starttls: bool,
    /// RFC 8689.
    pub(crate) require_tls: bool,
    /// RFC 1870; the value is the limit in octets, 0 for none given.
    pub(crate) size: Option<u64>,
    /// RFC 4954, mechanisms in upper case.
    pub(crate) auth: Vec<String>,
    /// Postfix XFORWARD: attributes in upper case.
    pub(crate) xforward: Vec<String>,
}

impl Offer {
    /// Reads the lines after the first.
    #[must_use]
    pub(crate) fn of(reply: &Reply) -> Self {
        let mut offer = Self::default();
        for line in reply.lines.iter().skip(1) {
            offer.take(line);
        }
        offer
    }

    fn take(&mut self, line: &str) {
        let line = line.to_ascii_uppercase();
        // "AUTH=LOGIN" is how servers spoke before RFC 2554; some still say both.
        let mut words = line.split([' ', '=']).filter(|word| !word.is_empty());
        match words.next().unwrap_or("") {
            "PIPELINING" => self.pipelining = true,
            "8BITMIME" => self.eight_bit = true,
            "SMTPUTF8" => self.smtputf8 = true,
            "DSN" => self.dsn = true,
            "STARTTLS" => self.starttls = true,
            "REQUIRETLS" => self.require_tls = true,
            "SIZE" => self.size = Some(words.next().and_then(|size| size.parse().ok()).unwrap_or(0)),
            "AUTH" => self.auth.extend(words.map(str::to_owned)),
            "XFORWARD" => self.xforward.extend(words.map(str::to_owned)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_read_in_any_case_and_the_first_line_is_not_one() {
        let lines =
            ["PIPELINING", "size 1000", "Auth PLAIN login", "AUTH=LOGIN", "XFORWARD NAME ADDR", "DSN", "X-WHAT"];
        let offer = Offer::of(&Reply { code: 250, lines: lines.map(str::to_owned).to_vec() });
        assert!(!offer.pipelining && offer.dsn);
        assert_eq!(offer.size, Some(1000));
        assert_eq!(offer.auth, ["PLAIN", "LOGIN", "LOGIN"]);
        assert_eq!(offer.xforward, ["NAME", "ADDR"]);
    }
}
