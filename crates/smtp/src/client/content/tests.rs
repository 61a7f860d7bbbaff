use proptest::prelude::*;

use super::*;

fn wire(bytes: &[u8]) -> Vec<u8> {
    let mut pieces = Content::check(bytes).unwrap().pieces();
    let (mut all, mut piece, mut last) = (Vec::new(), Vec::new(), 0);
    while let Some(kind) = pieces.next_into(&mut piece) {
        assert!(piece.len() <= 2 * PIECE + 8);
        last += usize::from(kind == Piece::Last);
        all.extend_from_slice(&piece);
    }
    assert_eq!(last, 1);
    all
}

/// What a receiver makes of it (RFC 5321 §4.5.2), and how many octets it needed.
fn receive(wire: &[u8]) -> (Vec<u8>, usize) {
    let (mut got, mut at) = (Vec::new(), 0);
    loop {
        let end = at + wire[at..].windows(2).position(|two| two == b"\r\n").unwrap() + 2;
        let line = &wire[at..end];
        at = end;
        if line == b".\r\n" {
            return (got, at);
        }
        got.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    }
}

#[test]
fn dots_are_doubled_at_line_starts_only() {
    for (bytes, expected) in [
        ("", ".\r\n"),
        ("a\r\n", "a\r\n.\r\n"),
        ("a", "a\r\n.\r\n"),
        (".", "..\r\n.\r\n"),
        ("a.\r\n.\r\n..b\r\n", "a.\r\n..\r\n...b\r\n.\r\n"),
    ] {
        assert_eq!(wire(bytes.as_bytes()), expected.as_bytes(), "{bytes:?}");
    }
}

#[test]
fn bare_line_ends_and_nul_never_leave() {
    for bytes in ["a\nb\r\n", "a\rb\r\n", "a\r\n.\n\r\n", "\n", "\r", "a\r\r\n", "a\r\n\n"] {
        assert_eq!(Content::check(bytes.as_bytes()).unwrap_err(), ContentFault::BareLineEnd, "{bytes:?}");
    }
    assert_eq!(Content::check(b"a\0b\r\n").unwrap_err(), ContentFault::Nul);
}

#[test]
fn octets_over_127_are_told_apart_by_place() {
    for (bytes, eight_bit, header) in [
        (&b"A: b\r\n\r\nx\r\n"[..], false, HeaderOctets::Ascii),
        ("A: b\r\n\r\n語\r\n".as_bytes(), true, HeaderOctets::Ascii),
        ("A: 語\r\n\r\nx\r\n".as_bytes(), true, HeaderOctets::Utf8),
        (b"A: \x8c\xea\r\n\r\nx\r\n", true, HeaderOctets::Other),
        (b"\r\n\xff\r\n", true, HeaderOctets::Ascii),
    ] {
        let content = Content::check(bytes).unwrap();
        assert_eq!((content.eight_bit, content.header), (eight_bit, header), "{bytes:?}");
    }
}

#[test]
fn large_mails_and_long_lines_leave_in_pieces() {
    for bytes in [b"0123456789\r\n".repeat(20_000), [vec![b'.'; 200_000], b"\r\n".to_vec()].concat()] {
        assert_eq!(receive(&wire(&bytes)).0, bytes);
    }
}

proptest! {
    #[test]
    fn the_receiver_gets_the_same_bytes_and_one_mail(lines in prop::collection::vec("[.a ]{0,5}", 0..20)) {
        let bytes: String = lines.iter().flat_map(|line| [line.as_str(), "\r\n"]).collect();
        let sent = wire(bytes.as_bytes());
        let (got, used) = receive(&sent);
        prop_assert_eq!(got, bytes.as_bytes());
        prop_assert_eq!(used, sent.len());
    }
}
