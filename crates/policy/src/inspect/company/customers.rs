//! Companies of the house's own master: which of them the recipients belong to, and which others are named.

use std::collections::BTreeSet;

use sekisho_content::Part;
use sekisho_privacy::{
    Kind, Source,
    master::{Company, Index},
    survey as look,
};

use super::{addressees_of_name, addressees_of_text, file_name};
use crate::{inspect::Weight, text::contacts::registrable, view::View};

/// Companies told per finding.
const NAMES: usize = 3;

/// The recipients' companies, by the master.
pub(super) struct Customers<'v> {
    master: &'v Index,
    mine: BTreeSet<Company>,
}

impl<'v> Customers<'v> {
    /// `None` without a master, or when the company of somebody outside is not in it.
    pub(super) fn of(view: &View<'v>) -> Option<Self> {
        let master = view.facts.master?;
        let mut mine = BTreeSet::new();
        for (_, facts, who) in view.outsiders() {
            let domain = facts.address.domain().as_str();
            let exact = master.companies_of_domain(domain);
            let companies = if exact.is_empty() { master.companies_of_domain(registrable(domain)) } else { exact };
            if who.freemail || companies.is_empty() {
                return None;
            }
            mine.extend(companies);
        }
        (!mine.is_empty()).then_some(Self { master, mine })
    }

    /// Other customers in the own words. Where the recipient's company is named as well, both are talked about, which
    /// is only told.
    pub(super) fn in_body(&self, view: &View<'_>) -> Option<(String, Weight)> {
        let text = view.own().join("\n");
        let found = look(&Source { text: &text, tables: &[] });
        let companies = found.finds.iter().filter(|find| find.kind == Kind::Company);
        let written = companies.map(|find| text.chars().skip(find.start).take(find.end - find.start).collect());
        let (mine, others) = self.sort(written);
        let weight = if mine { Weight::Note } else { Weight::Acts };
        (!others.is_empty()).then(|| (others.join(", "), weight))
    }

    /// Other customers in the name of a file, or addressed in its head, and not the recipient's.
    pub(super) fn in_file(&self, part: &Part) -> Option<(&'static str, String)> {
        let name = file_name(part);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let words = stem.split(|c: char| !c.is_alphanumeric() && !matches!(c, 'ー' | '・' | '&'));
        let marked = addressees_of_name(name).companies.into_iter();
        let found = self.only_others(marked.chain(words.map(str::to_owned)));
        if let Some(others) = found {
            return Some(("file-name", others));
        }
        self.only_others(addressees_of_text(part).companies.into_iter()).map(|others| ("file-head", others))
    }

    fn only_others(&self, written: impl Iterator<Item = String>) -> Option<String> {
        let (mine, others) = self.sort(written);
        (!mine && !others.is_empty()).then(|| others.join(", "))
    }

    /// Whether a recipient's company is among the names, and which others of the master are.
    fn sort(&self, written: impl Iterator<Item = String>) -> (bool, Vec<String>) {
        let (mut mine, mut others) = (false, Vec::new());
        for name in written {
            let companies = self.master.companies_of_name(&name);
            if companies.iter().any(|company| self.mine.contains(company)) {
                mine = true;
            } else if !companies.is_empty() && others.len() < NAMES && !others.contains(&name) {
                others.push(name);
            }
        }
        (mine, others)
    }
}
