//! The rules file as it is written. Only shapes; `check` gives them meaning.
//!
//! The doc comments here are the documentation of the file: `reference()` and the JSON Schema are made from them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{
    act::{Act, Mode},
    case::RawCase,
};
use crate::Protection;

pub(crate) mod detector;
pub(crate) mod when;

pub(crate) use detector::RawDetector;
pub(crate) use when::RawWhen;

/// The rules file. An empty file means all defaults.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawPolicy {
    /// The group that approves when a built-in asks for approval. Default `approvers`: the group `init` makes.
    #[schemars(with = "Option<String>")]
    pub(crate) approvers: Option<Spanned<String>>,
    /// Offset from UTC for hours and end dates in rules. Default `+09:00` (Japan). A fixed offset, so that the same
    /// letter is judged the same everywhere.
    #[schemars(with = "Option<String>")]
    pub(crate) utc_offset: Option<Spanned<String>>,
    /// How long letters wait before they leave, so that the sender can stop them.
    pub(crate) wait: RawWait,
    /// How long people are waited for. No time-out releases a letter; the last one returns it to its sender.
    pub(crate) patience: RawPatience,
    /// How attachments are protected.
    pub(crate) protect: RawProtect,
    /// How the cost of a leak is reckoned.
    pub(crate) cost: RawCost,
    /// Tunes built-in detectors, by code. See the table of detectors.
    #[schemars(with = "BTreeMap<String, RawDetector>")]
    pub(crate) detector: BTreeMap<Spanned<String>, RawDetector>,
    /// Rules of the house. They only add: findings, needs, wishes, a refusal. Their order never matters.
    pub(crate) rule: Vec<RawRule>,
}

/// How long letters wait before they leave.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawWait {
    /// Wait of letters to outside. Default `5m`: most people who notice a mistake notice it within the first minutes.
    #[schemars(with = "Option<String>")]
    pub(crate) outside: Option<Spanned<String>>,
    /// Wait of letters inside the house. Default `0s`: internal copies leave at once, and a colleague may notice first.
    #[schemars(with = "Option<String>")]
    pub(crate) inside: Option<Spanned<String>>,
    /// Whether recipients inside, whose copies have left already, may stop the copies to outside while these wait. They
    /// get a mail with a link for it, and can do nothing else. Only where they can see in their own copy that it goes
    /// outside, and only up to 20 people. Default false: each letter to colleagues and to outside would bring a second
    /// mail to every colleague.
    pub(crate) inside_may_stop: bool,
    /// Why the outside wait is shorter than the default. Required then.
    pub(crate) reason: Option<String>,
}

/// How long people are waited for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawPatience {
    /// Approvers are reminded after this. Default `2h`: within half a working day.
    #[schemars(with = "Option<String>")]
    pub(crate) approver_reminder: Option<Spanned<String>>,
    /// Deputies are asked after this. Default `4h`: still on the same working day.
    #[schemars(with = "Option<String>")]
    pub(crate) deputy_reminder: Option<Spanned<String>>,
    /// An unapproved letter goes back to its sender after this. Default `48h`: two working days. Weekends, national holidays and the turn of the year do not count.
    #[schemars(with = "Option<String>")]
    pub(crate) approval_return: Option<Spanned<String>>,
    /// The sender is reminded of a self-review after this. Default `24h`.
    #[schemars(with = "Option<String>")]
    pub(crate) review_reminder: Option<Spanned<String>>,
    /// An unreviewed letter goes back to its sender after this. Default `72h`: three days, over a weekend.
    #[schemars(with = "Option<String>")]
    pub(crate) review_return: Option<Spanned<String>>,
}

/// How attachments are protected.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawProtect {
    /// Who learns the password of an encrypted zip: `sender` (default; passes it on by another way) or `later` (the
    /// recipients, in a mail of its own).
    #[schemars(with = "Option<RawPassword>")]
    pub(crate) password: Option<Spanned<RawPassword>>,
    /// With `later`: how long after the letter. Default `30m`: time in which a mis-sent letter is noticed.
    #[schemars(with = "Option<String>")]
    pub(crate) password_after: Option<Spanned<String>>,
}

