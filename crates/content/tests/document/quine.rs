//! An archive that contains itself, and nothing else, for ever: a gzip file that unpacks to its own bytes.
//!
//! The construction is Russ Cox's ("Zip Files All The Way Down", 2010): deflate read as a language of two commands, both
//! five bytes long, "print the bytes that follow" and "repeat the last bytes", in which a program that prints itself is
//! written. The checksum stands inside what it sums up; sums of this kind are linear, so a fixed point is a matter of
//! linear equations.

use std::io::Read;

use super::{zips::zip, *};

/// Head of a gzip file with the name `a` (RFC 1952): twelve bytes, so that repeating it fits into one command.
fn head(salt: u8) -> [u8; 12] {
    [0x1F, 0x8B, 8, 8, salt, 0, 0, 0, 2, 255, b'a', 0]
}

/// An empty last block, the checksum, the size.
fn tail(sum: u32, size: usize) -> Vec<u8> {
    let size = u32::try_from(size).unwrap();
    [&[1, 0, 0, 0xFF, 0xFF][..], &sum.to_le_bytes(), &size.to_le_bytes()].concat()
}

/// The command to print the next bytes: a stored block (RFC 1951 §3.2.4).
fn print(bytes: usize) -> Vec<u8> {
    let length = u16::try_from(bytes).unwrap();
    [&[0][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat()
}

/// The command to repeat the last bytes, 17 to 20: a block of fixed codes with two matches (§3.2.6), 40 bits.
fn repeat(bytes: usize) -> Vec<u8> {
    assert!((17..=20).contains(&bytes));
    let mut bits: Vec<bool> = vec![false, true, false];
    for length in [bytes / 2, bytes - bytes / 2] {
        // Lengths of 3 to 10 and distances of 17 to 24; codes have their first bit first, extra bits their last.
        bits.extend((0..7).rev().map(|bit| (length - 2) >> bit & 1 == 1));
        bits.extend((0..5).rev().map(|bit| 8 >> bit & 1 == 1));
        bits.extend((0..3).map(|bit| (bytes - 17) >> bit & 1 == 1));
    }
    bits.extend([false; 7]);
    bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |sum, bit| sum << 1 | u8::from(*bit))).collect()
}

/// The program, with any checksum.
fn program(salt: u8, sum: u32, size: usize) -> Vec<u8> {
    let (head, tail) = (head(salt), tail(sum, size));
    let (first, last) = (head.len() + 5, tail.len() + 5);
    let (four, again) = (|| print(20), || repeat(20));
    [
        head.to_vec(),
        [print(first), head.to_vec(), print(first)].concat(),
        repeat(first),
        [print(5), repeat(first)].concat(),
        [print(5), print(5)].concat(),
        [four(), repeat(first), print(5), print(5), four()].concat(),
        again(),
        [four(), again(), four(), again(), four()].concat(),
        again(),
        [four(), again(), print(0), print(0), print(last)].concat(),
        again(),
        [print(0), print(0)].concat(),
        [print(last), repeat(last), tail.clone()].concat(),
        repeat(last),
        tail,
    ]
    .concat()
}

/// The one with its own checksum.
fn quine() -> Vec<u8> {
    let size = program(0, 0, 0).len();
    let sum_of = |salt, sum| crc32(&program(salt, sum, size));
    let found = (0..=255).find_map(|salt| {
        let zero = sum_of(salt, 0);
        // What each bit of the checksum changes in the sum, and itself: all must cancel out what is there without any.
        let columns: Vec<u32> = (0..32).map(|bit| sum_of(salt, 1 << bit) ^ zero ^ 1 << bit).collect();
        Some(program(salt, solve(&columns, zero)?, size))
    });
    found.unwrap()
}

/// The bits whose columns together make the target (elimination over GF(2)).
fn solve(columns: &[u32], target: u32) -> Option<u32> {
    let mut basis: Vec<(u32, u32)> = Vec::new();
    let reduce = |basis: &[(u32, u32)], start: (u32, u32)| {
        basis.iter().fold(start, |(value, bits), (other, of)| {
            let same = value ^ other;
            if same < value { (same, bits ^ of) } else { (value, bits) }
        })
    };
    for (bit, column) in columns.iter().enumerate() {
        let (value, bits) = reduce(&basis, (*column, 1 << bit));
        if value != 0 {
            basis.push((value, bits));
            basis.sort_unstable_by(|one, other| other.cmp(one));
        }
    }
    let (rest, bits) = reduce(&basis, (target, 0));
    (rest == 0).then_some(bits)
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    sum.sum()
}

#[test]
fn an_archive_that_contains_itself_ends_at_the_limit_of_depth() {
    let quine = quine();
    let mut inside = Vec::new();
    flate2::read::GzDecoder::new(&*quine).read_to_end(&mut inside).unwrap();
    assert_eq!(inside, quine, "it is one");
    let limits = Limits::default();
    for (name, bytes) in [("a.gz", quine.clone()), ("a.zip", zip(&[("one.gz", &quine), ("two.gz", &quine)]))] {
        let parts = open_file(&bytes, Some(name), &limits);
        let reasons: Vec<Blind> = parts.iter().filter_map(why).collect();
        let copies = if name == "a.zip" { 2 } else { 1 };
        assert_eq!(reasons, vec![Blind::Limit; copies], "{name}: one for each, where it is cut off");
        assert!(parts.len() <= copies * (limits.depth + 1) + 1, "{name}: {}", parts.len());
    }
}
