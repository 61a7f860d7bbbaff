//! `[persons]`: what the gate knows of the house's own persons.

use std::{collections::BTreeMap, path::Path, time::Duration};

use sekisho_engine::settings::{PersonRows, PersonSource, Persons};
use sekisho_privacy::master::Field;

use super::super::Checker;
use crate::config::{
    mistake::{Mistake, nearest},
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
    PersonSource { rows: PersonRows::File { path, charset: raw.charset.clone() }, columns }
}

fn field(text: &Text, checker: &mut Checker) -> Option<Field> {
    let name = text.get_ref();
    let found = Field::ALL.into_iter().find(|field| field.code() == name);
    if found.is_none() {
        let mistake = Mistake::new(text.span(), format!("`{name}` is nothing that a column of the master holds"));
        checker.add(match nearest(name, Field::ALL.into_iter().map(Field::code)) {
            Some(near) => mistake.help(format!("did you mean `{near}`?")),
            None => mistake.help("mail, phone, id, name, surname, given, kana, surname_kana, given_kana, company"),
        });
    }
    found
}
