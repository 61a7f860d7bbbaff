//! Whether the result of a comparison is enough for a person to approve the list: the last word of `reconcile`.
//!
//! Enough is only what two persons made independently, what both methods counted alike, and what is explained to the
//! last row. What was not looked at is not enough: an absence is never a yes.

use serde::Serialize;

use crate::{Binding, Independence, Lack, waiver::Explained};

/// What is missing for an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unfit {
    /// Rows that nobody explained.
    Unexplained,
    /// Names and addresses do not belong together, or cannot be told to.
    NotBound,
    /// The lists are one file.
    SameFile,
    /// The lists were not made by two persons.
    OneAuthor,
    /// The second method did not run.
    OneMethod,
    /// There is only one list.
    OneList,
}

impl Unfit {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Unexplained, Self::NotBound, Self::SameFile, Self::OneAuthor, Self::OneMethod, Self::OneList];

    /// Its code, in files and for the catalogue of words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unexplained => "unexplained",
            Self::NotBound => "not-bound",
            Self::SameFile => "same-file",
            Self::OneAuthor => "one-author",
            Self::OneMethod => "one-method",
            Self::OneList => "one-list",
        }
    }
}

/// All that is missing; nothing when the result is fit for an approval. `agreed`: the second method ran and agreed.
/// `independence` is `None` where there is no second list.
#[must_use]
pub fn unfit(
    independence: Option<&Independence>,
    explained: &Explained,
    agreed: bool,
    binding: Option<&Binding>,
) -> Vec<Unfit> {
    let two_authors = independence.is_some_and(|independence| independence.lack.is_none());
    let same_file = independence.is_some_and(|independence| independence.lack == Some(Lack::SameFile));
    let lacks = [
        (independence.is_none(), Unfit::OneList),
        (!explained.unexplained.is_empty(), Unfit::Unexplained),
        (binding.is_some_and(|binding| !binding.is_bound()), Unfit::NotBound),
        (same_file, Unfit::SameFile),
        (independence.is_some() && !two_authors && !same_file, Unfit::OneAuthor),
        (independence.is_some() && !agreed, Unfit::OneMethod),
    ];
    lacks.into_iter().filter_map(|(is, lack)| is.then_some(lack)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Class, Level};

    #[test]
    fn only_what_two_persons_made_and_two_methods_counted_is_fit() {
        let two = Independence { level: Level::L2, lack: None };
        let same = Independence { level: Level::L0, lack: Some(Lack::SameFile) };
        let one = Independence { level: Level::L1, lack: Some(Lack::NoAuthor) };
        let open = Explained { unexplained: vec![(Class::OnlyA, 1)], ..Explained::default() };
        let done = Explained::default();
        for (independence, explained, agreed, expect) in [
            (Some(&two), &done, true, vec![]),
            (Some(&one), &done, true, vec![Unfit::OneAuthor]),
            (Some(&same), &done, true, vec![Unfit::SameFile]),
            (Some(&two), &done, false, vec![Unfit::OneMethod]),
            (Some(&one), &open, false, vec![Unfit::Unexplained, Unfit::OneAuthor, Unfit::OneMethod]),
            (None, &done, false, vec![Unfit::OneList]),
        ] {
            assert_eq!(unfit(independence, explained, agreed, None), expect, "{independence:?} {agreed}");
        }
    }
}
