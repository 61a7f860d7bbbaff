//! Masking: every personal value of a text hidden, everything else untouched. Masking a masked text changes nothing,
//! and a survey of a masked text finds nothing.

use crate::{
    fold::{Pairs, fold},
    survey::hits,
};

/// Rounds of masking. What a hit covered may look like something else once its neighbour is hidden; in practice the
/// second round finds nothing.
const ROUNDS: usize = 8;

/// The text with each personal value replaced by `*`, one per character, blanks inside kept.
#[must_use]
pub fn mask(text: &str) -> String {
    let mut masked = text.to_owned();
    for _ in 0..ROUNDS {
        match once(&masked) {
            Some(more) => masked = more,
            None => return masked,
        }
    }
    // Something keeps looking like a value: hide every letter and digit rather than show one.
    masked.chars().map(|c| if c.is_alphanumeric() { '*' } else { c }).collect()
}

/// One round; nothing when there is nothing to hide.
fn once(text: &str) -> Option<String> {
    let folded = fold(text);
    let hits = hits(&folded);
    let mut hidden = hits.iter().filter(|hit| hit.kind.is_personal()).map(|hit| hit.start..hit.end).peekable();
    hidden.peek()?;
    let mut masked = String::with_capacity(text.len());
    let (pairs, mut originals) = (Pairs::of(text, &folded), text.chars());
    for (number, (at, _)) in folded.char_indices().enumerate() {
        while hidden.next_if(|range| range.end <= at).is_some() {}
        let inside = hidden.peek().is_some_and(|range| range.contains(&at));
        let originals = originals.by_ref().take(if pairs.has(number) { 2 } else { 1 });
        masked.extend(originals.map(|original| if inside && !original.is_whitespace() { '*' } else { original }));
    }
    Some(masked)
}
