//! Header words: which label a cell is, and which part its column plays.

use super::column::Role;
use crate::{
    kind::Kind,
    lexicon::words::{self, Class, Label},
};

/// The role of a column, or of the value beside a label in a form.
pub(super) const fn role_of(label: Label) -> Role {
    match label {
        Label::Name => Role::Kind(Kind::Name),
        Label::Holder => Role::Alias,
        Label::Kana | Label::SurnameKana | Label::GivenKana => Role::Kana,
        Label::Surname => Role::Surname,
        Label::Given => Role::Given,
        Label::Email => Role::Kind(Kind::Email),
        Label::Phone | Label::Fax => Role::Kind(Kind::Phone),
        Label::Postal => Role::Kind(Kind::PostalCode),
        Label::Address => Role::Kind(Kind::Address),
        Label::Street | Label::Building | Label::Prefecture | Label::City => Role::AddressPart,
        Label::Birth => Role::Kind(Kind::BirthDate),
        Label::Sex => Role::Kind(Kind::Sex),
        Label::MyNumber => Role::Kind(Kind::MyNumber),
        Label::Corporate => Role::Kind(Kind::CorporateNumber),
        Label::Licence => Role::Kind(Kind::DriverLicence),
        Label::Passport => Role::Kind(Kind::Passport),
        Label::Residence => Role::Kind(Kind::ResidenceCard),
        Label::Pension => Role::Kind(Kind::Pension),
        Label::Insurance => Role::Kind(Kind::Insurance),
        Label::Account => Role::Kind(Kind::BankAccount),
        Label::Card => Role::Kind(Kind::Card),
        Label::CardSecret => Role::Kind(Kind::CardSecret),
        Label::LoginId => Role::LoginId,
        Label::Password => Role::Password,
        Label::MemberId => Role::Kind(Kind::MemberId),
        Label::EmployeeId => Role::Kind(Kind::EmployeeId),
        Label::Company => Role::Kind(Kind::Company),
        Label::Title => Role::Kind(Kind::Title),
        Label::Ssn => Role::Kind(Kind::Ssn),
        Label::Iban => Role::Kind(Kind::Iban),
        Label::Nino => Role::Kind(Kind::Nino),
        Label::Income => Role::Kind(Kind::Income),
        Label::Assets => Role::Kind(Kind::Assets),
        Label::Purchase => Role::Kind(Kind::Purchase),
        Label::Special(kind) => Role::Special(kind),
        Label::Age
        | Label::Price
        | Label::Date
        | Label::OtherNumber
        | Label::Bank
        | Label::Branch
        | Label::AccountType => Role::Skip,
        Label::Department => Role::Unit,
        Label::Note => Role::Free,
    }
}

/// The label that a header cell is: the whole cell, or the last label in it.
pub(super) fn header(folded: &str) -> Option<Label> {
    if folded.is_empty()
        || folded.len() > 90
        || folded.starts_with(|c: char| c.is_ascii_digit())
        || folded.contains('@')
    {
        return None;
    }
    let trimmed =
        folded.trim_matches(|c: char| matches!(c, ':' | '*' | '※' | '■' | '●' | '○' | '【' | '】' | '[' | ']'));
    if let Some(class) = words::exact(trimmed) {
        return match class {
            Class::Label(label) => Some(label),
            _ => (trimmed == "氏").then_some(Label::Surname),
        };
    }
    // 保護者姓: the last word is too short to be found inside another.
    if trimmed.ends_with('姓') && !is_alias(trimmed) {
        return Some(Label::Surname);
    }
    let found = words::read(trimmed);
    let label = found.iter().rev().find_map(|word| match word.class {
        Class::Label(label) if word.end - word.start > 3 => Some((label, word.end - word.start)),
        _ => None,
    });
    let found = label.filter(|(_, len)| len * 3 >= trimmed.len()).map(|(label, _)| label);
    // 氏名(ローマ字): the bracket only says more.
    found.or_else(|| trimmed.split_once('(').and_then(|(bare, _)| header(bare.trim_end())))
}

/// Whether a header names another form of a name.
pub(super) fn is_alias(header: &str) -> bool {
    const FORMS: &[&str] =
        &["ローマ字", "英字", "英語", "英文", "アルファベット", "旧姓", "旧氏", "通称", "ニックネーム", "ペンネーム"];
    let latin = ["roman", "alias", "nickname", "maiden"];
    let lower = header.to_ascii_lowercase();
    FORMS.iter().any(|form| header.contains(form)) || latin.iter().any(|form| lower.contains(form))
}
