//! How fast letters leave: so many a minute in all, and so many a minute to one domain.
//!
//! The generic cell rate algorithm without bursts: after a letter the next one waits its share of the minute. The clock
//! is the caller's; a clock that goes backwards never makes anything faster.

use std::collections::BTreeMap;

use sekisho_model::{Domain, Time};
use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60_000_000_000;

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

    /// Whether a letter to this domain may leave now; if so, it counts as left. Otherwise how many nanoseconds to wait.
    pub fn take(&mut self, domain: &Domain, now: Time) -> Result<(), u64> {
        let now = nanoseconds(now);
        let free = self.all.max(self.domains.get(domain).copied().unwrap_or(i64::MIN));
        if free > now {
            return Err(free.abs_diff(now));
        }
        let rate = self.rates.domains.get(domain).copied().unwrap_or(self.rates.domain);
        self.all = now.saturating_add(share(self.rates.all));
        self.domains.insert(domain.clone(), now.saturating_add(share(rate)));
        self.domains.retain(|_, free| *free > now);
        Ok(())
    }
}

fn share(rate: u32) -> i64 {
    MINUTE / i64::from(rate.max(1))
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
            for (name, step) in tries {
                now += step;
                if pace.take(&domain(name), Time::from_millisecond(now).unwrap()).is_ok() {
                    left.push((now, name));
                }
            }
            for (start, name) in &left {
                let window: Vec<_> = left.iter().filter(|(at, _)| (*start..start + 60_000).contains(at)).collect();
                prop_assert!(window.len() <= all.max(1) as usize);
                prop_assert!(window.iter().filter(|(_, other)| other == name).count() <= each.max(1) as usize);
            }
            prop_assert!(!left.is_empty());
        }
    }
}
