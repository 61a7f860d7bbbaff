use std::collections::BTreeSet;

use sekisho_model::{Mark, PartPath, RuleId};

use super::*;
use crate::{Lang, codes};

fn every_kind() -> Vec<FindingKind> {
    let kinds = codes::plain::<FindingKind>();
    kinds.into_iter().map(|code| serde_json::from_value(code.into()).unwrap()).collect()
}

fn finding(kind: FindingKind) -> Finding {
    Finding::new(kind, None, Place::Letter)
}

#[test]
fn every_kind_has_a_title_and_a_sentence_for_each_of_its_forms() {
    for words in Lang::ALL.map(Words::new) {
        for kind in every_kind() {
            let bare = words.finding(&finding(kind));
            let mut sentences = BTreeSet::from([bare.clone()]);
            assert!(!bare.contains('{') && !bare.contains("finding-"), "{kind:?}: {bare}");
            assert_ne!(words.finding_name(&kind.code()), kind.code());
            let forms = FORMS.iter().filter(|(known, _)| *known == kind).flat_map(|(_, forms)| forms.iter());
            for form in forms {
                let with = |finding: Finding, name: &&str| finding.with(name, Fact::Word(format!("<{name}>")));
                let written = words.finding(&form.iter().fold(finding(kind), with));
                let mut said = form.iter().filter(|name| !FLAGS.contains(name));
                assert!(said.all(|name| written.contains(&format!("<{name}>"))), "{kind:?} {form:?}: {written}");
                assert!(sentences.insert(written), "{kind:?} {form:?} is not more than another form");
            }
        }
    }
}

#[test]
fn every_form_is_reached_and_none_is_listed_for_nothing() {
    let kinds: BTreeSet<_> = FORMS.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds.len(), FORMS.len(), "a kind is listed twice");
    for (kind, forms) in FORMS {
        for (at, form) in forms.iter().enumerate() {
            let shadowed = forms[..at].iter().any(|earlier| earlier.iter().all(|name| form.contains(name)));
            assert!(!shadowed, "{kind:?} {form:?} is never reached");
        }
    }
}

#[test]
fn what_is_private_is_told_only_when_revealed() {
    let private = finding(FindingKind::SalutationMismatch)
        .with("name", Fact::Private("田中".to_owned()))
        .with("recipient", Fact::Private("佐藤".to_owned()));
    for words in Lang::ALL.map(Words::new) {
        assert_eq!(words.finding(&private), words.finding(&private.without_private()));
        assert!(!words.finding(&private).contains("田中"));
        let revealed = words.finding_revealed(&private);
        assert!(revealed.contains("田中") && revealed.contains("佐藤"), "{revealed}");
    }
}

#[test]
fn facts_choose_the_sentence() {
    let word = |text: &str| Fact::Word(text.to_owned());
    let mut rule = finding(FindingKind::Rule);
    rule.rule = Some(RuleId::new("no-excel"));
    let cases = [
        (
            finding(FindingKind::PersonalData).with("count", Fact::Count(7_500)),
            "7,500 人分の個人情報が含まれています。",
            "It contains personal data of 7,500 persons.",
        ),
        (
            finding(FindingKind::PersonalData).with("count", Fact::Count(1)),
            "1 人分の個人情報が含まれています。",
            "It contains personal data of one person.",
        ),
        (
            finding(FindingKind::MassVisible).with("count", Fact::Count(8_046)).with("more", word("x")),
            "8,046 件の外部の宛先が、互いのアドレスを見られる状態です。",
            "8,046 outside recipients can see each other's addresses.",
        ),
        (
            finding(FindingKind::Blind)
                .with("reason", word("encrypted"))
                .with("name", Fact::Private("名簿.zip".into())),
            "内容を確認できない部分があります(パスワードなどで暗号化されています)。",
            "A part could not be looked into (it is encrypted).",
        ),
        (
            finding(FindingKind::Defect).with("reason", word("duplicate-from")),
            "メールの形式に異常があり、受信者の環境によって内容が違って見えるおそれがあります(差出人(From)が複数あります)。",
            "The letter is malformed (there are several From fields): recipients may see different contents, depending on their mail program.",
        ),
        (
            finding(FindingKind::DetectorFailed).with("reason", word("transform-signed")),
            "検査を完了できなかったため、人による確認が必要です(署名または暗号化されたメールのため、保護などの変更ができません)。",
            "A check could not be finished, so a person has to look (it is signed or encrypted and cannot be changed, for example protected).",
        ),
        (
            finding(FindingKind::DetectorFailed).with("reason", word("new-reason")),
            "検査を完了できなかったため、人による確認が必要です(new-reason)。",
            "A check could not be finished, so a person has to look (new-reason).",
        ),
        (
            rule.clone(),
            "管理者が設定したルール「no-excel」に該当しました。",
            "The administrator's rule \"no-excel\" applies.",
        ),
        (rule.with("message", word("Excel は送れません")), "Excel は送れません", "Excel は送れません"),
    ];
    said(&cases);
}

