//! Hours and days, of the letter and never of the machine.

use jiff::civil::{Time, Weekday};

use crate::view::View;

/// When.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    pub(crate) from: Option<Time>,
    pub(crate) before: Option<Time>,
    pub(crate) days: Option<Vec<Weekday>>,
}

impl Clock {
    pub(crate) fn holds(&self, view: &View<'_>) -> bool {
        let local = local(view);
        let time = local.time();
        let hours = match (self.from, self.before) {
            (Some(from), Some(before)) if from <= before => from <= time && time < before,
            (Some(from), Some(before)) => from <= time || time < before,
            (Some(from), None) => from <= time,
            (None, Some(before)) => time < before,
            (None, None) => true,
        };
        hours && self.days.as_ref().is_none_or(|days| days.contains(&local.weekday()))
    }

    pub(crate) fn shown(view: &View<'_>) -> String {
        local(view).to_string()
    }
}

/// When the letter came in, as the clocks of the house show it.
pub(crate) fn local(view: &View<'_>) -> jiff::civil::DateTime {
    view.policy.settings().offset.to_datetime(view.facts.at)
}

/// `mon` to `sun`.
pub(crate) const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];
