//! The people, the settings and the rules all tests share.

use std::{collections::BTreeSet, time::Duration};

use sekisho_engine::{
    desk::{Language, Role, Viewer},
    settings::{Group, SecondFactorRule, Settings, SharedMailbox, TlsMode, Upstream},
};
use sekisho_model::{Digest, GroupId, Time, UserId, hold::Means};
use sekisho_store::User;

/// Login names; the address is the same at `house.example`.
pub(crate) const PEOPLE: [&str; 8] = ["taro", "jiro", "lead", "chief", "deputy", "officer", "admin", "auditor"];

/// A subject with one of these words has that rule's effect on recipients outside. The wait is the usual one.
pub(crate) const RULES: &str = r#"
[[rule]]
id = "review"
description = { en = "review" }
when = { subject = { words = ["REVIEW"] } }
then = { self_review = true }

[[rule]]
id = "approve"
description = { en = "approve" }
when = { subject = { words = ["APPROVE"] } }
then = { approval = "approvers" }

[[rule]]
id = "approve-twice"
description = { en = "approve twice" }
when = { subject = { words = ["TWOFOLD"] } }
then = { approval = "approvers", approval_count = 2 }

[[rule]]
id = "refuse"
description = { en = "refuse" }
when = { subject = { words = ["REFUSE"] } }
then = { refuse = true }

[[rule]]
id = "alone"
description = { en = "one mail each" }
when = { subject = { words = ["ALONE"] } }
then = { individualise = true }

[[rule]]
id = "hidden"
description = { en = "Bcc" }
when = { subject = { words = ["HIDDEN"] } }
then = { bcc = true }

[[rule]]
id = "zipped"
description = { en = "zip" }
when = { subject = { words = ["ZIPPED"] } }
then = { protect = "zip" }

[[rule]]
id = "linked"
description = { en = "link" }
when = { subject = { words = ["LINKED"] } }
then = { protect = "link" }

[[rule]]
id = "footer"
description = { en = "footer" }
when = { subject = { words = ["FOOTER"] } }
then = { footer = "Kind regards from the house." }
"#;

pub(crate) fn users(names: &[&str]) -> BTreeSet<UserId> {
    names.iter().map(|name| UserId::new(*name)).collect()
}

pub(crate) fn roles(name: &str) -> BTreeSet<Role> {
    match name {
        "officer" => BTreeSet::from([Role::Officer]),
        "admin" => BTreeSet::from([Role::Admin]),
        "auditor" => BTreeSet::from([Role::Auditor]),
        _ => BTreeSet::new(),
    }
}

/// An account without a password: nobody has to wait for a hash.
pub(crate) fn account(name: &str, at: Time) -> User {
    User {
        id: UserId::new(name),
        version: 0,
        name: name.to_owned(),
        addresses: vec![format!("{name}@house.example").parse().unwrap()],
        password: None,
        scram: None,
        totp: None,
        roles: roles(name).iter().map(|role| format!("{role:?}").to_lowercase()).collect(),
        language: "en".to_owned(),
        disabled: false,
        failures: 0,
        locked_until: None,
        totp_step: 0,
        created_at: at,
        updated_at: at,
    }
}

/// Somebody who is signed in.
pub(crate) fn viewer(name: &str) -> Viewer {
    Viewer {
        user: UserId::new(name),
        name: name.to_owned(),
        language: Language::En,
        roles: roles(name),
        means: Means::Password,
        session: Digest::of(name.as_bytes()),
        has_second_factor: false,
    }
}

pub(crate) fn settings(port: u16) -> Settings {
    let hours = |hours: u64| Duration::from_secs(hours * 3_600);
    Settings {
        house: "Example House".to_owned(),
        hostname: "gate.house.example".to_owned(),
        domains: vec!["house.example".parse().unwrap()],
        related: Vec::new(),
        notices_from: "sekisho@house.example".parse().unwrap(),
        language: Language::En,
        time_zone: jiff::tz::TimeZone::get("Asia/Tokyo").unwrap(),
        directory_is_complete: false,
        groups: vec![Group {
            name: GroupId::new("approvers"),
            members: users(&["lead", "chief"]),
            deputies: users(&["deputy"]),
        }],
        shared: vec![SharedMailbox {
            address: "info@house.example".parse().unwrap(),
            members: users(&["taro", "jiro", "lead"]),
        }],
        lists: Vec::new(),
        upstreams: vec![Upstream {
            name: "next-hop".to_owned(),
            host: "127.0.0.1".to_owned(),
            port,
            tls: TlsMode::Never,
            login: None,
            connections: 4,
            xforward: false,
        }],
        routes: Vec::new(),
        public_url: "https://sekisho.house.example".to_owned(),
        second_factor: SecondFactorRule::Optional,
        link_life: hours(7 * 24),
        retention: hours(90 * 24),
        retry: vec![Duration::from_secs(600), hours(1)],
        give_up: hours(5 * 24),
        delay_notice: None,
        believed: vec!["127.0.0.1".parse().unwrap()],
        dkim: Vec::new(),
        persons: None,
        passwords: Vec::new(),
        recognition: None,
        campaigns: sekisho_engine::settings::Campaigns::default(),
    }
}
