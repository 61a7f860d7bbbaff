//! How much a reading looks like what people in Japan write: kana, the kanji of level 1, Japanese punctuation.
//!
//! A reading in the wrong charset is made of rare kanji, of half-width kana between them, and of damage.

use encoding_rs::EUC_JP;

/// What a reading is made of, in characters outside ASCII.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// All of them, damage included.
    pub(super) all: usize,
    /// Damage: replacement characters.
    pub(super) lost: usize,
    /// Kana of full width.
    pub(super) kana: usize,
    /// Kana, kanji of level 1, punctuation and Latin letters of full width.
    everyday: usize,
    half_width: usize,
}

impl Tally {
    pub(super) fn of(text: &str) -> Self {
        let mut tally = Self::default();
        let mut kanji = String::new();
        for character in text.chars().filter(|c| !c.is_ascii()) {
            tally.all += 1;
            match character {
                char::REPLACEMENT_CHARACTER | '\u{80}' => tally.lost += 1,
                '\u{3040}'..='\u{30FF}' => tally.kana += 1,
                '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}' | '①'..='⑳' | '㈱' => tally.everyday += 1,
                '\u{FF61}'..='\u{FF9F}' => tally.half_width += 1,
                '\u{4E00}'..='\u{9FFF}' => kanji.push(character),
                _ => {}
            }
        }
        tally.everyday += tally.kana + level_one(&kanji);
        tally
    }

    /// Characters that are written every day. Half-width kana stand beside others in a Japanese file, but alone they
    /// are also what Chinese looks like in Shift_JIS.
    pub(super) const fn good(self) -> usize {
        let beside = self.everyday * 4 >= self.all;
        self.everyday + if beside { self.half_width } else { self.half_width / 2 }
    }

    /// Good characters of a thousand.
    pub(super) const fn share(self) -> usize {
        match (self.good() * 1_000).checked_div(self.all) {
            Some(share) => share,
            None => 0,
        }
    }
}

/// Kanji of JIS X 0208 level 1, rows 16 to 47.
fn level_one(kanji: &str) -> usize {
    let (bytes, _, _) = EUC_JP.encode(kanji);
    let mut rest: &[u8] = &bytes;
    let mut found = 0;
    while let Some((first, tail)) = rest.split_first() {
        found += usize::from(matches!(first, 0xB0..=0xCF));
        // What EUC-JP does not have is written as an ASCII reference.
        rest = if first.is_ascii() { tail } else { tail.get(1..).unwrap_or_default() };
    }
    found
}
