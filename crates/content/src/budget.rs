//! What may still be spent on one letter: parts, entries, bytes, depth.
//!
//! One budget goes through a whole letter and everything unpacked from it, so that many small bombs cost no more than
//! one big one. Whoever is refused something says so with [`sekisho_model::Blind::Limit`]; nothing is skipped silently.

use std::fmt;

use crate::{document::Room, mail::Limits};

/// Passwords that are tried on the sealed files of a letter, in all: each costs up to a quarter of a second.
const TRIES: usize = 40;
/// How many times the unpacked bytes and entries of one file all files of a letter may cost together.
const FILES: usize = 4;
/// Pictures of one letter that are handed out: recognising one takes seconds.
const PICTURES: usize = 20;

/// The budget of one letter.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    parts: usize,
    depth: usize,
    bytes: usize,
    entries: usize,
    bytes_in_all: usize,
    entries_in_all: usize,
    /// Characters and tables that may still be read in all: a small file can say a large one many times.
    characters: usize,
    tables: Room,
    passwords: Passwords,
    tries: usize,
    /// How many files that a password opened are around the present one.
    unlocked: usize,
    picture_bytes: usize,
    pictures: usize,
}

/// Passwords on file, the one that opened something last first.
#[derive(Clone, Default)]
struct Passwords(Vec<String>);

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} password(s)", self.0.len())
    }
}

impl Budget {
    /// Nothing spent yet.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            parts: limits.parts,
            depth: 0,
            bytes: limits.unpacked_bytes,
            entries: limits.entries,
            bytes_in_all: limits.unpacked_bytes.saturating_mul(FILES),
            entries_in_all: limits.entries.saturating_mul(FILES),
            characters: limits.text_chars.saturating_mul(FILES),
            tables: Room::of_file(limits.text_chars).times(FILES),
            passwords: Passwords::default(),
            tries: TRIES,
            unlocked: 0,
            picture_bytes: limits.picture_bytes,
            pictures: PICTURES,
        }
    }

    /// Nothing spent yet, and these passwords known.
    pub(crate) fn knowing(limits: &Limits, passwords: &[String]) -> Self {
        Self { passwords: Passwords(passwords.to_vec()), ..Self::new(limits) }
    }

    /// Room for a picture that is handed out; `false` when there is none.
    #[must_use]
    pub(crate) fn take_picture(&mut self, bytes: usize) -> bool {
        self.wants_pictures() && bytes <= self.picture_bytes && {
            self.pictures -= 1;
            take(&mut self.picture_bytes, bytes)
        }
    }

    /// Whether there may be room for a picture.
    pub(crate) const fn wants_pictures(&self) -> bool {
        self.picture_bytes > 0 && self.pictures > 0
    }

    /// Whether there is any password to try.
    pub(crate) const fn knows_passwords(&self) -> bool {
        !self.passwords.0.is_empty()
    }

    /// Tries the known passwords until one opens something.
    pub(crate) fn try_passwords<T>(&mut self, mut open: impl FnMut(&str) -> Option<T>) -> Option<T> {
        for at in 0..self.passwords.0.len() {
            if !take(&mut self.tries, 1) {
                return None;
            }
            let opened = self.passwords.0.get(at).and_then(|password| open(password));
            if opened.is_some() {
                self.passwords.0.swap(0, at);
                // What opens costs the reader, not the one who guesses.
                self.tries += 1;
                return opened;
            }
        }
        None
    }

    /// Does something inside a file that a password opened.
    pub(crate) fn inside_unlocked<T>(&mut self, then: impl FnOnce(&mut Self) -> T) -> T {
        self.unlocked += 1;
        let outcome = then(self);
        self.unlocked -= 1;
        outcome
    }

    /// Whether the present file lies in one that a password opened.
    pub(crate) const fn is_unlocked(&self) -> bool {
        self.unlocked > 0
    }

    /// The limits it was made of.
    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Characters of text and tables that the next file may have.
    pub(crate) fn room(&self) -> (usize, Room) {
        let limit = self.limits.text_chars;
        (limit.min(self.characters), Room::of_file(limit).within(self.tables))
    }

    /// Spends characters, and what tables took up between `before` and `after`.
    pub(crate) const fn spend(&mut self, characters: usize, before: Room, after: Room) {
        self.characters = self.characters.saturating_sub(characters);
        self.tables = self.tables.less(before, after);
    }

    /// A new file of the letter itself: entries and unpacked bytes are counted anew, within what is left in all.
    pub(crate) fn next_file(&mut self) {
        self.bytes = self.limits.unpacked_bytes.min(self.bytes_in_all);
        self.entries = self.limits.entries.min(self.entries_in_all);
    }

    /// One more MIME part; `false` when there may be no more.
    #[must_use]
    pub(crate) fn take_part(&mut self) -> bool {
        take(&mut self.parts, 1)
    }

    /// Whether there may be more MIME parts.
    pub(crate) const fn has_parts(&self) -> bool {
        self.parts > 0
    }

    /// One more entry of an archive; `false` when there may be no more.
    #[must_use]
    pub(crate) fn take_entry(&mut self) -> bool {
        take(&mut self.entries, 1) && take(&mut self.entries_in_all, 1)
    }

    /// Bytes that may still be unpacked from the present file.
    pub(crate) fn bytes_left(&self) -> usize {
        self.bytes.min(self.bytes_in_all)
    }

    /// Spends unpacked bytes; `false`, and nothing left, when they are more than that.
    #[must_use]
    pub(crate) fn take_bytes(&mut self, bytes: usize) -> bool {
        let here = take(&mut self.bytes, bytes);
        let in_all = take(&mut self.bytes_in_all, bytes);
        here && in_all
    }

    /// One level deeper (an archive, a letter, a multipart); `false` when it is too deep. Each `true` needs a
    /// [`Self::leave`].
    #[must_use]
    pub(crate) fn enter(&mut self) -> bool {
        let fits = self.depth < self.limits.depth;
        self.depth += usize::from(fits);
        fits
    }

    /// Back from one level deeper.
    pub(crate) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Does something one level deeper; `None` when it is too deep.
    pub(crate) fn deeper<T>(&mut self, then: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if !self.enter() {
            return None;
        }
        let outcome = then(self);
        self.leave();
        Some(outcome)
    }
}

/// Takes `wanted` from `left`, or all of it and `false`.
fn take(left: &mut usize, wanted: usize) -> bool {
    let enough = wanted <= *left;
    *left = left.saturating_sub(wanted);
    enough
}
