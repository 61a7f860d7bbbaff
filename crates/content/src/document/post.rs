//! Letters as files: one (eml, mht), or many in one file (mbox, RFC 4155). Reading a letter is the business of `read`.

use sekisho_model::Blind;

use super::gather::Gather;
use crate::{budget::Budget, read::inside};

/// A letter.
pub(super) fn letter(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    one("", bytes, gather, budget);
}

/// A file of letters. Each begins with a line `From `, and such lines inside are written `>From `.
pub(super) fn mbox(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let finder = memchr::memmem::Finder::new(b"\nFrom ");
    let mut starts: Vec<usize> = vec![0];
    starts.extend(finder.find_iter(bytes).map(|at| at + 1));
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    for (number, (start, end)) in starts.iter().zip(ends).enumerate() {
        let letter = bytes.get(*start..end).unwrap_or_default();
        let body = letter.iter().position(|byte| *byte == b'\n').map_or(letter.len(), |at| at + 1);
        // One word for all letters beyond the limit, not one for each.
        if !budget.has_parts() || !budget.take_entry() {
            return gather.blind(Blind::Limit);
        }
        one(&format!("letter-{}/", number + 1), letter.get(body..).unwrap_or_default(), gather, budget);
    }
}

fn one(prefix: &str, bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let Some(parts) = budget.deeper(|budget| inside(bytes, budget)) else { return gather.blind(Blind::Limit) };
    for mut part in parts {
        part.name = format!("{prefix}{}", part.name);
        gather.inner(part);
    }
}
