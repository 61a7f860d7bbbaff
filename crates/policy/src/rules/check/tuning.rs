//! `[detector.CODE]` → tunings: defaults, thresholds that mean something, and a reason for every weakening.

use std::collections::BTreeMap;

use sekisho_model::FindingKind;
use toml::Spanned;

use crate::{
    policy::Tuning,
    rules::{
        act::{Act, Mode},
        built_in::{self, BuiltIn},
        except::Except,
        expr::Engine,
        mistake::Mistake,
        raw::{RawDetector, RawPolicy},
    },
};

/// What large images do by default: the sender sees an image at a glance, which no one does with an encrypted file.
pub(crate) const IMAGES: Act = Act::SelfReview;

/// The tuning of every detector.
pub(super) fn tunings(
    raw: &RawPolicy,
    engine: &Engine,
    source: &str,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<FindingKind, Tuning> {
    for key in raw.detector.keys() {
        check_code(key, mistakes);
    }
    let written = |code: &str| raw.detector.iter().find(|(key, _)| key.as_ref() == code);
    let empty = RawDetector::default();
    let one = |built_in: &'static BuiltIn, mistakes: &mut Vec<Mistake>| match written(&built_in.kind.code()) {
        Some((key, raw)) => tuned(built_in, raw, key, (engine, source), mistakes),
        None => tuned(built_in, &empty, &Spanned::new(0..0, String::new()), (engine, source), mistakes),
    };
    built_in::ALL.iter().map(|built_in| (built_in.kind, one(built_in, mistakes))).collect()
}

fn check_code(key: &Spanned<String>, mistakes: &mut Vec<Mistake>) {
    let code = key.as_ref();
    if BuiltIn::by_code(code).is_some() {
        return;
    }
    let known: Vec<String> = built_in::ALL.iter().map(|built_in| built_in.kind.code()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let mistake = if code == "detector-failed" {
        Mistake::new(key.span(), "a detector that fails always needs a person")
    } else {
        Mistake::unknown(key.span(), format!("unknown detector `{code}`"), code, &known)
    };
    mistakes.push(mistake);
}

fn tuned(
    built_in: &'static BuiltIn,
    raw: &RawDetector,
    key: &Spanned<String>,
    (engine, source): (&Engine, &str),
    mistakes: &mut Vec<Mistake>,
) -> Tuning {
    let numbers = numbers(built_in, raw, mistakes);
    check_extras(built_in, raw, mistakes);
    let then = then(built_in, raw.then.as_ref(), mistakes);
    let images = raw.images.as_ref().map_or(IMAGES, |act| *act.as_ref());
    let mode = raw.mode.as_ref().map_or(Mode::Enforce, |mode| *mode.as_ref());
    let weaker = mode != Mode::Enforce
        || then.step() < built_in.then.step()
        || images.step() < IMAGES.step()
        || !raw.ignore.is_empty()
        || built_in.numbers.iter().zip(&numbers).any(|(number, (_, value))| *value > number.default);
    let reason = raw.reason.as_ref().is_some_and(|reason| !reason.as_ref().trim().is_empty());
    if weaker && !reason {
        mistakes.push(
            Mistake::new(key.span(), format!("`{}` is weaker than by default, without a reason", built_in.kind.code()))
                .help("add reason = \"…\": whoever reads the file later has to understand it"),
        );
    }
    Tuning {
        mode,
        then,
        excepts: raw.except.iter().map(|raw| Except::new(raw, engine, source, mistakes)).collect(),
        numbers,
        images,
        ignore: raw.ignore.iter().map(|code| code.as_ref().clone()).collect(),
    }
}

fn numbers(built_in: &BuiltIn, raw: &RawDetector, mistakes: &mut Vec<Mistake>) -> Vec<(&'static str, u64)> {
    let written = raw.numbers();
    for (key, value) in written.iter().filter_map(|(key, value)| Some((*key, (*value)?))) {
        if !built_in.numbers.iter().any(|number| number.key == key) {
            let known: Vec<&str> = built_in.numbers.iter().map(|number| number.key).collect();
            let help = if known.is_empty() {
                "it has no thresholds".to_owned()
            } else {
                format!("it knows: {}", known.join(", "))
            };
            let what = format!("`{key}` means nothing to `{}`", built_in.kind.code());
            mistakes.push(Mistake::new(value.span(), what).help(help));
        } else if *value.as_ref() == 0 {
            mistakes.push(Mistake::new(value.span(), "a threshold is at least 1"));
        }
    }
    let value = |key: &str| written.iter().find(|(known, _)| *known == key).and_then(|(_, value)| *value);
    let number = |number: &built_in::Number| {
        (number.key, value(number.key).map_or(number.default, |value| (*value.as_ref()).max(1)))
    };
    built_in.numbers.iter().map(number).collect()
}

fn check_extras(built_in: &BuiltIn, raw: &RawDetector, mistakes: &mut Vec<Mistake>) {
    let mut only = |there: Option<std::ops::Range<usize>>, key: &str, kinds: &[FindingKind]| {
        if let Some(span) = there.filter(|_| !kinds.contains(&built_in.kind)) {
            mistakes.push(Mistake::new(span, format!("`{key}` means nothing to `{}`", built_in.kind.code())));
        }
    };
    only(raw.images.as_ref().map(Spanned::span), "images", &[FindingKind::Blind]);
    only(raw.add.first().map(Spanned::span), "add", &[FindingKind::Freemail]);
    only(raw.ignore.first().map(Spanned::span), "ignore", &[FindingKind::Freemail, FindingKind::Defect]);
    if let Some(images) = raw.images.as_ref().filter(|images| !IMAGE_ACTS.contains(images.as_ref())) {
        mistakes.push(not_possible(images, "images", IMAGE_ACTS));
    }
}

const IMAGE_ACTS: &[Act] = &[Act::Nothing, Act::SelfReview, Act::Approval, Act::Refuse];

fn then(built_in: &BuiltIn, written: Option<&Spanned<Act>>, mistakes: &mut Vec<Mistake>) -> Act {
    let Some(written) = written else { return built_in.then };
    if !built_in.allowed.contains(written.as_ref()) {
        mistakes.push(not_possible(written, &built_in.kind.code(), built_in.allowed));
    }
    *written.as_ref()
}

fn not_possible(written: &Spanned<Act>, what: &str, allowed: &[Act]) -> Mistake {
    let allowed: Vec<&str> = allowed.iter().map(|act| act.code()).collect();
    let message = format!("`{}` is not possible for `{what}`", written.as_ref().code());
    Mistake::new(written.span(), message).help(format!("possible: {}", allowed.join(", ")))
}
