use std::{io::Write as _, num::NonZeroUsize};

use proptest::prelude::*;

use super::*;
use crate::{Charset, Declared, Limits, Names, Normal, STEPS, reconcile};

#[test]
fn both_normalise_alike() {
    for (steps, text, _) in crate::normal::CASES {
        let normal: Normal = steps.parse().unwrap();
        assert_eq!(normal::value(normal.steps(), text), normal.apply(text).text, "{steps} of {text:?}");
    }
}

fn table(bytes: &[u8], charset: Charset) -> (tempfile::NamedTempFile, Table) {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let declared = Declared { charset: Some(charset), ..Declared::default() };
    let table = Table::open(file.path(), &declared, &Limits::default()).unwrap();
    (file, table)
}

fn asked() -> Asked {
    Asked {
        key: vec![Names::of("番号")],
        address: Some("メール".to_owned()),
        normal: vec![("*".to_owned(), "trim,nfkc".parse().unwrap())],
        ..Asked::default()
    }
}

#[test]
fn both_methods_agree_on_tables_of_any_charset() {
    let a = "番号,氏名,メール\r\n1,山田,a@x.jp\r\n2,\"鈴木\n花子, \"\"様\"\"\",B@x.jp\r\n3,ﾀﾅｶ,c@x.jp\r\n3,x,c@x.jp\r\n,y,\r\n";
    let b = "番号,氏名,メール\n2,\"鈴木\n花子, \"\"様\"\"\",b@x.jp\n1,山本,a@x.jp\n4,n,d@x.jp\n";
    let master = "番号,氏名,メール\n1,,a@x.jp\n2,,z@x.jp\n4,,\n4,,d@x.jp\n";
    let (_a, a) = table(&Charset::Cp932.encoding().encode(a).0, Charset::Cp932);
    let (_b, b) = table(b.as_bytes(), Charset::Utf8);
    let (_m, master) = table(&Charset::EucJp.encoding().encode(master).0, Charset::EucJp);
    for master in [None, Some(&master)] {
        let limits = Limits::default();
        let first = reconcile(&asked(), &a, &b, master, &limits, NonZeroUsize::MIN).unwrap();
        let second = recount(&asked(), &a, &b, master).unwrap();
        assert_eq!(first.counts, second);
        agree(&first, &second).unwrap();
    }
}

#[test]
fn a_disagreement_is_an_error_and_not_a_result() {
    let (_a, a) = table("番号,メール\n1,a@x.jp\n".as_bytes(), Charset::Utf8);
    let first = reconcile(&asked(), &a, &a, None, &Limits::default(), NonZeroUsize::MIN).unwrap();
    let mut second = first.counts.clone();
    second[0].b = 7;
    let error = agree(&first, &second).unwrap_err();
    assert!(matches!(error, TableError::Disagree { class: "identical", first: 1, second: 7 }));
    assert!(agree(&first, &[]).is_err(), "what the second method did not look at is not agreed");
}

proptest! {
    #[test]
    fn both_normalise_any_text_alike(text in "[a-zA-Z0-9Ａ-Ｚ０-９ぁ-んァ-ヶｦ-ﾟ一-三㈱ 　/@.+年月日令和元〒()ー-]{0,14}") {
        for (name, step) in STEPS {
            let first = Normal::new(vec![*step]).apply(&text).text.into_owned();
            prop_assert_eq!(normal::value(&[*step], &text), first, "{}", name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn both_methods_agree(
        a in prop::collection::vec(("[0-9]?", "[xy]", "[a-c]?"), 1..12),
        b in prop::collection::vec(("[0-9]?", "[xy]", "[a-c]?"), 1..12),
        master in prop::option::of(prop::collection::vec(("[0-9]?", "[xy]", "[a-c]?"), 1..12)),
    ) {
        let text = |rows: &[(String, String, String)]| {
            rows.iter().fold("番号,氏名,メール\n".to_owned(), |text, (key, name, mail)| format!("{text}{key},{name},{mail}\n"))
        };
        let (a, b) = (table(text(&a).as_bytes(), Charset::Utf8), table(text(&b).as_bytes(), Charset::Utf8));
        let master = master.map(|rows| table(text(&rows).as_bytes(), Charset::Utf8));
        let master = master.as_ref().map(|(_, table)| table);
        let first = reconcile(&asked(), &a.1, &b.1, master, &Limits::default(), NonZeroUsize::MIN).unwrap();
        let second = recount(&asked(), &a.1, &b.1, master).unwrap();
        prop_assert_eq!(&first.counts, &second);
    }
}
