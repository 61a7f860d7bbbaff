//! Making a verdict stricter. Nothing here takes a need away without putting a stricter one in its place.

use sekisho_model::{Fact, Finding, FindingKind, GroupId, Need, Needs, Place, Verdict};
use sekisho_policy::ParcelDecision;

/// Nobody of the house answers for the letter, so nobody could review it: somebody else still has to look.
pub(crate) fn without_review(verdict: Verdict, group: &GroupId) -> Verdict {
    let Verdict::Hold { needs } = &verdict else { return verdict };
    if !needs.as_slice().contains(&Need::SelfReview) {
        return verdict;
    }
    let rest: Vec<Need> = needs.as_slice().iter().filter(|need| **need != Need::SelfReview).cloned().collect();
    with_approval(Needs::new(rest).map_or(Verdict::Pass, |needs| Verdict::Hold { needs }), group)
}

/// The same, and somebody of this group must look.
pub(crate) fn with_approval(verdict: Verdict, group: &GroupId) -> Verdict {
    let approval = Need::Approval { group: group.clone(), count: 1 };
    let needs = match &verdict {
        Verdict::Pass => vec![approval],
        Verdict::Hold { needs } => needs.as_slice().iter().cloned().chain([approval]).collect(),
        Verdict::Refuse { .. } => return verdict,
    };
    Needs::new(needs).map_or(verdict, |needs| Verdict::Hold { needs })
}

/// The database was lost and rebuilt: whether the letter was sent before is not known, so a person has to look.
pub(crate) fn found_again(parcel: ParcelDecision, group: &GroupId) -> ParcelDecision {
    unknown(parcel, group, "found-again")
}

/// The letters of its mail merge that came before are not judged yet: what they would say is not known.
pub(crate) fn out_of_turn(parcel: ParcelDecision, group: &GroupId) -> ParcelDecision {
    unknown(parcel, group, "out-of-turn")
}

/// Something that should be known is not: a person has to look.
fn unknown(mut parcel: ParcelDecision, group: &GroupId, reason: &str) -> ParcelDecision {
    let finding = Finding::new(FindingKind::DetectorFailed, None, Place::Letter);
    parcel.findings.push(finding.with("reason", Fact::Word(reason.to_owned())));
    parcel.verdict = with_approval(parcel.verdict, group);
    parcel
}

/// An edited parcel stays one parcel: all findings, all wishes, all needs, the first refusal.
pub(crate) fn strictest(parcels: Vec<ParcelDecision>, recipients: usize) -> ParcelDecision {
    let mut all = ParcelDecision {
        recipients: (0..recipients).collect(),
        findings: Vec::new(),
        verdict: Verdict::Pass,
        wishes: Vec::new(),
        observed: Vec::new(),
    };
    for parcel in parcels {
        all.findings.extend(parcel.findings);
        all.observed.extend(parcel.observed);
        all.wishes.extend(parcel.wishes);
        all.verdict = stricter(all.verdict, parcel.verdict);
    }
    all.findings.sort();
    all.findings.dedup();
    all
}

fn stricter(one: Verdict, other: Verdict) -> Verdict {
    match (one, other) {
        (refused @ Verdict::Refuse { .. }, _) | (_, refused @ Verdict::Refuse { .. }) => refused,
        (Verdict::Pass, other) => other,
        (one, Verdict::Pass) => one,
        (Verdict::Hold { needs: one }, Verdict::Hold { needs: other }) => {
            let all: Vec<Need> = one.as_slice().iter().chain(other.as_slice()).cloned().collect();
            Needs::new(all).map_or(Verdict::Hold { needs: one }, |needs| Verdict::Hold { needs })
        }
    }
}
