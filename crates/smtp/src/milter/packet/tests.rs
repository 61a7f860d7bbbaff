use proptest::prelude::*;

use super::*;

fn stream(octets: &[u8]) -> Result<Vec<(u8, Vec<u8>)>, PacketError> {
    let mut frames = Frames::default();
    frames.feed(octets);
    let mut all = Vec::new();
    while let Some((command, data)) = frames.take()? {
        all.push((command, data.to_vec()));
    }
    Ok(all)
}

#[test]
fn commands_are_read() {
    use Command as C;
    for (command, data, expected) in [
        (
            b'O',
            &b"\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff"[..],
            C::Negotiate { version: 6, actions: 0x1ff, protocol: 0x1f_ffff },
        ),
        (
            b'D',
            b"Mi\0q1\0{auth_authen}\0u\0",
            C::Macros { stage: b'M', pairs: vec![(b"i", b"q1"), (b"{auth_authen}", b"u")] },
        ),
        (b'D', b"M", C::Macros { stage: b'M', pairs: vec![] }),
        (
            b'C',
            b"h\x004\x04\xd2192.0.2.1\0",
            C::Connect { host: b"h", family: b'4', port: 1234, address: b"192.0.2.1" },
        ),
        (b'C', b"h\0U", C::Connect { host: b"h", family: b'U', port: 0, address: b"" }),
        (b'H', b"pc\0", C::Helo(b"pc")),
        (b'M', b"<a@x>\0SIZE=1\0", C::Mail(vec![b"<a@x>", b"SIZE=1"])),
        (b'R', b"<a@x>\0", C::Rcpt(vec![b"<a@x>"])),
        (b'L', b"Subject\0 \0", C::Header { name: b"Subject", value: b" " }),
        (b'L', b"Subject\0\0", C::Header { name: b"Subject", value: b"" }),
        (b'N', b"", C::EndOfHeader),
        (b'B', b"a\0b", C::Body(b"a\0b")),
        (b'E', b"", C::EndOfMail(b"")),
        (b'U', b"XYZZY 1\0", C::Unknown(b"XYZZY 1")),
        (b'A', b"", C::Abort),
        (b'K', b"", C::QuitNewConnection),
    ] {
        assert_eq!(Command::parse(command, data), Ok(expected));
    }
}

#[test]
fn hostile_packets_are_errors() {
    for (command, data) in [
        (b'O', &b"\0\0\0\x06\0\0\x01\xff\0\x1f\xff"[..]),
        (b'D', b""),
        (b'D', b"Mi\0q1"),
        (b'D', b"Mi\0"),
        (b'C', b"host"),
        (b'C', b"host\0"),
        (b'C', b"host\x004\x04"),
        (b'C', b"host\x009\x04\xd2x\0"),
        (b'C', b"host\x004\x04\xd2x"),
        (b'H', b""),
        (b'H', b"a\0b\0"),
        (b'M', b""),
        (b'M', b"<a@x>"),
        (b'R', b""),
        (b'L', b"Subject\0"),
        (b'L', b"Subject\0a\0b\0"),
    ] {
        assert_eq!(Command::parse(command, data), Err(PacketError::Malformed), "{} {data:?}", char::from(command));
    }
    for command in [0, b'Z', b'c', 255] {
        assert_eq!(Command::parse(command, b""), Err(PacketError::Command));
    }
    assert_eq!(stream(&[0, 0, 0, 0, b'Q']), Err(PacketError::Length));
    assert_eq!(stream(b"EHLO hostile\r\n"), Err(PacketError::Length));
    assert_eq!(stream(&[0, 0x10, 0, 1]), Err(PacketError::Length));
    assert_eq!(stream(&[0, 0x10, 0, 0]), Ok(vec![]));
}

proptest! {
    #[test]
    fn packets_come_out_as_they_went_in_however_the_stream_is_cut(
        packets in prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u8>(), 0..30)), 0..6),
        size in 1usize..40,
    ) {
        let octets: Vec<u8> = packets.iter().flat_map(|(command, data)| packet(*command, data)).collect();
        let mut frames = Frames::default();
        let mut got = Vec::new();
        for chunk in octets.chunks(size) {
            frames.feed(chunk);
            while let Some((command, data)) = frames.take().unwrap() {
                got.push((command, data.to_vec()));
            }
        }
        prop_assert_eq!(got, packets);
        prop_assert!(!frames.has_pending());
    }

    #[test]
    fn no_octets_make_it_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        crate::milter::fuzz_milter(&octets);
    }

    #[test]
    fn no_packets_make_it_panic(
        packets in prop::collection::vec((prop::sample::select(b"ODCHMRTLNBEAQKU".to_vec()), "[a-z<>@\0\n.=]{0,20}"), 0..12),
    ) {
        let mut octets = packet(b'O', b"\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff");
        octets.extend(packets.iter().flat_map(|(command, data)| packet(*command, data.as_bytes())));
        crate::milter::fuzz_milter(&octets);
    }
}
