//! Tables: each row that holds an identifier is a record of one person.

use crate::{detect, fold::fold, kind::Kind, survey::Survey};

/// Reads one table into the survey.
pub(crate) fn read(rows: &[Vec<String>], survey: &mut Survey) {
    let mut prints: Vec<(Kind, u64)> = Vec::new();
    for row in rows {
        prints.clear();
        for cell in row {
            let folded = fold(cell);
            for hit in detect::all(&folded) {
                if let Some(value) = folded.get(hit.start..hit.end) {
                    prints.push((hit.kind, survey.note_hit(hit.kind, value)));
                }
            }
        }
        survey.records.row(&prints);
    }
}
