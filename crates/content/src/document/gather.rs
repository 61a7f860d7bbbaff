//! What a reader collects while it walks through a file: text, tables, what is hidden, what is inside, and the first
//! reason why something was not read. Text beyond the limit is cut and makes the file blind, so that nothing is lost
//! silently.

use std::collections::BTreeSet;

use sekisho_model::Blind;

use super::{Inner, Opened, Room};
use crate::{
    budget::Budget,
    mail::{Hidden, Limits, Pictures, Reading, Table},
};

/// The collector of one file.
#[derive(Debug)]
pub(super) struct Gather {
    text: String,
    /// Characters that still fit.
    room: usize,
    tables: Vec<Table>,
    /// What the tables may still take up, and what they might at first.
    tables_room: Room,
    whole: (usize, Room),
    hidden: BTreeSet<Hidden>,
    blind: Option<Blind>,
    inner: Vec<Inner>,
    unlocked: bool,
    pictures: Vec<Vec<u8>>,
    /// Whether there is a picture besides those.
    unseen: bool,
}

impl Gather {
    /// Nothing collected yet, beside the files of a letter.
    pub(super) fn new(limits: &Limits) -> Self {
        Self::of(limits.text_chars, Room::of_file(limits.text_chars))
    }

    /// Nothing collected yet of a file of a letter.
    pub(super) fn within(budget: &Budget) -> Self {
        let (characters, tables) = budget.room();
        Self::of(characters, tables)
    }

    /// Spends what was collected.
    pub(super) fn charge(&self, budget: &mut Budget) {
        let (characters, tables) = self.whole;
        budget.spend(characters.saturating_sub(self.room), tables, self.tables_room);
    }

    fn of(characters: usize, tables: Room) -> Self {
        Self {
            text: String::new(),
            room: characters,
            tables: Vec::new(),
            tables_room: tables,
            whole: (characters, tables),
            hidden: BTreeSet::new(),
            blind: None,
            inner: Vec::new(),
            unlocked: false,
            pictures: Vec::new(),
            unseen: false,
        }
    }

    /// Appends text as it is.
    pub(super) fn say(&mut self, text: &str) {
        if text.len() <= self.room {
            // Fewer bytes than room: the characters fit in any case.
            self.room -= if text.is_ascii() { text.len() } else { text.chars().count() };
            self.text.push_str(text);
            return;
        }
        match text.char_indices().nth(self.room) {
            None => {
                self.room = self.room.saturating_sub(text.chars().count());
                self.text.push_str(text);
            }
            Some((cut, _)) => {
                self.room = 0;
                self.text.push_str(text.get(..cut).unwrap_or_default());
                self.blind(Blind::Limit);
            }
        }
    }

    /// Ends the line, unless nothing stands on it.
    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.say("\n");
        }
    }

    /// A line of its own.
    pub(super) fn line(&mut self, text: &str) {
        let text = text.trim_matches(['\n', '\r', ' ']);
        if !text.is_empty() {
            self.end_line();
            self.say(text);
            self.say("\n");
        }
    }

    /// The text so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Takes over what another collector found.
    pub(super) fn absorb(&mut self, other: Self) {
        self.end_line();
        self.say(&other.text);
        other.tables.into_iter().for_each(|table| self.table_only(table));
        self.hidden.extend(other.hidden);
        if let Some(why) = other.blind {
            self.blind(why);
        }
        self.inner.extend(other.inner);
        self.unlocked |= other.unlocked;
        self.pictures.extend(other.pictures);
        self.unseen |= other.unseen;
    }

    /// What tables may still take up.
    pub(super) const fn tables_room(&self) -> Room {
        self.tables_room
    }

    /// Bytes of text so far.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// A table, and its cells as text.
    pub(super) fn table(&mut self, table: Table) {
        self.end_line();
        for row in &table.rows {
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    self.say("\t");
                }
                self.say(cell);
            }
            self.say("\n");
        }
        self.table_only(table);
    }

    /// A table whose text has been said already.
    pub(super) fn table_only(&mut self, mut table: Table) {
        if !self.tables_room.take_rows(&mut table.rows) {
            self.blind(Blind::Limit);
        }
        if !table.visible {
            self.hide(Hidden::Sheet);
        }
        if !table.hidden_rows.is_empty() {
            self.hide(Hidden::Row);
        }
        if !table.hidden_columns.is_empty() {
            self.hide(Hidden::Column);
        }
        self.tables.push(table);
    }

    /// Notes a kind of data that is not seen.
    pub(super) fn hide(&mut self, what: Hidden) {
        self.hidden.insert(what);
    }

    /// Notes that something was not read. The first reason stays, but a picture is the least of reasons: it may yet be
    /// recognised.
    pub(super) fn blind(&mut self, why: Blind) {
        if why == Blind::Image {
            self.unseen = true;
        } else {
            self.blind.get_or_insert(why);
        }
    }

    /// Why something was not read, if anything was not.
    pub(super) fn why(&self) -> Option<Blind> {
        let image = self.unseen || !self.pictures.is_empty();
        self.blind.or(image.then_some(Blind::Image))
    }

    /// Notes that a password on file opened it.
    pub(super) const fn unlock(&mut self) {
        self.unlocked = true;
    }

    /// Hands a picture out for character recognition; until then it is blind.
    pub(super) fn hand_out(&mut self, picture: Vec<u8>) {
        self.pictures.push(picture);
    }

    /// Adds a file inside.
    pub(super) fn inner(&mut self, inner: Inner) {
        self.inner.push(inner);
    }

    /// The result. A file that gave neither text nor table nor obstacle is `Nothing`.
    pub(super) fn finish(self, really: Option<&'static str>) -> Opened {
        let why = self.why();
        let pictures = Pictures { all: why == Some(Blind::Image) && !self.unseen, shown: self.pictures };
        let reading = match why {
            Some(why) => Reading::Blind { why, text: self.text, tables: self.tables },
            None if self.text.is_empty() && self.tables.is_empty() => Reading::Nothing,
            None => Reading::Read { text: self.text, tables: self.tables },
        };
        Opened {
            really,
            reading,
            hidden: self.hidden.into_iter().collect(),
            inner: self.inner,
            unlocked: self.unlocked,
            pictures,
        }
    }
}
