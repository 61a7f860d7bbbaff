//! What is odd about a table, without being wrong: for people to know before they trust a result.

use crate::Told;

/// One remark; its sentence is in the catalogue of words under its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// One of [`WARNING_CODES`].
    pub code: &'static str,
    /// Values of its sentence.
    pub facts: Vec<(&'static str, Told)>,
}

/// Every code a warning can have; the catalogues have words for each.
pub const WARNING_CODES: &[&str] = &[
    "hidden-sheets",
    "hidden-rows",
    "hidden-columns",
    "filtered",
    "sorted",
    "formulas",
    "uncomputed",
    "merged-cells",
    "error-cells",
    "mixed-cells",
    "not-compared",
    "unread-values",
    "unordered-query",
];

impl Warning {
    pub(crate) fn new(code: &'static str, facts: Vec<(&'static str, Told)>) -> Self {
        Self { code, facts }
    }
}
