//! What a label looks like: confusable characters and pairs become the ASCII ones they are taken for (in the manner of
//! UTS #39, `data/confusable.txt`).

use std::{collections::HashMap, sync::LazyLock};

use crate::text::data_lines;

static CONFUSABLE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for line in data_lines(include_str!("../../../data/confusable.txt")) {
        let Some((to, from)) = line.split_once('\t') else { continue };
        for c in from.chars() {
            map.extend(to.chars().next().map(|to| (c, to)));
        }
    }
    map
});
/// Pairs and digits of ASCII itself; pairs first.
const ASCII: &[(&str, &str)] = &[("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s")];

/// The skeleton of a label, which may be an A-label.
pub(super) fn of(label: &str) -> String {
    let (unicode, _) = idna::domain_to_unicode(label);
    let plain: String = unicode.chars().map(|c| CONFUSABLE.get(&c).copied().unwrap_or(c)).collect();
    ASCII.iter().fold(plain, |text, (from, to)| if text.contains(from) { text.replace(from, to) } else { text })
}

/// Whether a new label, by its skeleton, looks like a known one. Labels that differ only in `i` and `l` of a short word
/// are words of their own, so short ones are not compared.
pub(super) fn is_like(skeleton: &str, new: &str, known: &str) -> bool {
    let enough = known.len() >= 4 || new.starts_with("xn--");
    enough && skeleton == of(known)
}
