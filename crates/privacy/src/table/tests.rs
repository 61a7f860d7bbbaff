//! Case file: tables with the persons, kinds and sensitivity that must come out, with and without their text.

use crate::{Persons, Source, Survey, survey};

const CASES: &str = include_str!("../../cases/tables.txt");

struct Case<'a> {
    name: &'a str,
    wanted: String,
    tables: Vec<Vec<Vec<String>>>,
}

fn cases() -> impl Iterator<Item = Case<'static>> {
    CASES.split("== ").skip(2).map(|case| {
        let (head, tables) = case.split_once("---\n").expect("a table");
        let mut lines = head.lines();
        let name = lines.next().expect("a name");
        let wanted = lines.map(str::trim).collect::<Vec<_>>().join("\n");
        let row = |line: &str| line.split('|').map(str::to_owned).collect();
        let tables = tables.split("---\n").map(|table| table.lines().map(row).collect()).collect();
        Case { name, wanted, tables }
    })
}

fn said(survey: &Survey, wanted: &str) -> String {
    let Persons { lower, upper } = survey.persons;
    let named = |code: &str| !matches!(code, "company" | "title") || wanted.contains(&format!("{code}="));
    let kinds: Vec<String> = survey
        .kinds
        .iter()
        .filter(|(kind, _)| named(kind.code()))
        .map(|(kind, count)| format!("{}={count}", kind.code()))
        .collect();
    let mut order: Vec<&str> = kinds.iter().map(String::as_str).collect();
    order.sort_unstable();
    format!("persons {lower} {upper}\nkinds {}\nsensitivity {}", order.join(" "), survey.sensitivity.code())
}

fn sorted(wanted: &str) -> String {
    let lines = wanted.lines().map(|line| match line.strip_prefix("kinds") {
        Some(kinds) => {
            let mut kinds: Vec<&str> = kinds.split_whitespace().collect();
            kinds.sort_unstable();
            format!("kinds {}", kinds.join(" "))
        }
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_table_says_who_and_what() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in cases() {
        count += 1;
        let tables: Vec<&[Vec<String>]> = case.tables.iter().map(Vec::as_slice).collect();
        let lines = case.tables.iter().flatten().map(|row| row.join("\t"));
        let text = lines.collect::<Vec<_>>().join("\n");
        for (how, text) in [("with text", text.as_str()), ("tables only", "")] {
            let found = said(&survey(&Source { text, tables: &tables }), &case.wanted);
            if found != sorted(&case.wanted) {
                wrong.push(format!("{} ({how})\n{found}\n  wanted\n{}", case.name, sorted(&case.wanted)));
            }
        }
    }
    assert!(count > 30, "only {count} cases were read");
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n\n"));
}
