//! Where a page ended: opaque text for callers, the key of the last row for the store.
//!
//! Invariants: a cursor fits only the question it came from; rows that are added meanwhile never shift a page, because
//! a cursor names a row, not a count. How it fails: [`StoreError::Cursor`].

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{PageRequest, StoreError};

/// Rows of a page unless asked otherwise.
const USUAL: u32 = 50;
/// Most rows of a page.
const MOST: u32 = 500;
/// No cursor is longer: a version, a question, at most four numbers.
const LONGEST: usize = 64;
const VERSION: u8 = 1;

/// Which question a cursor belongs to. The numbers are part of the cursor's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Question {
    Held = 1,
    History = 2,
    LettersBetween = 3,
    Search = 4,
    Deliveries = 5,
    Events = 6,
    Campaigns = 7,
    CampaignRows = 8,
}

/// Writes a cursor.
pub(crate) fn write(question: Question, key: &[i64]) -> String {
    let mut bytes = vec![VERSION, question as u8];
    bytes.extend(key.iter().flat_map(|number| number.to_be_bytes()));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads the cursor of a request, if it has one: `N` numbers.
pub(crate) fn read<const N: usize>(question: Question, page: &PageRequest) -> Result<Option<[i64; N]>, StoreError> {
    let Some(text) = &page.after else { return Ok(None) };
    parse(question, text).map(Some).ok_or(StoreError::Cursor)
}

fn parse<const N: usize>(question: Question, text: &str) -> Option<[i64; N]> {
    if text.len() > LONGEST {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let key = bytes.strip_prefix(&[VERSION, question as u8])?;
    let (words, rest) = key.as_chunks::<8>();
    let numbers: Vec<i64> = words.iter().map(|word| i64::from_be_bytes(*word)).collect();
    if rest.is_empty() { numbers.try_into().ok() } else { None }
}

/// Rows of a page.
pub(crate) fn limit(page: &PageRequest) -> usize {
    let rows = if page.limit == 0 { USUAL } else { page.limit.min(MOST) };
    usize::try_from(rows).unwrap_or(50)
}

/// Cuts the extra row off that says whether there is a next page; `key` names the last row that stays.
pub(crate) fn cut<T, const N: usize>(
    rows: &mut Vec<T>,
    limit: usize,
    question: Question,
    key: impl Fn(&T) -> [i64; N],
) -> Option<String> {
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    rows.last().map(|last| write(question, &key(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(after: &str) -> PageRequest {
        PageRequest { after: Some(after.to_owned()), limit: 0 }
    }

    #[test]
    fn a_cursor_comes_back_for_its_own_question_only() {
        let text = write(Question::Deliveries, &[-1, i64::MAX, 3]);
        assert_eq!(read::<3>(Question::Deliveries, &request(&text)).unwrap(), Some([-1, i64::MAX, 3]));
        assert!(matches!(read::<3>(Question::Events, &request(&text)), Err(StoreError::Cursor)));
        assert!(matches!(read::<2>(Question::Deliveries, &request(&text)), Err(StoreError::Cursor)));
        for bad in ["", "!", "AQ", &text[1..], &format!("{text}AAAA"), &"A".repeat(1000)] {
            assert!(matches!(read::<3>(Question::Deliveries, &request(bad)), Err(StoreError::Cursor)), "{bad}");
        }
        assert_eq!(read::<1>(Question::Held, &PageRequest::default()).unwrap(), None);
    }

    #[test]
    fn pages_are_bounded() {
        for (asked, rows) in [(0, 50), (1, 1), (500, 500), (501, 500), (u32::MAX, 500)] {
            assert_eq!(limit(&PageRequest { after: None, limit: asked }), rows);
        }
    }
}
