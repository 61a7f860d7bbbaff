//! Whether two writings can be the same person's name: Chinese characters, kana, Latin letters.
//!
//! Three answers, never two: *same*, *different*, *unknown*. Different is said only when both writings can be read and
//! do not agree; a name nobody can read is unknown, and unknown raises no question here.

pub(crate) mod latin;
pub(crate) mod surname;

use std::collections::BTreeSet;

pub(crate) use sekisho_romaji as romaji;

use super::fold;

/// Whether two names agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// They can be the same person.
    Same,
    /// Both can be read and they differ.
    Different,
    /// At least one cannot be read.
    Unknown,
}

/// A name as it stands in a salutation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Name {
    /// In Japanese writing, folded, without spaces: `山田太郎`.
    Japanese(String),
    /// Words in Latin letters, lower case.
    Latin(Vec<String>),
}

/// All that is known of how a recipient is called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// Names in Japanese writing, folded.
    japanese: Vec<String>,
    /// Words of names in Latin letters, lower case.
    latin: BTreeSet<String>,
    /// The local part in lower case, and its words; empty when it names a function.
    local: String,
    words: Vec<String>,
}

impl Known {
    /// From the names somebody is known by and the local part of the address.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>, local: &str) -> Self {
        let mut known = Self::default();
        for name in names {
            known.add(name);
        }
        let local = fold::fold(local).into_owned();
        let words = latin::words(&local);
        if !words.iter().any(|word| latin::is_role(word)) {
            (known.local, known.words) = (local, words);
        }
        known
    }

    fn add(&mut self, name: &str) {
        let japanese = japanese_runs(name);
        self.japanese.extend(japanese.iter().filter(|run| surname::is_person(run)).cloned());
        let folded = fold::fold(name);
        if !folded.contains('@') {
            let words = latin::words(&folded);
            if !words.iter().any(|word| latin::is_role(word) || latin::is_company(word)) {
                self.latin.extend(words.into_iter().filter(|word| word.len() >= 2));
            }
        }
    }

    /// Whether a name of a salutation can be this recipient's.
    pub(crate) fn agrees(&self, name: &Name) -> Agreement {
        match name {
            Name::Japanese(name) => self.agrees_japanese(name),
            Name::Latin(words) => self.agrees_latin(words),
        }
    }

    fn agrees_japanese(&self, name: &str) -> Agreement {
        let readings = surname::readings(name);
        let written = |own: &String| {
            own.starts_with(name) || name.starts_with(own.as_str()) || name.chars().count() >= 2 && own.contains(name)
        };
        let read = |own: &String| surname::readings(own).iter().any(|reading| readings.contains(reading));
        if self.japanese.iter().any(|own| written(own) || read(own)) {
            return Agreement::Same;
        }
        let spelled = |reading: &String| self.is_spelled(reading);
        if readings.iter().any(spelled) {
            return Agreement::Same;
        }
        let legible = surname::is_person(name) && !readings.is_empty();
        let other_japanese = self.japanese.iter().any(|own| !surname::readings(own).is_empty());
        let different = legible && (other_japanese || self.has_surname());
        if different { Agreement::Different } else { Agreement::Unknown }
    }

    fn agrees_latin(&self, words: &[String]) -> Agreement {
        let mut own: Vec<&str> = self.latin.iter().map(String::as_str).collect();
        own.extend(self.words.iter().filter(|word| word.len() >= 2).map(String::as_str));
        let alike = |word: &String| own.iter().any(|other| latin::alike(word, other)) || self.is_spelled(word);
        if words.iter().any(alike) {
            return Agreement::Same;
        }
        let normal: Vec<String> = words.iter().map(|word| romaji::normal(word)).collect();
        let read = |own: &String| surname::readings(own).iter().any(|reading| normal.contains(reading));
        if self.japanese.iter().any(read) {
            return Agreement::Same;
        }
        let mut legible_japanese = self.japanese.iter().filter(|own| !surname::readings(own).is_empty());
        // A given name in Latin letters says nothing about a surname in Chinese characters.
        let surname_given = normal.iter().any(|word| surname::is_reading(word));
        if legible_japanese.next().is_some() && surname_given || self.latin.len() >= 2 || self.has_full_local() {
            Agreement::Different
        } else {
            Agreement::Unknown
        }
    }

    /// Whether a reading stands in a name in Latin letters or in the local part: `yamada`, `t-yamada`, `tyamada`.
    fn is_spelled(&self, reading: &str) -> bool {
        let same = |word: &String| romaji::normal(word) == reading;
        if self.latin.iter().chain(&self.words).any(same) {
            return true;
        }
        let local = romaji::normal(&self.local);
        match reading.len() {
            0..=2 => false,
            3 => local.starts_with(reading) || local.ends_with(reading),
            _ => local.contains(reading),
        }
    }

    /// Whether a word of the names or of the local part is a Japanese surname, alone or with initials.
    fn has_surname(&self) -> bool {
        let is = |word: &str| {
            let word = romaji::normal(word);
            surname::is_reading(&word)
        };
        let bare = |word: &String| is(word.trim_matches(|c: char| c.is_ascii_digit()));
        let with_initial = |word: &String| {
            let rest = |word: &str| word.len() >= 6 && is(word);
            rest(word.get(1..).unwrap_or("")) || rest(word.get(..word.len().saturating_sub(1)).unwrap_or(""))
        };
        self.latin.iter().chain(&self.words).any(bare) || self.words.iter().any(with_initial)
    }

    /// `john.smith`: two words of three letters or more.
    fn has_full_local(&self) -> bool {
        let full = |word: &&String| word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        self.words.len() == 2 && self.words.iter().filter(full).count() == 2
    }
}

/// Runs of Japanese writing in a display name, each with the spaces inside a personal name taken out.
fn japanese_runs(name: &str) -> Vec<String> {
    let plain = fold::widths(name);
    let mut runs: Vec<String> = Vec::new();
    let inner = |c: char| fold::is_kanji(c) || fold::is_kana(c) || matches!(c, 'ヶ' | 'ケ' | '・');
    for run in plain.split(|c: char| !inner(c) && c != ' ') {
        let words: Vec<&str> = run.split(' ').filter(|word| !word.is_empty()).collect();
        let short = words.iter().all(|word| word.chars().count() <= 4);
        if words.len() == 2 && short {
            runs.push(fold::name(run));
        } else {
            runs.extend(words.into_iter().map(fold::name));
        }
    }
    let ends = ["様", "さん", "さま", "殿", "先生", "氏"];
    let bare = |run: String| ends.iter().find_map(|end| run.strip_suffix(end).map(str::to_owned)).unwrap_or(run);
    runs.into_iter().map(bare).filter(|run| !run.is_empty()).collect()
}

#[cfg(test)]
mod tests;
