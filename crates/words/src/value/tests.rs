use proptest::prelude::*;

use super::*;
use crate::{Lang, Words};

#[test]
fn hostile_values_stay_one_line_in_their_own_direction() {
    for (value, cleaned) in [
        ("plain 日本語 é", "plain 日本語 é"),
        ("a\r\nBcc: b", "a  Bcc: b"),
        ("exe.\u{202e}fdp", "exe.fdp"),
        ("\u{2066}a\u{2069}\u{200f}b", "ab"),
        ("a\u{2028}b\u{85}c\u{1b}[31m", "a b c [31m"),
        ("zero\u{200b}width\u{feff}", "zerowidth"),
        ("{ $secret } { \"\" }", "{ $secret } { \"\" }"),
        ("👩\u{200d}💻", "👩\u{200d}💻"),
    ] {
        assert_eq!(clean(value), cleaned, "{value:?}");
    }
}

proptest! {
    #[test]
    fn a_value_is_put_in_as_it_is_and_changes_nothing_around_it(value in any::<String>()) {
        for lang in Lang::ALL {
            let words = Words::new(lang);
            let (before, after) = match lang {
                Lang::Ja => ("管理者が設定したルール「", "」に該当しました。"),
                Lang::En => ("The administrator's rule \"", "\" applies."),
            };
            let written = words.with("finding-rule.rule", &[("rule", (&value).into())]);
            let middle = written.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            prop_assert_eq!(middle, Some(&*clean(&value)));
            let stray = written.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
            prop_assert!(!stray);
        }
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(value in any::<String>()) {
        let once = clean(&value).into_owned();
        prop_assert_eq!(clean(&once), once.as_str());
    }
}
