//! Files made to harm: bombs, archives of two faces, broken chains. Made here, never kept.

use super::{zips::zip, *};

/// Opens within tight limits and gives every reason found.
fn reasons(bytes: &[u8], name: &str) -> Vec<Blind> {
    let limits = Limits { unpacked_bytes: 8 << 20, entries: 50, depth: 4, ..Limits::default() };
    open_file(bytes, Some(name), &limits).iter().filter_map(why).collect()
}

/// Where a signature stands, the nth.
fn find(bytes: &[u8], signature: &[u8]) -> Vec<usize> {
    bytes.windows(signature.len()).enumerate().filter(|(_, window)| *window == signature).map(|(at, _)| at).collect()
}

fn patched(mut bytes: Vec<u8>, at: usize, with: &[u8]) -> Vec<u8> {
    bytes[at..at + with.len()].copy_from_slice(with);
    bytes
}

const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

/// Name, bytes, a reason that must be found.
fn corpus() -> Vec<(&'static str, Vec<u8>, Blind)> {
    let two = zip(&[("a.txt", b"first file"), ("b.txt", b"second file")]);
    let central = find(&two, CENTRAL);
    let local = find(&two, LOCAL);
    let nested = (0..8).fold(zip(&[("a.txt", b"deep")]), |inner, _| zip(&[("a.zip", &inner)]));
    let many: Vec<(String, &[u8])> = (0..60).map(|at| (format!("{at}.txt"), &b"x"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    vec![
        ("bomb", zip(&[("zeros.txt", &vec![b'0'; 30 << 20])]), Blind::Limit),
        ("a bomb that lies about its size", lying_bomb(), Blind::Damaged),
        ("nested too deep", nested, Blind::Limit),
        ("too many entries", zip(&many), Blind::Limit),
        ("truncated", two[..two.len() - 30].to_vec(), Blind::Damaged),
        ("half", two[..40].to_vec(), Blind::Damaged),
        (
            "wrong checksum",
            patched(patched(two.clone(), central[0] + 16, &[1, 2, 3, 4]), local[0] + 14, &[1, 2, 3, 4]),
            Blind::Damaged,
        ),
        ("names that differ", patched(two.clone(), local[0] + 30, b"z"), Blind::Damaged),
        ("overlapping entries", patched(two.clone(), central[1] + 42, &[0, 0, 0, 0]), Blind::Damaged),
        ("an entry outside the directory", fewer_in_directory(&two), Blind::Damaged),
        ("equal names", patched(patched(two.clone(), central[1] + 46, b"a"), local[1] + 30, b"a"), Blind::Damaged),
        ("methods that differ", patched(two.clone(), local[0] + 8, &[0, 0]), Blind::Damaged),
        ("bytes behind the end", [two.clone(), b"more".to_vec()].concat(), Blind::Damaged),
        ("entities", entities(), Blind::Damaged),
    ]
}

/// A directory that claims 10 bytes for an entry of a megabyte.
fn lying_bomb() -> Vec<u8> {
    let honest = zip(&[("a.txt", &vec![b'0'; 1 << 20])]);
    let (central, local) = (find(&honest, CENTRAL)[0], find(&honest, LOCAL)[0]);
    patched(patched(honest, central + 24, &[10, 0, 0, 0]), local + 22, &[10, 0, 0, 0])
}

/// The first entry stays in the file but leaves the directory.
fn fewer_in_directory(two: &[u8]) -> Vec<u8> {
    let central = find(two, CENTRAL);
    let mut bytes = two.to_vec();
    bytes.drain(central[0]..central[1]);
    let end = find(&bytes, b"PK\x05\x06")[0];
    let size = u32::try_from(end - central[0]).unwrap().to_le_bytes();
    patched(
        patched(patched(bytes, end + 8, &[1, 0, 1, 0]), end + 12, &size),
        end + 16,
        &u32::try_from(central[0]).unwrap().to_le_bytes(),
    )
}

/// The billion laughs in a workbook.
fn entities() -> Vec<u8> {
    let workbook = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
        <workbook><definedNames><definedName name="n">&b;</definedName></definedNames></workbook>"#;
    zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", workbook.as_bytes())])
}

#[test]
fn what_harms_is_blind_and_never_clean() {
    for (what, bytes, reason) in corpus() {
        let reasons = reasons(&bytes, "a.zip");
        assert!(reasons.contains(&reason), "{what}: {reasons:?}");
    }
}

#[test]
fn text_beyond_the_limit_is_blind_and_kept_up_to_it() {
    let limits = Limits { text_chars: 5, ..Limits::default() };
    let parts = open_file("あいうえおかき".as_bytes(), Some("a.txt"), &limits);
    assert_eq!((why(&parts[0]), parts[0].reading.text()), (Some(Blind::Limit), "あいうえお"));
}
