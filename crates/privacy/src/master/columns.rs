//! Which column of a master holds what: by the header words that the finder of tables knows, too.

use crate::{fold::fold, lexicon::words::Label, table::label_of};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Mail address.
    Mail,
    /// Telephone number.
    Phone,
    /// Member, customer or employee number.
    Id,
    /// Full name; a blank parts surname and given name.
    Name,
    /// Surname.
    Surname,
    /// Given name.
    Given,
    /// Full name in kana or Latin letters; a blank parts surname and given name.
    Kana,
    /// Surname in kana.
    SurnameKana,
    /// Given name in kana.
    GivenKana,
    /// Company.
    Company,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Mail,
        Self::Phone,
        Self::Id,
        Self::Name,
        Self::Surname,
        Self::Given,
        Self::Kana,
        Self::SurnameKana,
        Self::GivenKana,
        Self::Company,
    ];

    /// The code, as the configuration has it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Id => "id",
            Self::Name => "name",
            Self::Surname => "surname",
            Self::Given => "given",
            Self::Kana => "kana",
            Self::SurnameKana => "surname_kana",
            Self::GivenKana => "given_kana",
            Self::Company => "company",
        }
    }

    fn of(label: Label) -> Option<Self> {
        Some(match label {
            Label::Email => Self::Mail,
            Label::Phone => Self::Phone,
            Label::MemberId | Label::EmployeeId => Self::Id,
            Label::Name => Self::Name,
            Label::Surname => Self::Surname,
            Label::Given => Self::Given,
            Label::Kana => Self::Kana,
            Label::SurnameKana => Self::SurnameKana,
            Label::GivenKana => Self::GivenKana,
            Label::Company => Self::Company,
            _ => return None,
        })
    }
}

/// The field of each column by its header; `None` for columns that identify nobody.
#[must_use]
pub fn columns<'h>(headers: impl IntoIterator<Item = &'h str>) -> Vec<Option<Field>> {
    headers.into_iter().map(|header| label_of(&fold(header.trim())).and_then(Field::of)).collect()
}
