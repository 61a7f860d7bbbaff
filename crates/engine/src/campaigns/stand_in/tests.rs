use std::time::Duration;

use sekisho_model::{IncidentId, Time};

use super::*;

fn held(needs: impl IntoIterator<Item = Need>) -> ParcelDecision {
    let needs = Needs::new(needs).unwrap();
    ParcelDecision { verdict: Verdict::Hold { needs }, ..passing(1) }
}

#[test]
fn the_root_stands_in_for_people_and_the_wait_and_for_nothing_else() {
    let group = GroupId::new("approvers");
    let wait = || Need::Wait { until: Time::UNIX_EPOCH + Duration::from_secs(300) };
    let approval = || Need::Approval { group: GroupId::new("approvers"), count: 2 };
    let thaw = |name: &str| Need::Thaw { incident: IncidentId::new(name) };
    let cases: [(Vec<Need>, Vec<Need>); 5] = [
        (vec![wait()], vec![]),
        (vec![wait(), Need::SelfReview, approval()], vec![]),
        (vec![thaw("i1")], vec![thaw("i1")]),
        (vec![wait(), thaw("i1"), approval()], vec![thaw("i1")]),
        (vec![thaw("i1"), Need::SelfReview, thaw("i2")], vec![thaw("i1"), thaw("i2")]),
    ];
    for (needs, left) in cases {
        let expected = Needs::new(left).map_or(Verdict::Pass, |needs| Verdict::Hold { needs });
        assert_eq!(stand_in(held(needs), &group).verdict, expected);
    }
    let reason = RefuseReason::CampaignStopped;
    let refused = ParcelDecision { verdict: Verdict::Refuse { reason }, ..passing(1) };
    assert_eq!(stand_in(refused.clone(), &group).verdict, refused.verdict, "a refusal stands");
}
