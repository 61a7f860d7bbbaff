//! Fields of mail-merge tools that nobody filled: ours (`{{ … }}`), and those of others with the name of a column
//! (`{name}`, `[name]`, `<<name>>`, `«name»`, `%name%`, `$name$`, `${name}`), left over in a text or come in with a value.

use aho_corasick::AhoCorasick;

/// What is never right in a letter.
const ALWAYS: &[&str] = &["{{", "}}", "{%", "%}", "{#", "#}", "${", "<%", "%>", "[[", "]]"];
/// How other tools mark a field: before and after the name.
const MARKS: &[(&str, &str)] =
    &[("{", "}"), ("[", "]"), ("<<", ">>"), ("«", "»"), ("<", ">"), ("%", "%"), ("$", "$"), ("*|", "|*"), ("##", "##")];

/// The search for them.
pub(super) struct Unresolved(Option<AhoCorasick>);

impl Unresolved {
    pub(super) fn new<'a>(columns: impl Iterator<Item = &'a str>) -> Self {
        let named = columns
            .filter(|column| !column.trim().is_empty())
            .flat_map(|column| MARKS.iter().map(move |(open, close)| format!("{open}{}{close}", column.trim())));
        let all: Vec<String> = ALWAYS.iter().map(|mark| (*mark).to_owned()).chain(named).collect();
        Self(AhoCorasick::builder().ascii_case_insensitive(true).build(all).ok())
    }

    /// Whether the text has one. Without a search nothing is known to be resolved.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|search| search.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_this_and_other_tools() {
        let search = Unresolved::new(["氏名", "Name", " "].into_iter());
        for text in
            ["a {{ x", "{% if", "{氏名}様", "[NAME]", "<<氏名>>", "«氏名»", "%name%", "*|NAME|*", "${x}", "<name>"]
        {
            assert!(search.is_in(text), "{text}");
        }
        for text in ["", "氏名", "[様]", "{a}", "100% 50%", "a<b>", "[ ]", "$100"] {
            assert!(!search.is_in(text), "{text}");
        }
    }
}
