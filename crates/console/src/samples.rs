//! Views as the desk gives them, with everything a page can show. Invented people, reserved domains (RFC 2606).

pub(crate) mod campaign;
mod letter;
mod log;
mod office;

use std::collections::BTreeSet;

use sekisho_engine::desk::*;
use sekisho_model::{
    Cause, Digest, Fact, Finding, FindingKind, Mark, Need, ParcelId, PartPath, Place, RuleId, Time, UserId, hold::Means,
};

use letter::needs;
pub(crate) use {
    letter::{outgoing, parcel},
    log::{deliveries, evidence},
    office::{accounts, lists, policy, tried},
};

/// An instant of the samples.
pub(crate) fn at(minute: i64) -> Time {
    Time::from_second(1_764_146_400 + minute * 60).unwrap()
}

pub(crate) fn parcel_id(number: u16) -> ParcelId {
    format!("01KAZK4Q00SEK1SHE0EXAMP0E1-{number}").parse().unwrap()
}

pub(crate) fn viewer(language: Language, roles: &[Role]) -> Viewer {
    Viewer {
        user: UserId::new("tanaka"),
        name: "田中 恵子".to_owned(),
        language,
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
        means: Means::SecondFactor,
        session: Digest::of(b"session"),
        has_second_factor: true,
    }
}

pub(crate) fn findings() -> Vec<Finding> {
    let part = |inside: Option<&str>| Place::Part { path: PartPath(vec![2]), inside: inside.map(Into::into) };
    vec![
        Finding::new(FindingKind::External, None, Place::Envelope).with("count", Fact::Count(2)),
        Finding::new(FindingKind::PersonalData, Some(Cause::A3), part(Some("登録者一覧")))
            .with("count", Fact::Count(7_500))
            .with("cost-each", Fact::Count(6_000))
            .with("cost-low", Fact::Count(44_400_000))
            .with("cost-high", Fact::Count(45_000_000))
            .with(
                "marks",
                Fact::Marks(vec![Mark {
                    part: PartPath(vec![2]),
                    inside: Some("登録者一覧".into()),
                    start: 120,
                    end: 133,
                    kind: "phone".to_owned(),
                    text: "090-1111-2222".to_owned(),
                }]),
            ),
        Finding::new(
            FindingKind::SalutationMismatch,
            Some(Cause::R1),
            Place::Part { path: PartPath(vec![1]), inside: None },
        )
        .with("name", Fact::Private("鈴木 誠".to_owned()))
        .with("recipient", Fact::Private("佐藤 蓮".to_owned())),
        Finding::new(FindingKind::FirstDomain, Some(Cause::R2), Place::Envelope)
            .with("domain", Fact::Word("partner.example.net".to_owned())),
        Finding::new(FindingKind::Blind, None, part(None)).with("reason", Fact::Word("encrypted".to_owned())),
        Finding {
            rule: Some(RuleId::new("no-payroll")),
            ..Finding::new(FindingKind::Rule, Some(Cause::H1), Place::Letter)
        },
    ]
}

fn public(findings: &[Finding]) -> Vec<Finding> {
    findings.iter().map(Finding::without_private).collect()
}

pub(crate) fn row(stand: Stand) -> TrayRow {
    let all = public(&findings());
    TrayRow {
        parcel: parcel_id(0),
        at: at(0),
        sender: "tanaka@city.example.jp".to_owned(),
        subject: "【至急】登録者一覧の送付 <script>alert(1)</script>".to_owned(),
        recipients: 4,
        domains: vec!["partner.example.net".to_owned(), "mail.example.com".to_owned()],
        stand,
        needs: if stand == Stand::Held { needs() } else { Vec::new() },
        findings: vec![all[1].clone(), all[2].clone(), all[4].clone(), all[5].clone(), all[3].clone()],
        may: May { review: true, approve: stand == Stand::Held, stop: true, edit: true, reveal: true },
    }
}

/// A letter that waits for time alone.
pub(crate) fn calm_row() -> TrayRow {
    TrayRow {
        parcel: parcel_id(1),
        sender: "suzuki@city.example.jp".to_owned(),
        subject: "打合せの日程について".to_owned(),
        recipients: 1,
        domains: vec!["mail.example.com".to_owned()],
        needs: vec![Need::Wait { until: at(5) }],
        findings: Vec::new(),
        may: May { review: true, stop: true, edit: true, reveal: true, approve: false },
        ..row(Stand::Held)
    }
}
