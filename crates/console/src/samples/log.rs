//! Deliveries and evidence.

use sekisho_engine::desk::*;
use sekisho_model::{Digest, GroupId, UserId, hold::Means};

use super::{at, parcel, parcel_id};

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
