use super::*;

fn known(names: &[&str], local: &str) -> Known {
    Known::new(names.iter().copied(), local)
}

fn japanese(name: &str) -> Name {
    Name::Japanese(fold::name(name))
}

fn latin(name: &str) -> Name {
    Name::Latin(latin::words(&fold::fold(name)))
}

#[test]
fn names_agree_across_scripts() {
    for (name, names, local) in [
        ("山田", &["山田 太郎"][..], "x"),
        ("山田太郎", &["山田　太郎"], "x"),
        ("齋藤", &["斉藤 花子"], "x"),
        ("山田", &[], "t.yamada"),
        ("山田", &[], "yamadat"),
        ("山田", &["Taro YAMADA"], "x1"),
        ("大野", &["Ohno Ken"], "x1"),
        ("やまだ", &["山田 太郎"], "x"),
        ("ヤマダ", &[], "yamada"),
        ("花子", &["山田 花子"], "x"),
        ("山田", &["株式会社サンプル 営業部 山田様"], "x"),
        ("近藤", &[], "k-kondoh"),
    ] {
        assert_eq!(known(names, local).agrees(&japanese(name)), Agreement::Same, "{name} {names:?} {local}");
    }
    for (name, names, local) in [
        ("Mr Smith", &["John Smith"][..], "x"),
        ("Bob", &["Robert Miller"], "x"),
        ("Yamada", &["山田 太郎"], "x"),
        ("John", &[], "john.smith"),
        ("Smith", &[], "jsmith"),
        ("Katherine", &["Kate Jones"], "x"),
    ] {
        assert_eq!(known(names, local).agrees(&latin(name)), Agreement::Same, "{name} {names:?} {local}");
    }
}

#[test]
fn names_differ_only_when_both_can_be_read() {
    for (name, names, local) in [
        ("山田", &["佐藤 花子"][..], "x"),
        ("山田", &[], "h.sato"),
        ("山田", &["Hanako Sato"], "x"),
        ("ヤマダ", &["佐藤 花子"], "x"),
        ("林", &["小林 花子"], "x"),
    ] {
        assert_eq!(known(names, local).agrees(&japanese(name)), Agreement::Different, "{name} {names:?} {local}");
    }
    for (name, names, local) in
        [("Smith", &["Mary Brown"][..], "x"), ("Kate", &[], "john.smith"), ("Yamada", &["佐藤 花子"], "x")]
    {
        assert_eq!(known(names, local).agrees(&latin(name)), Agreement::Different, "{name} {names:?} {local}");
    }
}

#[test]
fn what_nobody_can_read_is_unknown() {
    for (name, names, local) in [
        ("山田", &[][..], "info"),
        ("山田", &[], "k12345"),
        ("山田", &["営業部"], "eigyo"),
        ("山田", &["お客様相談室"], "soudan"),
        ("サンプル", &["佐藤"], "x"),
    ] {
        assert_eq!(known(names, local).agrees(&japanese(name)), Agreement::Unknown, "{name} {names:?} {local}");
    }
    for (name, names, local) in [("Kate", &["佐藤 花子"][..], "x"), ("Kate", &[], "js"), ("Kate", &[], "info")] {
        assert_eq!(known(names, local).agrees(&latin(name)), Agreement::Unknown, "{name} {names:?} {local}");
    }
}
