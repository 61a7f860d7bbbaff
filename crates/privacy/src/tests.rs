//! Case files: every line of `cases/*.tsv` is a text and exactly what must be found in it.

use std::collections::BTreeSet;

use super::*;

const CASES: &[(&str, &str)] = &[
    ("contact", include_str!("../cases/contact.tsv")),
    ("names", include_str!("../cases/names.tsv")),
    ("identity", include_str!("../cases/identity.tsv")),
    ("special", include_str!("../cases/special.tsv")),
    ("ordinary", include_str!("../cases/ordinary.tsv")),
];

fn found(text: &str) -> BTreeSet<(String, String)> {
    let chars: Vec<char> = text.chars().collect();
    let survey = survey(&Source { text, tables: &[] });
    survey
        .finds
        .iter()
        .map(|find| (find.kind.code().to_owned(), chars[find.start..find.end].iter().collect()))
        .collect()
}

fn expected(list: &str) -> BTreeSet<(String, String)> {
    list.split(" ; ")
        .filter(|pair| *pair != "-")
        .map(|pair| pair.split_once('=').expect("kind=value"))
        .map(|(kind, value)| (kind.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn each_case_finds_exactly_what_it_names() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (file, cases) in CASES {
        for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (text, list) = line.rsplit_once('\t').expect("text, tab, finds");
            let (text, list) = (text.replace("\\n", "\n").replace("\\t", "\t"), list.replace("\\n", "\n"));
            let (mut found, expected) = (found(&text), expected(&list));
            if !expected.iter().any(|(kind, _)| kind == "company") {
                found.retain(|(kind, _)| kind != "company");
            }
            count += 1;
            if found != expected {
                let extra: Vec<_> = found.difference(&expected).collect();
                let missing: Vec<_> = expected.difference(&found).collect();
                wrong.push(format!("{file}: {text}\n    extra {extra:?}\n    missing {missing:?}"));
            }
        }
    }
    assert!(count > 100, "only {count} cases were read");
    assert!(wrong.is_empty(), "{} of {count} cases\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn addresses_and_telephones_of_a_list_are_persons() {
    let text = "氏名,メール,電話\n山田太郎,taro@example.co.jp,090-1234-5678\n鈴木花子,hanako@example.jp,03(1234)5678\n";
    let rows: Vec<Vec<String>> = text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let found = survey(&Source { text, tables: &[&rows] });
    assert_eq!(found.persons, Persons { lower: 2, upper: 2 });
    assert_eq!(found.kinds.get(&Kind::Email), Some(&2));
    assert_eq!(found.kinds.get(&Kind::Phone), Some(&2));
    assert!(found.addresses.contains("taro@example.co.jp"));
}

#[test]
fn a_masked_text_has_nothing_to_find() {
    let text = "ご連絡は 山田(TEL:03-1234-5678、携帯 +81 90 1234 5678、yamada@example.co.jp)まで。";
    let masked = mask(text);
    assert_eq!(masked.chars().count(), text.chars().count());
    assert!(survey(&Source { text: &masked, tables: &[] }).finds.is_empty());
}
