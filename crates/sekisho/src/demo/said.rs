//! A sentence in both languages: whoever runs the demonstration has not said yet which one is theirs.

use sekisho_words::{Lang, Words};

/// The same in Japanese and English.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Said {
    pub(crate) ja: String,
    pub(crate) en: String,
}

impl Said {
    /// What `say` says in each language.
    pub(crate) fn of(say: impl Fn(Words) -> String) -> Self {
        Self { ja: say(Words::new(Lang::Ja)), en: say(Words::new(Lang::En)) }
    }

    /// A message without values.
    pub(crate) fn text(key: &str) -> Self {
        Self::of(|words| words.text(key))
    }

    /// A message with numbers.
    pub(crate) fn with(key: &str, counts: &[(&str, usize)]) -> Self {
        let values: Vec<_> = counts.iter().map(|(name, count)| (*name, (*count).into())).collect();
        Self::of(|words| words.with(key, &values))
    }

    /// Both on one line: for names, which are short.
    pub(crate) fn together(&self) -> String {
        format!("{} {}", self.ja, self.en)
    }
}
