use std::{io::Write as _, num::NonZeroUsize};

use proptest::prelude::*;
use sekisho_tables::{CLASSES, Charset, Class, Declared, Names, Outcome, agree, reconcile};

use super::*;

/// A table of this text in this charset, and the file it lies in. `/` is a line end.
fn encoded(text: &str, charset: Charset) -> (tempfile::NamedTempFile, Arc<Table>) {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    let encoding = match charset {
        Charset::Cp932 => encoding_rs::SHIFT_JIS,
        Charset::EucJp => encoding_rs::EUC_JP,
        _ => encoding_rs::UTF_8,
    };
    file.write_all(&encoding.encode(&text.replace('/', "\n")).0).unwrap();
    let declared = Declared { charset: Some(charset), ..Declared::default() };
    let table = Table::open(file.path(), &declared, &Limits::default()).unwrap();
    (file, Arc::new(table))
}

fn table(text: &str) -> (tempfile::NamedTempFile, Arc<Table>) {
    encoded(text, Charset::Utf8)
}

fn asked() -> Asked {
    Asked { key: vec![Names::of("id")], address: Some("mail".to_owned()), ..Asked::default() }
}

type Master<'a> = Option<&'a Arc<Table>>;

fn first(asked: &Asked, a: &Arc<Table>, b: &Arc<Table>, master: Master<'_>, limits: &Limits) -> Outcome {
    reconcile(asked, a, b, master.map(AsRef::as_ref), limits, NonZeroUsize::MIN).unwrap()
}

/// All three count alike; what they count.
fn three(asked: &Asked, a: &Arc<Table>, b: &Arc<Table>, master: Master<'_>) -> Vec<Count> {
    let limits = Limits::default();
    let first = first(asked, a, b, master, &limits);
    let sqlite = sekisho_tables::recount(asked, a, b, master.map(AsRef::as_ref)).unwrap();
    let datafusion = recount(asked, a, b, master, &limits).unwrap();
    assert_eq!((&first.counts, &first.counts), (&sqlite, &datafusion), "every class, in one order");
    agree(&first, &datafusion).unwrap();
    datafusion
}

/// A, B and the master.
const CASES: &[(&str, &str, Option<&str>)] = &[
    ("id,mail,v/1,a@x.jp,x/2,b@x.jp,y", "id,mail,v/2,B@X.jp,y/1,a@x.jp,x", None),
    ("id,mail,v/1,a@x.jp,x/2,b@x.jp,y/3,c@x.jp,z", "id,mail,v/1,a@x.jp,y/2,b@x.jp,y/4,d@x.jp,z", None),
    ("id,mail,v/1,a@x.jp,x/1,b@x.jp,y/,c@x.jp,z", "id,mail,v/1,a@x.jp,x/,d@x.jp,z/,,", None),
    ("id,mail,v/1,a@x.jp,x/2,A@x.jp,y/3,,z/4,,z", "id,mail,v/1,a@x.jp,x/2,a@x.jp,y/3,,z/4,,z", None),
    (
        "id,mail/1,b@x.jp/2,a@x.jp/3,c@x.jp/9,q@x.jp/5,/,e@x.jp/7,g@x.jp/7,g@x.jp",
        "id,mail/1,a@x.jp/2,b@x.jp/3,z@x.jp/8,a@x.jp/5,e@x.jp/,a@x.jp/7,g@x.jp",
        Some("id,mail/1,a@x.jp/2,b@x.jp/3,c@x.jp/3,d@x.jp/4,/5,/,f@x.jp/8,a@x.jp"),
    ),
    ("id,mail/1,", "id,mail/1,", Some("id,mail/1,")),
    // What would be a null, a number or a quote in SQL is a text like any other.
    ("id,mail,v/NULL,null,null/1,a'b,x", "id,mail,v/NULL,null,NULL/01,a'b,x", Some("id,mail/null,NULL/NULL,null")),
];

#[test]
fn three_methods_count_alike() {
    let mut seen = Vec::new();
    for (a, b, master) in CASES {
        let (a, b, master) = (table(a), table(b), master.map(table));
        seen.extend(three(&asked(), &a.1, &b.1, master.as_ref().map(|(_, table)| table)));
    }
    for class in CLASSES {
        assert!(seen.iter().any(|count| count.class == *class && count.a + count.b > 0), "{class:?} never happens");
    }
}

/// The first method refuses lists without rows; the others count them, and alike.
#[test]
fn nothing_is_counted_alike() {
    let (none, some) = (table("id,mail"), table("id,mail/1,a@x.jp"));
    for (a, b, master) in [(&none, &some, Some(&none)), (&none, &none, None)] {
        let master = master.map(|(_, table)| table);
        let sqlite = sekisho_tables::recount(&asked(), &a.1, &b.1, master.map(AsRef::as_ref)).unwrap();
        assert_eq!(sqlite, recount(&asked(), &a.1, &b.1, master, &Limits::default()).unwrap());
    }
}

