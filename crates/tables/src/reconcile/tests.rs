use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
    num::NonZeroUsize,
};

use proptest::prelude::*;

use super::*;
use crate::{Declared, shift::Shift};

mod asked;
mod sorted;

/// A table of this text, and the file it lies in.
fn table(text: &str) -> (tempfile::NamedTempFile, Table) {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let declared = Declared { charset: Some(crate::Charset::Utf8), ..Declared::default() };
    let table = Table::open(file.path(), &declared, &Limits::default()).unwrap();
    (file, table)
}

fn asked(key: &str, address: Option<&str>) -> Asked {
    Asked { key: vec![Names::of(key)], address: address.map(str::to_owned), ..Asked::default() }
}

fn compare(asked: &Asked, a: &str, b: &str, master: Option<&str>, limits: &Limits, threads: usize) -> Outcome {
    let (a, b, master) = (table(a), table(b), master.map(table));
    let threads = NonZeroUsize::new(threads).unwrap();
    reconcile(asked, &a.1, &b.1, master.as_ref().map(|(_, table)| table), limits, threads).unwrap()
}

/// `class a/b` for every class that has rows.
fn told(outcome: &Outcome) -> String {
    let counts = outcome.counts.iter().filter(|count| count.a + count.b > 0);
    counts.map(|count| format!("{} {}/{}", count.class.code(), count.a, count.b)).collect::<Vec<_>>().join(", ")
}

/// A, B, the master, and what is told. `/` is a line end.
const CASES: &[(&str, &str, Option<&str>, &str)] = &[
    ("id,v/1,x/2,y", "id,v/2,y/1,x", None, "identical 2/2"),
    ("id,v/1,x/2,y", "id,v/1,x/2,z", None, "identical 1/1, changed 1/1"),
    ("id,v/1,x/2,y", "id,v/1,x/3,y", None, "identical 1/1, only-a 1/0, only-b 0/1"),
    ("id,v/1,x/1,y", "id,v/1,x", None, "duplicate-key 2/1"),
    ("id,v/1,x/1,x", "id,v/1,x/1,x", None, "duplicate-key 2/2"),
    ("id,v/,x/1,y", "id,v/1,y/,x/,z", None, "identical 1/1, null-key 1/2"),
    ("id,mail/1,a@x.jp/2,A@x.jp", "id,mail/1,a@x.jp/2,a@X.jp", None, "identical 2/2, duplicate-address 2/2"),
    ("id,mail/1,/2,b@x.jp", "id,mail/1,/2,b@x.jp", None, "identical 2/2, no-address 1/1"),
    ("id,mail/1,/,", "id,mail/1,/,b@x.jp", Some("id,mail/1,"), "identical 1/1, null-key 1/1, no-address 1/1"),
    ("id,mail/1,a@x.jp/2,b@x.jp", "id,mail/1,a@x.jp/2,b@x.jp", Some("id,mail/1,a@x.jp/2,b@x.jp"), "identical 2/2"),
    (
        "id,mail/1,a@x.jp/9,b@x.jp",
        "id,mail/1,a@x.jp/9,b@x.jp",
        Some("id,mail/1,a@x.jp/2,b@x.jp"),
        "identical 2/2, foreign 1/1",
    ),
    (
        "id,mail/1,b@x.jp/2,a@x.jp",
        "id,mail/1,b@x.jp/2,a@x.jp",
        Some("id,mail/1,a@x.jp/2,b@x.jp"),
        "identical 2/2, misbound 2/2",
    ),
    (
        "id,mail/1,c@x.jp",
        "id,mail/1,a@x.jp",
        Some("id,mail/1,a@x.jp"),
        "changed 1/1, foreign-address 1/0, misbound 1/0",
    ),
    (
        "id,mail/1,a@x.jp",
        "id,mail/1,a@x.jp",
        Some("id,mail/1,a@x.jp/1,b@x.jp/,c@x.jp"),
        "identical 1/1, master-key 3/0",
    ),
];

#[test]
fn rows_have_classes() {
    for (a, b, master, expect) in CASES {
        let text = |text: &str| text.replace('/', "\n");
        let address = a.contains("mail").then_some("mail");
        for threads in [1, 2] {
            let master = master.map(text);
            let outcome =
                compare(&asked("id", address), &text(a), &text(b), master.as_deref(), &Limits::default(), threads);
            assert_eq!(&told(&outcome), expect, "{a} and {b}");
            assert_eq!(outcome.is_clean(), !expect.contains(", ") && expect.starts_with("identical"));
        }
    }
}

