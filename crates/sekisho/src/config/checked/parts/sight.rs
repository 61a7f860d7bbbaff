//! `[persons]`, `[[known_password]]`, `[recognition]`: what the gate knows before it looks, and how far it sees.

use std::{collections::BTreeMap, os::unix::fs::PermissionsExt as _, path::Path, time::Duration};

use sekisho_engine::settings::{KnownPasswords, PersonSource, Persons, Recognition, Secret};
use sekisho_privacy::master::Field;

use super::super::Checker;
use crate::config::{
    mistake::Mistake,
    raw::{self, Text},
};

/// How often sources are looked at.
const REFRESH_MINUTES: u32 = 15;

pub(super) fn persons(raw: &raw::Persons, folder: &Path, checker: &mut Checker) -> Persons {
    let minutes = raw.refresh_minutes.unwrap_or(REFRESH_MINUTES);
    Persons {
        sources: raw.sources.iter().map(|source| self::source(source, folder, checker)).collect(),
        refresh: Duration::from_secs(u64::from(minutes) * 60),
    }
}

fn source(raw: &raw::PersonSource, folder: &Path, checker: &mut Checker) -> PersonSource {
    let path = folder.join(raw.file.get_ref());
    if let Err(error) = std::fs::metadata(&path) {
        checker.add(Mistake::new(raw.file.span(), format!("{} cannot be read: {error}", path.display())));
    }
    let mut columns = BTreeMap::new();
    for (field, headers) in &raw.columns {
        if let Some(field) = self::field(field, checker) {
            columns.extend(headers.iter().map(|header| (header.clone(), field)));
        }
    }
    PersonSource { path, charset: raw.charset.clone(), columns }
}

fn field(text: &Text, checker: &mut Checker) -> Option<Field> {
    let name = text.get_ref();
    let found = Field::ALL.into_iter().find(|field| field.code() == name);
    if found.is_none() {
        let mistake = Mistake::new(text.span(), format!("`{name}` is nothing that a column of the master holds"));
        let all = "mail, phone, id, name, surname, given, kana, surname_kana, given_kana, company";
        checker.add(mistake.help(all).near(name, Field::ALL.into_iter().map(Field::code)));
    }
    found
}

/// The passwords of a file that nobody else reads.
pub(super) fn passwords(raw: &raw::KnownPassword, folder: &Path, checker: &mut Checker) -> Option<KnownPasswords> {
    let domains = checker.parse_all(&raw.domains, "a domain");
    let text = checker.secret(&raw.file, folder)?;
    let full = folder.join(raw.file.get_ref());
    let mode = std::fs::metadata(&full).map_or(0, |file| file.permissions().mode() & 0o777);
    if mode & 0o077 != 0 {
        let what = format!("{} can be read by others (mode {mode:03o})", full.display());
        checker.add(Mistake::new(raw.file.span(), what).help("set mode 0600"));
    }
    let lines = text.lines().filter(|line| !line.is_empty());
    Some(KnownPasswords { domains, passwords: lines.map(|line| Secret(line.to_owned())).collect() })
}

pub(super) fn recognition(raw: &raw::Recognition) -> Recognition {
    Recognition {
        command: raw.command.clone().unwrap_or_else(|| "tesseract".to_owned()),
        languages: raw.languages.clone().unwrap_or_else(|| "jpn+eng".to_owned()),
    }
}
