//! tar (POSIX ustar, GNU long names, pax paths).

use sekisho_model::Blind;

use super::super::{bytes::slice, gather::Gather, open_inside};
use crate::{budget::Budget, charset};

const BLOCK: usize = 512;

/// A tar archive.
pub(in crate::document) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let mut at = 0;
    // A name too long for the header comes as an entry before its own.
    let mut long_name: Option<String> = None;
    loop {
        let Some(header) = slice(bytes, at, BLOCK) else {
            // The end is two blocks of zeros; many writers leave it out, none cuts a block.
            if at < bytes.len() {
                gather.blind(Blind::Damaged);
            }
            return;
        };
        if header.iter().all(|byte| *byte == 0) {
            if bytes.get(at..).is_some_and(|rest| rest.iter().any(|byte| *byte != 0)) {
                gather.blind(Blind::Damaged);
            }
            return;
        }
        let size = number(header.get(124..136).unwrap_or_default());
        let data = size.and_then(|size| slice(bytes, at + BLOCK, size));
        let (Some(data), true) = (data, sum_fits(header)) else { return gather.blind(Blind::Damaged) };
        match header.get(156) {
            Some(b'L') => long_name = Some(text(data)),
            Some(b'x' | b'g') => long_name = pax_path(data).or(long_name),
            Some(b'0' | b'7' | 0) => {
                let name = long_name.take().unwrap_or_else(|| name(header));
                if !budget.take_entry() {
                    return gather.blind(Blind::Limit);
                }
                gather.line(&name);
                if !name.ends_with('/') {
                    open_inside(&name, data, "", gather, budget);
                }
            }
            // Folders and links hold names only.
            Some(b'1' | b'2' | b'5' | b'K') => gather.line(&long_name.take().unwrap_or_else(|| name(header))),
            _ => gather.blind(Blind::NoReader),
        }
        at += BLOCK + data.len().div_ceil(BLOCK) * BLOCK;
    }
}

/// Octal, or base 256 when the first bit is set.
fn number(field: &[u8]) -> Option<usize> {
    if field.first()? & 0x80 != 0 {
        return field
            .iter()
            .skip(1)
            .try_fold(0_usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)));
    }
    let digits = String::from_utf8_lossy(field);
    let digits = digits.trim_matches(['\0', ' ']);
    if digits.is_empty() { Some(0) } else { usize::from_str_radix(digits, 8).ok() }
}

/// The checksum counts its own field as blanks.
fn sum_fits(header: &[u8]) -> bool {
    let sum: usize = header
        .iter()
        .enumerate()
        .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { usize::from(*byte) })
        .sum();
    number(header.get(148..156).unwrap_or_default()) == Some(sum)
}

fn name(header: &[u8]) -> String {
    let (name, prefix) = (text(header.get(..100).unwrap_or_default()), text(header.get(345..500).unwrap_or_default()));
    let posix = header.get(257..263) == Some(b"ustar\0");
    if posix && !prefix.is_empty() { format!("{prefix}/{name}") } else { name }
}

fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    charset::decode(bytes.get(..end).unwrap_or_default(), None).text
}

/// The path of a pax header: lines of `length key=value`.
fn pax_path(data: &[u8]) -> Option<String> {
    let mut rest = data;
    while let Some(space) = rest.iter().position(|byte| *byte == b' ') {
        let length: usize = std::str::from_utf8(rest.get(..space)?).ok()?.parse().ok()?;
        let record = rest.get(space + 1..length)?;
        if let Some(path) = record.strip_prefix(b"path=") {
            return Some(text(path.strip_suffix(b"\n").unwrap_or(path)));
        }
        rest = rest.get(length..)?;
    }
    None
}
