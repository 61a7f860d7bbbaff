//! When letters of a campaign may leave: not before an instant, and only in some hours of the day.

use jiff::{ToSpan as _, civil::Time as Hour, tz::TimeZone};
use sekisho_model::Time;
use serde::{Deserialize, Serialize};

/// Hours of a day, written `["09:00", "18:00"]`. Where the end is not after the start, they go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[String; 2]", into = "[String; 2]")]
pub struct Hours {
    from: Hour,
    to: Hour,
}

/// The text is no hour of a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no hour of a day; write it like 09:00")]
pub struct NoHour(pub String);

impl TryFrom<[String; 2]> for Hours {
    type Error = NoHour;

    fn try_from([from, to]: [String; 2]) -> Result<Self, NoHour> {
        Ok(Self { from: hour(&from)?, to: hour(&to)? })
    }
}

impl From<Hours> for [String; 2] {
    fn from(hours: Hours) -> Self {
        [hours.from, hours.to].map(|hour| format!("{:02}:{:02}", hour.hour(), hour.minute()))
    }
}

/// When letters may leave, in a time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    not_before: Option<Time>,
    hours: Option<Hours>,
    zone: TimeZone,
}

impl Window {
    /// From what the plan says.
    pub(crate) const fn new(not_before: Option<Time>, hours: Option<Hours>, zone: TimeZone) -> Self {
        Self { not_before, hours, zone }
    }

    /// `None`: now. Otherwise when it is looked at again at the latest.
    pub(crate) fn opens(&self, now: Time) -> Option<Time> {
        if let Some(start) = self.not_before.filter(|start| *start > now) {
            return Some(start);
        }
        let Hours { from, to } = self.hours?;
        let local = now.to_zoned(self.zone.clone());
        let time = local.time();
        let open = if from < to { from <= time && time < to } else { time >= from || time < to };
        if open {
            return None;
        }
        let day = if time < from { local.date() } else { local.date().saturating_add(1.day()) };
        let next = day.at(from.hour(), from.minute(), 0, 0).to_zoned(self.zone.clone());
        Some(next.map_or(now, |next| next.timestamp()).max(now))
    }
}

/// Hours and minutes, as `09:00`.
fn hour(text: &str) -> Result<Hour, NoHour> {
    let wrong = || NoHour(text.chars().take(20).collect());
    let (hours, minutes) = text.split_once(':').ok_or_else(wrong)?;
    let number = |part: &str| {
        let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i8>().ok().filter(|_| plain)
    };
    let parts = number(hours).zip(number(minutes));
    parts.and_then(|(hours, minutes)| Hour::new(hours, minutes, 0, 0).ok()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_says_when_it_opens() {
        let at = |text: &str| text.parse::<Time>().unwrap();
        let hours = |from: &str, to: &str| Hours::try_from([from.to_owned(), to.to_owned()]).ok();
        let (day, night) = (hours("09:00", "18:00"), hours("22:00", "06:00"));
        let late = Some(at("2026-06-02T01:00:00Z"));
        // Tokyo is nine hours ahead.
        for (not_before, hours, now, opens) in [
            (None, None, "2026-06-01T15:00:00Z", None),
            (None, day, "2026-06-01T00:00:00Z", None),
            (None, day, "2026-06-01T08:59:59Z", None),
            (None, day, "2026-06-01T09:00:00Z", Some("2026-06-02T00:00:00Z")),
            (None, day, "2026-05-31T23:00:00Z", Some("2026-06-01T00:00:00Z")),
            (None, night, "2026-06-01T13:00:00Z", None),
            (None, night, "2026-06-01T20:59:59Z", None),
            (None, night, "2026-06-01T21:00:00Z", Some("2026-06-02T13:00:00Z")),
            (late, day, "2026-06-01T00:00:00Z", Some("2026-06-02T01:00:00Z")),
            (late, day, "2026-06-02T01:00:00Z", None),
        ] {
            let window = Window::new(not_before, hours, TimeZone::get("Asia/Tokyo").unwrap());
            assert_eq!(window.opens(at(now)), opens.map(at), "{hours:?} {now}");
        }
    }

    #[test]
    fn what_is_no_hour_is_refused() {
        for text in ["", "9:00", "09", "24:00", "09:60", "0９:00", "+9:00", "09:00:00"] {
            let hours = [text.to_owned(), "18:00".to_owned()];
            assert_eq!(Hours::try_from(hours), Err(NoHour(text.to_owned())));
        }
    }
}