#[test]
fn facts_about_recipients_choose_the_sentence() {
    let word = |text: &str| Fact::Word(text.to_owned());
    said(&[
        (
            finding(FindingKind::StaleRecipients)
                .with("domain", word("old.example"))
                .with("silent-days", Fact::Count(400)),
            "400 日間やりとりのない宛先(old.example)が、再利用したメールに残っているおそれがあります。",
            "The reused letter may still have an old recipient: nobody has written to old.example for 400 days.",
        ),
        (
            finding(FindingKind::Freemail).with("domain", word("mail.example")).with("own", word("yes")),
            "差出人自身の個人用アドレスと見られる宛先があります(mail.example)。",
            "A recipient looks like the sender's own private mailbox (mail.example).",
        ),
    ]);
}

fn said(cases: &[(Finding, &str, &str)]) {
    for (finding, ja, en) in cases {
        assert_eq!(Words::new(Lang::Ja).finding(finding), *ja);
        assert_eq!(Words::new(Lang::En).finding(finding), *en);
    }
}

#[test]
fn every_blind_reason_cause_and_place_has_words() {
    for words in Lang::ALL.map(Words::new) {
        for code in codes::plain::<Blind>() {
            let why: Blind = serde_json::from_value(code.clone().into()).unwrap();
            assert_eq!(code_of(why), code);
            assert_ne!(words.blind(why), code);
        }
        for code in codes::plain::<Cause>() {
            let cause: Cause = serde_json::from_value(code.clone().into()).unwrap();
            let written = words.cause(cause);
            assert!(written.starts_with(&format!("{code} ")) && written.len() > 4, "{written}");
        }
        let part = |inside: Option<&str>| Place::Part { path: PartPath(vec![2, 1]), inside: inside.map(Into::into) };
        let header = Place::Header { name: "to".into() };
        let places = [Place::Envelope, Place::Letter, header, part(None), part(Some("Sheet1"))];
        let written: BTreeSet<String> = places.iter().map(|place| words.place(place)).collect();
        assert_eq!(written.len(), places.len(), "{written:?}");
        assert!(written.iter().all(|text| !text.contains("place-") && !text.contains('{')), "{written:?}");
        assert_eq!(words.place(&Place::Part { path: PartPath::default(), inside: None }), words.place(&Place::Letter));
    }
}

#[test]
fn cost_and_places_have_sentences() {
    let costed = |low: u64, high: u64| {
        finding(FindingKind::PersonalData)
            .with("cost-each", Fact::Count(6_000))
            .with("cost-low", Fact::Count(low))
            .with("cost-high", Fact::Count(high))
    };
    let (ja, en) = (Words::new(Lang::Ja), Words::new(Lang::En));
    for (low, high, sentence) in [
        (60_000, 72_000, Some("漏えいした場合の想定額の上限: 1 人あたり 6,000 円、全体で 60,000〜72,000 円")),
        (72_000, 72_000, Some("漏えいした場合の想定額の上限: 1 人あたり 6,000 円、全体で 72,000 円")),
        (0, 0, None),
    ] {
        assert_eq!(ja.cost(&costed(low, high)).as_deref(), sentence);
        assert_eq!(en.cost(&costed(low, high)).is_some(), sentence.is_some());
    }
    assert_eq!(ja.cost(&finding(FindingKind::PersonalData)), None);
    let mark = Mark {
        part: PartPath(vec![2]),
        inside: Some("名簿.csv".into()),
        start: 120,
        end: 133,
        kind: "phone".to_owned(),
        text: "090-1111-2222".to_owned(),
    };
    assert_eq!(ja.mark(&mark), "第 2 部分の「名簿.csv」の 120〜133 文字目: 電話番号 090-1111-2222");
    assert_eq!(en.mark(&mark.masked()), "Part 2, characters 120 to 133: telephone number *************");
}
