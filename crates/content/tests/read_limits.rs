//! Letters made to be too much: each ends, says where it was cut, and still gives what was before the cut. The sizes
//! are such that work growing with the square of the size would not end in the patience of a test run.

use sekisho_content::{Limits, Mail, Reading, read};
use sekisho_model::Blind;

const HEAD: &str = "From: a@corp.example\r\nTo: b@x.example\r\nSubject: s\r\n";

fn letter(rest: &str) -> Mail {
    read(format!("{HEAD}{rest}").as_bytes(), &Limits::default())
}

fn has_defect(mail: &Mail, code: &str) -> bool {
    mail.defects.iter().any(|defect| defect.code == code)
}

fn blind_by_limit(mail: &Mail) -> usize {
    let limited = |reading: &Reading| matches!(reading, Reading::Blind { why: Blind::Limit, .. });
    mail.parts.iter().filter(|part| limited(&part.reading)).count()
}

/// The letter was cut and says so; the author is known all the same.
fn assert_cut(mail: &Mail) {
    assert!(blind_by_limit(mail) > 0, "nothing is blind");
    assert!(has_defect(mail, "limit-reached"));
    assert_eq!(mail.from.len(), 1);
    assert!(mail.parts.len() <= 2 * Limits::default().parts, "{} parts", mail.parts.len());
    assert!(mail.defects.len() <= 1_000);
}

