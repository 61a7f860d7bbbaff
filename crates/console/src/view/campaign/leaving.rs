//! How a campaign leaves, as people type it: instants and hours without a zone are those of the house.

use jiff::{civil::DateTime, tz::TimeZone};
use sekisho_engine::desk::{DeskError, SendingForm};
use serde::Deserialize;

use crate::say::Say;

/// The fields as they stand on the page; empty ones say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Leaving {
    /// `2026-12-01T09:00` (HTML living standard, 2.3.5.5), in the zone of the house.
    pub(crate) not_before: String,
    /// `09:00`.
    pub(crate) hours_from: String,
    pub(crate) hours_to: String,
    pub(crate) canary: String,
    pub(crate) per_minute: String,
    pub(crate) per_minute_domain: String,
    /// Addresses between lines, commas or spaces.
    pub(crate) test_to: String,
}

impl Leaving {
    /// What stands in the plan.
    pub(crate) fn new(say: &Say, form: &SendingForm) -> Self {
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let local = |at: sekisho_model::Time| at.to_zoned(say.zone().clone()).strftime("%Y-%m-%dT%H:%M").to_string();
        let [hours_from, hours_to] = form.hours.clone().unwrap_or_default();
        Self {
            not_before: form.not_before.map(local).unwrap_or_default(),
            hours_from,
            hours_to,
            canary: form.canary.to_string(),
            per_minute: number(form.per_minute),
            per_minute_domain: number(form.per_minute_domain),
            test_to: form.test_to.join("\n"),
        }
    }

    /// What was typed. [`DeskError::Input`] with the field that is not what it has to be.
    pub(crate) fn form(&self, zone: &TimeZone) -> Result<SendingForm, DeskError> {
        let lines = self.test_to.split(['\n', '\r', ',', ' ']).map(str::trim).filter(|text| !text.is_empty());
        Ok(SendingForm {
            not_before: self.instant(zone)?,
            hours: self.hours()?,
            canary: number(&self.canary, "canary")?.unwrap_or(0),
            per_minute: number(&self.per_minute, "per-minute")?,
            per_minute_domain: number(&self.per_minute_domain, "per-minute")?,
            test_to: lines.map(str::to_owned).collect(),
        })
    }

    fn instant(&self, zone: &TimeZone) -> Result<Option<sekisho_model::Time>, DeskError> {
        let text = self.not_before.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let local = text.parse::<DateTime>().and_then(|local| local.to_zoned(zone.clone()));
        local.map(|local| Some(local.timestamp())).map_err(|_| wrong("not-before", "not an instant"))
    }

    /// Both hours, or none.
    fn hours(&self) -> Result<Option<[String; 2]>, DeskError> {
        match (self.hours_from.trim(), self.hours_to.trim()) {
            ("", "") => Ok(None),
            ("", _) | (_, "") => Err(wrong("hours", "only one of two")),
            (from, to) => Ok(Some([from.to_owned(), to.to_owned()])),
        }
    }
}

fn number(text: &str, field: &'static str) -> Result<Option<u32>, DeskError> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| wrong(field, "not a number")),
    }
}

fn wrong(field: &'static str, problem: &str) -> DeskError {
    DeskError::Input { field, problem: problem.to_owned() }
}

/// When and how fast it leaves, for who approves it; nothing said means as the house has it.
pub(crate) fn told(say: &Say, form: &SendingForm) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(at) = form.not_before {
        lines.push(say.with("campaigns-leaves-from", &[("time", say.stamp(at).text.into())]));
    }
    if let Some([from, to]) = &form.hours {
        lines.push(say.with("campaigns-leaves-hours", &[("from", from.clone().into()), ("to", to.clone().into())]));
    }
    lines.extend(form.per_minute.map(|rate| say.n("campaigns-leaves-rate", rate)));
    lines.extend(form.per_minute_domain.map(|rate| say.n("campaigns-leaves-rate-domain", rate)));
    if form.canary > 0 {
        lines.push(say.n("campaigns-leaves-canary", form.canary));
    }
    lines
}

#[cfg(test)]
mod tests {
    use sekisho_words::{Lang, Words};

    use super::*;

    fn tokyo() -> TimeZone {
        TimeZone::fixed(jiff::tz::offset(9))
    }

    #[test]
    fn what_is_typed_comes_back_as_it_was() {
        let typed = Leaving {
            not_before: "2026-12-01T09:30".to_owned(),
            hours_from: "09:00".to_owned(),
            hours_to: "18:00".to_owned(),
            canary: "50".to_owned(),
            per_minute: "600".to_owned(),
            per_minute_domain: String::new(),
            test_to: "a@x.example\nb@x.example".to_owned(),
        };
        let form = typed.form(&tokyo()).unwrap();
        assert_eq!(form.not_before.unwrap().to_string(), "2026-12-01T00:30:00Z");
        assert_eq!(form.test_to, ["a@x.example", "b@x.example"]);
        assert_eq!(Leaving::new(&Say::new(Words::new(Lang::Ja), tokyo()), &form), typed);
        assert_eq!(Leaving::default().form(&tokyo()).unwrap(), SendingForm::default());
    }

    #[test]
    fn what_is_wrong_names_its_field() {
        let of = |change: fn(&mut Leaving)| {
            let mut typed = Leaving::default();
            change(&mut typed);
            typed
        };
        for (typed, expected) in [
            (of(|typed| typed.not_before = "tomorrow".to_owned()), "not-before"),
            (of(|typed| typed.not_before = "2026-02-30T09:00".to_owned()), "not-before"),
            (of(|typed| typed.hours_from = "09:00".to_owned()), "hours"),
            (of(|typed| typed.canary = "-1".to_owned()), "canary"),
            (of(|typed| typed.per_minute = "many".to_owned()), "per-minute"),
            (of(|typed| typed.per_minute_domain = "1.5".to_owned()), "per-minute"),
        ] {
            let Err(DeskError::Input { field, .. }) = typed.form(&tokyo()) else { panic!("{typed:?} was taken") };
            assert_eq!(field, expected, "{typed:?}");
        }
    }
}
