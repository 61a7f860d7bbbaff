//! Whether somebody who is known already is called so: what a salutation is compared with.

use super::{Index, Person, keying::Space, spell};
use crate::writing;

/// Whether a person is called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Called {
    /// By full name or by surname.
    Yes,
    /// The master has the name in this writing, and it is another one.
    No,
    /// The master does not have it in this writing.
    Unknown,
}

impl Index {
    /// Whether this person is called `written`: a full name or a surname in any writing, an honorific aside.
    #[must_use]
    pub fn called(&self, person: Person, written: &str) -> Called {
        if self.of_name(written).binary_search(&person).is_ok() {
            return Called::Yes;
        }
        let [kanji, reading] =
            usize::try_from(person.0).ok().and_then(|at| self.surnames.get(at)).copied().unwrap_or_default();
        let folded = writing::name(written);
        let bare = spell::without_honorific(&folded);
        if bare.chars().any(writing::is_kanji) {
            return answer(kanji, [self.keying.short(Space::Surname, bare)]);
        }
        let spaced = writing::fold(written.trim());
        let words = spell::without_honorific(&spaced).split_whitespace();
        let read = words.filter_map(spell::reading).map(|word| self.keying.short(Space::SurnameReading, &word));
        answer(reading, read)
    }
}

fn answer(known: u32, asked: impl IntoIterator<Item = u32>) -> Called {
    let mut asked = asked.into_iter().peekable();
    if known == 0 || asked.peek().is_none() {
        return Called::Unknown;
    }
    if asked.any(|hash| hash == known) { Called::Yes } else { Called::No }
}
