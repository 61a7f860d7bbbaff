//! Working days: how long approvers are waited for must not run out over a weekend.
//!
//! Saturdays, Sundays, national holidays (`data/holidays_jp.csv`, with source and date) and the turn of the year do not
//! count. Beyond the last year of the table only weekends and the turn of the year are known; then a letter goes back
//! a little earlier, never out.

use std::{collections::BTreeSet, time::Duration};

use jiff::{
    civil::{Date, Weekday},
    tz::TimeZone,
};
use sekisho_model::Time;

const HOLIDAYS: &str = include_str!("../data/holidays_jp.csv");
/// A wait is at most so many days; beyond it something is wrong with the numbers, not with the calendar.
const LONGEST: usize = 1_000;

/// Which days count.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    zone: TimeZone,
    holidays: BTreeSet<Date>,
}

impl Calendar {
    pub(crate) fn new(zone: TimeZone) -> Self {
        let lines = HOLIDAYS.lines().filter(|line| !line.starts_with('#'));
        Self { zone, holidays: lines.filter_map(|line| line.split(',').next()?.parse().ok()).collect() }
    }

    /// The instant at which `working` has passed since `from`, counting only working days, each with 24 hours.
    pub(crate) fn after(&self, from: Time, working: Duration) -> Time {
        let (mut at, mut left) = (from, working);
        for _ in 0..LONGEST {
            let Some(midnight) = self.midnight_after(at) else { break };
            if self.is_working(at) {
                let rest = Duration::try_from(midnight.duration_since(at)).unwrap_or_default();
                if left <= rest {
                    break;
                }
                left -= rest;
            }
            at = midnight;
        }
        at.checked_add(left).unwrap_or(Time::MAX)
    }

    fn midnight_after(&self, at: Time) -> Option<Time> {
        let tomorrow = at.to_zoned(self.zone.clone()).date().tomorrow().ok()?;
        Some(tomorrow.to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    fn is_working(&self, at: Time) -> bool {
        let date = at.to_zoned(self.zone.clone()).date();
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let turn = matches!((date.month(), date.day()), (12, 29..=31) | (1, 1..=3));
        !(weekend || turn || self.holidays.contains(&date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after_two_days(from: &str) -> String {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let calendar = Calendar::new(zone.clone());
        let from: jiff::civil::DateTime = from.parse().unwrap();
        let from = from.to_zoned(zone.clone()).unwrap().timestamp();
        let due = calendar.after(from, Duration::from_secs(2 * 86_400));
        due.to_zoned(zone).datetime().to_string()
    }

    #[test]
    fn only_working_days_count() {
        let cases = [
            ("2026-11-24T10:00:00", "2026-11-26T10:00:00", "inside a week"),
            ("2026-11-26T10:00:00", "2026-11-30T10:00:00", "over a weekend"),
            ("2026-11-20T18:00:00", "2026-11-25T18:00:00", "over a weekend and a holiday on Monday"),
            ("2026-11-21T09:00:00", "2026-11-26T00:00:00", "from a Saturday: the days start on Tuesday"),
            ("2026-12-28T12:00:00", "2027-01-05T12:00:00", "over the turn of the year"),
            ("2026-05-01T12:00:00", "2026-05-08T12:00:00", "over the holidays in May with their substitute"),
        ];
        for (from, due, why) in cases {
            assert_eq!(after_two_days(from), due, "{why}");
        }
    }

    #[test]
    fn every_line_of_the_table_is_a_day() {
        let calendar = Calendar::new(TimeZone::UTC);
        assert_eq!(calendar.holidays.len(), HOLIDAYS.lines().filter(|line| !line.starts_with('#')).count());
    }
}
