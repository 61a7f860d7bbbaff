//! A letter with everything its page can show, and one of the mails it becomes.

use sekisho_engine::desk::*;
use sekisho_model::{Blind, Digest, GroupId, Need, PartPath, RefuseReason, Seal, UserId};

use super::{at, findings, parcel_id, public, row};

pub(super) fn needs() -> Vec<Need> {
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
