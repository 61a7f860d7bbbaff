//! Names that a file may hold, and which of them somebody meant who wrote another.

/// What was written and what is known, out of serde's message "unknown field `x`, expected one of `a`, `b`"; `None` for
/// any other message.
#[must_use]
pub fn unknown_name(message: &str) -> Option<(String, Vec<String>)> {
    let rest = message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("unknown variant `"))?;
    let mut names = rest.split('`').step_by(2).map(str::to_owned);
    let written = names.next()?;
    Some((written, names.filter(|name| !name.is_empty()).collect()))
}

/// The known name nearest to what was written, if it is near at all.
#[must_use]
pub fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| (strsim::damerau_levenshtein(written, name), name))
        .filter(|(distance, name)| *distance <= (name.len() / 3).max(1))
        .min()
        .map(|(_, name)| name)
}
