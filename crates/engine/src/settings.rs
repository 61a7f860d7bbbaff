//! What an operator decides once: plain, checked values. Built by the binary from the configuration file.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::Duration,
};

use sekisho_campaign::pace::Rates;
use sekisho_model::{Address, Digest, Domain, GroupId, UserId};
use sekisho_privacy::master::Field;
use sekisho_smtp::server::Network;

use crate::desk::Language;

/// The organisation and its rules of operation.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name as people know it.
    pub house: String,
    /// Host name in greetings and `Received` fields.
    pub hostname: String,
    /// Own domains, at least one; their subdomains are inside, too.
    pub domains: Vec<Domain>,
    /// Sets of outside domains that belong together.
    pub related: Vec<Vec<Domain>>,
    /// Sender of notices.
    pub notices_from: Address,
    /// Language of notices to people without an account.
    pub language: Language,
    /// Time zone of notices.
    pub time_zone: jiff::tz::TimeZone,
    /// Whether an unknown mailbox of an own domain is refused.
    pub directory_is_complete: bool,
    /// Groups of people.
    pub groups: Vec<Group>,
    /// Shared mailboxes.
    pub shared: Vec<SharedMailbox>,
    /// Mailing lists.
    pub lists: Vec<MailingList>,
    /// Next hops; the first is the default.
    pub upstreams: Vec<Upstream>,
    /// Which upstream carries what; the first that fits.
    pub routes: Vec<Route>,
    /// Console address without a final slash.
    pub public_url: String,
    /// Who must have a second factor at the console.
    pub second_factor: SecondFactorRule,
    /// How long a download link is open.
    pub link_life: Duration,
    /// When the key of a finished letter is destroyed.
    pub retention: Duration,
    /// Waits between attempts; the last repeats.
    pub retry: Vec<Duration>,
    /// When a recipient is given up.
    pub give_up: Duration,
    /// When the sender is told, once, that recipients are put off; `None`: never.
    pub delay_notice: Option<Duration>,
    /// MTAs whose word on who signed in is believed (the milter's `{auth_authen}`).
    pub believed: Vec<Network>,
    /// DKIM keys: domain and selector with which changed letters are signed.
    pub dkim: Vec<DkimKey>,
    /// The house's own master of persons.
    pub persons: Option<Persons>,
    /// Passwords that are tried on sealed archives and documents.
    pub passwords: Vec<KnownPasswords>,
    /// Character recognition of pictures, when it is wanted.
    pub recognition: Option<Recognition>,
    /// Bulk mailings.
    pub campaigns: Campaigns,
}

/// Who must have a second factor. Mail programs sign in at the submission door with their password alone either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondFactorRule {
    /// Nobody: it is offered.
    #[default]
    Optional,
    /// Who may let letters of others out or sees what is not theirs: members and deputies of any group, and every role.
    Approvers,
    /// Everybody.
    Required,
}

/// Bulk mailings.
#[derive(Debug, Clone)]
pub struct Campaigns {
    /// Who may do what.
    pub rights: CampaignRights,
    /// How many have to approve.
    pub approvals: u8,
    /// Letters a minute; a campaign may ask for less.
    pub rates: Rates,
    /// Addresses that take delivery reports about letters of campaigns, and nothing else.
    pub reports_to: Vec<Address>,
    /// Tables that plans may name as `house:NAME`: files and queries that the operator describes.
    pub sources: BTreeMap<String, PathBuf>,
    /// Fonts of certificates, regular and bold; `None`: those of the system.
    pub fonts: Option<(PathBuf, PathBuf)>,
}

impl Default for Campaigns {
    /// One approver; 600 letters a minute, 60 to one domain; no sources.
    fn default() -> Self {
        Self {
            rights: CampaignRights::default(),
            approvals: 1,
            rates: Rates { all: 600, domain: 60, domains: BTreeMap::new() },
            reports_to: Vec::new(),
            sources: BTreeMap::new(),
            fonts: None,
        }
    }
}

