//! The invented organisation: a town hall, its people, its configuration file in a folder of its own.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::Context as _;
use sekisho_engine::{
    admin::NewUser,
    chance,
    desk::{Language, Role},
};
use sekisho_model::UserId;
use sekisho_store::MasterKeys;
use tempfile::TempDir;
use tokio_rustls::rustls::{RootCertStore, pki_types::CertificateDer};

use super::sink::Sink;

/// Own domain of the organisation.
pub(crate) const DOMAIN: &str = "yamabuki.example";

/// Somebody of the organisation.
pub(crate) struct Account {
    pub(crate) user: &'static str,
    pub(crate) name: &'static str,
    /// What the person is here for, in both languages.
    pub(crate) part: &'static str,
    roles: &'static [Role],
}

/// The people of the demonstration.
pub(crate) const ACCOUNTS: [Account; 6] = [
    Account { user: "tanaka", name: "田中 恵子", part: "送信者 sender", roles: &[] },
    Account { user: "suzuki", name: "鈴木 誠", part: "承認者(課長) approver", roles: &[] },
    Account { user: "kato", name: "加藤 直子", part: "代理承認者 deputy", roles: &[] },
    Account {
        user: "ito", name: "伊藤 隆", part: "個人情報保護管理者 privacy officer", roles: &[Role::Officer]
    },
    Account { user: "admin", name: "情報システム課", part: "管理者 administrator", roles: &[Role::Admin] },
    Account { user: "audit", name: "監査室", part: "監査人 auditor", roles: &[Role::Auditor] },
];

/// The organisation on disk.
pub(crate) struct Staged {
    folder: TempDir,
    pub(crate) config: PathBuf,
    /// The same for all accounts; drawn anew for each run.
    pub(crate) password: String,
    /// Trust for the submission door.
    pub(crate) trusted: RootCertStore,
}

impl Staged {
    /// Writes configuration, key and certificate.
    pub(crate) fn new(sink: &Sink, console: SocketAddr) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("sekisho-demo-").tempdir().context("no temporary folder")?;
        let at = |name: &str| folder.path().join(name);
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).context("no certificate")?;
        std::fs::write(at("cert.pem"), made.cert.pem())?;
        std::fs::write(at("key.pem"), made.signing_key.serialize_pem())?;
        MasterKeys::create(&at("sekisho.key")).context("no key")?;
        std::fs::write(at("sekisho.toml"), text(sink.address, console))?;
        let mut trusted = RootCertStore::empty();
        trusted.add(CertificateDer::from(made.cert.der().to_vec()))?;
        let config = at("sekisho.toml");
        Ok(Self { config, password: chance::password()?, trusted, folder })
    }

    /// Where everything is.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The accounts to make.
    pub(crate) fn users(&self) -> anyhow::Result<Vec<NewUser>> {
        let user = |account: &Account| {
            Ok(NewUser {
                user: UserId::new(account.user),
                name: account.name.to_owned(),
                addresses: vec![format!("{}@{DOMAIN}", account.user).parse()?],
                roles: account.roles.iter().copied().collect(),
                language: Language::Ja,
                password: self.password.clone(),
            })
        };
        ACCOUNTS.iter().map(user).collect()
    }
}

/// The configuration file. Retries are soon, so that nobody waits for the demonstration.
fn text(sink: SocketAddr, console: SocketAddr) -> String {
    let port = sink.port();
    format!(
        r#"[house]
name = "山吹市役所"
hostname = "sekisho.{DOMAIN}"
domains = ["{DOMAIN}"]

[listen]
submissions = "127.0.0.1:0"
relay = "127.0.0.1:0"
console = "{console}"

[tls]
certificate = "cert.pem"
key = "key.pem"

[storage]
min_free_mib = 16

[[upstream]]
name = "next-hop"
host = "127.0.0.1"
port = {port}
tls = "never"
connections = 16

[[group]]
name = "approvers"
members = ["suzuki"]
deputies = ["kato"]

[[shared]]
address = "survey@{DOMAIN}"
members = ["tanaka", "kato"]

# An unrelated outside address got onto this list: the accident `list-drift`.
[[list]]
address = "health-center@{DOMAIN}"
owners = ["suzuki"]
members = ["tanaka@{DOMAIN}", "suzuki@{DOMAIN}", "former.contractor@mail.example.org"]
"#
    )
}