#[test]
fn names_map_and_values_are_normalised() {
    let asked = Asked {
        key: vec![Names::of("会員番号=id")],
        map: vec![Names::of("氏名=name"), Names::of("電話=phone")],
        ignore: vec!["備考".to_owned()],
        normal: vec![
            ("*".to_owned(), "trim,nfkc,spaces".parse().unwrap()),
            ("電話".to_owned(), "phone".parse().unwrap()),
        ],
        ..Asked::default()
    };
    let a = "会員番号,氏名,電話,備考\n 001 ,山田 太郎,03-1234-5678,x\n002,ﾔﾏﾀﾞ,1,y\n";
    let b = "id,name,phone,extra\n001,山田太郎,0312345678,1\n002,ヤマダ,1,2\n";
    let outcome = compare(&asked, a, b, None, &Limits::default(), 1);
    assert_eq!(told(&outcome), "identical 2/2");
    let codes: Vec<&str> = outcome.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["not-compared", "unread-values", "unread-values"]);
}

#[test]
fn changed_rows_say_which_cells() {
    let a = "id,name,tel,n\n1,Ann,1,z\n2,Bob,2,z\n3,Cat,3,z\n";
    let b = "id,name,tel,n\n3,Cat,9,z\n1,1,Ann,z\n2,Bob,2,z\n";
    let outcome = compare(&asked("id", None), a, b, None, &Limits::default(), 2);
    let changed: Vec<(String, u64)> =
        outcome.changed.iter().map(|changed| (changed.columns.join("+"), changed.rows)).collect();
    assert_eq!(changed, [("name+tel".to_owned(), 1), ("tel".to_owned(), 1)]);
    let swapped = Shift::Swapped { one: "name".to_owned(), other: "tel".to_owned(), rows: 1 };
    assert_eq!(outcome.shift_a.patterns, [swapped]);
    let [first, second] = outcome.differences.as_slice() else { panic!("two") };
    assert_eq!((first.a.unwrap().row, first.b.unwrap().row, first.cells.len()), (1, 2, 2));
    assert_eq!((second.a.unwrap().line, second.b.unwrap().line), (4, 2));
    assert_eq!((second.cells[0].a.as_str(), second.cells[0].b.as_str()), ("3", "9"));
}

/// The master, and the list whose address column slid down by one from this row on.
fn ticket_shift(rows: u32, from: u32) -> (String, String) {
    let person = |row: u32| format!("C{row:05},山田{row},ヤマダ{row},090{row:08}");
    let address = |row: u32| format!("user{}@example.jp", u64::from(row) * 7919 % 100_003);
    let head = "番号,氏名,カナ,電話,メール\n".to_owned();
    let master = (1..=rows).fold(head.clone(), |text, row| format!("{text}{},{}\n", person(row), address(row)));
    let late = |row: u32| if row >= from { row - 1 } else { row };
    let sent = (1..=rows).fold(head, |text, row| format!("{text}{},{}\n", person(row), address(late(row))));
    (master, sent)
}

#[test]
fn ticket_shift_is_named() {
    let (master, sent) = ticket_shift(1369, 412);
    let expect = [Shift::Slid { first: 412, last: 1369, by: 1, rows: 958 }];
    let against_b = compare(&asked("番号", Some("メール")), &sent, &master, None, &Limits::default(), 2);
    assert_eq!(told(&against_b), "identical 411/411, changed 958/958, duplicate-address 2/0");
    assert_eq!(against_b.shift_a.patterns, expect);
    assert_eq!(against_b.changed[0].columns, ["メール"]);
    // Both lists made from the same wrong data agree; the master knows better.
    let against_master = compare(&asked("番号", Some("メール")), &sent, &sent, Some(&master), &Limits::default(), 2);
    assert_eq!(told(&against_master), "identical 1369/1369, duplicate-address 2/2, misbound 958/958");
    assert_eq!(
        (&against_master.shift_a.patterns[..], &against_master.shift_b.patterns[..]),
        (&expect[..], &expect[..])
    );
}

#[test]
fn wrong_list_is_named() {
    // The partner got the addresses of other customers: the list has the right persons and strange addresses.
    let master = (1..=50).fold("id,name,mail\n".to_owned(), |text, row| format!("{text}{row},N{row},u{row}@x.jp\n"));
    let handed = (1..=50).fold("id,name,mail\n".to_owned(), |text, row| format!("{text}{row},N{row},w{row}@y.jp\n"));
    let outcome = compare(&asked("id", Some("mail")), &handed, &handed, Some(&master), &Limits::default(), 2);
    assert_eq!(told(&outcome), "identical 50/50, foreign-address 50/50, misbound 50/50");
    assert_eq!(outcome.shift_a.patterns, [Shift::ForeignList { first: 1, last: 50, rows: 50 }]);
}

