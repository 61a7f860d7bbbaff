//! Why a parcel waits: the one odd thing first, then every finding, then what is needed.

use sekisho_engine::desk::{ParcelPage, Viewer};
use sekisho_model::{Fact, Finding, FindingKind, Need};
use sekisho_words::Value;

use super::Revealed;
use crate::say::Say;

/// The strongest finding and what to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Odd {
    pub(crate) text: String,
    pub(crate) advice: Option<String>,
}

/// A fact that was masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FactLine {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FindingLine {
    /// Its number in the parcel, by which it is revealed.
    pub(crate) number: usize,
    pub(crate) text: String,
    pub(crate) place: String,
    pub(crate) cause: Option<String>,
    pub(crate) rule: Option<String>,
    pub(crate) can_reveal: bool,
    pub(crate) revealed: Option<Vec<FactLine>>,
    /// What a leak would cost.
    pub(crate) cost: Option<String>,
    /// Where it stands, masked until revealed.
    pub(crate) marks: Vec<String>,
}

/// One need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NeedLine {
    pub(crate) text: String,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    pub(crate) by: Option<String>,
}

pub(crate) fn odd(say: &Say, page: &ParcelPage) -> Option<Odd> {
    let finding = page.row.findings.first()?;
    let key = format!("advice-{}", finding.kind.code());
    let advice = Some(say.t(&key)).filter(|advice| *advice != key);
    Some(Odd { text: say.finding(finding), advice })
}

/// All findings, in the order of the tray, the rest behind.
pub(crate) fn findings(say: &Say, page: &ParcelPage, revealed: Revealed<'_>) -> Vec<FindingLine> {
    let mut numbered: Vec<(usize, &Finding)> = page.findings.iter().enumerate().collect();
    let rank = |finding: &Finding| page.row.findings.iter().position(|known| known == finding).unwrap_or(usize::MAX);
    numbered.sort_by_key(|(number, finding)| (finding.kind == FindingKind::External, rank(finding), *number));
    numbered.into_iter().map(|(number, finding)| line(say, page, number, finding, revealed)).collect()
}

fn line(say: &Say, page: &ParcelPage, number: usize, finding: &Finding, revealed: Revealed<'_>) -> FindingLine {
    let shown = revealed.filter(|(known, _)| *known as usize == number).map(|(_, finding)| finding);
    FindingLine {
        number,
        text: shown.map_or_else(|| say.finding(finding), |shown| say.words.finding_revealed(shown)),
        place: say.words.place(&shown.unwrap_or(finding).place),
        cause: finding.cause.map(|cause| say.words.cause(cause)),
        rule: finding.rule.as_ref().map(ToString::to_string),
        can_reveal: page.row.may.reveal && may_hide(finding.kind),
        revealed: shown.map(|shown| facts(say, shown)),
        cost: say.words.cost(finding),
        marks: shown.unwrap_or(finding).marks().map(|mark| say.words.mark(mark)).collect(),
    }
}

/// Kinds whose private facts were taken out of the page; the others have none.
const fn may_hide(kind: FindingKind) -> bool {
    matches!(
        kind,
        FindingKind::SalutationMismatch
            | FindingKind::CompanyMismatch
            | FindingKind::OtherPerson
            | FindingKind::HiddenData
            | FindingKind::PersonalData
            | FindingKind::SpecialCareData
            | FindingKind::OwnRecipientsAttached
            | FindingKind::UnprotectedAttachment
            | FindingKind::Blind
            | FindingKind::Rule
    )
}

fn facts(say: &Say, finding: &Finding) -> Vec<FactLine> {
    let private = finding.facts.iter().filter_map(|(name, fact)| match fact {
        Fact::Private(value) => Some((name, value)),
        _ => None,
    });
    let line = |(name, value): (&String, &String)| {
        let key = format!("fact-{name}");
        let label = Some(say.t(&key)).filter(|label| *label != key).unwrap_or_else(|| name.clone());
        FactLine { name: label, value: sekisho_words::clean(value).into_owned() }
    };
    private.map(line).collect()
}

pub(crate) fn needs(say: &Say, page: &ParcelPage) -> Vec<NeedLine> {
    let line = |need: &sekisho_engine::desk::NeedView| {
        let users: Vec<&str> = need.by.iter().map(sekisho_model::UserId::as_str).collect();
        let by =
            (!users.is_empty()).then(|| say.with("letter-need-by", &[("users", Value::from(users.join(say.comma())))]));
        let (state, tone) = if need.met { ("letter-need-met", "good") } else { ("letter-need-open", "wait") };
        NeedLine { text: say.need(&need.need), state: say.t(state), tone, by }
    };
    page.needs.iter().map(line).collect()
}

/// Whether an approval is open that this person has not given yet.
pub(crate) fn approval_open_for(page: &ParcelPage, viewer: Option<&Viewer>) -> bool {
    page.needs.iter().any(|need| {
        let given = viewer.is_some_and(|viewer| need.by.contains(&viewer.user));
        !need.met && !given && matches!(need.need, Need::Approval { .. })
    })
}
