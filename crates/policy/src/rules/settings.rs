//! Values of the policy that belong to no detector.

use std::time::Duration;

use sekisho_model::GroupId;
use serde::Serialize;

use super::{
    mistake::Mistake,
    raw::{RawPassword, RawPolicy},
};
use crate::{PasswordWay, Patience};

/// The values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) approvers: GroupId,
    pub(crate) offset: jiff::tz::Offset,
    pub(crate) wait_outside: Duration,
    pub(crate) wait_inside: Duration,
    pub(crate) inside_may_stop: bool,
    pub(crate) patience: Patience,
    pub(crate) password: PasswordWay,
    /// Whether the house is one of which more is expected (S = 2 of the JO model).
    pub(crate) high_duty: bool,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
/// The default wait to outside.
const WAIT: Duration = Duration::from_secs(5 * MINUTE);
/// Nothing is waited for longer: a slip of a unit must not hold mail for years.
const LONGEST: Duration = Duration::from_secs(90 * 24 * HOUR);

/// Checks them.
pub(crate) fn settings(raw: &RawPolicy, mistakes: &mut Vec<Mistake>) -> Settings {
    let wait_outside = duration(raw.wait.outside.as_ref(), WAIT, mistakes);
    if wait_outside < WAIT && raw.wait.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        let span = raw.wait.outside.as_ref().map_or(0..0, toml::Spanned::span);
        mistakes.push(
            Mistake::new(span, "the wait to outside is shorter than the default 5m without a reason")
                .help("add `reason = \"…\"` to [wait]"),
        );
    }
    let patience = patience(raw, mistakes);
    let after = duration(raw.protect.password_after.as_ref(), Duration::from_secs(30 * MINUTE), mistakes);
    let password = match raw.protect.password.as_ref().map(toml::Spanned::as_ref) {
        Some(RawPassword::Later) => PasswordWay::Later { after },
        Some(RawPassword::Sender) | None => PasswordWay::Sender,
    };
    Settings {
        approvers: approvers(raw, mistakes),
        offset: offset(raw, mistakes),
        wait_outside,
        wait_inside: duration(raw.wait.inside.as_ref(), Duration::ZERO, mistakes),
        inside_may_stop: raw.wait.inside_may_stop,
        patience,
        password,
        high_duty: raw.cost.high_duty,
    }
}

fn approvers(raw: &RawPolicy, mistakes: &mut Vec<Mistake>) -> GroupId {
    let Some(group) = &raw.approvers else { return GroupId::new("approvers") };
    if group.as_ref().trim().is_empty() {
        mistakes.push(Mistake::new(group.span(), "the group of approvers has no name"));
    }
    GroupId::new(group.as_ref().as_str())
}

fn offset(raw: &RawPolicy, mistakes: &mut Vec<Mistake>) -> jiff::tz::Offset {
    let japan = jiff::tz::Offset::constant(9);
    let Some(written) = &raw.utc_offset else { return japan };
    read_offset(written.as_ref()).unwrap_or_else(|| {
        mistakes.push(Mistake::new(written.span(), "not an offset from UTC").help("write it like \"+09:00\""));
        japan
    })
}

fn read_offset(text: &str) -> Option<jiff::tz::Offset> {
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let fine = (0..=14).contains(&hours) && (0..60).contains(&minutes);
    fine.then(|| jiff::tz::Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()).flatten()
}

fn patience(raw: &RawPolicy, mistakes: &mut Vec<Mistake>) -> Patience {
    let written = &raw.patience;
    let hours = |hours: u64| Duration::from_secs(hours * HOUR);
    let patience = Patience {
        approver_reminder: duration(written.approver_reminder.as_ref(), hours(2), mistakes),
        deputy_reminder: duration(written.deputy_reminder.as_ref(), hours(4), mistakes),
        approval_return: duration(written.approval_return.as_ref(), hours(48), mistakes),
        review_reminder: duration(written.review_reminder.as_ref(), hours(24), mistakes),
        review_return: duration(written.review_return.as_ref(), hours(72), mistakes),
    };
    let span = |spans: [&Option<toml::Spanned<String>>; 3]| {
        spans.into_iter().flatten().next().map_or(0..0, toml::Spanned::span)
    };
    if !(patience.approver_reminder <= patience.deputy_reminder && patience.deputy_reminder <= patience.approval_return)
    {
        let span = span([&written.approval_return, &written.deputy_reminder, &written.approver_reminder]);
        mistakes.push(
            Mistake::new(span, "the steps of an approval are out of order")
                .help("approver_reminder ≤ deputy_reminder ≤ approval_return"),
        );
    }
    if patience.review_reminder > patience.review_return {
        let span = span([&written.review_return, &written.review_reminder, &None]);
        mistakes.push(
            Mistake::new(span, "the steps of a self-review are out of order").help("review_reminder ≤ review_return"),
        );
    }
    patience
}

/// A duration that was written, or the default.
pub(crate) fn duration(
    written: Option<&toml::Spanned<String>>,
    default: Duration,
    mistakes: &mut Vec<Mistake>,
) -> Duration {
    let Some(written) = written else { return default };
    match read_duration(written.as_ref()) {
        Some(duration) if duration <= LONGEST => duration,
        Some(_) => {
            mistakes.push(Mistake::new(written.span(), "longer than 90 days"));
            default
        }
        None => {
            let mistake = Mistake::new(written.span(), "not a length of time");
            mistakes.push(mistake.help("a number and one of s, m, h, d: \"30s\", \"5m\", \"2h\", \"7d\""));
            default
        }
    }
}

fn read_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = text.chars().next_back()?;
    let number: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
    let seconds = match unit {
        's' => 1,
        'm' => MINUTE,
        'h' => HOUR,
        'd' => 24 * HOUR,
        _ => return None,
    };
    number.checked_mul(seconds).map(Duration::from_secs)
}

impl Settings {
    /// What judges, for the digest.
    pub(crate) fn essence(&self) -> impl Serialize + use<> {
        let patience = &self.patience;
        let password = match self.password {
            PasswordWay::Sender => None,
            PasswordWay::Later { after } => Some(after),
        };
        (
            self.approvers.clone(),
            self.offset.seconds(),
            self.wait_outside,
            self.wait_inside,
            self.inside_may_stop,
            [
                patience.approver_reminder,
                patience.deputy_reminder,
                patience.approval_return,
                patience.review_reminder,
                patience.review_return,
            ],
            password,
            self.high_duty,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_offsets_are_read() {
        for (text, seconds) in [("30s", Some(30)), ("5m", Some(300)), ("2 h", Some(7200)), ("7d", Some(604_800))] {
            assert_eq!(read_duration(text), seconds.map(Duration::from_secs));
        }
        for text in ["", "5", "m", "-5m", "5 weeks", "99999999999999999999d", "５m", "1.5h"] {
            assert_eq!(read_duration(text), None, "{text}");
        }
        assert_eq!(read_offset("-03:30").map(jiff::tz::Offset::seconds), Some(-12_600));
        for text in ["9", "+9", "09:00", "+25:00", "+09:99", ""] {
            assert_eq!(read_offset(text), None, "{text}");
        }
    }
}
