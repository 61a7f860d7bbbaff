//! The master: who there is, and by which values each person is known. Searched by the values of every letter.
//!
//! Built for a million persons in bounded memory: of every value only a 64-bit fingerprint and the number of its
//! person are kept (12 bytes), in one sorted list. Values are found in a text where they stand as wholes: mail addresses,
//! telephone numbers and member numbers by their own boundaries, names wherever their characters stand, because
//! Japanese has no boundaries. An automaton over the characters of all values would need some ten times the memory
//! while it is built, and would still have to normalise each way of writing a telephone number.
//!
//! A value that two persons share (a family's telephone) belongs to both. What is too short to mean one person is not
//! searched and counted in [`Coverage`]: no silence about what was not looked for.

use std::fmt;

use sekisho_model::{Address, Digest, digest::Fields};
use serde::{Deserialize, Serialize};

use crate::{audience::PersonKey, error::CampaignError, form::Form};

mod index;
mod label;
mod names;
mod print;
mod search;
mod token;

use index::Index;
use names::Names;
pub(crate) use print::print as print_of_text;
use print::{Print, print};
pub(crate) use search::Hit;

/// The fingerprint of a telephone number however it is written.
pub(crate) fn print_of_phone(written: &str) -> Option<u64> {
    token::phone(written).map(|number| print(Identity::Phone, &number))
}

/// Most persons.
pub const MAX_PERSONS: usize = 10_000_000;

/// What a value is to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identity {
    /// A mail address.
    Mail,
    /// A telephone number.
    Phone,
    /// A member or customer number.
    Member,
    /// The full name.
    Name,
    /// The full name in kana, or in Latin letters.
    Reading,
}

/// One value of a person.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// What it is.
    pub identity: Identity,
    /// As the master has it.
    pub value: &'a str,
}

/// What was taken into the search and what was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// Persons.
    pub persons: u32,
    /// Values that are searched.
    pub searched: u64,
    /// Values too short or too common in form to be searched; they are compared only where a column gives them.
    pub too_short: u64,
    /// Mail addresses and telephone numbers that are none.
    pub unreadable: u64,
}

/// Where the master came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// A source of its own, made without the audience.
    Independent,
    /// The audience itself: nothing is compared with anything, and a shifted column is not seen.
    Audience,
}

/// All persons, ready to be searched for.
pub struct Master {
    /// Fingerprint of each key, ascending, with the person's number.
    keys: Index,
    /// Every searched value.
    values: Index,
    names: Names,
    /// Values of person `n` are `own[starts[n]..starts[n + 1]]`.
    own: Vec<Print>,
    starts: Vec<u32>,
    coverage: Coverage,
    provenance: Provenance,
    digest: Digest,
}

/// A person of the master, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Person(pub(crate) u32);

impl Master {
    /// Reads persons: for each the key and the values. Two persons with one key are an error.
    pub fn new<'a, V>(
        provenance: Provenance,
        persons: impl IntoIterator<Item = (&'a str, V)>,
    ) -> Result<Self, CampaignError>
    where
        V: IntoIterator<Item = Known<'a>>,
    {
        let mut builder = Builder::default();
        let mut fields = Fields::new("sekisho.master.v1");
        for (key, values) in persons {
            builder.person(key.trim(), &mut fields)?;
            for known in values {
                builder.value(known, &mut fields)?;
            }
        }
        builder.finish(provenance, fields.finish())
    }

    /// What was taken in.
    #[must_use]
    pub const fn coverage(&self) -> Coverage {
        self.coverage
    }

    /// Where it came from.
    #[must_use]
    pub const fn provenance(&self) -> Provenance {
        self.provenance
    }

    /// Digest over all persons and values in the order they came.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The person with this key.
    pub(crate) fn person(&self, key: &PersonKey) -> Option<Person> {
        self.keys.find(print::key(key.as_str())).map(Person)
    }

    /// Fingerprints of all values of a person.
    pub(crate) fn own(&self, person: Person) -> &[Print] {
        let bound = |at: usize| self.starts.get(at).map(|start| *start as usize);
        let at = person.0 as usize;
        bound(at).zip(bound(at + 1)).and_then(|(start, end)| self.own.get(start..end)).unwrap_or_default()
    }

