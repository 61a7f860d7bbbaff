//! Findings in words.
//!
//! Which parameters a finding has depends on what its detector knew and on who looks: private ones are missing until
//! they are revealed. Every kind has a sentence without parameters, and fuller ones for the parameters it can have;
//! the fullest that fits is taken.

use sekisho_model::{Blind, Cause, Fact, Finding, FindingKind, Mark, Place};

use crate::{Value, Words};

/// The kinds with parameters, and the sets of parameters that have a sentence of their own, fullest first. The
/// sentence for `["domain", "like"]` is the attribute `domain-like` of the kind's message.
pub(crate) const FORMS: &[(FindingKind, &[&[&str]])] = &[
    (FindingKind::VisibleStrangers, &[&["count", "domains"], &["count"]]),
    (FindingKind::MassVisible, &[&["count"]]),
    (FindingKind::FirstDomain, &[&["domain"]]),
    (FindingKind::LookalikeDomain, &[&["domain", "like"], &["domain"]]),
    (FindingKind::SalutationMismatch, &[&["name", "recipient"], &["name"]]),
    (FindingKind::CompanyMismatch, &[&["name", "domain"], &["name"]]),
    (FindingKind::OtherPerson, &[&["name", "recipient"], &["name"]]),
    (FindingKind::Burst, &[&["count"]]),
    (FindingKind::ReplyAddsOutside, &[&["count", "domain"], &["domain"], &["count"]]),
    (FindingKind::StaleRecipients, &[&["domain", "silent-days"], &["days"], &["count"]]),
    (FindingKind::Freemail, &[&["domain", "own"], &["domain"], &["own"]]),
    (FindingKind::ForgottenAttachment, &[&["word"]]),
    (FindingKind::Blind, &[&["name", "reason"], &["reason"]]),
    (FindingKind::OwnRecipientsAttached, &[&["count"]]),
    (FindingKind::PersonalData, &[&["count"]]),
    (FindingKind::HiddenData, &[&["count"]]),
    (FindingKind::QuotedData, &[&["count"]]),
    (FindingKind::SpecialCareData, &[&["count"]]),
    (FindingKind::UnprotectedAttachment, &[&["name"]]),
    (FindingKind::Defect, &[&["reason"]]),
    (FindingKind::ListHasOutsider, &[&["count", "members"], &["count"]]),
    (FindingKind::HiddenExternal, &[&["count"]]),
    (FindingKind::External, &[&["count"]]),
    (FindingKind::Rule, &[&["message"], &["rule"]]),
    (FindingKind::DetectorFailed, &[&["reason"]]),
];

/// Parameters that only choose a sentence and do not stand in it.
#[cfg(test)]
pub(crate) const FLAGS: &[&str] = &["own"];

impl Words {
    /// A finding as anybody may see it: private parameters are left out.
    #[must_use]
    pub fn finding(self, finding: &Finding) -> String {
        self.finding_with(finding, false)
    }

    /// A finding with its private parameters, for somebody who has revealed it. Never for a mail or a log.
    #[must_use]
    pub fn finding_revealed(self, finding: &Finding) -> String {
        self.finding_with(finding, true)
    }

    fn finding_with(self, finding: &Finding, revealed: bool) -> String {
        let values = self.values_of(finding, revealed);
        let key = format!("finding-{}", finding.kind.code());
        let forms = FORMS.iter().find(|(kind, _)| *kind == finding.kind).map_or(&[][..], |(_, forms)| forms);
        let has = |name: &&str| values.iter().any(|(known, _)| known == name);
        let fullest = forms.iter().filter(|form| form.iter().all(has));
        let sentence = fullest.filter_map(|form| self.find(&format!("{key}.{}", form.join("-")), &values)).next();
        sentence.unwrap_or_else(|| self.with(&key, &values))
    }

