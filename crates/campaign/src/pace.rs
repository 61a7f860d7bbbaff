//! How fast letters leave: so many a minute in all, and so many a minute to one domain.
//!
//! The generic cell rate algorithm without bursts: after a letter the next one waits its share of the minute. The clock
//! is the caller's; a clock that goes backwards never makes anything faster.

use std::collections::BTreeMap;

use sekisho_model::{Domain, Time};
use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60_000_000_000;
/// Domains that are remembered before those whose turn is over are forgotten.
const SWEPT: usize = 1_024;

/// Letters a minute; 0 counts as 1, so that a campaign never stands still without somebody having paused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// To everybody together.
    pub all: u32,
    /// To one domain.
    pub domain: u32,
    /// To domains that are known to take more or less.
    #[serde(default)]
    pub domains: BTreeMap<Domain, u32>,
}

/// When the next letter may leave.
#[derive(Debug, Clone)]
pub struct Pace {
    rates: Rates,
    /// From when on the next letter may leave, in nanoseconds since 1970.
    all: i64,
    domains: BTreeMap<Domain, i64>,
}

impl Pace {
    /// Nothing has left yet.
    #[must_use]
    pub const fn new(rates: Rates) -> Self {
        Self { rates, all: i64::MIN, domains: BTreeMap::new() }
    }

    /// The instant at which a letter to this domain may leave, if that is not after `latest`; it counts as left then.
    pub fn reserve(&mut self, domain: &Domain, now: Time, latest: Time) -> Option<Time> {
        let start = nanoseconds(now);
        let free = self.free(domain).max(start);
        if free > nanoseconds(latest) {
            return None;
        }
        self.leave(domain, free, start);
        Time::from_nanosecond(i128::from(free)).ok()
    }

    /// Whether a letter to this domain may leave now; if so, it counts as left. Otherwise how many nanoseconds to wait.
    pub fn take(&mut self, domain: &Domain, now: Time) -> Result<(), u64> {
        let now = nanoseconds(now);
        let free = self.free(domain);
        if free > now {
            return Err(free.abs_diff(now));
        }
        self.leave(domain, now, now);
        Ok(())
    }

    fn free(&self, domain: &Domain) -> i64 {
        self.all.max(self.domains.get(domain).copied().unwrap_or(i64::MIN))
    }

    fn leave(&mut self, domain: &Domain, at: i64, now: i64) {
        let rate = self.rates.domains.get(domain).copied().unwrap_or(self.rates.domain);
        self.all = at.saturating_add(share(self.rates.all));
        self.domains.insert(domain.clone(), at.saturating_add(share(rate)));
        if self.domains.len() >= SWEPT {
            self.domains.retain(|_, free| *free > now);
        }
    }
}

fn share(rate: u32) -> i64 {
    let rate = i64::from(rate.max(1));
    // Rounded up: the last letter of a minute is not the first one of the next.
    MINUTE / rate + i64::from(MINUTE % rate != 0)
}

fn nanoseconds(at: Time) -> i64 {
    i64::try_from(at.as_nanosecond()).unwrap_or(if at < Time::UNIX_EPOCH { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn domain(name: u8) -> Domain {
        Domain::parse(&format!("d{name}.example")).unwrap()
    }

    fn rates(all: u32, domain: u32) -> Rates {
        Rates { all, domain, domains: BTreeMap::from([(self::domain(9), 600)]) }
    }

    #[test]
    fn a_domain_waits_its_share_and_others_do_not() {
        let mut pace = Pace::new(rates(6_000, 60));
        let at = |ms: i64| Time::from_millisecond(ms).unwrap();
        assert_eq!(pace.take(&domain(1), at(0)), Ok(()));
        assert_eq!(pace.take(&domain(1), at(10)), Err(990_000_000));
        assert_eq!(pace.take(&domain(2), at(5)), Err(5_000_000), "all together wait 10 ms");
        assert_eq!(pace.take(&domain(2), at(10)), Ok(()));
        assert_eq!(pace.take(&domain(1), at(1_000)), Ok(()));
        assert_eq!(pace.take(&domain(9), at(1_010)), Ok(()));
        assert_eq!(pace.take(&domain(9), at(1_110)), Ok(()), "a domain with a rate of its own");
        assert!(pace.take(&domain(1), at(0)).is_err(), "a clock that goes backwards makes nothing faster");
    }

    proptest! {
        #[test]
        fn no_minute_has_more_than_its_rate(
            all in 0_u32..90,
            each in 0_u32..40,
            tries in prop::collection::vec((0_u8..4, 0_i64..4_000), 1..400),
        ) {
            let mut pace = Pace::new(rates(all, each));
            let (mut now, mut left) = (0_i64, Vec::new());
            for (number, (name, step)) in tries.into_iter().enumerate() {
                now += step;
                let at = Time::from_millisecond(now).unwrap();
                let leaves = if number % 2 == 0 {
                    pace.take(&domain(name), at).is_ok().then_some(at)
                } else {
                    pace.reserve(&domain(name), at, Time::from_millisecond(now + 2_000).unwrap())
                };
                if let Some(leaves) = leaves {
                    prop_assert!(leaves >= at);
                    left.push((nanoseconds(leaves), name));
                }
            }
            for (start, name) in &left {
                let window: Vec<_> = left.iter().filter(|(at, _)| (*start..start + MINUTE).contains(at)).collect();
                prop_assert!(window.len() <= all.max(1) as usize);
                prop_assert!(window.iter().filter(|(_, other)| other == name).count() <= each.max(1) as usize);
            }
            prop_assert!(!left.is_empty());
        }
    }
}