#[test]
fn charsets_and_ways_to_normalise_do_not_matter() {
    let asked = Asked {
        key: vec![Names::of("番号"), Names::of("枝=枝番")],
        address: Some("メール".to_owned()),
        normal: vec![("*".to_owned(), "trim,nfkc".parse().unwrap())],
        ..Asked::default()
    };
    let a = "番号,枝,氏名,メール/1,1,山田,a@x.jp/2,１,\"鈴木/花子, \"\"様\"\"\",B@x.jp/3,1,ﾀﾅｶ,c@x.jp/3,,x,c@x.jp";
    let b = "番号,枝番,氏名,メール/2 ,1,\"鈴木/花子, \"\"様\"\"\",b@x.jp/１,1,山本,a@x.jp/3,1,タナカ,c@x.jp";
    let (a, b) = (encoded(a, Charset::Cp932), encoded(b, Charset::EucJp));
    let counts = three(&asked, &a.1, &b.1, None);
    let count = |class| counts.iter().find(|count| count.class == class).map(Count::cases);
    assert_eq!((count(Class::Identical), count(Class::Changed), count(Class::NullKey)), (Some(2), Some(1), Some(1)));
}

/// More rows than a batch, in an order of their own, in as little memory as there may be.
#[test]
fn many_rows_count_alike_in_little_memory() {
    let rows = |step: u32, add: u32| {
        let row = |row: u32| {
            let id = row * step % 30_011 + add;
            format!("{id},u{}@x.jp,v{}\n", id % 29_000, id % 7 + add % 2 * (id % 5))
        };
        format!("id,mail,v\n{}", (0..30_000).map(row).collect::<String>())
    };
    let limits = Limits { memory: 0, ..Limits::default() };
    let (a, b) = (table(&rows(7, 0)), table(&rows(11, 1)));
    let first = first(&asked(), &a.1, &b.1, Some(&b.1), &limits);
    agree(&first, &recount(&asked(), &a.1, &b.1, Some(&b.1), &limits).unwrap()).unwrap();
    assert!(first.cases(Class::Changed) > 1000, "there is something to count");
}

/// One row of B is another one for the second method: that is an error which says what differs.
#[test]
fn a_disagreement_says_what_differs() {
    let limits = Limits::default();
    let (a, b, other) = (table("id,mail/1,a@x.jp"), table("id,mail/1,a@x.jp"), table("id,mail/1,b@x.jp"));
    let first = first(&asked(), &a.1, &b.1, None, &limits);
    let error = agree(&first, &recount(&asked(), &a.1, &other.1, None, &limits).unwrap()).unwrap_err();
    assert!(matches!(error, TableError::Disagree { class: "identical", first: 1, second: 0 }), "{error:?}");
}

/// An engine that sees other rows than were written gives no counts, even if they would be the same.
#[test]
fn rows_that_the_engine_does_not_see_are_an_error() {
    let rows = table("id,mail/1,a@x.jp/2,b@x.jp");
    for (file, from) in [("a/0.arrow", None), ("b/0.arrow", None), ("m/0.arrow", None), ("a/0.arrow", Some("other"))] {
        let exchange = Exchange::write(&asked(), &rows.1, &rows.1, Some(&rows.1), None).unwrap();
        let path = exchange.folder().join(file);
        match from {
            // As many rows as before, but others.
            Some(_) => {
                let other = table("id,mail/1,a@x.jp/3,b@x.jp");
                let others = Exchange::write(&asked(), &other.1, &other.1, None, None).unwrap();
                std::fs::copy(others.folder().join(file), &path).unwrap();
            }
            None => std::fs::remove_file(&path).unwrap(),
        }
        let context = context(&Limits::default(), exchange.folder()).unwrap();
        let error = wait(async || exchange.ask(&context, ENGINE).await).unwrap_err();
        assert!(matches!(error, TableError::Conservation { stage: "second" }), "{file}: {error:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn three_methods_agree(
        a in prop::collection::vec(("[0-9]?", "[xy]", "[a-c]?"), 1..12),
        b in prop::collection::vec(("[0-9]?", "[xy]", "[a-c]?"), 1..12),
        master in prop::option::of(prop::collection::vec(("[0-9]?", "[xy]", "[a-c]?"), 1..12)),
    ) {
        let text = |rows: &[(String, String, String)]| {
            rows.iter().fold("id,v,mail\n".to_owned(), |text, (key, v, mail)| format!("{text}{key},{v},{mail}\n"))
        };
        let (a, b, master) = (table(&text(&a)), table(&text(&b)), master.map(|rows| table(&text(&rows))));
        three(&asked(), &a.1, &b.1, master.as_ref().map(|(_, table)| table));
    }
}
