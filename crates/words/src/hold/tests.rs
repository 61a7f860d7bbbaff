use sekisho_model::{GroupId, IncidentId, Outcome, RuleId, Step, Verdict, event::ReturnReason};

use super::*;
use crate::{Lang, codes};

/// States of parcels (`sekisho-store`) and of pages (`sekisho-engine`).
const STATES: [&str; 10] =
    ["held", "ready", "sending", "done", "refused", "returned", "discarded", "altered", "sent", "partly-sent"];
/// States of recipients (`sekisho-store`).
const STATUSES: [&str; 6] = ["pending", "accepted", "refused", "deferred", "unknown", "returned"];
/// Lines of a difference (`sekisho-engine`).
const CHANGES: [&str; 8] = [
    "field-added",
    "field-removed",
    "field-changed",
    "part-added",
    "part-removed",
    "part-changed",
    "line-added",
    "line-removed",
];

/// Says a code of one family.
type Say = fn(Words, &str) -> String;

#[test]
fn every_code_has_words() {
    let cases: [(Say, Vec<String>); 8] = [
        (|words, code| words.verdict(code), codes::tagged::<Verdict>("verdict")),
        (|words, code| words.state(code), STATES.map(str::to_owned).into()),
        (|words, code| words.status(code), STATUSES.map(str::to_owned).into()),
        (|words, code| words.status(code), codes::tagged::<Outcome>("outcome")),
        (|words, code| words.returned(code), codes::tagged::<ReturnReason>("why")),
        (|words, code| words.step(code), codes::tagged::<Step>("step")),
        (|words, code| words.change(code), CHANGES.map(str::to_owned).into()),
        (|words, code| words.mode(code), ["observe", "ask", "enforce"].map(str::to_owned).into()),
    ];
    // In English some codes are their own word.
    let words = Words::new(Lang::Ja);
    for (say, codes) in cases {
        for code in codes {
            assert_ne!(say(words, &code), code);
        }
    }
    for code in STATUSES {
        assert_ne!(words.status_explained(code), words.status(code));
    }
    assert_eq!(words.status_explained("new"), "new");
}

fn refusals() -> Vec<RefuseReason> {
    vec![
        RefuseReason::TooManyPersons { persons: 1_234 },
        RefuseReason::OwnRecipientsAttached { recipients: 20 },
        RefuseReason::UnknownList,
        RefuseReason::Unsendable,
        RefuseReason::FoundAgain,
        RefuseReason::CampaignStopped,
        RefuseReason::CampaignUnknown,
        RefuseReason::Rule { rule: RuleId::new("no-excel") },
    ]
}

#[test]
fn every_refusal_says_why() {
    let known = codes::tagged::<RefuseReason>("reason");
    assert_eq!(refusals().len(), known.len(), "{known:?}");
    for reason in refusals() {
        for words in Lang::ALL.map(Words::new) {
            let written = words.refuse(&reason);
            assert!(!written.contains("refuse-") && !written.contains('{') && !written.contains('\n'), "{written}");
            assert_ne!(written, words.text("refuse-other"), "{reason:?}");
        }
        let reply = Words::new(Lang::En).refuse(&reason);
        assert!(reply.is_ascii() && reply.len() < 400, "it stands in an SMTP reply: {reply}");
    }
    let many = Words::new(Lang::Ja).refuse(&RefuseReason::TooManyPersons { persons: 1_234 });
    assert!(many.starts_with("1,234 人分の個人情報"), "{many}");
}

#[test]
fn every_need_says_who_and_until_when() {
    let approval = |count| Need::Approval { group: GroupId::new("leads"), count };
    let wait = Need::Wait { until: sekisho_model::Time::UNIX_EPOCH };
    let thaw = Need::Thaw { incident: IncidentId::new("I-7") };
    let cases = [
        (
            wait,
            "送信待機(取消し可能な時間): 1970年1月1日 00:00 まで",
            "Waiting until 1970-01-01 00:00 UTC (can be stopped)",
        ),
        (Need::SelfReview, "本人確認(自己承認)", "Self-review"),
        (approval(1), "上長承認(leads、1 人)", "Supervisor approval (leads, one person)"),
        (approval(2), "上長承認(leads、2 人)", "Supervisor approval (leads, 2 people)"),
        (thaw, "事故対応による凍結の解除(I-7)", "Thaw of incident I-7"),
    ];
    assert_eq!(codes::tagged::<Need>("need").len() + 1, cases.len());
    for (need, ja, en) in cases {
        assert_eq!(Words::new(Lang::Ja).need(&need, &TimeZone::UTC), ja);
        assert_eq!(Words::new(Lang::En).need(&need, &TimeZone::UTC), en);
    }
}

#[test]
fn every_rejection_role_and_means_has_words() {
    for words in Lang::ALL.map(Words::new) {
        for code in codes::plain::<Rejection>() {
            let written = words.rejection(serde_json::from_value(code.into()).unwrap());
            assert!(!written.contains("rejection-"), "{written}");
        }
        for code in codes::plain::<Means>() {
            let written = words.means(serde_json::from_value(code.into()).unwrap());
            assert!(!written.contains("means-"), "{written}");
        }
        let deputy = words.capacity(&Capacity::Deputy { of: sekisho_model::UserId::new("suzuki") });
        assert!(deputy.contains("suzuki"), "{deputy}");
        assert!(!words.capacity(&Capacity::Approver).contains("capacity-"));
    }
}
