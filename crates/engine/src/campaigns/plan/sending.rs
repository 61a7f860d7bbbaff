//! How a campaign leaves: when, how fast, what goes ahead.

use std::{collections::BTreeMap, num::NonZeroU32};

use sekisho_campaign::{canary::Rule, pace::Rates};
use sekisho_model::{Address, Domain, Time};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::campaigns::window::Hours;

/// How it leaves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// Not before this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Time>,
    /// Only in these hours of the day, in the time zone of the house: `["09:00", "18:00"]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// Letters a minute to everybody together; default: the house's.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "rate")]
    pub per_minute: Option<u32>,
    /// Letters a minute to one domain; default: the house's.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "rate")]
    pub per_minute_domain: Option<u32>,
    /// Domains with a rate of their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "rates")]
    pub domains: BTreeMap<Domain, u32>,
    /// Rows that go ahead; 0: none.
    #[serde(default)]
    pub canary: u32,
    /// When the rest may follow them.
    #[serde(default)]
    pub canary_rule: Rule,
    /// Where test letters go; never an address of the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub test_to: Vec<Address>,
}

impl Sending {
    /// The rates: where the plan says nothing the house's, and never more than the house's.
    #[must_use]
    pub fn rates(&self, house: &Rates) -> Rates {
        let named = |domain: &Domain| house.domains.get(domain).copied().unwrap_or(house.domain);
        let mut rates = house.clone();
        rates.all = self.per_minute.unwrap_or(rates.all).min(house.all);
        if let Some(slower) = self.per_minute_domain {
            rates.domain = slower.min(house.domain);
            rates.domains.values_mut().for_each(|rate| *rate = slower.min(*rate));
        }
        rates.domains.extend(self.domains.iter().map(|(domain, rate)| (domain.clone(), named(domain).min(*rate))));
        rates
    }
}

/// A rate of 0 would never let anything leave.
fn rate<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let rate = Option::<NonZeroU32>::deserialize(deserializer).map_err(|_| D::Error::custom(NO_RATE))?;
    Ok(rate.map(NonZeroU32::get))
}

fn rates<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Domain, u32>, D::Error> {
    let rates = BTreeMap::<Domain, u32>::deserialize(deserializer)?;
    if rates.values().any(|rate| *rate == 0) { Err(D::Error::custom(NO_RATE)) } else { Ok(rates) }
}

const NO_RATE: &str = "letters a minute are a whole number, 1 or more";

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(name: &str) -> Domain {
        Domain::parse(name).unwrap()
    }

    #[test]
    fn a_plan_is_never_faster_than_the_house() {
        let house = Rates { all: 600, domain: 60, domains: BTreeMap::from([(domain("big.example"), 300)]) };
        // Letters a minute of the plan: all, each domain, one of its domains; and what holds then, with the house's own.
        let cases = [
            (None, None, None, (600, 60, None, 300)),
            (Some(10), Some(5), None, (10, 5, None, 5)),
            (Some(9_999), Some(9_999), Some(("small.example", 9_999)), (600, 60, Some(60), 300)),
            (None, None, Some(("small.example", 7)), (600, 60, Some(7), 300)),
            (None, Some(5), Some(("small.example", 20)), (600, 5, Some(20), 5)),
            (None, Some(5), Some(("big.example", 200)), (600, 5, Some(200), 200)),
            (None, None, Some(("big.example", 9_999)), (600, 60, Some(300), 300)),
        ];
        for (per_minute, per_minute_domain, own, expected) in cases {
            let domains = own.iter().map(|(name, rate)| (domain(name), *rate)).collect();
            let rates = Sending { per_minute, per_minute_domain, domains, ..Sending::default() }.rates(&house);
            let of = |name: &str| rates.domains.get(&domain(name)).copied();
            let named = own.and_then(|(name, _)| of(name));
            let found = (rates.all, rates.domain, named, of("big.example").unwrap());
            assert_eq!(found, expected, "{per_minute:?} {per_minute_domain:?} {own:?}");
        }
    }
}
