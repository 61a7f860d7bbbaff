use super::*;
use crate::{Limits, read};

fn told(before: &str, after: &str) -> Vec<String> {
    let mail = |text: &str| read(text.replace('\n', "\r\n").as_bytes(), &Limits::default());
    difference(&mail(before), &mail(after))
        .into_iter()
        .map(|change| format!("{} {} {:?} {:?}", change.code.code(), change.what, change.before, change.after))
        .collect()
}

const LETTER: &str = "From: a@a.example\nTo: b@b.example\nBcc: c@c.example\nSubject: x\n\nfirst\nlast\n";

#[test]
fn equal_letters_do_not_differ() {
    assert!(told(LETTER, LETTER).is_empty());
}

#[test]
fn trace_and_another_transfer_encoding_are_no_difference() {
    let other = "Received: by x\nFrom: a@a.example\nTo: b@b.example\nBcc: c@c.example\nSubject: x\n\
                 Content-Transfer-Encoding: base64\n\nZmlyc3QNCmxhc3QNCg==\n";
    assert!(told(LETTER, other).is_empty(), "{:?}", told(LETTER, other));
}

#[test]
fn fields_and_lines_are_told() {
    let other = "From: a@a.example\nTo: undisclosed-recipients:;\nSubject: x\nX-New: y\n\nfirst\nmiddle\nlast\n";
    assert_eq!(
        told(LETTER, other),
        [
            r#"field-changed to Some("b@b.example") Some("undisclosed-recipients:;")"#,
            r#"field-removed bcc Some("c@c.example") None"#,
            r#"field-added x-new None Some("y")"#,
            r#"line-added body None Some("middle")"#,
        ]
    );
}

#[test]
fn a_file_taken_out_is_told() {
    let part =
        "--b\nContent-Type: text/csv; name=list.csv\nContent-Disposition: attachment; filename=list.csv\n\na,b\n";
    let letter = |parts: &str| {
        format!("From: a@a.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n{parts}--b--\n")
    };
    assert_eq!(told(&letter(part), &letter("")), [r#"part-removed list.csv Some("list.csv") None"#]);
}

#[test]
fn one_of_two_equal_files_taken_out_is_told() {
    let part = "--b\nContent-Type: text/csv; name=list.csv\n\na,b\n";
    let letter = |parts: &str| {
        format!("From: a@a.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n{parts}--b--\n")
    };
    assert_eq!(told(&letter(&part.repeat(2)), &letter(part)), [r#"part-removed list.csv Some("list.csv") None"#]);
}

#[test]
fn lines_on_top_and_at_the_end_leave_the_middle_untold() {
    let letter = |body: &str| format!("From: a@a.example\n\n{body}");
    let before = "first\n\nmiddle\nlast\n";
    let after = "see the link\n\nfirst\n\nmiddle\nlast\n\nconfidential\n";
    let added = |line: &str| format!("line-added body None Some({line:?})");
    let wanted = [added("see the link"), added(""), added(""), added("confidential")];
    assert_eq!(told(&letter(before), &letter(after)), wanted);
}

#[test]
fn every_body_is_compared_whatever_stands_before_it() {
    let letter = |plain: &str, html: &str| {
        format!(
            "From: a@a.example\nContent-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\nhello\n{plain}\
             --b\nContent-Type: text/html\n\n<p>hello</p>{html}\n--b--\n"
        )
    };
    let added = |line: &str| format!("line-added body None Some({line:?})");
    assert_eq!(told(&letter("", ""), &letter("note\n", "")), [added("note")]);
    assert_eq!(told(&letter("", ""), &letter("note\n", "<p>note</p>")), [added("note")]);
    assert_eq!(told(&letter("", ""), &letter("", "<p>other</p>")), [added("other")]);
}

#[test]
fn a_text_without_end_is_cut_with_a_word_about_it() {
    let letter = |lines: usize| format!("From: a@a.example\n\n{}", "x\n".repeat(lines));
    assert_eq!(told(&letter(1_999), &letter(2_000)), [r#"line-added body None Some("x")"#]);
    assert_eq!(told(&letter(2_000), &letter(9_000)), [r#"line-added body None Some("…")"#]);
    assert!(told(&letter(8_000), &letter(9_000)).is_empty());
}
