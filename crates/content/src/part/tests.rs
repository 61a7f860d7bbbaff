use super::part_text;
use crate::Limits;

const HEAD: &str = "From: a@a.example\r\n";
const TWO: &str = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=shift_jis\r\n\
                   Content-Transfer-Encoding: base64\r\n\r\nPHA+lVyOpjwvcD4=\r\n--b\r\n\
                   Content-Transfer-Encoding: x-mystery\r\n\r\nabc\r\n--b--\r\n";

#[test]
fn a_part_is_shown_as_it_was_written() {
    for (letter, path, wanted) in [
        ("\r\nhello\r\n", "", Some("hello\r\n")),
        ("\r\nhello\r\n", "1", Some("hello\r\n")),
        ("\r\nhello\r\n", "2", None),
        ("Content-Transfer-Encoding: quoted-printable\r\n\r\n=E8=A1=A8=\r\n.\r\n", "1", Some("表.\r\n")),
        ("Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$BI=\x1b(B\r\n", "1", Some("表\r\n")),
        (TWO, "1", Some("<p>表示</p>")),
        (TWO, "2", None),
        (TWO, "9", None),
    ] {
        let bytes = [HEAD, letter].concat();
        let found = part_text(bytes.as_bytes(), &path.parse().unwrap(), &Limits::default());
        assert_eq!(found.as_deref(), wanted, "{path} of {letter}");
    }
}

#[test]
fn a_part_over_its_limit_is_not_shown() {
    let bytes = [HEAD, "\r\nhello\r\n"].concat();
    let text = |part_bytes| {
        let limits = Limits { part_bytes, ..Limits::default() };
        part_text(bytes.as_bytes(), &"1".parse().unwrap(), &limits)
    };
    assert_eq!((text(6), text(7).as_deref()), (None, Some("hello\r\n")));
}
