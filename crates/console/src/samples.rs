//! Views as the desk gives them, with everything a page can show. Invented people, reserved domains (RFC 2606).

pub(crate) mod campaign;

use std::collections::BTreeSet;

use sekisho_engine::desk::*;
use sekisho_model::{
    Blind, Cause, Digest, Fact, Finding, FindingKind, GroupId, Mark, Need, ParcelId, PartPath, Place, RefuseReason,
    RuleId, Seal, Time, UserId, hold::Means,
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

fn needs() -> Vec<Need> {
    vec![
        Need::Wait { until: at(5) },
        Need::SelfReview,
        Need::Approval { group: GroupId::new("個人情報管理者"), count: 2 },
    ]
}

fn person(number: u32, address: &str, name: Option<&str>, inside: bool, seen: Seen) -> RecipientView {
    RecipientView {
        number,
        address: address.to_owned(),
        name: name.map(str::to_owned),
        inside,
        seen,
        status: "pending".to_owned(),
        reply: None,
    }
}

pub(crate) fn parcel(stand: Stand) -> ParcelPage {
    let mut recipients = vec![
        person(0, "kacho@city.example.jp", Some("課長"), true, Seen::Cc),
        person(1, "ren.sato@partner.example.net", Some("佐藤 蓮"), false, Seen::To),
        person(2, "hidden@mail.example.com", None, false, Seen::Hidden),
        person(3, "soumu@city.example.jp", None, true, Seen::To),
    ];
    if stand != Stand::Held {
        for (person, status) in recipients.iter_mut().zip(["accepted", "accepted", "refused", "deferred"]) {
            person.status = status.to_owned();
            person.reply = Some("550 5.1.1 User unknown".to_owned()).filter(|_| status == "refused");
        }
    }
    let met =
        |need: Need, met: bool, by: &[&str]| NeedView { need, met, by: by.iter().map(|by| UserId::new(*by)).collect() };
    ParcelPage {
        row: row(stand),
        version: 3,
        seal: Seal { parcel: Digest::of(b"p"), source: Digest::of(b"s"), outgoing: Digest::of(b"o") },
        header_from: "田中 恵子 <tanaka@city.example.jp>".to_owned(),
        header_to: "佐藤 蓮 <ren.sato@partner.example.net>, soumu@city.example.jp".to_owned(),
        header_cc: "課長 <kacho@city.example.jp>".to_owned(),
        recipients,
        findings: public(&findings()),
        needs: vec![
            met(Need::Wait { until: at(5) }, true, &[]),
            met(Need::SelfReview, false, &[]),
            met(Need::Approval { group: GroupId::new("個人情報管理者"), count: 2 }, false, &["yamada"]),
        ],
        refused: (stand == Stand::Refused).then_some(RefuseReason::TooManyPersons { persons: 7_500 }),
        steps: ["link", "drop-bcc", "trace", "dkim"].map(str::to_owned).to_vec(),
        attachments: attachments(),
        excerpt:
            "鈴木様\n\nいつもお世話になっております。\n登録者一覧をお送りします。\n連絡先: ***@*** / ***-****-****\n"
                .to_owned(),
        changes: changes(),
        mails: 1,
        siblings: vec![parcel_id(1)],
        links: links(),
        history: history(),
        comment: (stand == Stand::Returned).then(|| Comment {
            by: UserId::new("yamada"),
            text: "添付が下書きです。\n<script>alert(1)</script> 清書を送ってください。".to_owned(),
        }),
    }
}

fn attachments() -> Vec<AttachmentView> {
    let file = |name: &str, mime: &str, size: u64, blind: Option<Blind>| AttachmentView {
        path: PartPath(vec![2]),
        name: name.to_owned(),
        mime: mime.to_owned(),
        size,
        blind,
    };
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    vec![
        file("登録者一覧.xlsx", xlsx, 482_133, None),
        file("\"><img src=x onerror=alert(1)>.zip", "application/zip", 12_004, Some(Blind::Encrypted)),
    ]
}

fn changes() -> Vec<ChangeView> {
    let change = |code: &str, what: &str, before: Option<&str>, after: Option<&str>| ChangeView {
        code: code.to_owned(),
        what: what.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    vec![
        change("field-removed", "Bcc", Some("hidden@mail.example.com"), None),
        change("part-removed", "登録者一覧.xlsx", None, None),
        change("line-added", "text/plain", None, Some("添付ファイルは次のリンクから受け取れます。")),
    ]
}

fn links() -> Vec<LinkView> {
    vec![LinkView {
        link: Digest::of(b"link"),
        names: vec!["登録者一覧.xlsx".to_owned()],
        expires: at(7 * 24 * 60),
        locked: None,
        opened: vec![("ren.sato@partner.example.net".to_owned(), at(30))],
    }]
}

fn history() -> Vec<HistoryRow> {
    let event = |seq: u64, minute: i64, code: &str, by: Option<&str>| HistoryRow {
        seq,
        at: at(minute),
        code: code.to_owned(),
        by: by.map(UserId::new),
    };
    vec![
        event(41, 0, "accepted", None),
        event(42, 0, "decided", None),
        event(43, 0, "notified", None),
        event(51, 5, "waited", None),
        event(52, 6, "approved", Some("yamada")),
    ]
}

pub(crate) fn deliveries() -> Vec<DeliveryRow> {
    let row = |recipient: &str, status: &str, reply: &str, attempts: u32| DeliveryRow {
        at: at(9),
        parcel: parcel_id(0),
        sender: "tanaka@city.example.jp".to_owned(),
        recipient: recipient.to_owned(),
        status: status.to_owned(),
        upstream: "smarthost".to_owned(),
        reply: reply.to_owned(),
        attempts,
    };
    vec![
        row("ren.sato@partner.example.net", "accepted", "250 2.0.0 Ok: queued as 4Zx", 1),
        row("hidden@mail.example.com", "refused", "550 5.1.1 User unknown", 1),
        row("soumu@city.example.jp", "deferred", "451 4.3.0 Try again later", 3),
    ]
}

pub(crate) fn evidence() -> Vec<EvidenceRow> {
    use sekisho_model::Event;
    let events = [
        Event::Approved {
            parcel: parcel_id(0),
            by: UserId::new("yamada"),
            group: GroupId::new("個人情報管理者"),
            capacity: sekisho_model::hold::Capacity::Approver,
            seal: parcel(Stand::Held).seal,
            means: Means::SecondFactor,
        },
        Event::Revealed { parcel: parcel_id(0), by: UserId::new("yamada"), finding: 2 },
        Event::SignedIn { user: UserId::new("yamada"), means: Means::SecondFactor },
    ];
    let row = |(number, event): (usize, &Event)| EvidenceRow {
        seq: 60 - number as u64,
        at: at(6),
        code: event.code(),
        event: serde_json::to_string(event).unwrap(),
        hash: Digest::of(&[number as u8]),
    };
    events.iter().enumerate().map(row).collect()
}

pub(crate) fn policy() -> PolicyPage {
    let rule = |id: &str, description: &str, mode: &str, built_in: bool, hits: u64| RuleView {
        id: id.to_owned(),
        description: description.to_owned(),
        mode: mode.to_owned(),
        built_in,
        hits,
    };
    PolicyPage {
        digest: Digest::of(b"policy"),
        source: "[[rule]]\nid = \"no-payroll\"\ndescription = \"給与明細は外に出さない\"\nmode = \"enforce\"\n"
            .to_owned(),
        rules: vec![
            rule("personal-data", "", "enforce", true, 14),
            rule("first-domain", "", "ask", true, 120),
            rule("mass-visible", "", "enforce", true, 2),
            rule("no-payroll", "給与明細は外に出さない", "observe", false, 0),
        ],
    }
}

pub(crate) fn tried() -> Tried {
    Tried {
        digest: Digest::of(b"tried"),
        letters: 3_210,
        skipped: 4,
        held_before: 9,
        held_after: 14,
        rows: vec![TriedRow {
            letter: parcel_id(0).letter,
            at: at(0),
            sender: "tanaka@city.example.jp".to_owned(),
            subject: "給与明細".to_owned(),
            before: "pass".to_owned(),
            after: "hold".to_owned(),
            findings: public(&findings())[5..].to_vec(),
        }],
    }
}

/// A mail whose every text tries to run a script.
pub(crate) fn outgoing() -> OutgoingView {
    let html = "<h1>登録者一覧</h1><p style=\"color:#c00\">鈴木様</p><script>alert(1)</script><img src=x onerror=alert(1)>\
                <p><a href=\"https://example.com/\">資料</a></p>";
    let text = "From: 田中 恵子 <tanaka@city.example.jp>\nTo: 佐藤 蓮 <ren.sato@partner.example.net>\n\
                Subject: 登録者一覧の送付\n\n鈴木様\n\nいつもお世話になっております。\n</pre><script>alert(1)</script>\n";
    OutgoingView {
        number: 0,
        of: 3,
        recipients: vec!["ren.sato@partner.example.net".to_owned(), "hidden@mail.example.com".to_owned()],
        text: text.to_owned(),
        html: Some(html.to_owned()),
        raw: text.as_bytes().to_vec(),
    }
}

pub(crate) fn accounts() -> Vec<AccountRow> {
    let account = |user: &str, name: &str, roles: &[Role]| AccountRow {
        user: UserId::new(user),
        name: name.to_owned(),
        addresses: vec![format!("{user}@city.example.jp")],
        roles: roles.iter().copied().collect(),
        groups: Vec::new(),
        invited: false,
        disabled: false,
        has_second_factor: true,
        locked_until: None,
        own: false,
    };
    vec![
        AccountRow { own: true, ..account("tanaka", "田中 恵子", &[Role::Admin]) },
        AccountRow {
            groups: vec![GroupId::new("個人情報管理者")],
            locked_until: Some(at(15)),
            ..account("yamada", "山田 太一", &[Role::Officer, Role::Auditor])
        },
        AccountRow { invited: true, has_second_factor: false, ..account("mori", "<script>alert(1)</script>", &[]) },
        AccountRow { disabled: true, ..account("kubo", "久保 明", &[]) },
    ]
}

pub(crate) fn lists() -> Vec<ListView> {
    let member = |address: &str, name: Option<&str>, side: MemberSide| MemberView {
        address: address.to_owned(),
        name: name.map(str::to_owned),
        side,
    };
    let inside = (0..12).map(|n| member(&format!("kakari{n}@city.example.jp"), Some("係員"), MemberSide::Inside));
    let mut members = vec![
        member("ren.sato@partner.example.net", None, MemberSide::Outside),
        member("kikaku@city.example.jp", None, MemberSide::List),
    ];
    members.extend(inside);
    let whole = ListView {
        address: "soumu-all@city.example.jp".to_owned(),
        owners: vec![UserId::new("yamada"), UserId::new("tanaka")],
        members,
        entries: 520,
        reached: 533,
        outside: 1,
        whole: true,
    };
    let broken = ListView {
        address: "old@city.example.jp".to_owned(),
        owners: Vec::new(),
        members: vec![member("nobody@city.example.jp", None, MemberSide::Inside)],
        entries: 1,
        reached: 0,
        outside: 0,
        whole: false,
    };
    vec![whole, broken]
}
