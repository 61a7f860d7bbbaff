//! Whether wrong addresses stand in order: a column that was sorted alone does, in the order of the program that did it.
//!
//! Programs order marks differently: Excel puts `.`, `@` and `_` before digits and does not look at `-`. Every order is
//! tried, upwards and downwards; all that is kept of a row is how it stands to the wrong row before it.

/// How an address stands to the one before: two bits per collation, not below it and not above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Trend(u16);

impl Trend {
    /// Says nothing against any order: the first row, or one without an address.
    pub(crate) const OPEN: Self = Self(u16::MAX);

    /// Whether it goes on in this order, one of [`orders`].
    pub(crate) const fn goes_on(self, order: u8) -> bool {
        self.0 >> order & 1 == 1
    }
}

/// All collations, upwards and downwards.
pub(crate) const fn orders() -> std::ops::Range<u8> {
    0..2 * COLLATIONS.len() as u8
}

/// How a program compares addresses in lower case.
struct Collation {
    /// Characters from the lowest on; all others follow as they are. Empty: by their numbers.
    marks: &'static str,
    /// Characters that are not looked at.
    skipped: &'static str,
    /// Whether the domain is compared first.
    by_domain: bool,
}

const COLLATIONS: [Collation; 5] = [
    Collation { marks: "", skipped: "", by_domain: false },
    // Excel, as documented ("Sort data in a range or table").
    Collation { marks: "!\"#$%&()*,./:;?@[\\]^_`{|}~+<=>", skipped: "-'", by_domain: false },
    // Windows (linguistic, "word sort").
    Collation { marks: "_,;:!?.\"()[]{}@*/\\&#%`^+<=>|~$", skipped: "-'", by_domain: false },
    // ICU (UTS #10), as in LibreOffice and databases.
    Collation { marks: "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$", skipped: "", by_domain: false },
    Collation { marks: "", skipped: "", by_domain: true },
];

impl Collation {
    /// Bytes that are in order when the addresses are.
    fn key(&self, address: &str) -> Vec<u8> {
        let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
        let (one, other) = if self.by_domain { (domain, local) } else { (address, "") };
        let rank = |byte: u8| {
            let place = self.marks.bytes().position(|mark| mark == byte);
            place.map_or(byte, |place| u8::try_from(place + 1).unwrap_or(byte))
        };
        let looked_at = |text: &str| -> Vec<u8> {
            text.bytes().filter(|byte| !self.skipped.as_bytes().contains(byte)).map(rank).collect()
        };
        let mut key = looked_at(one);
        key.push(0);
        key.extend(looked_at(other));
        key
    }
}

/// Sees addresses one after the other.
#[derive(Default)]
pub(crate) struct Order {
    last: Option<[Vec<u8>; COLLATIONS.len()]>,
}

impl Order {
    pub(crate) fn see(&mut self, address: &str) -> Trend {
        if address.is_empty() {
            return Trend::OPEN;
        }
        let keys = COLLATIONS.each_ref().map(|collation| collation.key(address));
        let Some(last) = self.last.replace(keys.clone()) else { return Trend::OPEN };
        let mut trend = 0;
        for (place, (key, last)) in keys.iter().zip(&last).enumerate() {
            trend |= u16::from(key >= last) << (2 * place) | u16::from(key <= last) << (2 * place + 1);
        }
        Trend(trend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stand_in_the_order_of_some_program() {
        let cases: [(&[&str], &[u8]); 7] = [
            (&["a-1@x.jp", "a.1@x.jp", "a1@x.jp", "a_1@x.jp"], &[0, 8]),
            // Excel: the hyphen is not looked at, and marks stand before digits.
            (&["a.1@x.jp", "a_1@x.jp", "a-1@x.jp", "ab@x.jp"], &[2]),
            (&["a_1@x.jp", "a.1@x.jp", "a-1@x.jp", "ab@x.jp"], &[4]),
            (&["a_1@x.jp", "a-1@x.jp", "a.1@x.jp", "a1@x.jp"], &[6]),
            (&["z@a.jp", "b@b.jp", "a@c.jp"], &[1, 3, 5, 7, 8]),
            (&["c@x.jp", "", "b@x.jp", "b@x.jp", "a@x.jp"], &[1, 3, 5, 7, 9]),
            (&["b@x.jp", "a@x.jp", "c@x.jp"], &[]),
        ];
        for (addresses, expect) in cases {
            let mut order = Order::default();
            let trends: Vec<Trend> = addresses.iter().map(|address| order.see(address)).collect();
            let found: Vec<u8> = orders().filter(|order| trends.iter().all(|trend| trend.goes_on(*order))).collect();
            assert_eq!(found, expect, "{addresses:?}");
        }
    }
}
