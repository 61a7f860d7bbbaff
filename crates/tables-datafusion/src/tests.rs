#![allow(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use std::{io::Write as _, num::NonZeroUsize};

use sekisho_tables::{Charset, Declared, Names, agree, reconcile};

use super::*;

/// A table of this text, and the file it lies in. `/` is a line end.
fn table(text: &str) -> (tempfile::NamedTempFile, Arc<Table>) {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(text.replace('/', "\n").as_bytes()).unwrap();
    let declared = Declared { charset: Some(Charset::Utf8), ..Declared::default() };
    let table = Table::open(file.path(), &declared, &Limits::default()).unwrap();
    (file, Arc::new(table))
}

fn asked() -> Asked {
    Asked { key: vec![Names::of("id")], address: Some("mail".to_owned()), ..Asked::default() }
}

/// A, B and the master: every class there is.
const CASES: &[(&str, &str, Option<&str>)] = &[
    ("id,mail,v/1,a@x.jp,x/2,b@x.jp,y", "id,mail,v/2,B@X.jp,y/1,a@x.jp,x", None),
    ("id,mail,v/1,a@x.jp,x/2,b@x.jp,y/3,c@x.jp,z", "id,mail,v/1,a@x.jp,y/2,b@x.jp,y/4,d@x.jp,z", None),
    ("id,mail,v/1,a@x.jp,x/1,b@x.jp,y/,c@x.jp,z", "id,mail,v/1,a@x.jp,x/,d@x.jp,z/,,", None),
    ("id,mail,v/1,a@x.jp,x/2,A@x.jp,y/3,,z/4,,z", "id,mail,v/1,a@x.jp,x/2,a@x.jp,y/3,,z/4,,z", None),
    (
        "id,mail/1,b@x.jp/2,a@x.jp/3,c@x.jp/9,q@x.jp/5,/,e@x.jp",
        "id,mail/1,a@x.jp/2,b@x.jp/3,z@x.jp/8,a@x.jp/5,e@x.jp/,a@x.jp",
        Some("id,mail/1,a@x.jp/2,b@x.jp/3,c@x.jp/3,d@x.jp/4,/5,/,f@x.jp"),
    ),
    ("id,mail/1,", "id,mail/1,", Some("id,mail/1,")),
    ("id,mail", "id,mail/1,a@x.jp", Some("id,mail")),
];

#[test]
fn both_methods_count_alike() {
    let limits = Limits::default();
    for (a, b, master) in CASES {
        let (a, b, master) = (table(a), table(b), master.map(table));
        let of_master = master.as_ref().map(|(_, table)| table);
        let first = reconcile(&asked(), &a.1, &b.1, of_master.map(AsRef::as_ref), &limits, NonZeroUsize::MIN).unwrap();
        let second = recount(&asked(), &a.1, &b.1, of_master, &limits).unwrap();
        agree(&first, &second).unwrap();
        assert_eq!(first.counts.len(), second.len(), "every class is asked for");
    }
}

/// More rows than a batch, in an order of their own.
#[test]
fn many_rows_count_alike() {
    let rows = |step: u32, add: u32| {
        let row = |row: u32| {
            let id = row * step % 30_011 + add;
            format!("{id},u{}@x.jp,v{}\n", id % 29_000, id % 7 + add % 2 * (id % 5))
        };
        format!("id,mail,v\n{}", (0..30_000).map(row).collect::<String>())
    };
    let limits = Limits { memory: 0, ..Limits::default() };
    let (a, b) = (table(&rows(7, 0)), table(&rows(11, 1)));
    let first = reconcile(&asked(), &a.1, &b.1, None, &limits, NonZeroUsize::MIN).unwrap();
    agree(&first, &recount(&asked(), &a.1, &b.1, None, &limits).unwrap()).unwrap();
    assert!(first.cases(sekisho_tables::Class::Changed) > 1000, "there is something to count");
}

/// One row of B is another one for the second method: that is an error which says what differs.
#[test]
fn a_disagreement_says_what_differs() {
    let limits = Limits::default();
    let (a, b, other) = (table("id,mail/1,a@x.jp"), table("id,mail/1,a@x.jp"), table("id,mail/1,b@x.jp"));
    let first = reconcile(&asked(), &a.1, &b.1, None, &limits, NonZeroUsize::MIN).unwrap();
    let second = recount(&asked(), &a.1, &other.1, None, &limits).unwrap();
    let error = agree(&first, &second).unwrap_err();
    assert!(matches!(error, TableError::Disagree { class: "identical", first: 1, second: 0 }), "{error:?}");
}
