//! What could not be looked into. Unknown is never yes.
//!
//! Images are blind, too: nothing reads them here. Small ones and those that the HTML body shows inside are logos and
//! letterheads; were they counted, every business mail would need an approval and approvals would be clicked away. A
//! larger image is asked of its sender, who sees it at a glance, unless the policy says more.

use sekisho_content::{Part, Reading};
use sekisho_model::{Blind, Fact, FindingKind, Place};

use super::{Report, Reports, Weight};
use crate::{
    ListFacts,
    rules::{act::Act, condition::code_of_blind},
    view::{View, is_image},
};

/// Findings per letter; the rest is counted in one.
const SINGLES: usize = 50;
/// A detached signature is not larger (RFC 8551 §3.5, RFC 3156 §5).
const SIGNATURE: usize = 32 << 10;

/// Reports unreadable parts and lists that cannot be expanded.
pub(super) fn blind(view: &View<'_>, reports: &mut Reports<'_>) {
    let parts = view.mail.parts.iter().filter_map(|part| match part.reading {
        Reading::Blind { why, .. } if !is_signature(view, part) => Some((part, why)),
        _ => None,
    });
    let parts: Vec<(&Part, Blind)> = parts.filter(|(part, why)| *why != Blind::Image || is_large(view, part)).collect();
    for (part, why) in parts.iter().take(SINGLES) {
        let report = of_part(view, reports, part, *why);
        reports.all.push(report);
    }
    if let Some(more) = parts.len().checked_sub(SINGLES).filter(|more| *more > 0) {
        let finding = reports
            .found(Place::Letter)
            .with("reason", Fact::Word(code_of_blind(Blind::Limit)))
            .with("count", Fact::Count(more as u64));
        reports.report(finding, view.outside.clone(), Weight::Acts);
    }
    for (index, facts) in view.facts.recipients.iter().enumerate() {
        if facts.list == ListFacts::Unexpandable {
            let finding = reports
                .found(Place::Envelope)
                .with("reason", Fact::Word(code_of_blind(Blind::Unexpandable)))
                .with("list", Fact::Private(facts.address.to_string()));
            reports.report(finding, vec![index], Weight::Acts);
        }
    }
}

fn of_part(view: &View<'_>, reports: &Reports<'_>, part: &Part, why: Blind) -> Report {
    let place = Place::Part { path: part.path.clone(), inside: part.inside.clone().map(Into::into) };
    let mut finding = reports
        .found(place)
        .with("reason", Fact::Word(code_of_blind(why)))
        .with("type", Fact::Word(part.really.unwrap_or(&part.mime).to_owned()))
        .with("bytes", Fact::Count(part.size as u64));
    if let Some(name) = part.inside.as_ref().or(part.name.as_ref()) {
        finding = finding.with("name", Fact::Private(name.clone()));
    }
    let parts = view.attachment_of(part).cloned().into_iter().collect();
    Report { finding, concerns: view.outside.clone(), weight: Weight::Acts, parts }
}

/// What an image that is not small does, instead of what `then` says.
pub(crate) fn act(policy: &crate::Policy, finding: &sekisho_model::Finding, then: Act) -> Act {
    let image = finding.facts.get("reason") == Some(&Fact::Word(code_of_blind(Blind::Image)));
    match policy.tuning(FindingKind::Blind) {
        Some(tuning) if image => tuning.images,
        _ => then,
    }
}

/// A document whose pages are pictures is no logo, however small it is packed.
fn is_large(view: &View<'_>, part: &Part) -> bool {
    if !is_image(part) {
        return true;
    }
    let related = view.is_related_image(part);
    let key = if related { "related_image_bytes" } else { "image_bytes" };
    part.size as u64 >= view.policy.number(FindingKind::Blind, key)
}

/// The signature of a signed letter: it says nothing by itself.
fn is_signature(view: &View<'_>, part: &Part) -> bool {
    let named = matches!(
        part.mime.as_str(),
        "application/pkcs7-signature" | "application/x-pkcs7-signature" | "application/pgp-signature"
    );
    let above = part.path.0.split_last().map(|(_, above)| above);
    let signed = above.is_some_and(|above| {
        view.mail.parts.iter().any(|other| other.path.0 == above && other.mime == "multipart/signed")
    });
    named && signed && part.inside.is_none() && part.size <= SIGNATURE
}
