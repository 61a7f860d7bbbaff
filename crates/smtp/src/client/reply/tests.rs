use proptest::prelude::*;

use super::*;

fn all(bytes: &[u8]) -> Result<Vec<Reply>, ReplyError> {
    let mut reader = ReplyReader::default();
    reader.feed(bytes);
    let mut replies = Vec::new();
    while let Some(reply) = reader.take()? {
        replies.push(reply);
    }
    Ok(replies)
}

#[test]
fn good_replies_are_read_with_code_enhanced_code_and_text() {
    for (bytes, code, enhanced, text) in [
        ("250 2.1.5 Ok\r\n", 250, Some("2.1.5"), "Ok"),
        ("250\r\n", 250, None, ""),
        ("250 \r\n", 250, None, ""),
        ("354 End data\n", 354, None, "End data"),
        ("550-5.1.1 No such\r\n550 5.1.1 user\r\n", 550, Some("5.1.1"), "No such user"),
        ("550 4.1.1 wrong class\r\n", 550, None, "4.1.1 wrong class"),
        ("550 5.1 short\r\n", 550, None, "5.1 short"),
        ("550 5.1.1000 long\r\n", 550, None, "5.1.1000 long"),
        ("550 5.1.1.1 deep\r\n", 550, None, "5.1.1.1 deep"),
        ("550 +5.1.1 sign\r\n", 550, None, "+5.1.1 sign"),
        ("421 4.4.2 bye\u{7}\r\n", 421, Some("4.4.2"), "bye "),
        ("550 \u{8a9e}\r\n", 550, None, "語"),
    ] {
        let replies = all(bytes.as_bytes()).unwrap();
        assert_eq!(replies.len(), 1, "{bytes:?}");
        let remote = replies[0].to_remote();
        assert_eq!((remote.code, remote.enhanced.as_deref(), &*remote.text), (code, enhanced, text), "{bytes:?}");
    }
}

#[test]
fn garbage_is_an_error() {
    for bytes in
        ["hello\r\n", "25 x\r\n", "2500 x\r\n", "650 x\r\n", "150 x\r\n", "250-a\r\n251 b\r\n", "\r\n", "250_x\r\n"]
    {
        assert_eq!(all(bytes.as_bytes()), Err(ReplyError::Garbage), "{bytes:?}");
    }
}

#[test]
fn endless_replies_are_an_error_long_before_memory_is_short() {
    assert_eq!(all(&b"250-x\r\n".repeat(MAX_LINES + 1)), Err(ReplyError::TooLong));
    assert_eq!(all(&vec![b'2'; MAX_LINE]), Err(ReplyError::TooLong));
    let line = [b"250-".as_slice(), &vec![b'x'; 4000], b"\r\n"].concat();
    assert_eq!(all(&line.repeat(9)), Err(ReplyError::TooLong));
}

#[test]
fn a_long_text_is_cut_at_a_character() {
    let reply = Reply { code: 550, lines: vec!["語".repeat(300)] };
    assert_eq!(reply.to_remote().text.len(), 510);
}

proptest! {
    #[test]
    fn splitting_the_stream_changes_nothing(cuts in prop::collection::vec(0usize..60, 0..6)) {
        let stream = b"250-a\r\n250-b\r\n250 c\r\n354 go\r\n550 5.1.1 no\r\n";
        let mut reader = ReplyReader::default();
        let mut got = Vec::new();
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(stream.len())).collect();
        cuts.extend([0, stream.len()]);
        cuts.sort_unstable();
        for pair in cuts.windows(2) {
            reader.feed(&stream[pair[0]..pair[1]]);
            while let Some(reply) = reader.take().unwrap() {
                got.push(reply);
            }
        }
        prop_assert_eq!(got, all(stream).unwrap());
        prop_assert!(!reader.has_leftover());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(replies) = all(&bytes) {
            for reply in replies {
                prop_assert!(reply.to_remote().text.len() <= MAX_TEXT);
            }
        }
    }
}
