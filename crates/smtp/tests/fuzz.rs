//! The fuzz targets on what is at hand: the dialogues of `tests/sessions`, cut, mixed and damaged. `fuzz/` runs the same
//! functions for longer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

use std::{fs, path::Path};

use proptest::prelude::*;
use sekisho_smtp::{client::fuzz_reply, milter::fuzz_milter, server::fuzz_server};

/// What the clients say in all dialogues, line by line, escapes as they are written.
fn lines() -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        lines.extend(text.lines().filter_map(|line| line.strip_prefix("C: ")).map(|line| {
            let mut line = line.as_bytes().to_vec();
            line.truncate(100);
            line.extend(b"\r\n");
            line
        }));
    }
    assert!(lines.len() > 200, "{}", lines.len());
    lines
}

/// Packets of the milter protocol with any content.
fn packets() -> impl Strategy<Value = Vec<u8>> {
    let command = prop::sample::select(b"OCHMRTLNBEAQKDU".to_vec());
    let data = prop_oneof![
        Just(vec![0, 0, 0, 6, 0, 0, 1, 255, 0, 31, 255, 255]),
        Just(b"<a@x.jp>\0SIZE=1\0".to_vec()),
        Just(b"Subject\0 x\r\n y\0".to_vec()),
        Just(b"pc\x0054\x00192.0.2.1\x00".to_vec()),
        prop::collection::vec(any::<u8>(), 0..20),
    ];
    let packet = (command, data).prop_map(|(command, data)| {
        let length = u32::try_from(data.len() + 1).unwrap().to_be_bytes();
        [&length[..], &[command], &data].concat()
    });
    prop::collection::vec(packet, 0..20).prop_map(|packets| packets.concat())
}

proptest! {
    #[test]
    fn no_talk_breaks_the_server(
        door: u8,
        picks in prop::collection::vec((0usize..10_000, prop::option::weighted(0.1, (any::<u8>(), 0usize..100))), 0..60),
    ) {
        let lines = lines();
        let mut talk = vec![door];
        talk.extend(b"EHLO pc\r\n");
        for (pick, damage) in picks {
            let mut line = lines[pick % lines.len()].clone();
            if let Some((octet, at)) = damage {
                let at = at % line.len();
                line[at] = octet;
            }
            talk.extend(line);
        }
        fuzz_server(&talk);
    }

    #[test]
    fn no_octets_break_anything(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        fuzz_server(&octets);
        fuzz_milter(&octets);
        fuzz_reply(&octets);
    }

    #[test]
    fn no_packets_break_the_milter(packets in packets()) {
        fuzz_milter(&packets);
    }
}
