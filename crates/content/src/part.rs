//! The source text of one part, tags and all: what a sandboxed frame shows. Reading for rules is `read`.

use sekisho_model::PartPath;

use crate::{Limits, charset, transform};

/// The decoded text of a part; `None` when there is no such part, it is over the limit, or it is sealed in an encoding
/// that is not known. A letter whose body is the only part answers to the path of that body.
#[must_use]
pub fn part_text(bytes: &[u8], path: &PartPath, limits: &Limits) -> Option<String> {
    let file = transform::files(bytes, std::slice::from_ref(path)).ok()?.pop()?;
    if file.bytes.len() > limits.part_bytes {
        return None;
    }
    Some(charset::decode(&file.bytes, file.charset.as_deref()).text)
}

#[cfg(test)]
mod tests;
