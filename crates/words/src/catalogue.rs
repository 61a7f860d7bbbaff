//! The catalogues: parsed once per language, then only read.
//!
//! To add a catalogue, add its line in both lists.

use std::sync::LazyLock;

use fluent_bundle::{FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::Lang;

/// Catalogues of a language: name and source.
type Sources = &'static [(&'static str, &'static str)];

const JA: Sources = &[
    ("campaign", include_str!("../locales/ja/campaign.ftl")),
    ("console", include_str!("../locales/ja/console.ftl")),
    ("defect", include_str!("../locales/ja/defect.ftl")),
    ("demo", include_str!("../locales/ja/demo.ftl")),
    ("event", include_str!("../locales/ja/event.ftl")),
    ("finding", include_str!("../locales/ja/finding.ftl")),
    ("hold", include_str!("../locales/ja/hold.ftl")),
    ("notice", include_str!("../locales/ja/notice.ftl")),
    ("reconcile", include_str!("../locales/ja/reconcile.ftl")),
    ("sight", include_str!("../locales/ja/sight.ftl")),
];

const EN: Sources = &[
    ("campaign", include_str!("../locales/en/campaign.ftl")),
    ("console", include_str!("../locales/en/console.ftl")),
    ("defect", include_str!("../locales/en/defect.ftl")),
    ("demo", include_str!("../locales/en/demo.ftl")),
    ("event", include_str!("../locales/en/event.ftl")),
    ("finding", include_str!("../locales/en/finding.ftl")),
    ("hold", include_str!("../locales/en/hold.ftl")),
    ("notice", include_str!("../locales/en/notice.ftl")),
    ("reconcile", include_str!("../locales/en/reconcile.ftl")),
    ("sight", include_str!("../locales/en/sight.ftl")),
];

pub(crate) type Bundle = FluentBundle<FluentResource>;

static JA_BUNDLE: LazyLock<Bundle> = LazyLock::new(|| parse(Lang::Ja));
static EN_BUNDLE: LazyLock<Bundle> = LazyLock::new(|| parse(Lang::En));

/// The messages of a language.
pub(crate) fn bundle(lang: Lang) -> &'static Bundle {
    match lang {
        Lang::Ja => &JA_BUNDLE,
        Lang::En => &EN_BUNDLE,
    }
}

pub(crate) const fn sources(lang: Lang) -> Sources {
    match lang {
        Lang::Ja => JA,
        Lang::En => EN,
    }
}

/// A message that cannot be parsed is left out, like one that is missing; the tests look for both.
fn parse(lang: Lang) -> Bundle {
    let locale: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // Isolation marks would go into mails and command lines, where they are noise; values are cleaned instead.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(grouped(number.value)),
        _ => None,
    }));
    for (_, source) in sources(lang) {
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        // The first message with a name stays; that there is no second one is tested.
        let _ = bundle.add_resource(resource);
    }
    bundle
}

/// Whole numbers with a comma every three digits: 8,046 in both languages.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests;