/// Groups with rights; `None`: the default of that right.
#[derive(Debug, Clone, Default)]
pub struct CampaignRights {
    /// Who builds lists; default: everybody.
    pub list: Option<Vec<GroupId>>,
    /// Who writes contents; default: everybody.
    pub content: Option<Vec<GroupId>>,
    /// Who approves; default: the approvers of the policy.
    pub approve: Option<Vec<GroupId>>,
    /// Who lets go; default: the approvers of the policy, and who made it.
    pub release: Option<Vec<GroupId>>,
}

/// Passwords agreed on with somebody.
#[derive(Debug, Clone)]
pub struct KnownPasswords {
    /// Domains of senders or recipients whose letters they are tried on; empty = all.
    pub domains: Vec<Domain>,
    /// The passwords.
    pub passwords: Vec<Secret>,
}

/// Character recognition.
#[derive(Debug, Clone)]
pub struct Recognition {
    /// The `tesseract` command.
    pub command: String,
    /// Its languages, for example `jpn+eng`.
    pub languages: String,
}

/// The house's own master of persons.
#[derive(Debug, Clone)]
pub struct Persons {
    /// Files and queries; a person is a row of any of them.
    pub sources: Vec<PersonSource>,
    /// How often the sources are looked at; zero: only when told to.
    pub refresh: Duration,
}

/// A source of the master.
#[derive(Debug, Clone)]
pub struct PersonSource {
    /// A data file with a row of headers, or the description of a query (`*.toml`, as `sekisho_tables::open` reads it).
    pub path: PathBuf,
    /// Charset of a text, when it is declared.
    pub charset: Option<String>,
    /// What columns hold, by header; the others by what their headers say.
    pub columns: BTreeMap<String, Field>,
}

impl PersonSource {
    /// Whether it is the description of a query, whose answer changes without it.
    #[must_use]
    pub fn is_query(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension == "toml")
    }
}

/// A group.
#[derive(Debug, Clone)]
pub struct Group {
    /// Name.
    pub name: GroupId,
    /// Members.
    pub members: BTreeSet<UserId>,
    /// May act in their place.
    pub deputies: BTreeSet<UserId>,
}

/// A shared mailbox.
#[derive(Debug, Clone)]
pub struct SharedMailbox {
    /// Address.
    pub address: Address,
    /// Members.
    pub members: BTreeSet<UserId>,
}

/// A mailing list.
#[derive(Debug, Clone)]
pub struct MailingList {
    /// Address.
    pub address: Address,
    /// Owners.
    pub owners: BTreeSet<UserId>,
    /// Members.
    pub members: Vec<Address>,
}

/// A next hop.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// Name.
    pub name: String,
    /// Host.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub tls: TlsMode,
    /// Login and password.
    pub login: Option<(String, Secret)>,
    /// Connections at a time.
    pub connections: u16,
    /// Pass the client's address on.
    pub xforward: bool,
}

/// A text that is never printed.
#[derive(Clone)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// Protection of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsMode {
    /// None.
    Never,
    /// STARTTLS when offered.
    Opportunistic,
    /// STARTTLS, verified.
    Required,
    /// TLS from the first byte, verified.
    Implicit,
    /// STARTTLS with one of these certificates.
    Pinned(Vec<Digest>),
}

/// Which upstream carries what.
#[derive(Debug, Clone)]
pub struct Route {
    /// Recipient domains; empty = all.
    pub recipients: Vec<Domain>,
    /// Sender domains; empty = all.
    pub senders: Vec<Domain>,
    /// Name of the upstream.
    pub upstream: String,
}

/// A DKIM key.
#[derive(Debug, Clone)]
pub struct DkimKey {
    /// `d=`.
    pub domain: Domain,
    /// `s=`.
    pub selector: String,
    /// PKCS#8 PEM.
    pub pem: Secret,
}
