use proptest::prelude::*;

use super::*;

/// The letter and what was left over, if the end came.
type Read = Option<(Result<Vec<u8>, Fault>, Vec<u8>)>;

/// Reads a DATA stream cut into pieces.
fn read(stream: &[u8], cut: usize) -> Read {
    let mut reader = Reader::new(1000);
    let mut at = 0;
    for piece in stream.chunks(cut.max(1)) {
        let (used, ended) = reader.data(piece);
        at += used;
        if ended {
            return Some((reader.finish(), stream[at..].to_vec()));
        }
        assert_eq!(used, piece.len());
    }
    None
}

fn read_always_alike(stream: &[u8]) -> Read {
    let whole = read(stream, stream.len());
    for cut in 1..stream.len() {
        assert_eq!(read(stream, cut), whole, "{stream:?} cut at {cut}");
    }
    whole
}

#[test]
fn dots_are_unstuffed_and_only_the_true_end_ends() {
    for (stream, letter) in [
        ("a\r\n.\r\n", "a\r\n"),
        (".\r\n", ""),
        ("\r\n.\r\n", "\r\n"),
        ("..\r\n.\r\n", ".\r\n"),
        ("...\r\n.\r\n", "..\r\n"),
        (".a\r\n.\r\n", "a\r\n"),
        ("a\r\n..b\r\nc.\r\n.\r\n", "a\r\n.b\r\nc.\r\n"),
        ("a.\r\n.\r\n", "a.\r\n"),
    ] {
        let expected = Some((Ok(letter.as_bytes().to_vec()), b"QUIT\r\n".to_vec()));
        assert_eq!(read_always_alike(format!("{stream}QUIT\r\n").as_bytes()), expected, "{stream:?}");
    }
}

#[test]
fn every_false_end_spoils_the_letter_and_none_ends_it() {
    let breaks = ["\n", "\r", "\r\n", "\n\r", "\r\r\n", "\r\n\0", "\0", "\r\0\n", "\u{85}", "\u{2028}", ""];
    let mut tried = 0;
    for before in breaks {
        for after in breaks {
            let stream = format!("a{before}.{after}MAIL FROM:<x@y>\r\n.\r\nNOOP\r\n");
            let (letter, rest) = read_always_alike(stream.as_bytes()).unwrap();
            if before == "\r\r\n" && after.starts_with("\r\n") {
                // RFC 5321 has no other reading: the five octets are there. The letter is spoilt all the same.
                assert_eq!(letter, Err(Fault::BareLineEnd));
                continue;
            }
            if before == "\r\n" && after.starts_with("\r\n") {
                let more = stream.strip_prefix("a\r\n.\r\n").unwrap();
                assert_eq!((letter.unwrap(), &*rest), (b"a\r\n".to_vec(), more.as_bytes()));
                continue;
            }
            tried += 1;
            assert_eq!(rest, b"NOOP\r\n", "{stream:?}");
            let text = format!("a{before}.{after}");
            let clean = !text.replace("\r\n", "").contains(['\r', '\n', '\0']);
            assert_eq!(letter.is_ok(), clean, "{stream:?}");
        }
    }
    assert_eq!(tried, breaks.len() * breaks.len() - 4);
}

#[test]
fn what_is_too_large_is_read_to_its_end() {
    let mut stream = vec![b'x'; 1001];
    stream.extend_from_slice(b"\r\n.\r\nQUIT");
    let (letter, rest) = read_always_alike(&stream).unwrap();
    assert_eq!((letter, &*rest), (Err(Fault::TooLarge), &b"QUIT"[..]));
    let mut reader = Reader::new(10);
    while !reader.is_endless() {
        reader.data(&[b'x'; 4096]);
    }
    assert_eq!((reader.held(), reader.finish()), (0, Err(Fault::TooLarge)));
}

#[test]
fn chunks_may_be_cut_anywhere_even_between_cr_and_lf() {
    for (chunks, expected) in [
        (&["a\r", "\nb\r\n"][..], Ok("a\r\nb\r\n")),
        (&[".\r\n.\r\n"], Ok(".\r\n.\r\n")),
        (&["no end"], Ok("no end")),
        (&[], Ok("")),
        (&["a\r"], Err(Fault::BareLineEnd)),
        (&["a\r", "b\r\n"], Err(Fault::BareLineEnd)),
        (&["a", "\nb"], Err(Fault::BareLineEnd)),
        (&["a\0"], Err(Fault::Nul)),
        (&["a\n.\n\0"], Err(Fault::BareLineEnd)),
    ] {
        let mut reader = Reader::new(100);
        chunks.iter().for_each(|chunk| reader.chunk(chunk.as_bytes()));
        assert_eq!(reader.finish(), expected.map(|letter| letter.as_bytes().to_vec()), "{chunks:?}");
    }
}

#[test]
fn only_received_fields_of_the_header_count() {
    assert_eq!(received(b"Received: a\r\n by b\r\nRECEIVED: c\r\nX-Received: d\r\n\r\nReceived: e\r\n"), 2);
    assert_eq!(received(b"\r\nReceived: e\r\n"), 0);
    assert_eq!(received(b""), 0);
}

proptest! {
    #[test]
    fn a_stuffed_letter_comes_out_as_it_was(lines in prop::collection::vec("[.a]{0,4}", 0..8), cut in 1usize..9) {
        let letter: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let stuffed: String = lines.iter().map(|line| {
            let dot = if line.starts_with('.') { "." } else { "" };
            format!("{dot}{line}\r\n")
        }).collect();
        let (read, rest) = read(format!("{stuffed}.\r\n").as_bytes(), cut).unwrap();
        prop_assert_eq!(read.unwrap(), letter.into_bytes());
        prop_assert!(rest.is_empty());
    }

    #[test]
    fn a_reading_does_not_depend_on_the_cut(stream in prop::collection::vec(prop::sample::select(&b"a.\r\n\0"[..]), 0..40)) {
        read_always_alike(&stream);
    }
}