    fn values_of<'a>(self, finding: &'a Finding, revealed: bool) -> Vec<(&'a str, Value<'a>)> {
        let mut values: Vec<(&str, Value<'_>)> = Vec::with_capacity(finding.facts.len() + 1);
        for (name, fact) in &finding.facts {
            let value = match fact {
                Fact::Count(count) => Value::from(*count),
                Fact::Word(word) if name == "reason" => Value::from(self.reason(finding.kind, word)),
                Fact::Word(word) => Value::from(word),
                Fact::Private(word) if revealed => Value::from(word),
                Fact::Private(_) | Fact::Marks(_) => continue,
            };
            values.push((name, value));
        }
        if let Some(rule) = &finding.rule {
            values.push(("rule", Value::from(rule.as_str())));
        }
        values
    }

    /// The `reason` of a finding is a code of its own.
    fn reason(self, kind: FindingKind, code: &str) -> String {
        match kind {
            FindingKind::Blind => self.code("blind", code),
            FindingKind::Defect => self.code("defect", code),
            FindingKind::DetectorFailed => self.code("failure", code),
            _ => code.to_owned(),
        }
    }

    /// What a leak would cost, as the finding says; `None` when it says nothing of it.
    #[must_use]
    pub fn cost(self, finding: &Finding) -> Option<String> {
        let count = |name: &str| match finding.facts.get(name) {
            Some(Fact::Count(count)) => Some(*count),
            _ => None,
        };
        let (each, low, high) = (count("cost-each")?, count("cost-low")?, count("cost-high")?);
        let values = [("each", Value::from(each)), ("low", Value::from(low)), ("high", Value::from(high))];
        (high > 0).then(|| self.with(if low == high { "cost.same" } else { "cost" }, &values))
    }

    /// A place that a finding rests on, as it is: masked or revealed.
    #[must_use]
    pub fn mark(self, mark: &Mark) -> String {
        let inside = mark.inside.as_deref().unwrap_or_default();
        let values = [
            ("part", mark.part.to_string().into()),
            ("inside", Value::from(inside)),
            ("start", Value::from(mark.start)),
            ("end", Value::from(mark.end)),
            ("kind", self.kind(&mark.kind).into()),
            ("text", Value::from(&mark.text)),
        ];
        self.with(if mark.inside.is_some() { "mark.inside" } else { "mark" }, &values)
    }

    /// The name of a kind of personal data.
    #[must_use]
    pub fn kind(self, code: &str) -> String {
        self.code("kind", code)
    }

    /// How much harm the worst of what was found can do.
    #[must_use]
    pub fn grade(self, code: &str) -> String {
        self.code("grade", code)
    }

    /// A kind of data that is not seen when a file is opened.
    #[must_use]
    pub fn hidden(self, code: &str) -> String {
        self.code("hidden", code)
    }

    /// The name of a kind of finding, for headings and lists of rules. Takes the code, as rules and evidence have it.
    #[must_use]
    pub fn finding_name(self, code: &str) -> String {
        let named = self.find(&format!("finding-{code}.title"), &[]);
        named.unwrap_or_else(|| clean_code(code))
    }

    /// Why a part could not be looked into.
    #[must_use]
    pub fn blind(self, why: Blind) -> String {
        self.code("blind", code_of(why))
    }

    /// What a cause code stands for.
    #[must_use]
    pub fn cause(self, cause: Cause) -> String {
        self.code("cause", &format!("{cause:?}").to_lowercase())
    }

    /// Where something was found.
    #[must_use]
    pub fn place(self, place: &Place) -> String {
        match place {
            Place::Envelope => self.text("place-envelope"),
            Place::Letter => self.text("place-letter"),
            Place::Header { name } => self.with("place-header", &[("name", Value::from(&**name))]),
            Place::Part { path, .. } if path.0.is_empty() => self.text("place-letter"),
            Place::Part { path, inside: None } => self.with("place-part", &[("part", path.to_string().into())]),
            Place::Part { path, inside: Some(inside) } => {
                let values = [("part", path.to_string().into()), ("inside", Value::from(&**inside))];
                self.with("place-part.inside", &values)
            }
        }
    }
}

fn clean_code(code: &str) -> String {
    crate::clean(code).into_owned()
}

/// The kebab-case code of a blind reason. The list is open: one that is new here gets its general word.
const fn code_of(why: Blind) -> &'static str {
    match why {
        Blind::Encrypted => "encrypted",
        Blind::EncryptedMail => "encrypted-mail",
        Blind::Charset => "charset",
        Blind::Limit => "limit",
        Blind::NoReader => "no-reader",
        Blind::Damaged => "damaged",
        Blind::ReaderFailed => "reader-failed",
        Blind::Image => "image",
        Blind::Unexpandable => "unexpandable",
        _ => "unknown-format",
    }
}

#[cfg(test)]
mod tests;
