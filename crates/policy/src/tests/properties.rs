//! What holds for all rules and all letters.

use proptest::prelude::*;
use sekisho_model::{Need, Verdict};

use crate::{Decision, Policy, decide, inspect, rules::case::RawLetter};

/// Pieces of rules; a policy is some of them.
const RULES: &[&str] = &[
    "when = { persons = 1 }\nthen = { self_review = true }",
    "when = { to = { domains = [\"a.example\"] } }\nthen = { approval = \"leads\" }",
    "when = { to = { side = \"inside\" } }\nthen = { wait = \"10m\" }",
    "when = { subject = { words = [\"secret\"] } }\nthen = { refuse = true }",
    "when = { attachments = 1 }\nthen = { protect = \"zip\" }",
    "when = { attachments = 1 }\nthen = { strip = true, strip_note = \"removed\" }",
    "expr = 'outside > 1 && recipients.exists(r, r.first)'\nthen = { individualise = true }",
    "expr = 'recipients[9].outside'\nthen = { footer = \"x\" }",
    "when = { findings = [\"freemail\"] }\nthen = { bcc = true }",
    "mode = \"ask\"\nwhen = { not = { reply = true } }\nthen = { refuse = true }",
    "mode = \"observe\"\nthen = { refuse = true }",
    "then = { approval = \"approvers\", approval_count = 2 }\n[[rule.except]]\nwhen = { to = { domains = [\"b.example\"] } }\nreason = \"x\"\nuntil = \"2027-01-01\"",
];

fn policy(numbers: &[usize]) -> Policy {
    let mut text = String::new();
    for number in numbers {
        text.push_str(&format!("[[rule]]\nid = \"r{number}\"\ndescription = {{ en = \"r\" }}\n{}\n", RULES[*number]));
    }
    Policy::from_toml(&text, "rules").unwrap_or_else(|errors| panic!("{}", errors[0]))
}

fn letters() -> impl Strategy<Value = RawLetter> {
    let addresses = prop::sample::subsequence(
        vec![
            "x@a.example",
            "y@b.example",
            "z@b.example",
            "taro@gmail.com",
            "in@house.example",
            "list@house.example",
            "山田 <yamada@c.example>",
        ],
        0..=7,
    );
    let bodies = prop::sample::select(vec![
        "",
        "佐藤様\nお世話に",
        "090-1234-5678\n03-1111-2222",
        "I have attached it",
        "> quoted",
    ]);
    let subjects = prop::sample::select(vec!["", "secret", "件名"]);
    (addresses.clone(), addresses, bodies, subjects, any::<(bool, bool, bool)>()).prop_map(
        |(to, bcc, body, subject, (first, file, outsider))| RawLetter {
            bcc: bcc.into_iter().filter(|address| !to.contains(address)).map(str::to_owned).collect(),
            to: to.into_iter().map(str::to_owned).collect(),
            body: body.to_owned(),
            subject: subject.to_owned(),
            first: first.then(|| "b.example".to_owned()).into_iter().collect(),
            attachment: file.then(Default::default).into_iter().collect(),
            lists: if outsider {
                toml::from_str("\"list@house.example\" = { members = 3, outside = 1 }").unwrap()
            } else {
                Default::default()
            },
            ..RawLetter::default()
        },
    )
}

fn judge(policy: &Policy, letter: &RawLetter) -> Decision {
    let built = letter.build().unwrap();
    let facts = built.facts();
    decide(policy, &built.mail, &facts, inspect(policy, &built.mail, &facts))
}

/// The verdict of the parcel in which a recipient lies.
fn verdict_of(decision: &Decision, index: usize) -> &Verdict {
    let parcel = decision.parcels.iter().find(|parcel| parcel.recipients.contains(&index));
    &parcel.unwrap_or_else(|| panic!("recipient {index} is in no parcel")).verdict
}

/// Whether `strict` asks for all that `mild` asks for.
fn is_no_weaker(strict: &Verdict, mild: &Verdict) -> bool {
    let met = |need: &Need, by: &[Need]| {
        by.iter().any(|other| match (need, other) {
            (Need::Wait { until }, Need::Wait { until: other }) => other >= until,
            (Need::Approval { group, count }, Need::Approval { group: g, count: c }) => g == group && c >= count,
            (need, other) => need == other,
        })
    };
    match (strict, mild) {
        (Verdict::Refuse { .. }, _) | (_, Verdict::Pass) => true,
        (Verdict::Hold { needs }, Verdict::Hold { needs: mild }) => {
            mild.as_slice().iter().all(|need| met(need, needs.as_slice()))
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn adding_a_rule_never_makes_a_verdict_weaker(
        letter in letters(),
        rules in prop::sample::subsequence((0..RULES.len()).collect::<Vec<_>>(), 1..=4),
        fewer in 0usize..4,
    ) {
        let without: Vec<usize> = rules.iter().copied().enumerate().filter(|(at, _)| *at != fewer).map(|(_, rule)| rule).collect();
        let (mild, strict) = (judge(&policy(&without), &letter), judge(&policy(&rules), &letter));
        let recipients = letter.to.len() + letter.bcc.len();
        for index in 0..recipients {
            prop_assert!(is_no_weaker(verdict_of(&strict, index), verdict_of(&mild, index)));
        }
    }

    #[test]
    fn order_of_rules_never_matters(
        letter in letters(),
        rules in prop::sample::subsequence((0..RULES.len()).collect::<Vec<_>>(), 0..=6).prop_shuffle(),
    ) {
        let mut sorted = rules.clone();
        sorted.sort_unstable();
        let (one, other) = (policy(&rules), policy(&sorted));
        prop_assert_eq!(one.digest(), other.digest());
        prop_assert_eq!(judge(&one, &letter), judge(&other, &letter));
    }

    #[test]
    fn every_recipient_lies_in_exactly_one_parcel_and_outside_never_passes_unasked(letter in letters()) {
        let decision = judge(&policy(&[]), &letter);
        let mut all: Vec<usize> = decision.parcels.iter().flat_map(|parcel| parcel.recipients.clone()).collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..letter.to.len() + letter.bcc.len()).collect::<Vec<_>>());
        let built = letter.build().unwrap();
        for (index, facts) in built.facts().recipients.iter().enumerate() {
            prop_assert!(facts.inside || *verdict_of(&decision, index) != Verdict::Pass);
        }
    }

    #[test]
    fn any_text_is_checked_without_panic(text in "\\PC{0,200}") {
        let _ = Policy::from_toml(&text, "any");
        let quoted = text.replace(['\'', '\n', '\r'], "");
        let rule = format!("[[rule]]\nid = \"x\"\ndescription.en = \"x\"\nthen.refuse = true\nexpr = '{quoted}'");
        let _ = Policy::from_toml(&rule, "any");
    }
}

#[test]
fn a_letter_without_recipients_is_decided() {
    let decision = judge(&policy(&[]), &RawLetter::default());
    assert_eq!((decision.parcels.len(), decision.strictest()), (0, "pass"));
}