#[test]
fn what_does_not_fit_into_memory_gives_the_same() {
    let rows = |from: u32, step: u32| {
        let rows = (from..60_000).map(|row| format!("{row},v{},u{row}@x.jp\n", row % step));
        format!("id,v,mail\n{}", rows.collect::<String>())
    };
    let (a, b) = (rows(0, 7), rows(10, 9));
    let roomy = compare(&asked("id", Some("mail")), &a, &b, None, &Limits::default(), 2);
    let narrow = compare(&asked("id", Some("mail")), &a, &b, None, &Limits { memory: 0, ..Limits::default() }, 1);
    assert_eq!(roomy.spilled, 0);
    assert!(narrow.spilled > 0);
    assert_eq!(told(&roomy), told(&narrow));
    assert_eq!(roomy.changed, narrow.changed);
    assert_eq!(roomy.differences, narrow.differences);
}

#[test]
fn every_difference_is_counted_and_only_the_first_are_told() {
    let rows = |value: &str| (0..30).fold("id,v\n".to_owned(), |text, row| format!("{text}{row},{value}\n"));
    let limits = Limits { details: 5, ..Limits::default() };
    let outcome = compare(&asked("id", None), &rows("x"), &rows("y"), None, &limits, 1);
    assert_eq!((outcome.cases(Class::Changed), outcome.differences.len(), outcome.more), (30, 5, true));
    assert_eq!(outcome.changed, [ChangedColumns { columns: vec!["v".to_owned()], rows: 30 }]);
}

#[test]
fn a_file_that_changes_meanwhile_is_an_error() {
    let (file, a) = table("id,v\n1,x\n2,y\n");
    let (_kept, b) = table("id,v\n1,x\n2,z\n");
    let plan = Plan::new(&asked("id", None), &a, &b, None).unwrap();
    let keys = Keys::draw().unwrap();
    let budget = Budget::new(1 << 20);
    let limits = Limits::default();
    let side = |table: &Table, lens| side::take(table, lens, &keys, &budget, &limits).unwrap();
    let (side_a, side_b) = (side(&a, &plan.a), side(&b, &plan.b));
    let all = join::Join { a: &side_a, b: &side_b, master: None, addressed: false };
    let joined = join::join(&all, NonZeroUsize::MIN).unwrap();
    std::fs::write(file.path(), "id,v\n1,x\n2,w\n").unwrap();
    let detail = detail::Detail { plan: &plan, keys: &keys, budget: &budget, limits: &limits };
    let [odd_a, odd_b] = &joined.odd;
    let told = detail.tell(
        (&a, &side_a, &joined.a, odd_a),
        (&b, &side_b, &joined.b, odd_b),
        [&joined.wrong_a, &joined.wrong_b],
    );
    assert!(matches!(told, Err(TableError::Changed { .. })));
}

/// The classes by the simplest means there are.
fn naive(a: &[(String, String)], b: &[(String, String)]) -> BTreeMap<&'static str, (u64, u64)> {
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut add = |class, a: usize, b: usize| {
        let count = counts.entry(class).or_default();
        *count = (count.0 + a as u64, count.1 + b as u64);
    };
    let keys: BTreeSet<&String> = a.iter().chain(b).map(|(key, _)| key).collect();
    for key in keys {
        let of = |rows: &'_ [(String, String)]| -> Vec<String> {
            rows.iter().filter(|(other, _)| other == key).map(|(_, value)| value.clone()).collect()
        };
        let (a, b) = (of(a), of(b));
        match (a.len(), b.len()) {
            _ if key.is_empty() => add("null-key", a.len(), b.len()),
            (1, 1) if a == b => add("identical", 1, 1),
            (1, 1) => add("changed", 1, 1),
            (1, 0) => add("only-a", 1, 0),
            (0, 1) => add("only-b", 0, 1),
            (a, b) => add("duplicate-key", a, b),
        }
    }
    counts
}

fn rows() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[0-9]{0,2}", "[ab]"), 1..40)
}

fn csv(rows: &[(String, String)]) -> String {
    rows.iter().fold("k,v\n".to_owned(), |text, (key, value)| format!("{text}{key},{value}\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_same_as_the_simplest_way(a in rows(), b in rows(), threads in 1_usize..3) {
        let outcome = compare(&asked("k", None), &csv(&a), &csv(&b), None, &Limits::default(), threads);
        let counts: BTreeMap<&str, (u64, u64)> = outcome
            .counts
            .iter()
            .filter(|count| count.a + count.b > 0)
            .map(|count| (count.class.code(), (count.a, count.b)))
            .collect();
        prop_assert_eq!(counts, naive(&a, &b));
        let told = outcome.differences.iter().map(|difference| u64::from(difference.a.is_some()) + u64::from(difference.b.is_some()));
        let odd: u64 = outcome.counts.iter().filter(|count| count.class != Class::Identical).map(|count| count.a + count.b).sum();
        prop_assert_eq!(told.sum::<u64>(), odd, "each row that is not identical is told once");
    }
}
