//! Findings: masked, unless somebody asked for one and that was written down.
//!
//! It never shows what the desk masked.

use sekisho_model::{Fact, Finding, Mark};
use serde::Serialize;
use utoipa::ToSchema;

use crate::say::Say;

/// Something that was noticed.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingBody {
    /// Code of the kind.
    #[schema(example = "first-domain")]
    code: String,
    /// In words.
    text: String,
    /// Where, in words.
    place: String,
    /// Cause code.
    #[schema(example = "R2")]
    cause: Option<String>,
    /// The rule that reported it.
    rule: Option<String>,
    /// What a leak would cost, of the finding that counts persons.
    cost: Option<CostBody>,
    /// Where it stands; texts are masked until revealed.
    marks: Vec<MarkBody>,
}

/// What a leak would cost at most, by the JNSA JO model.
#[derive(Serialize, ToSchema)]
pub(crate) struct CostBody {
    /// Yen per person.
    per_person: u64,
    /// Yen for the persons that are told apart for certain.
    low: u64,
    /// Yen for the most persons there can be.
    high: u64,
    /// In words.
    text: String,
}

impl CostBody {
    fn new(say: &Say, finding: &Finding) -> Option<Self> {
        let count = |name: &str| match finding.facts.get(name) {
            Some(Fact::Count(count)) => Some(*count),
            _ => None,
        };
        let text = say.words.cost(finding)?;
        Some(Self { per_person: count("cost-each")?, low: count("cost-low")?, high: count("cost-high")?, text })
    }
}

/// A place of a text.
#[derive(Serialize, ToSchema)]
pub(crate) struct MarkBody {
    /// The part, numbers from the outside in.
    #[schema(example = "2.1")]
    part: String,
    /// A file inside the part, once revealed.
    inside: Option<String>,
    /// First character of the part's extracted text.
    start: u64,
    /// One past the last.
    end: u64,
    /// Code of the kind of data.
    #[schema(example = "phone")]
    kind: String,
    /// What stands there.
    text: String,
}

impl From<&Mark> for MarkBody {
    fn from(mark: &Mark) -> Self {
        Self {
            part: mark.part.to_string(),
            inside: mark.inside.as_deref().map(|inside| sekisho_words::clean(inside).into_owned()),
            start: mark.start,
            end: mark.end,
            kind: mark.kind.clone(),
            text: sekisho_words::clean(&mark.text).into_owned(),
        }
    }
}

impl FindingBody {
    pub(crate) fn new(say: &Say, finding: &Finding) -> Self {
        Self {
            code: finding.kind.code(),
            text: say.finding(finding),
            place: say.words.place(&finding.place),
            cause: finding.cause.map(|cause| format!("{cause:?}")),
            rule: finding.rule.as_ref().map(ToString::to_string),
            cost: CostBody::new(say, finding),
            marks: finding.marks().map(MarkBody::from).collect(),
        }
    }

    pub(crate) fn revealed(say: &Say, finding: &Finding) -> Self {
        Self { text: say.words.finding_revealed(finding), ..Self::new(say, finding) }
    }
}
