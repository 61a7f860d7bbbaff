//! A house with people, a door to hand letters in, and its counter.

use std::{collections::BTreeSet, net::IpAddr, path::Path, time::Duration};

use axum::Router;
use sekisho_engine::{
    Gate, House, Opening,
    admin::NewUser,
    clock::Clock,
    desk::{Desk, Language, Role},
    settings::{Group, MailingList, SecondFactorRule, Settings, TlsMode, Upstream},
};
use sekisho_model::{Address, Digest, Envelope, Event, ReversePath, UserId};
use sekisho_smtp::server::{Handler as _, Session};
use sekisho_store::{EventFilter, MasterKeys, Options, PageRequest};

use super::browser::Browser;

pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// Everything, kept alive together.
pub(crate) struct Stage {
    _folder: tempfile::TempDir,
    pub(crate) house: House,
    pub(crate) clock: Clock,
    pub(crate) desk: Desk,
    gate: Gate,
    secure: bool,
}

impl Stage {
    /// A house with a sender, two approvers, an officer, an administrator, an auditor and a bystander.
    pub(crate) async fn open() -> Self {
        Self::asking(SecondFactorRule::Optional).await
    }

    /// The same, where a second factor is asked for.
    pub(crate) async fn asking(second_factor: SecondFactorRule) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::adjustable();
        let house = open_house(folder.path(), clock.clone(), second_factor).await;
        house.start_workers(2);
        let desk = Desk::new(house.clone());
        for (user, roles) in [
            ("tanaka", &[][..]),
            ("suzuki", &[]),
            ("kato", &[]),
            ("ito", &[Role::Officer]),
            ("admin", &[Role::Admin]),
            ("audit", &[Role::Auditor]),
            ("mori", &[]),
        ] {
            desk.add_user(account(user, roles)).await.unwrap();
        }
        Self { gate: Gate::new(house.clone()), desk, house, clock, secure: false, _folder: folder }
    }

    /// The same behind TLS.
    pub(crate) async fn open_secure() -> Self {
        Self { secure: true, ..Self::open().await }
    }

    pub(crate) fn router(&self) -> Router {
        let settings = sekisho_console::Settings {
            house: "山吹市役所".to_owned(),
            public_url: "https://sekisho.example".to_owned(),
            secure_cookies: self.secure,
            time_zone: jiff::tz::TimeZone::UTC,
            default_language: Language::Ja,
        };
        sekisho_console::router(self.desk.clone(), settings)
    }

    /// A browser that nobody has signed in with.
    pub(crate) fn stranger(&self) -> Browser {
        Browser::new(self.router())
    }

    /// A browser with a session of this person.
    pub(crate) async fn browser(&self, user: &str) -> Browser {
        let mut browser = self.stranger();
        let page = browser.post("/sign-in", &[("login", user), ("password", PASSWORD)]).await;
        assert_eq!(page.status, 303, "{user} cannot sign in: {}", page.text);
        browser
    }

    /// Hands a letter in as this person and waits until it is judged. Returns the id of its held parcel.
    pub(crate) async fn submit(&self, user: &str, to: &[&str], body: &str) -> String {
        let from: Address = format!("{user}@yamabuki.example").parse().unwrap();
        let to: Vec<Address> = to.iter().map(|to| to.parse().unwrap()).collect();
        let shown: Vec<String> = to.iter().map(ToString::to_string).collect();
        let bytes = format!(
            "From: {from}\r\nTo: {}\r\nSubject: =?UTF-8?B?5ZCN57C/44Gu6YCB5LuY?= <script>alert(1)</script>\r\n\
             Date: Thu, 26 Nov 2026 09:00:00 +0900\r\nMessage-ID: <{}@yamabuki.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
            shown.join(", "),
            Digest::of(body.as_bytes()),
            body.replace('\n', "\r\n"),
        );
        let session = Session {
            peer: IpAddr::from([192, 0, 2, 1]),
            proxy: None,
            helo: "client.example".to_owned(),
            user: Some(UserId::new(user)),
            tls: Some("TLSv1.3".to_owned()),
            protocol: "ESMTPSA".to_owned(),
            forwarded: None,
        };
        let envelope = Envelope::plain(ReversePath::Address(from), to);
        let reply = self.gate.accept(&session, envelope, bytes.into_bytes()).await;
        assert!(format!("{reply:?}").contains("250"), "{reply:?}");
        self.held_parcel(user).await
    }

    async fn held_parcel(&self, user: &str) -> String {
        let mut browser = self.browser(user).await;
        for _ in 0..3_600 {
            let page = browser.get("/mine").await;
            if let Some(at) = page.text.find("/letters/") {
                let id = page.text[at + 9..].chars().take_while(|c| *c != '"');
                return id.collect();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the letter was not held");
    }

    /// The secret in the newest notice to this person.
    pub(crate) async fn notice_token(&self, user: &str) -> String {
        self.mailed_secret(user, "/notice/").await
    }

    /// What stands behind this path in the newest mail of the house to this person.
    pub(crate) async fn mailed_secret(&self, user: &str, path: &str) -> String {
        for _ in 0..3_600 {
            if let Some(token) = self.find_secret(user, path).await {
                return token;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no {path} was mailed to {user}");
    }

    async fn find_secret(&self, user: &str, path: &str) -> Option<String> {
        let filter = EventFilter { codes: vec!["notified".to_owned()], ..EventFilter::default() };
        let page = self.house.store().events(filter, PageRequest::default()).await.unwrap();
        for row in page.rows {
            let Ok(Event::Notified { to, letter, .. }) = serde_json::from_str(&row.link.event) else { continue };
            if to == UserId::new(user) {
                let stored = self.house.store().load(letter).await.unwrap();
                let text = sekisho_content_text(&stored.bytes);
                let at = text.find(path)?;
                return Some(text[at + path.len()..].chars().take_while(char::is_ascii_alphanumeric).collect());
            }
        }
        None
    }
}

/// The text of a notice, whatever its transfer encoding.
fn sekisho_content_text(bytes: &[u8]) -> String {
    let raw = String::from_utf8_lossy(bytes).into_owned();
    if !raw.to_ascii_lowercase().contains("base64") {
        return raw.replace("=\r\n", "").replace("=3D", "=");
    }
    let (_, body) = raw.split_once("\r\n\r\n").unwrap();
    use base64::Engine as _;
    let body: String = body.split_whitespace().collect();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(body).unwrap()).unwrap()
}

fn account(user: &str, roles: &[Role]) -> NewUser {
    NewUser {
        user: UserId::new(user),
        name: user.to_owned(),
        addresses: vec![format!("{user}@yamabuki.example").parse().unwrap()],
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
        language: Language::Ja,
        password: PASSWORD.to_owned(),
    }
}

async fn open_house(folder: &Path, clock: Clock, second_factor: SecondFactorRule) -> House {
    let mut options = Options::default();
    options.spool.min_free_bytes = 0;
    let opening = Opening {
        folder,
        keys: MasterKeys::ephemeral().unwrap(),
        settings: Settings { second_factor, ..settings() },
        policy: String::new(),
        clock,
        options,
        config: Digest::of(b"test"),
    };
    House::open(opening).await.unwrap()
}

fn settings() -> Settings {
    let users = |users: &[&str]| users.iter().map(|user| UserId::new(*user)).collect::<BTreeSet<_>>();
    Settings {
        house: "山吹市役所".to_owned(),
        hostname: "sekisho.yamabuki.example".to_owned(),
        domains: vec!["yamabuki.example".parse().unwrap()],
        related: Vec::new(),
        notices_from: "sekisho@yamabuki.example".parse().unwrap(),
        language: Language::Ja,
        time_zone: jiff::tz::TimeZone::UTC,
        directory_is_complete: false,
        groups: vec![Group {
            name: sekisho_model::GroupId::new("approvers"),
            members: users(&["suzuki"]),
            deputies: users(&["kato"]),
        }],
        shared: Vec::new(),
        lists: vec![MailingList {
            address: "all@yamabuki.example".parse().unwrap(),
            owners: BTreeSet::from([UserId::new("kato")]),
            members: ["tanaka@yamabuki.example", "out@partner.example.net"].map(|one| one.parse().unwrap()).into(),
        }],
        upstreams: vec![Upstream {
            name: "next-hop".to_owned(),
            host: "127.0.0.1".to_owned(),
            port: 9,
            tls: TlsMode::Never,
            login: None,
            connections: 2,
            xforward: false,
        }],
        routes: Vec::new(),
        public_url: "https://sekisho.example".to_owned(),
        second_factor: SecondFactorRule::Optional,
        link_life: Duration::from_secs(7 * 86_400),
        retention: Duration::from_secs(90 * 86_400),
        retry: vec![Duration::from_secs(300)],
        give_up: Duration::from_secs(5 * 86_400),
        delay_notice: None,
        believed: Vec::new(),
        dkim: Vec::new(),
        persons: None,
        passwords: Vec::new(),
        recognition: None,
        campaigns: sekisho_engine::settings::Campaigns::default(),
    }
}

/// A text with personal data of so many people.
pub(crate) fn roll(people: usize) -> String {
    let person =
        |number: usize| format!("参加者{number} 様 person{number}@mail{number}.example.com 090-1234-{number:04}\n");
    format!("名簿をお送りします。\n{}", (0..people).map(person).collect::<String>())
}
