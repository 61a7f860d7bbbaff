use sekisho_tables::{CLASSES, ERROR_CODES, Lack, Place, Shift, TableError, Unfit, WARNING_CODES, waiver::Void};
use sekisho_words::{Lang, Words};

use sekisho_engine::campaigns::sentences;

use super::complaint;

/// A message that is missing is shown as its key.
fn has(words: Words, key: &str) -> bool {
    words.text(key) != key
}

#[test]
fn every_code_has_words_in_both_languages() {
    for lang in Lang::ALL {
        let words = Words::new(lang);
        let errors =
            ERROR_CODES.iter().flat_map(|code| [format!("reconcile-error-{code}"), format!("reconcile-help-{code}")]);
        let warnings = WARNING_CODES.iter().map(|code| format!("reconcile-warning-{code}"));
        let classes = CLASSES.iter().map(|class| format!("reconcile-class-{}", class.code()));
        let voids = Void::ALL.iter().map(|void| format!("reconcile-void-{}", void.code()));
        let levels = ["L0", "L1", "L2", "L3"].map(|level| format!("reconcile-level-{level}"));
        let lacks = Lack::ALL.iter().filter(|lack| **lack != Lack::SameFile);
        let lacks = lacks.map(|lack| format!("reconcile-lack-{}", lack.code()));
        let unfit = Unfit::ALL.iter().map(|unfit| format!("reconcile-unfit-{}", unfit.code()));
        for key in errors.chain(warnings).chain(classes).chain(voids).chain(levels).chain(lacks).chain(unfit) {
            assert!(has(words, &key), "{key} {lang:?}");
        }
        for shift in [
            Shift::Slid { first: 412, last: 1369, by: 1, rows: 958 },
            Shift::Slid { first: 412, last: 1369, by: -2, rows: 958 },
            Shift::FilledDown { first: 1, last: 2 },
            Shift::SlidInView { first: 1, last: 9, by: 1, rows: 3 },
            Shift::SlidInView { first: 1, last: 9, by: -1, rows: 3 },
            Shift::Exchanged { first: 1, last: 4, rows: 4 },
            Shift::SortedAlone { first: 1, last: 3, rows: 3 },
            Shift::ForeignList { first: 1, last: 2, rows: 2 },
            Shift::Swapped { one: "a".to_owned(), other: "b".to_owned(), rows: 2 },
            Shift::Scattered { rows: 3 },
        ] {
            let told = sentences::shift(&shift, words);
            assert!(!told.contains("reconcile-") && !told.contains("{$"), "{told}");
        }
    }
}

#[test]
fn a_shift_is_told_with_its_rows() {
    let shift = Shift::Slid { first: 412, last: 1369, by: 1, rows: 958 };
    let told = sentences::shift(&shift, Words::new(Lang::Ja));
    assert!(told.starts_with("412〜1,369行目: 宛先の列が1行後ろ(下)にずれています。"), "{told}");
}

#[test]
fn an_error_says_where_what_and_what_to_do() {
    let place = Place { file: "a.csv".to_owned(), line: 1, column: 0 };
    let error = TableError::NoColumn { place, column: "mial".to_owned(), nearest: Some("mail".to_owned()) };
    let told = complaint::lines(&error, Words::new(Lang::En));
    assert_eq!(
        told,
        "cannot compare\n  × a.csv:1: there is no column mial\n  → check the names in the first row; the nearest is mail\n"
    );
}