/// How the cost of a leak is reckoned (JNSA "JO model"; a ceiling of claims, not what is usually paid).
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawCost {
    /// Whether the house is one of which more is expected: medicine, finance, telecom, a public body, a famous large
    /// company. Doubles the figure. Default false.
    pub(crate) high_duty: bool,
}

/// Who learns the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RawPassword {
    /// The sender.
    Sender,
    /// The recipients, later.
    Later,
}

/// A rule.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRule {
    /// Name of the rule in findings and evidence: lower-case letters, digits, `-`; unique; not the code of a detector.
    #[schemars(with = "String")]
    pub(crate) id: Spanned<String>,
    /// What it is for, in the languages of the house.
    pub(crate) description: RawDescription,
    /// `observe` (only written down), `ask` (the sender is asked instead), `enforce` (default).
    #[serde(default)]
    pub(crate) mode: Mode,
    /// Conditions that must all hold.
    #[serde(default)]
    pub(crate) when: RawWhen,
    /// A condition in CEL, for experts; must hold, too. See the fields below.
    #[schemars(with = "Option<String>")]
    #[serde(default)]
    pub(crate) expr: Option<Spanned<String>>,
    /// What is done then.
    #[schemars(with = "RawThen")]
    pub(crate) then: Spanned<RawThen>,
    /// When it does not apply after all.
    #[serde(default)]
    pub(crate) except: Vec<RawExcept>,
    /// Cases that `policy check` runs.
    #[serde(default, skip_serializing)]
    pub(crate) test: Vec<RawCase>,
}

/// What a rule is for. At least one language.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawDescription {
    /// 日本語.
    pub(crate) ja: Option<String>,
    /// English.
    pub(crate) en: Option<String>,
}

/// What a rule does. At least one key.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawThen {
    /// Waits so long before it leaves, for example `15m`. The longest wait of all rules counts.
    #[schemars(with = "Option<String>")]
    pub(crate) wait: Option<Spanned<String>>,
    /// The sender looks once more.
    pub(crate) self_review: bool,
    /// This group approves.
    #[schemars(with = "Option<String>")]
    pub(crate) approval: Option<Spanned<String>>,
    /// So many different people of the group. Default 1.
    #[schemars(with = "Option<u8>")]
    pub(crate) approval_count: Option<Spanned<u8>>,
    /// Does not leave.
    pub(crate) refuse: bool,
    /// One mail per recipient.
    pub(crate) individualise: bool,
    /// Recipients leave the header.
    pub(crate) bcc: bool,
    /// Attachments leave only protected: `link` or `zip`. Those the rule's `attachment` condition matches, or all.
    pub(crate) protect: Option<Protection>,
    /// Attachments do not leave. Those the rule's `attachment` condition matches, or all.
    pub(crate) strip: bool,
    /// What stands in the place of a stripped attachment. Required with `strip`.
    pub(crate) strip_note: Option<String>,
    /// A text under the letter.
    pub(crate) footer: Option<String>,
}

/// An exception: a reason and an end date are part of it.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawExcept {
    /// Conditions that must all hold. With `to`, only those recipients are excepted.
    #[serde(default)]
    pub(crate) when: RawWhen,
    /// A condition in CEL that must hold, too. If it fails at run time the exception does not apply.
    #[schemars(with = "Option<String>")]
    #[serde(default)]
    pub(crate) expr: Option<Spanned<String>>,
    /// Why.
    #[schemars(with = "String")]
    pub(crate) reason: Spanned<String>,
    /// Last day on which it applies, `"2027-03-31"`.
    #[schemars(with = "String")]
    pub(crate) until: Spanned<String>,
}
