//! Domains: which are inside, and which organisation a domain belongs to.
//!
//! An organisation is named by one domain: the registrable one by the public suffix list (compiled in, crate `psl`),
//! or the first of a set of domains the operator declared related. An address literal is an organisation of its own.

use std::collections::{HashMap, HashSet};

use sekisho_model::Domain;

use crate::RosterError;

/// Municipal names under `lg.jp` have the kind of body in the fourth label: `city.NAME.lg.jp`, `town.NAME.lg.jp` are
/// two municipalities, though the public suffix list sees one registration (naming rule of the LGWAN operator).
const MUNICIPAL: [&str; 5] = ["metro", "pref", "city", "town", "vill"];

/// Own and related domains.
#[derive(Debug, Clone)]
pub(crate) struct Domains {
    own: Vec<Domain>,
    inside: HashSet<Box<str>>,
    /// Name of the organisation, for every domain that was declared related.
    related: HashMap<Box<str>, Domain>,
    house: Domain,
}

impl Domains {
    pub(crate) fn new(own: Vec<Domain>, related: &[Vec<Domain>]) -> Result<Self, RosterError> {
        let house = own.first().cloned().ok_or(RosterError::NoDomain)?;
        if let Some(suffix) = own.iter().chain(related.iter().flatten()).find(|domain| is_public_suffix(domain)) {
            return Err(RosterError::PublicSuffix(suffix.clone()));
        }
        let inside = own.iter().map(|domain| domain.as_str().into()).collect();
        let mut domains = Self { own, inside, related: HashMap::new(), house };
        for set in related {
            domains.relate(set);
        }
        Ok(domains)
    }

    /// Adds a set; sets that share a domain become one, and a set with an own domain belongs to the house.
    fn relate(&mut self, set: &[Domain]) {
        let Some(first) = set.first() else { return };
        let joined: HashSet<Domain> =
            set.iter().filter_map(|domain| self.related.get(domain.as_str()).cloned()).collect();
        let of_the_house = joined.contains(&self.house) || set.iter().any(|domain| self.is_inside(domain));
        let earlier = set.iter().find_map(|domain| self.related.get(domain.as_str()));
        let name = if of_the_house { self.house.clone() } else { earlier.unwrap_or(first).clone() };
        for known in self.related.values_mut().filter(|known| joined.contains(*known)) {
            *known = name.clone();
        }
        self.related.extend(set.iter().map(|domain| (domain.as_str().into(), name.clone())));
    }

    pub(crate) fn own(&self) -> &[Domain] {
        &self.own
    }

    /// Whether it is an own domain or lies under one.
    pub(crate) fn is_inside(&self, domain: &Domain) -> bool {
        upwards(domain.as_str()).any(|name| self.inside.contains(name))
    }

    pub(crate) fn organisation(&self, domain: &Domain) -> Domain {
        if self.is_inside(domain) {
            return self.house.clone();
        }
        // The closest declaration counts: what lies under a related domain belongs to it, what lies above does not.
        let declared = upwards(domain.as_str()).find_map(|name| self.related.get(name));
        declared.cloned().unwrap_or_else(|| registrable(domain))
    }
}

/// The name itself and every name above it.
fn upwards(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, above)| above))
}

fn is_literal(domain: &Domain) -> bool {
    domain.as_str().starts_with('[')
}

/// A suffix of the ICANN section of the list. Suffixes of the private section (`example-hosting.example`) belong to
/// somebody who may well have mail there.
fn is_public_suffix(domain: &Domain) -> bool {
    !is_literal(domain)
        && psl::suffix(domain.as_str().as_bytes()).is_some_and(|suffix| {
            suffix.as_bytes() == domain.as_str().as_bytes() && suffix.typ() == Some(psl::Type::Icann)
        })
}

fn registrable(domain: &Domain) -> Domain {
    if is_literal(domain) {
        return domain.clone();
    }
    let name = domain.as_str();
    let registered = municipal(name).or_else(|| psl::domain_str(name));
    registered.and_then(|name| Domain::parse(name).ok()).unwrap_or_else(|| domain.clone())
}

fn municipal(name: &str) -> Option<&str> {
    let body = upwards(name).find(|name| name.split('.').count() == 4 && name.ends_with(".lg.jp"))?;
    let kind = body.split('.').next()?;
    MUNICIPAL.contains(&kind).then_some(body)
}

#[cfg(test)]
mod tests;