#[test]
fn a_million_parts_are_cut_at_the_limit() {
    let body = "--b\r\n\r\nx\r\n".repeat(1_000_000);
    let mail = letter(&format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{body}--b--\r\n"));
    assert_cut(&mail);
    assert_eq!(mail.bodies().filter(|part| part.reading.text() == "x").count(), Limits::default().parts - 1);
}

#[test]
fn a_million_header_lines_are_cut_at_the_limit() {
    let lines = "X-Line: value\r\n".repeat(1_000_000);
    let mail = letter(&format!("{lines}\r\nbody\r\n"));
    assert_cut(&mail);
    assert_eq!(mail.fields.len(), Limits::default().header_fields);
    assert!(mail.bodies().any(|part| part.reading.text() == "body\n"));
}

#[test]
fn one_endless_header_line_is_cut_at_the_limit() {
    let mail = letter(&format!("X-Line: {}\r\n\r\nbody\r\n", " word\r\n".repeat(1_000_000)));
    assert_cut(&mail);
    assert!(mail.bodies().any(|part| part.reading.text().contains("body")));
}

#[test]
fn deep_nesting_is_cut_at_the_limit() {
    let mut rest = String::new();
    for level in 0..10_000 {
        rest.push_str(&format!("Content-Type: multipart/mixed; boundary=\"b{level}e\"\r\n\r\n--b{level}e\r\n"));
    }
    rest.push_str("\r\nthe bottom\r\n");
    let mail = letter(&rest);
    assert_cut(&mail);
    assert!(mail.parts.iter().any(|part| part.reading.text().contains("the bottom")));
}

#[test]
fn letters_in_letters_are_cut_at_the_limit() {
    let mail = letter(&format!("{}\r\nthe bottom\r\n", "Content-Type: message/rfc822\r\n\r\n".repeat(100_000)));
    assert_cut(&mail);
    assert!(mail.parts.iter().any(|part| part.reading.text().contains("the bottom")));
}

#[test]
fn encoded_letters_in_letters_are_cut_at_the_limit() {
    let inner = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
    let mail = letter(&format!("{}\r\nthe bottom\r\n", inner.repeat(1_000)));
    assert!(blind_by_limit(&mail) > 0);
    assert!(mail.parts.iter().any(|part| part.reading.text().contains("the bottom")));
}

#[test]
fn headers_in_texts_in_texts_are_bounded() {
    let inner = "Content-Transfer-Encoding: quoted-printable\r\n\r\ntext\r\n";
    let mail = letter(&format!("\r\n{}", inner.repeat(20_000)));
    assert!(has_defect(&mail, "entity-in-text"));
    assert!(mail.parts.len() <= 2 * Limits::default().parts);
}

#[test]
fn boundaries_that_never_come_are_searched_once() {
    let mut rest = String::from("Content-Type: multipart/mixed; boundary=outer\r\n\r\n");
    for number in 0..400 {
        rest.push_str(&format!("--outer\r\nContent-Type: multipart/mixed; boundary=never{number}\r\n\r\n"));
        rest.push_str(&"line\r\n".repeat(5_000));
    }
    rest.push_str("--outer--\r\n");
    let mail = letter(&rest);
    assert!(has_defect(&mail, "missing-boundary"));
    assert!(has_defect(&mail, "lenient-view-skipped"));
    assert_eq!(mail.bodies().count(), 400);
}

#[test]
fn hostile_header_texts_take_no_square_time() {
    let size = 60_000;
    for piece in [
        "=?a?Q?",
        "=?a?B?!",
        "=?a?B?QUJD?= ",
        "=?utf-8?Q?x?=41",
        "(",
        "\"",
        "<",
        "<,",
        "a:",
        "a@:",
        ",",
        "\\",
        "=?",
        "?=",
    ] {
        let value = piece.repeat(size / piece.len());
        let mail = read(
            format!("From: a@corp.example\r\nTo: {value}\r\nSubject: {value}\r\n\r\nx\r\n").as_bytes(),
            &Limits::default(),
        );
        assert!(!mail.subject.is_empty(), "{piece}");
        assert_eq!(mail.from.len(), 1, "{piece}");
    }
}

#[test]
fn hostile_parameters_take_no_square_time() {
    let size = 60_000;
    for piece in ["; filename*0=a", ";a=b", "; name=\"", "; charset=x", "\\\"", "; filename*=%", "'", "(", ";"] {
        let value = piece.repeat(size / piece.len());
        let mail =
            letter(&format!("Content-Type: text/plain{value}\r\nContent-Disposition: attachment{value}\r\n\r\nx\r\n"));
        assert_eq!(mail.parts.first().map(|part| part.reading.text()), Some("x\n"), "{piece}");
    }
}

#[test]
fn hostile_bodies_take_no_square_time() {
    let size = 400_000;
    let digits = format!("{}\r\n", "QUJD".repeat(19));
    for piece in [
        "begin 644 a\r\n",
        "begin-base64 644 a\r\n!\r\n",
        "--",
        "--b\r\n",
        digits.as_str(),
        "=?a?Q?",
        "=",
        "\r",
        "\n",
        "\x1b$B",
        "\0",
        "Content-Transfer-Encoding: base64\r\n",
        "-----BEGIN PGP",
    ] {
        let body = piece.repeat(size / piece.len());
        let mail = letter(&format!("\r\nfirst\r\n{body}"));
        assert!(mail.parts.iter().any(|part| part.reading.text().starts_with("first")), "{piece:?}");
    }
}

#[test]
fn a_shift_that_never_ends_takes_no_square_time() {
    for start in ["\x1b$B", "\x1b(I", "\x0e", "\x1b$(Q", "\x1b$A"] {
        for filler in [" ", "\r\n", "\u{7f}", "a "] {
            let mail = letter(&format!(
                "Content-Type: text/plain; charset=iso-2022-jp\r\n\r\nfirst\r\n{start}{}",
                filler.repeat(100_000)
            ));
            assert!(mail.parts.iter().any(|part| part.reading.text().starts_with("first")), "{start:?} {filler:?}");
        }
    }
}

#[test]
fn limits_of_zero_make_everything_blind() {
    let zero = Limits {
        header_bytes: 0,
        header_fields: 0,
        parts: 0,
        depth: 0,
        part_bytes: 0,
        text_chars: 0,
        ratio: 0,
        unpacked_bytes: 0,
        entries: 0,
        documents: false,
        picture_bytes: 0,
    };
    let mail = read(format!("{HEAD}\r\nbody\r\n").as_bytes(), &zero);
    assert!(blind_by_limit(&mail) > 0);
    assert!(mail.parts.iter().all(|part| !matches!(part.reading, Reading::Read { .. })));
}

#[test]
fn a_part_over_its_size_is_blind() {
    let limits = Limits { part_bytes: 10, ..Limits::default() };
    let mail = read(format!("{HEAD}\r\nmore than ten bytes of body\r\n").as_bytes(), &limits);
    assert_eq!(blind_by_limit(&mail), 1);
}
