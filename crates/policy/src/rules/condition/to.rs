//! Who: recipients and sender.

use std::collections::BTreeSet;

use sekisho_model::{Address, Domain};

use crate::{
    ListFacts, RecipientFacts,
    rules::raw::when::Side,
    view::{View, Who},
};

/// Which recipients.
#[derive(Debug, Clone)]
pub(crate) struct To {
    pub(crate) side: Side,
    pub(crate) domains: Option<Vec<Domain>>,
    pub(crate) not_domains: Vec<Domain>,
    pub(crate) addresses: Option<BTreeSet<String>>,
    pub(crate) first: Option<bool>,
    pub(crate) freemail: Option<bool>,
    pub(crate) hidden: Option<bool>,
    pub(crate) list: Option<bool>,
    pub(crate) min: u64,
    pub(crate) organisations: u64,
}

impl To {
    /// The recipients that match, ascending.
    pub(crate) fn select(&self, view: &View<'_>) -> Vec<usize> {
        let all = view.facts.recipients.iter().zip(&view.who).enumerate();
        all.filter(|(_, (facts, who))| self.matches(facts, who)).map(|(index, _)| index).collect()
    }

    /// Whether enough match.
    pub(crate) fn is_met(&self, view: &View<'_>) -> bool {
        let selected = self.select(view);
        let few = (selected.len() as u64) < self.min;
        !few && (self.organisations <= 1 || organisations(view, &selected) >= self.organisations)
    }

    fn matches(&self, facts: &RecipientFacts, who: &Who) -> bool {
        let domain = facts.address.domain();
        let within = |domains: &[Domain]| domains.iter().any(|known| domain.is_within(known));
        let is = |wanted: Option<bool>, found: bool| wanted.is_none_or(|wanted| wanted == found);
        let side = match self.side {
            Side::Outside => who.outside,
            Side::Inside => !who.outside,
            Side::All => true,
        };
        side && self.domains.as_deref().is_none_or(within)
            && !within(&self.not_domains)
            && self.addresses.as_ref().is_none_or(|addresses| addresses.contains(&who.key))
            && is(self.first, facts.first_ever)
            && is(self.freemail, who.freemail)
            && is(self.hidden, !who.visible)
            && is(self.list, matches!(facts.list, ListFacts::List { .. } | ListFacts::Unexpandable))
    }
}

fn organisations(view: &View<'_>, selected: &[usize]) -> u64 {
    let name = |(facts, who): (&RecipientFacts, &Who)| {
        if who.freemail { who.key.clone() } else { facts.organisation.as_str().to_owned() }
    };
    let names: BTreeSet<String> = selected.iter().filter_map(|index| view.recipient(*index)).map(name).collect();
    names.len() as u64
}

/// Which senders.
#[derive(Debug, Clone)]
pub(crate) struct From {
    pub(crate) domains: Option<Vec<Domain>>,
    pub(crate) addresses: Option<BTreeSet<String>>,
}

impl From {
    pub(crate) fn holds(&self, view: &View<'_>) -> bool {
        let Some(sender) = view.facts.sender else { return false };
        let within = |domains: &Vec<Domain>| domains.iter().any(|known| sender.domain().is_within(known));
        self.domains.as_ref().is_none_or(within)
            && self.addresses.as_ref().is_none_or(|addresses| addresses.contains(&Address::key(sender)))
    }
}