    /// Whether the address is one of the person's.
    pub(crate) fn has_address(&self, person: Person, address: &Address) -> bool {
        self.own(person).contains(&print(Identity::Mail, &address.key()))
    }
}

impl fmt::Debug for Master {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Master").field("coverage", &self.coverage).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Builder {
    keys: Vec<(Print, u32)>,
    values: Vec<(Print, u32)>,
    names: Names,
    own: Vec<Print>,
    starts: Vec<u32>,
    coverage: Coverage,
}

impl Builder {
    fn person(&mut self, key: &str, fields: &mut Fields) -> Result<(), CampaignError> {
        if self.starts.len() == MAX_PERSONS {
            return Err(CampaignError::TooMany { what: "persons in the master", limit: MAX_PERSONS });
        }
        fields.push(b"person").push(key.as_bytes());
        self.keys.push((print::key(key), self.coverage.persons));
        self.starts.push(self.end()?);
        self.coverage.persons += 1;
        Ok(())
    }

    fn value(&mut self, known: Known<'_>, fields: &mut Fields) -> Result<(), CampaignError> {
        fields.push(known.identity.code().as_bytes()).push(known.value.as_bytes());
        if known.value.trim().is_empty() {
            return Ok(());
        }
        let person = self.coverage.persons.saturating_sub(1);
        let Some(written) = Written::read(known) else {
            self.coverage.unreadable += 1;
            return Ok(());
        };
        self.end()?;
        self.own.push(written.print);
        if written.searched {
            self.coverage.searched += 1;
            self.values.push((written.print, person));
            self.names.extend(written.name.as_deref().unwrap_or_default());
        } else {
            self.coverage.too_short += 1;
        }
        Ok(())
    }

    fn end(&self) -> Result<u32, CampaignError> {
        let limit = u32::MAX as usize;
        u32::try_from(self.own.len()).map_err(|_| CampaignError::TooMany { what: "values in the master", limit })
    }

    fn finish(mut self, provenance: Provenance, digest: Digest) -> Result<Master, CampaignError> {
        self.starts.push(self.end()?);
        if let Some(number) = twice(&self.keys) {
            return Err(CampaignError::TwoPersons { number });
        }
        Ok(Master {
            keys: Index::new(self.keys),
            values: Index::new(self.values),
            names: self.names,
            own: self.own,
            starts: self.starts,
            coverage: self.coverage,
            provenance,
            digest,
        })
    }
}

/// The position (from 1) of the first person whose key an earlier one has.
fn twice(keys: &[(Print, u32)]) -> Option<usize> {
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    let again = sorted.windows(2).filter_map(|pair| match pair {
        [one, other] if one.0 == other.0 => Some(other.1 as usize + 1),
        _ => None,
    });
    again.min()
}

/// A value in search form.
struct Written {
    print: Print,
    searched: bool,
    /// The characters, for a name.
    name: Option<Vec<char>>,
}

impl Written {
    /// `None` for what is no value of its kind.
    fn read(known: Known<'_>) -> Option<Self> {
        let plain = |identity, text: &str, searched| Self { print: print(identity, text), searched, name: None };
        Some(match known.identity {
            Identity::Mail => plain(Identity::Mail, &Address::parse(known.value.trim()).ok()?.key(), true),
            Identity::Phone => plain(Identity::Phone, &token::phone(known.value)?, true),
            Identity::Member => {
                let number = token::member(known.value);
                let searched = token::is_searched(&number);
                plain(Identity::Member, &number, searched)
            }
            Identity::Name | Identity::Reading => {
                let form = Form::of(known.value);
                let searched = names::is_searched(&form.chars);
                Self { print: names::print_of(&form.chars), searched, name: Some(form.chars) }
            }
        })
    }
}

impl Identity {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Member => "member",
            Self::Name => "name",
            Self::Reading => "reading",
        }
    }
}

#[cfg(test)]
mod tests;
