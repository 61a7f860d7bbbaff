//! Personal values in the cells of a row that nobody of the master has: a telephone number that is new, a card number
//! that should not be in a mail at all.

use sekisho_model::Address;
use sekisho_privacy::{Kind, Sensitivity, Source, survey};

use crate::master::{Identity, print_of_phone, print_of_text};

/// A value and where it stands.
pub(super) struct Stranger {
    /// The column, by number.
    pub(super) column: usize,
    /// What it is, when the master could know it.
    pub(super) identity: Option<Identity>,
    /// Its fingerprint.
    pub(super) print: u64,
}

/// What the cells say, each with the name of its column before it, as people read it.
pub(super) fn strangers<'a>(cells: impl Iterator<Item = (usize, &'a str, &'a str)>) -> Vec<Stranger> {
    let mut found = Vec::new();
    for (column, name, value) in cells {
        // Most cells are a name or a word; a value with neither digit nor `@` is no number and no address.
        if !value.chars().any(|c| c.is_numeric() || matches!(c, '@' | '＠')) {
            continue;
        }
        let text = format!("{name}: {value}");
        for find in survey(&Source { text: &text, tables: &[] }).finds {
            let written: String = text.chars().skip(find.start).take(find.end - find.start).collect();
            found.extend(stranger(column, find.kind, &written));
        }
    }
    found
}

fn stranger(column: usize, kind: Kind, written: &str) -> Option<Stranger> {
    let (identity, print) = match kind {
        Kind::Email => {
            let folded = sekisho_privacy::writing::fold(written);
            let address = Address::parse(&folded).ok()?;
            (Some(Identity::Mail), print_of_text(Identity::Mail, &address.key()))
        }
        Kind::Phone => (Some(Identity::Phone), print_of_phone(written)?),
        kind if kind.grade() >= Sensitivity::Identifier => (None, print_of_text(Identity::Member, written)),
        _ => return None,
    };
    Some(Stranger { column, identity, print })
}
