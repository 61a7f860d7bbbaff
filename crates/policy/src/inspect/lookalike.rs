//! A new domain that looks like a known one (R2): typing slips, look-alike characters, another ending, a known name
//! inside a longer one.
//!
//! Only domains that never got a letter are compared, so that each is asked about once.

mod skeleton;
mod slip;

use std::collections::BTreeMap;

use sekisho_model::{Domain, Fact, Place};

use super::{Reports, Weight, people::SINGLES};
use crate::{text::contacts::registrable, view::View};

/// How a domain looks like another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likeness {
    /// Look-alike characters: `rn` for `m`, Cyrillic `а`.
    Homoglyph,
    /// One or two slips of typing.
    Typo,
    /// The same name under another ending: `example.com` for `example.co.jp`.
    Ending,
    /// A known name with something added: `example-support.com`.
    Inside,
}

impl Likeness {
    const fn code(self) -> &'static str {
        match self {
            Self::Homoglyph => "homoglyph",
            Self::Typo => "typo",
            Self::Ending => "ending",
            Self::Inside => "inside",
        }
    }
}

/// A registrable domain, taken apart once.
#[derive(Debug)]
pub(crate) struct Parts<'d> {
    whole: &'d str,
    /// The label below the public suffix.
    label: &'d str,
    suffix: &'d str,
}

impl<'d> Parts<'d> {
    pub(crate) fn new(domain: &'d str) -> Option<Self> {
        if domain.starts_with('[') {
            return None;
        }
        let whole = registrable(domain);
        let (label, suffix) = whole.split_once('.')?;
        Some(Self { whole, label, suffix })
    }

    pub(crate) const fn label(&self) -> &'d str {
        self.label
    }
}

/// Reports look-alikes.
pub(super) fn lookalike(view: &View<'_>, reports: &mut Reports<'_>) {
    let mut new: BTreeMap<&Domain, Vec<usize>> = BTreeMap::new();
    for (index, facts, who) in view.outsiders() {
        if facts.first_ever && !facts.inside && !who.freemail {
            new.entry(facts.address.domain()).or_default().push(index);
        }
    }
    for (domain, concerns) in new.into_iter().take(SINGLES) {
        let Some((known, likeness)) = nearest(view, domain) else { continue };
        let finding = reports
            .found(Place::Envelope)
            .with("domain", Fact::Word(domain.to_string()))
            .with("like", Fact::Word(known))
            .with("how", Fact::Word(likeness.code().to_owned()));
        reports.report(finding, concerns, Weight::Acts);
    }
}

/// The known domain it looks like most.
fn nearest(view: &View<'_>, domain: &Domain) -> Option<(String, Likeness)> {
    let new = Parts::new(domain.as_str())?;
    let known = view.facts.known_domains.iter().map(Domain::as_str);
    // The private mailboxes are typed most often of all; what stands beside them is registered for that.
    let all = known.chain(view.policy.freemail().iter());
    let skeleton = skeleton::of(new.label);
    let alike = all.filter_map(|known| {
        let parts = Parts::new(known)?;
        Some((likeness(&new, &skeleton, &parts)?, parts.whole.to_owned()))
    });
    alike.min().map(|(likeness, known)| (known, likeness))
}

/// How `new` looks like `known`; `None` when it does not, or when it is the same.
fn likeness(new: &Parts<'_>, skeleton: &str, known: &Parts<'_>) -> Option<Likeness> {
    if new.whole == known.whole {
        return None;
    }
    let near = new.label.len().abs_diff(known.label.len()) <= 4 || new.label.starts_with("xn--");
    if near && new.label != known.label && skeleton::is_like(skeleton, new.label, known.label) {
        return Some(Likeness::Homoglyph);
    }
    if slip::is_slip(new.whole, new.label, known.whole, known.label) {
        return Some(Likeness::Typo);
    }
    if new.label == known.label && known.label.len() >= 3 && slip::is_other_ending(new.suffix, known.suffix) {
        return Some(Likeness::Ending);
    }
    slip::is_inside(new.label, known.label).then_some(Likeness::Inside)
}

#[cfg(test)]
mod tests;
