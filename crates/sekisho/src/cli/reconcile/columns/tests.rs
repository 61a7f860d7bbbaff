//! Names on the command line: cases are data.

use super::*;

#[test]
fn names_with_marks_in_them_are_quoted_or_escaped() {
    for (text, expect) in [
        ("ID", &[("ID", "ID")][..]),
        ("番号=ID,枝", &[("番号", "ID"), ("枝", "枝")]),
        (r#""a,b""#, &[("a,b", "a,b")]),
        (r#""a,b"=c,d"#, &[("a,b", "c"), ("d", "d")]),
        (r#"c = "a,b" , " d ""#, &[("c", "a,b"), (" d ", " d ")]),
        (r#""say ""hi"", all""#, &[("say \"hi\", all", "say \"hi\", all")]),
        (r"a\,b=c\,d,e", &[("a,b", "c,d"), ("e", "e")]),
        (r#""a=b"="c=d""#, &[("a=b", "c=d")]),
        (r"a\=b", &[("a=b", "a=b")]),
        ("a=b=c", &[("a", "b=c")]),
        (r"C:\dir", &[(r"C:\dir", r"C:\dir")]),
        (r"a\\,b", &[(r"a\", r"a\"), ("b", "b")]),
        (r#"5" disk"#, &[("5\" disk", "5\" disk")]),
        ("a,", &[("a", "a"), ("", "")]),
        ("", &[("", "")]),
    ] {
        let names = |(a, b): &(&str, &str)| Names { a: (*a).to_owned(), b: (*b).to_owned() };
        assert_eq!(pairs(text), Ok(Pairs(expect.iter().map(names).collect())), "{text}");
    }
}

/// What was understood before is understood alike.
#[test]
fn plain_names_are_what_they_were() {
    for text in ["ID", "a=b", " a = b ", "a b", "a=b=c", "氏名", "a\\b", "x\"y"] {
        assert_eq!(pairs(text), Ok(Pairs(vec![Names::of(text)])), "{text}");
        assert_eq!(columns(text), Ok(Columns(vec![text.to_owned()])), "{text}");
        assert_eq!(column(text).as_deref(), Ok(text), "{text}");
    }
}

#[test]
fn columns_of_one_table_know_no_equals() {
    for (text, expect) in
        [("a=b,c", &["a=b", "c"][..]), (r#""a,b",c\,d,e"#, &["a,b", "c,d", "e"]), (r#"a, "b""#, &["a", "b"])]
    {
        assert_eq!(columns(text), Ok(Columns(expect.iter().map(|name| (*name).to_owned()).collect())), "{text}");
    }
    for (text, expect) in [("a,b", "a,b"), (r#""a,b""#, "a,b"), (r"a\,b", "a,b"), ("a=b", "a=b")] {
        assert_eq!(column(text).as_deref(), Ok(expect), "{text}");
    }
}

#[test]
fn steps_follow_the_column() {
    for (text, column, steps) in [
        ("氏名=trim,nfkc", "氏名", "trim,nfkc"),
        ("a,b=trim", "a,b", "trim"),
        (r#""a=b"=trim,lower"#, "a=b", "trim,lower"),
        (r"a\,b=trim", "a,b", "trim"),
        ("*=trim", "*", "trim"),
        ("trim,nfkc", "*", "trim,nfkc"),
    ] {
        let expect = Normalised { column: column.to_owned(), steps: steps.to_owned() };
        assert_eq!(Normalised::of(text), Ok(expect), "{text}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_an_error() {
    for (text, why) in [(r#""a,b"#, Unclear::Open), (r#""a"b,c"#, Unclear::Behind), (r#"x="a" b"#, Unclear::Behind)] {
        assert_eq!(pairs(text), Err(why), "{text}");
    }
    assert_eq!(columns(r#"a,"b"#), Err(Unclear::Open));
    assert_eq!(column(r#""a",b"#), Err(Unclear::Behind));
    assert_eq!(Normalised::of(r#""a"#), Err(Unclear::Open));
}
