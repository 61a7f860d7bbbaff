//! "Dear Mr. Smith," "Hi Bob and Mary," "Tanaka-san,".

use std::sync::LazyLock;

use regex::Regex;

use super::Salutation;
use crate::text::{
    fold,
    name::{Name, latin},
};

#[expect(clippy::unwrap_used, reason = "constant pattern; the tests build it")]
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:dear|hi|hello|hey|good morning|good afternoon|good evening|greetings)[ ,]+([^,:;!]*)").unwrap()
});
#[expect(clippy::unwrap_used, reason = "constant pattern; the tests build it")]
static SAN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^([A-Z][A-Za-z']+)(?:[- ](?i:san|sama|sensei)|様|さん)[,:!]?\s*$").unwrap());
/// Titles that are no names.
const TITLES: &[&str] =
    &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "san", "sama", "sensei"];
/// Addressed in this way is nobody in particular.
const EVERYBODY: &[&str] = &[
    "all",
    "team",
    "everyone",
    "everybody",
    "customer",
    "customers",
    "colleague",
    "colleagues",
    "friends",
    "folks",
    "there",
    "both",
    "valued",
    "member",
    "members",
    "partner",
    "partners",
    "sirs",
    "ladies",
    "gentlemen",
    "hiring",
    "manager",
    "support",
    "subscriber",
    "user",
    "users",
    "applicant",
    "applicants",
    "candidate",
    "parents",
    "students",
    "client",
    "clients",
    "guest",
    "guests",
    "concerned",
    "supplier",
    "suppliers",
    "again",
    "guys",
    "world",
    "shareholder",
    "shareholders",
    "madam",
];
/// A name has not more words.
const WORDS: usize = 4;

/// Reads the line if it is an English salutation.
pub(super) fn read_line(line: &str, into: &mut Salutation) -> bool {
    let line = line.trim();
    if let Some(name) = SAN.captures(line).and_then(|found| found.get(1)) {
        note(name.as_str(), into);
        return true;
    }
    let Some(first) = OPENING.captures(line).and_then(|found| found.get(1)) else { return false };
    // "Hi Bob, Alice," has its second name behind the first comma; a sentence behind it has more words.
    let behind = line.get(first.end()..).unwrap_or("").split([':', ';', '!']).next().unwrap_or("");
    let listed = behind.split(',').map(str::trim).filter(|part| (1..=2).contains(&part.split_whitespace().count()));
    let all = std::iter::once(first.as_str()).chain(listed);
    for name in all.flat_map(|names| names.split(" and ")).flat_map(|names| names.split(" & ")) {
        note(name, into);
    }
    true
}

fn note(name: &str, into: &mut Salutation) {
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let words = latin::words(&fold::fold(name));
    if words.is_empty() || words.iter().any(|word| EVERYBODY.contains(&word.as_str())) {
        into.everybody = true;
        return;
    }
    let named = name.split_whitespace().any(|word| capital(&word));
    let words: Vec<String> =
        words.into_iter().filter(|word| !TITLES.contains(&word.as_str()) && word.len() >= 2).collect();
    if words.is_empty() {
        into.everybody = true;
    } else if named && words.len() <= WORDS && !fold::is_japanese(name) {
        into.persons.push((Name::Latin(words), name.trim().to_owned()));
    }
}
