//! In which language a command speaks.

use clap::ValueEnum;
use sekisho_words::Lang;

/// What `--lang` takes.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Tongue {
    Ja,
    En,
}

/// What was asked for, else the language of the environment.
pub(super) fn lang(asked: Option<Tongue>) -> Lang {
    match asked {
        Some(Tongue::Ja) => Lang::Ja,
        Some(Tongue::En) => Lang::En,
        None => of_environment(["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).ok())),
    }
}

/// The first that is set decides (POSIX §8.2).
fn of_environment(values: [Option<String>; 3]) -> Lang {
    let set = values.into_iter().flatten().find(|value| !value.is_empty());
    if set.is_some_and(|value| value.starts_with("ja")) { Lang::Ja } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        for (values, lang) in [
            (["ja_JP.UTF-8", "en_US", "en_US"], Lang::Ja),
            (["", "ja", "en_US"], Lang::Ja),
            (["C", "ja", "ja"], Lang::En),
            (["", "", ""], Lang::En),
        ] {
            assert_eq!(of_environment(values.map(|value| Some(value.to_owned()))), lang, "{values:?}");
        }
        assert_eq!(of_environment([None, None, None]), Lang::En);
    }
}
