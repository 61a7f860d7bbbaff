//! The digest of a checked policy: what judges, in one canonical form.

use std::collections::BTreeMap;

use sekisho_model::{Digest, FindingKind, digest::Fields};
use serde::Serialize;

use crate::{
    policy::Tuning,
    rules::{raw::RawPolicy, settings::Settings},
};

/// Changes when the built-in judgement changes while the file stays the same.
const JUDGEMENT: &str = concat!("sekisho-policy ", env!("CARGO_PKG_VERSION"));

/// Digests settings, tunings and rules. The cases of rules do not judge and are left out.
pub(super) fn digest(raw: &RawPolicy, settings: &Settings, tunings: &BTreeMap<FindingKind, Tuning>) -> Digest {
    let mut fields = Fields::new("sekisho.policy.v1");
    fields.push(JUDGEMENT.as_bytes());
    fields.push(&json(&settings.essence()));
    for (kind, tuning) in tunings {
        let code = kind.code();
        let excepts =
            raw.detector.iter().find(|(key, _)| *key.as_ref() == code).map_or(&[][..], |(_, raw)| &raw.except);
        let mut ignore = tuning.ignore.clone();
        ignore.sort();
        fields.push(&json(&(code, tuning.mode, tuning.then, tuning.images, &tuning.numbers, ignore, excepts)));
    }
    let freemail = raw.detector.iter().find(|(key, _)| *key.as_ref() == FindingKind::Freemail.code());
    let mut add: Vec<&str> = freemail.iter().flat_map(|(_, raw)| &raw.add).map(|name| name.as_ref().as_str()).collect();
    add.sort_unstable();
    fields.push(&json(&add));
    let mut rules: Vec<Vec<u8>> = raw.rule.iter().map(json).collect();
    rules.sort();
    for rule in &rules {
        fields.push(rule);
    }
    fields.finish()
}

/// Spans do not serialize; a value that cannot be written would digest as nothing, and none of these can fail.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
