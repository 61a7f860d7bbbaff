//! What a recipient is to the letter.

use std::collections::HashSet;

use crate::{ListFacts, Policy, RecipientFacts};

/// A recipient of the envelope, looked at.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// `Address::key()`.
    pub(crate) key: String,
    /// Whether what is sent there leaves the house: another domain, a list with outside members, or a list nobody can
    /// tell the members of.
    pub(crate) outside: bool,
    /// Whether it stands in To or Cc.
    pub(crate) visible: bool,
    /// A private mailbox: nobody else of the domain has to do with it.
    pub(crate) freemail: bool,
}

pub(super) fn who(policy: &Policy, facts: &RecipientFacts, seen: &HashSet<String>) -> Who {
    let key = facts.address.key();
    let outside = match facts.list {
        ListFacts::List { outside, .. } => outside > 0 || !facts.inside,
        ListFacts::Unexpandable => true,
        ListFacts::NotAList | ListFacts::Unknown => !facts.inside,
    };
    let freemail = !facts.inside && policy.is_freemail(facts.address.domain());
    Who { outside, visible: seen.contains(&key), freemail, key }
}
