//! Slips of typing and of memory.

/// Labels shorter than this have too many neighbours that are somebody.
const SHORTEST: usize = 5;
/// From this length on two slips are taken for slips.
const TWO_SLIPS: usize = 12;
/// A known label of this length or more is noticed inside another one.
const INSIDE: usize = 6;
/// Words that stand inside many names and are nobody's.
const COMMON: &[&str] = &[
    "japan",
    "tokyo",
    "osaka",
    "nagoya",
    "kyoto",
    "fukuoka",
    "sapporo",
    "yokohama",
    "system",
    "systems",
    "service",
    "services",
    "support",
    "group",
    "global",
    "international",
    "company",
    "office",
    "online",
    "online-shop",
    "design",
    "network",
    "solution",
    "solutions",
    "consulting",
    "center",
    "school",
    "university",
    "hospital",
    "clinic",
    "travel",
    "estate",
    "house",
    "market",
    "media",
    "digital",
    "create",
    "planning",
    "partners",
    "factory",
    "security",
];

/// Whether the new domain is the known one with a slip: a letter missing, doubled, swapped, or the key beside it; or the
/// dot left out or put elsewhere.
pub(super) fn is_slip(new: &str, new_label: &str, known: &str, known_label: &str) -> bool {
    let shifted = || new.len() >= 8 && new.replace(['.', '-'], "") == known.replace(['.', '-'], "");
    if new.len().abs_diff(known.len()) <= 2 && shifted() {
        return true;
    }
    let len = known_label.len();
    if len < SHORTEST || new_label.len().abs_diff(len) > 2 || new_label == known_label {
        return false;
    }
    let distance = strsim::damerau_levenshtein(new_label, known_label);
    match distance {
        1 => !is_other_number(new_label, known_label) && (len > SHORTEST || is_key_slip(new_label, known_label)),
        2 => len >= TWO_SLIPS,
        _ => false,
    }
}

/// `shop1` and `shop2` are two of one row, not a slip.
fn is_other_number(new: &str, known: &str) -> bool {
    let bare = |label: &str| label.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let numbered = |label: &str| label.ends_with(|c: char| c.is_ascii_digit());
    (numbered(new) || numbered(known)) && bare(new) == bare(known)
}

/// One character more, less, swapped, or the key beside it on a keyboard.
fn is_key_slip(new: &str, known: &str) -> bool {
    if new.len() != known.len() {
        return true;
    }
    let pairs: Vec<(char, char)> = new.chars().zip(known.chars()).filter(|(one, other)| one != other).collect();
    match pairs.as_slice() {
        [(one, other)] => are_neighbours(*one, *other),
        [(a, b), (c, d)] => a == d && b == c,
        _ => false,
    }
}

/// Keys that touch on a QWERTY or JIS keyboard.
fn are_neighbours(one: char, other: char) -> bool {
    const ROWS: [&str; 4] = ["1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let place = |key: char| {
        ROWS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.chars().position(|known| known == key)?)))
    };
    let (Some((row, column)), Some((other_row, other_column))) = (place(one), place(other)) else { return false };
    row.abs_diff(other_row) <= 1 && column.abs_diff(other_column) <= 1
}

/// Whether an ending is one that is confused with another: `.co.jp`, `.com`, `.jp`, `.ne.jp`, `.or.jp`, `.net`, …
pub(super) fn is_other_ending(new: &str, known: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "co.jp", "com", "jp", "ne.jp", "or.jp", "ac.jp", "go.jp", "gr.jp", "lg.jp", "ed.jp", "net", "org", "co", "cm",
        "om", "info", "biz", "co.uk", "uk", "de", "fr", "cn", "com.cn", "co.kr", "kr", "com.tw", "tw", "io", "ai",
        "app", "dev", "inc", "shop", "site", "online", "xyz", "top", "asia", "tokyo", "us", "eu", "tech", "store",
        "cloud",
    ];
    new != known && ENDINGS.contains(&new) && ENDINGS.contains(&known)
}

/// Whether a known label stands inside the new one, at its start or end or between hyphens.
pub(super) fn is_inside(new: &str, known: &str) -> bool {
    if known.len() < INSIDE || new.len() <= known.len() || COMMON.contains(&known) {
        return false;
    }
    let token = new.split('-').any(|part| part == known);
    token || new.starts_with(known) || new.ends_with(known)
}
