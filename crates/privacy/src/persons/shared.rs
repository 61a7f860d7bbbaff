//! Contacts that are nobody's own: toll-free and placeholder numbers, mailboxes of a role. They count nobody by
//! themselves; together with a name they tell one person from another, like a postal code.

use std::sync::LazyLock;

use super::sorted;
use crate::{fingerprint, kind::Kind};

/// Role mailboxes, and what stands before the number of an organisation.
const CONTACTS: &str = include_str!("../../data/shared_contacts.txt");

/// Longest local part of a role, in bytes.
const LOCAL: usize = 32;
/// Digits of a national number.
const NATIONAL: usize = 11;

struct Words {
    /// By fingerprint, in order: one is looked up for every address.
    mailboxes: Vec<u64>,
    /// Those that are also one before a mark or a number.
    leads: Vec<u64>,
    before: Vec<&'static str>,
}

fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        let of = |class: &'static str| {
            let lines = CONTACTS.lines().filter_map(|line| line.split_once('\t')).filter(move |line| line.0 == class);
            lines.flat_map(|(_, words)| words.split('|'))
        };
        Words {
            mailboxes: sorted(of("mailbox").map(|word| fingerprint::of(0, word.trim_end_matches('*'))).collect()),
            leads: sorted(
                of("mailbox").filter_map(|word| word.strip_suffix('*')).map(|word| fingerprint::of(0, word)).collect(),
            ),
            before: of("before").collect(),
        }
    });
    &WORDS
}

/// An item of a record for what a value says: as itself, or only as company to a name when many share the value.
pub(crate) fn item(kind: Kind, value: &str, print: u64) -> (Kind, u64) {
    let shared = match kind {
        Kind::Email => is_mailbox_of_role(value),
        Kind::Phone => Reach::of(value) == Reach::Nobody,
        _ => false,
    };
    if shared { company(print) } else { (kind, print) }
}

/// What identifies only together with a name.
pub(crate) const fn company(print: u64) -> (Kind, u64) {
    (Kind::PostalCode, print)
}

/// Whether a mail address is that of a role: info@, noreply@, sales2@.
pub(crate) fn is_mailbox_of_role(address: &str) -> bool {
    let mut room = [0; LOCAL];
    let Some(local) = address.as_bytes().split(|byte| *byte == b'@').next().filter(|local| local.len() <= LOCAL) else {
        return false;
    };
    room.iter_mut().zip(local).for_each(|(to, from)| *to = from.to_ascii_lowercase());
    let lower = room.get(..local.len()).and_then(|lower| std::str::from_utf8(lower).ok()).unwrap_or("");
    let known = |words: &[u64], word: &str| words.binary_search(&fingerprint::of(0, word)).is_ok();
    let lead = lower.split(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | '+')).next().unwrap_or("");
    known(&words().mailboxes, lower) || (lead.len() < lower.len() && known(&words().leads, lead))
}

/// Whom a telephone number reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Toll-free, shared cost, or a placeholder (090-0000-0000).
    Nobody,
    /// One that a person carries about.
    Mobile,
    /// A house or an office.
    Place,
}

impl Reach {
    /// For a number in folded text.
    pub(crate) fn of(number: &str) -> Self {
        if !number.starts_with('0') && !number.is_empty() {
            let key = crate::detect::phone::key(number);
            return if key.starts_with('0') { Self::of(&key) } else { Self::Place };
        }
        let mut room = [0; NATIONAL];
        let digits = number.bytes().filter(u8::is_ascii_digit);
        let len = room.iter_mut().zip(digits).map(|(to, from)| *to = from).count();
        let subscriber = room.get(len.saturating_sub(8)..len).unwrap_or_default();
        let same = subscriber.len() == 8 && subscriber.windows(2).all(|two| matches!(two, [a, b] if a == b));
        match room {
            _ if same => Self::Nobody,
            [b'0', b'1', b'2', b'0', ..] | [b'0', b'5', b'7', b'0', ..] | [b'0', b'9', b'9', b'0', ..] if len == 10 => {
                Self::Nobody
            }
            [b'0', b'8', b'0', b'0', ..] if len == 11 => Self::Nobody,
            [b'0', b'6'..=b'9', b'0', ..] if len == 11 => Self::Mobile,
            _ => Self::Place,
        }
    }
}

/// Whether a text ends with what stands before the number of an organisation: 代表 TEL.
pub(crate) fn announces_organisation(before: &str) -> bool {
    let mark = |c: char| c.is_ascii_punctuation() || c.is_whitespace() || c.is_ascii_alphabetic();
    let plain = before.trim_end_matches(mark);
    words()
        .before
        .iter()
        .any(|word| plain.ends_with(word) || plain.strip_suffix("電話").is_some_and(|p| p.ends_with(word)))
}
