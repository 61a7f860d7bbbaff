//! Looking up messages.

use fluent_bundle::{FluentArgs, FluentValue};
use jiff::tz::TimeZone;
use sekisho_model::Time;

use crate::{Lang, Value, catalogue, clean};

/// The sentences of one language. Costs nothing to make and to copy: the catalogues are shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    lang: Lang,
}

impl Words {
    /// Words in this language.
    #[must_use]
    pub const fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The language.
    #[must_use]
    pub const fn lang(self) -> Lang {
        self.lang
    }

    /// A message without values.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A message with values; `key.attribute` names an attribute of a message. A missing message is shown as its key.
    #[must_use]
    pub fn with(self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        self.find(key, values).unwrap_or_else(|| key.to_owned())
    }

    /// The same, or nothing when there is no such message.
    pub(crate) fn find(self, key: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
        let bundle = catalogue::bundle(self.lang);
        let (id, attribute) = key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            arguments.set(*name, argument(value));
        }
        let mut missing = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&arguments), &mut missing).into_owned())
    }

    /// The message of a code; a code nobody has words for is shown as it is.
    pub(crate) fn code(self, family: &str, code: &str) -> String {
        self.find(&format!("{family}-{code}"), &[]).unwrap_or_else(|| clean(code).into_owned())
    }

    /// Between items of a list.
    #[must_use]
    pub const fn comma(self) -> &'static str {
        match self.lang {
            Lang::Ja => "、",
            Lang::En => ", ",
        }
    }

    /// An instant for people, to the minute.
    #[must_use]
    pub fn moment(self, at: Time, zone: &TimeZone) -> String {
        let form = match self.lang {
            Lang::Ja => "%Y年%-m月%-d日 %H:%M",
            Lang::En => "%Y-%m-%d %H:%M %Z",
        };
        at.to_zoned(zone.clone()).strftime(form).to_string()
    }
}

fn argument<'a>(value: &'a Value<'_>) -> FluentValue<'a> {
    match value {
        Value::Text(text) => FluentValue::String(clean(text)),
        // Above 2^53 a float cannot tell neighbours apart, which nobody counts to.
        Value::Count(count) => FluentValue::from(*count as f64),
    }
}

#[cfg(test)]
mod tests;
