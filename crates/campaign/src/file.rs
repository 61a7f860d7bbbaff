//! Files that go with letters, each read once: its bytes by digest, and what stands in it.
//!
//! Reading documents is not done here: whoever opens them does so in a room of its own and hands in what was read. A
//! file that nobody could read in full is *blind*, and stays so in every letter that carries it.

use std::{collections::BTreeMap, fmt, sync::Arc};

use sekisho_content::{Part, Reading};
use sekisho_model::{Digest, digest::Fields};

use crate::error::CampaignError;

/// Longest file name, in characters.
const MAX_NAME: usize = 200;

/// One file.
pub struct File {
    mime: String,
    bytes: Arc<[u8]>,
    digest: Digest,
    texts: Vec<String>,
    blind: bool,
}

impl File {
    /// Declared media type.
    #[must_use]
    pub fn mime(&self) -> &str {
        &self.mime
    }

    /// Content.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the content.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// What stands in it: texts, names of what is inside, hidden data included.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// Whether something in it could not be read.
    #[must_use]
    pub const fn is_blind(&self) -> bool {
        self.blind
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("digest", &self.digest).field("blind", &self.blind).finish_non_exhaustive()
    }
}

/// The files of a campaign, by name.
#[derive(Debug, Default)]
pub struct Files {
    files: BTreeMap<String, File>,
}

impl Files {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a file with what was read in it ([`sekisho_content::open_file`]). No parts: nobody looked, it is blind.
    pub fn add(&mut self, name: &str, mime: &str, bytes: Arc<[u8]>, parts: &[Part]) -> Result<(), CampaignError> {
        if !is_file_name(name) || self.files.contains_key(name) {
            return Err(CampaignError::FileName { name: name.chars().filter(|c| !c.is_control()).collect() });
        }
        let blind = parts.is_empty() || parts.iter().any(|part| matches!(part.reading, Reading::Blind { .. }));
        let names = parts.iter().flat_map(|part| [&part.name, &part.inside]).flatten().cloned();
        let texts = parts.iter().map(|part| part.reading.text().to_owned()).chain(names);
        let texts = texts.filter(|text| !text.is_empty()).collect();
        let digest = Digest::of(&bytes);
        self.files.insert(name.to_owned(), File { mime: mime.to_owned(), bytes, digest, texts, blind });
        Ok(())
    }

    /// The file with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&File> {
        self.files.get(name)
    }

    /// The file with this name, and the name as long as the files live.
    pub(crate) fn entry(&self, name: &str) -> Option<(&str, &File)> {
        self.files.get_key_value(name).map(|(name, file)| (name.as_str(), file))
    }

    /// All files by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(name, file)| (name.as_str(), file))
    }

    /// Digest over names, types and contents.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut fields = Fields::new("sekisho.campaign-files.v1");
        for (name, file) in &self.files {
            fields.push(name.as_bytes()).push(file.mime.as_bytes()).push(file.digest.as_bytes());
        }
        fields.finish()
    }
}

/// A name without folders, control characters and dots alone.
fn is_file_name(name: &str) -> bool {
    let bad = |c: char| c.is_control() || matches!(c, '/' | '\\');
    (1..=MAX_NAME).contains(&name.chars().count())
        && name.trim() == name
        && !name.contains(bad)
        && !name.chars().all(|c| c == '.')
}

#[cfg(test)]
mod tests {
    use sekisho_content::{Limits, open_file};

    use super::*;

    #[test]
    fn names_that_are_no_file_names_are_refused() {
        let mut files = Files::new();
        let bytes: Arc<[u8]> = Arc::from(b"x".as_slice());
        for name in ["", ".", "..", "a/b", "a\\b", "a\nb", " a", &"a".repeat(201)] {
            assert!(files.add(name, "text/plain", Arc::clone(&bytes), &[]).is_err(), "{name:?}");
        }
        assert!(files.add("券.txt", "text/plain", Arc::clone(&bytes), &[]).is_ok());
        assert!(files.add("券.txt", "text/plain", bytes, &[]).is_err());
    }

    #[test]
    fn what_nobody_read_is_blind() {
        let mut files = Files::new();
        let text = "山田太郎";
        let read = open_file(text.as_bytes(), Some("a.txt"), &Limits::default());
        files.add("a.txt", "text/plain", Arc::from(text.as_bytes()), &read).unwrap();
        files.add("b.txt", "text/plain", Arc::from(text.as_bytes()), &[]).unwrap();
        let file = files.get("a.txt").unwrap();
        assert!(!file.is_blind() && file.texts().any(|found| found == text));
        assert!(files.get("b.txt").unwrap().is_blind());
    }
}
