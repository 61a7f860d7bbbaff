//! Case file: running texts, and parts of one letter, with the persons that must come out.

use crate::{Persons, Source, Survey, survey};

const CASES: &str = include_str!("../../cases/lists.txt");

fn persons(text: &str) -> Persons {
    let parts = text.split("%%\n").map(|text| survey(&Source { text, tables: &[] }));
    parts.reduce(Survey::join).expect("a part").persons
}

#[test]
fn each_text_says_how_many() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in CASES.split("== ").skip(2) {
        let (head, text) = case.split_once("---\n").expect("a text");
        let (name, wanted) = head.split_once('\n').expect("a name and persons");
        for text in [text.to_owned(), text.replace('\n', " \n")] {
            let Persons { lower, upper } = persons(&text);
            let found = format!("persons {lower} {upper}");
            if found != wanted.trim() {
                wrong.push(format!("{name}: {found}, wanted {}", wanted.trim()));
            }
        }
        count += 1;
    }
    assert!(count > 20, "only {count} cases were read");
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn columns_far_to_the_right_are_read_and_those_beyond_are_text() {
    for far in [600, 20_000] {
        let row = |cells: [&str; 2]| {
            let mut row = vec!["1".to_owned(); far];
            row.extend(cells.map(str::to_owned));
            row
        };
        let rows = [row(["氏名", "携帯"]), row(["山田太郎", "090-1111-2222"]), row(["佐藤花子", "090-1111-3333"])];
        let text: String = rows.iter().map(|row| row.join(",") + "\n").collect();
        let found = survey(&Source { text: &text, tables: &[&rows] });
        assert_eq!(found.persons, Persons { lower: 2, upper: 2 }, "{far}");
    }
}
