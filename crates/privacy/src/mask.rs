//! Masking: every personal value of a text hidden, everything else untouched. Masking a masked text changes nothing,
//! and a survey of a masked text finds nothing.

use crate::{detect, fold::fold, kind::Kind};

/// The text with each personal value replaced by `*`, one per character (a mail address keeps its `@` and its
/// top-level domain away: the whole of it is personal).
#[must_use]
pub fn mask(text: &str) -> String {
    let folded = fold(text);
    let hits = detect::all(&folded);
    let mut hidden = hits.iter().filter(|hit| hides(hit.kind)).map(|hit| hit.start..hit.end).peekable();
    let mut masked = String::with_capacity(text.len());
    for ((at, _), original) in folded.char_indices().zip(text.chars()) {
        while hidden.next_if(|range| range.end <= at).is_some() {}
        let inside = hidden.peek().is_some_and(|range| range.contains(&at));
        masked.push(if inside && !original.is_whitespace() { '*' } else { original });
    }
    masked
}

fn hides(kind: Kind) -> bool {
    kind.is_personal()
}
