//! Whom a text names: each place that the finders found, looked up.

use super::{Index, Person, keying::Space, spell};
use crate::{Find, Kind};

/// A place of a text that names persons of the master.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Naming<'i> {
    /// Which of the finds.
    pub find: usize,
    /// Everybody it can be, ascending: two people share a name, a family shares a telephone.
    pub persons: &'i [Person],
    /// Whether it tells one person from others: an address, a number, or a full name that is addressed. A full name in
    /// running text may be a namesake.
    pub sure: bool,
}

impl Index {
    /// The namings among the finds of a text, in order.
    #[must_use]
    pub fn named(&self, text: &str, finds: &[Find]) -> Vec<Naming<'_>> {
        let mut namings = Vec::new();
        let mut walk = Walk { text, byte: 0, chars: 0 };
        for (find, place) in finds.iter().enumerate().filter(|(_, find)| is_identifier(find.kind)) {
            let Some((value, after)) = walk.slice(place.start, place.end) else { continue };
            let persons = self.of_value(place.kind, value);
            if !persons.is_empty() {
                let sure = place.kind != Kind::Name || spell::is_addressed(after);
                namings.push(Naming { find, persons, sure });
            }
        }
        namings
    }

    fn of_value(&self, kind: Kind, value: &str) -> &[Person] {
        let by = |space: Space, value: Option<String>| {
            value.map_or(&[][..], |value| self.persons.of(self.keying.hash(space, &value)))
        };
        match kind {
            Kind::Email => by(Space::Mail, spell::mail(value)),
            Kind::Phone => by(Space::Phone, spell::phone(value)),
            Kind::MemberId | Kind::EmployeeId => by(Space::MemberId, spell::id(value)),
            _ => self.of_name(value),
        }
    }
}

const fn is_identifier(kind: Kind) -> bool {
    matches!(kind, Kind::Email | Kind::Phone | Kind::MemberId | Kind::EmployeeId | Kind::Name)
}

/// One walk over a text for places in ascending order.
struct Walk<'t> {
    text: &'t str,
    byte: usize,
    chars: usize,
}

impl<'t> Walk<'t> {
    /// What stands at a place given in characters, and what follows. `None` for a place before the last one or
    /// behind the end.
    fn slice(&mut self, start: usize, end: usize) -> Option<(&'t str, &'t str)> {
        let ahead = |text: &str, chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
        let rest = self.text.get(self.byte..)?;
        self.byte += ahead(rest, start.checked_sub(self.chars)?);
        self.chars = start;
        let here = self.text.get(self.byte..)?;
        here.split_at_checked(ahead(here, end.checked_sub(start)?))
    }
}
