use super::*;
use crate::Count;

fn outcome(counts: &[(Class, u64)]) -> Outcome {
    Outcome {
        sources: vec![],
        key: vec![],
        compared: vec![],
        counts: counts.iter().map(|(class, a)| Count { class: *class, a: *a, b: 0 }).collect(),
        changed: vec![],
        shift_a: crate::Shifts::default(),
        shift_b: crate::Shifts::default(),
        differences: vec![],
        more: false,
        sums: vec![],
        spilled: 0,
        warnings: vec![],
    }
}

fn waiver(class: &str, count: u64, approver: &str) -> Waiver {
    Waiver { class: class.to_owned(), count, reason: "new members".to_owned(), approver: approver.to_owned() }
}

#[test]
fn a_waiver_holds_for_exactly_its_number_and_not_for_ones_own_list() {
    let found = outcome(&[(Class::Identical, 9), (Class::OnlyA, 3), (Class::Changed, 1)]);
    let cases: &[(&[Waiver], &[Class], &[Void])] = &[
        (&[], &[Class::OnlyA, Class::Changed], &[]),
        (&[waiver("only-a", 3, "田中")], &[Class::Changed], &[]),
        (&[waiver("only-a", 2, "田中")], &[Class::OnlyA, Class::Changed], &[Void::Count]),
        (&[waiver("only-a", 3, "佐 藤")], &[Class::OnlyA, Class::Changed], &[Void::OwnList]),
        (&[waiver("only-b", 3, "田中")], &[Class::OnlyA, Class::Changed], &[Void::Count]),
        (
            &[waiver("only-a", 3, "田中"), waiver("only-a", 3, "田中")],
            &[Class::OnlyA, Class::Changed],
            &[Void::Twice, Void::Twice],
        ),
        (&[waiver("only-a", 3, "田中"), waiver("changed", 1, "田中")], &[], &[]),
    ];
    for (waivers, unexplained, void) in cases {
        let explained = explain(&found, waivers, &["佐藤"]);
        let classes: Vec<Class> = explained.unexplained.iter().map(|(class, _)| *class).collect();
        let voids: Vec<Void> = explained.void.iter().map(|(_, void)| *void).collect();
        assert_eq!((classes.as_slice(), voids.as_slice()), (*unexplained, *void), "{waivers:?}");
    }
}

#[test]
fn a_wrong_file_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waivers.toml");
    let good = "[[waiver]]\nclass = \"only-a\"\ncount = 3\nreason = \"new\"\napprover = \"田中\"\n";
    for (text, expect) in [
        (good.to_owned(), "good"),
        (good.replace("count = 3", "count = three"), "3:9"),
        (good.replace("reason", "raeson"), "4:1"),
        (good.replace("only-a", "identical"), "0:0"),
        (good.replace("\"new\"", "\" \""), "0:0"),
        (good.replace("\"田中\"", "\"\""), "0:0"),
    ] {
        std::fs::write(&path, &text).unwrap();
        let told = match read(&path) {
            Ok(waivers) if waivers.len() == 1 => "good".to_owned(),
            Ok(_) => "lost".to_owned(),
            Err(error) => error.place().map(|place| format!("{}:{}", place.line, place.column)).unwrap(),
        };
        assert_eq!(told, expect, "{text}");
    }
}
