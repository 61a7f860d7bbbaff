//! When letters of a campaign may leave: not before an instant, and only in some hours of the day.

use jiff::{ToSpan as _, civil::Time as Hour, tz::TimeZone};
use sekisho_model::Time;

/// Hours of a day in a time zone. Where the end is not after the start, they go over midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    not_before: Option<Time>,
    hours: Option<(Hour, Hour)>,
    zone: TimeZone,
}

/// The text is no hour of a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no hour of a day; write it like 09:00")]
pub(crate) struct NoHour(pub(crate) String);

impl Window {
    /// From what the plan says.
    pub(crate) fn new(not_before: Option<Time>, hours: Option<&[String; 2]>, zone: TimeZone) -> Result<Self, NoHour> {
        let hours = hours.map(|[from, to]| Ok((hour(from)?, hour(to)?))).transpose()?;
        Ok(Self { not_before, hours, zone })
    }

    /// `None`: now. Otherwise when it is looked at again at the latest.
    pub(crate) fn opens(&self, now: Time) -> Option<Time> {
        if let Some(start) = self.not_before.filter(|start| *start > now) {
            return Some(start);
        }
        let (from, to) = self.hours?;
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
        let hours = |from: &str, to: &str| Some([from.to_owned(), to.to_owned()]);
        let (day, night) = (hours("09:00", "18:00"), hours("22:00", "06:00"));
        let late = Some(at("2026-06-02T01:00:00Z"));
        // Tokyo is nine hours ahead.
        for (not_before, hours, now, opens) in [
            (None, None, "2026-06-01T15:00:00Z", None),
            (None, day.clone(), "2026-06-01T00:00:00Z", None),
            (None, day.clone(), "2026-06-01T08:59:59Z", None),
            (None, day.clone(), "2026-06-01T09:00:00Z", Some("2026-06-02T00:00:00Z")),
            (None, day.clone(), "2026-05-31T23:00:00Z", Some("2026-06-01T00:00:00Z")),
            (None, night.clone(), "2026-06-01T13:00:00Z", None),
            (None, night.clone(), "2026-06-01T20:59:59Z", None),
            (None, night, "2026-06-01T21:00:00Z", Some("2026-06-02T13:00:00Z")),
            (late, day.clone(), "2026-06-01T00:00:00Z", Some("2026-06-02T01:00:00Z")),
            (late, day, "2026-06-02T01:00:00Z", None),
        ] {
            let window = Window::new(not_before, hours.as_ref(), TimeZone::get("Asia/Tokyo").unwrap()).unwrap();
            assert_eq!(window.opens(at(now)), opens.map(at), "{hours:?} {now}");
        }
    }

    #[test]
    fn what_is_no_hour_is_refused() {
        for text in ["", "9:00", "09", "24:00", "09:60", "0９:00", "+9:00", "09:00:00"] {
            let hours = [text.to_owned(), "18:00".to_owned()];
            assert_eq!(Window::new(None, Some(&hours), TimeZone::UTC), Err(NoHour(text.to_owned())));
        }
    }
}
