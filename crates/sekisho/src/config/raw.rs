//! The file as written. Every key is documented here; `sekisho config docs` prints these texts.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// Text with its place in the file.
pub(crate) type Text = Spanned<String>;

/// `sekisho.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    /// The organisation that is protected.
    pub(crate) house: House,
    /// Where things are kept.
    #[serde(default)]
    pub(crate) storage: Storage,
    /// The doors.
    pub(crate) listen: Listen,
    /// Certificate of the doors.
    pub(crate) tls: Option<Tls>,
    /// Who may use the relay door and the milter door.
    #[serde(default)]
    pub(crate) relay: Relay,
    /// Next hops. The first is used when no route fits.
    #[serde(default, rename = "upstream")]
    pub(crate) upstreams: Vec<Upstream>,
    /// Which upstream carries which mail; the first that fits.
    #[serde(default, rename = "route")]
    pub(crate) routes: Vec<Route>,
    /// The policy.
    #[serde(default)]
    pub(crate) policy: PolicyFile,
    /// Groups of people, named in rules. `approvers` is the group of the default policy.
    #[serde(default, rename = "group")]
    pub(crate) groups: Vec<Group>,
    /// Shared mailboxes.
    #[serde(default, rename = "shared")]
    pub(crate) shared: Vec<Shared>,
    /// Mailing lists: expanded before a letter is judged.
    #[serde(default, rename = "list")]
    pub(crate) lists: Vec<List>,
    /// Download links and the console's public address.
    #[serde(default)]
    pub(crate) console: Console,
    /// DKIM keys, used after a change of the letter.
    #[serde(default, rename = "dkim")]
    pub(crate) dkim: Vec<Dkim>,
    /// The organisation's own master of persons (customers, members, staff), by which the gate knows that a letter to
    /// one of them names another. Kept as keyed hashes, encrypted. Off when absent.
    pub(crate) persons: Option<Persons>,
    /// Passwords on file, tried on sealed archives and documents (zip, 7z, PDF, Office), so that what partners agreed on is
    /// inspected like anything else. What none of them opens is blind.
    #[serde(default, rename = "known_password")]
    pub(crate) known_passwords: Vec<KnownPassword>,
    /// Character recognition of pictures and of scanned pages of PDF files by the `tesseract` command, in a cage without
    /// network. Off when absent: then they are blind.
    pub(crate) recognition: Option<Recognition>,
    /// Bulk mailings.
    #[serde(default)]
    pub(crate) campaigns: Campaigns,
    /// Bounds.
    #[serde(default)]
    pub(crate) limits: Limits,
    /// Delivery.
    #[serde(default)]
    pub(crate) delivery: Delivery,
}

/// The organisation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct House {
    /// Name as people know it; stands in notices.
    pub(crate) name: String,
    /// Host name of this machine in SMTP greetings and `Received` fields.
    #[schemars(with = "String")]
    pub(crate) hostname: Text,
    /// Own domains; their subdomains are inside, too.
    #[schemars(with = "Vec<String>")]
    pub(crate) domains: Vec<Text>,
    /// Domains that belong together outside, so that they are not strangers to each other.
    #[serde(default)]
    #[schemars(with = "Vec<Vec<String>>")]
    pub(crate) related: Vec<Vec<Text>>,
    /// Sender of notices. Default: `sekisho@` the first domain.
    #[schemars(with = "Option<String>")]
    pub(crate) notices_from: Option<Text>,
    /// Language of notices to people without an account: `ja` or `en`. Default `ja`.
    #[serde(default)]
    pub(crate) language: Language,
    /// Time zone of pages and notices. Default `Asia/Tokyo`.
    #[schemars(with = "Option<String>")]
    pub(crate) time_zone: Option<Text>,
    /// Whether every mailbox of the own domains is known here (accounts, shared, lists), so that an unknown one is
    /// an unknown list address and refused. Default false.
    #[serde(default)]
    pub(crate) directory_is_complete: bool,
}

/// `ja` or `en`.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Language {
    /// 日本語.
    #[default]
    Ja,
    /// English.
    En,
}

/// Where things are kept.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Storage {
    /// Spool, database and evidence. Default `data` beside this file.
    pub(crate) folder: Option<PathBuf>,
    /// The key-encryption key made by `sekisho init`, mode 0600. Default: the systemd credential `sekisho.key` if
    /// there is one, else `sekisho.key` beside this file. Without it nothing stored can be read.
    pub(crate) key_file: Option<PathBuf>,
    /// Stop accepting (452) when less than this many MiB are free. Default 512.
    pub(crate) min_free_mib: Option<u64>,
    /// Days after which the data key of a finished letter is destroyed. Default 90.
    pub(crate) retention_days: Option<u32>,
}

/// The doors; a door that is not given is closed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listen {
    /// Submission with implicit TLS (RFC 8314), usually port 465.
    #[schemars(with = "Option<String>")]
    pub(crate) submissions: Option<Spanned<SocketAddr>>,
    /// Submission with STARTTLS (RFC 6409), usually port 587.
    #[schemars(with = "Option<String>")]
    pub(crate) submission: Option<Spanned<SocketAddr>>,
    /// Trusted MTAs, usually 10025 on loopback.
    #[schemars(with = "Option<String>")]
    pub(crate) relay: Option<Spanned<SocketAddr>>,
    /// Milter, usually 10026 on loopback.
    #[schemars(with = "Option<String>")]
    pub(crate) milter: Option<Spanned<SocketAddr>>,
    /// Console, usually behind a TLS proxy on loopback, port 8080.
    #[schemars(with = "Option<String>")]
    pub(crate) console: Option<Spanned<SocketAddr>>,
    /// Prometheus metrics and health, loopback only.
    #[schemars(with = "Option<String>")]
    pub(crate) metrics: Option<Spanned<SocketAddr>>,
}

/// Certificate.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    /// PEM file with the chain.
    #[schemars(with = "String")]
    pub(crate) certificate: Spanned<PathBuf>,
    /// PEM file with the private key, mode 0600.
    #[schemars(with = "String")]
    pub(crate) key: Spanned<PathBuf>,
}

/// Who may relay.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Relay {
    /// Networks of the MTAs that may use the relay and milter doors. Default loopback.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) peers: Option<Vec<Text>>,
    /// Those of them whose XCLIENT and XFORWARD are believed. Default none.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) xclient: Vec<Text>,
    /// Those of them whose milter is believed when it says who signed in (`{auth_authen}`): that account is then the
    /// author of the letter, may send as itself only, may review it and may not approve it. Default all of them.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) signed_in: Option<Vec<Text>>,
}

/// How a connection to an upstream is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TlsMode {
    /// No TLS, for loopback.
    Never,
    /// STARTTLS when offered; the certificate is not checked.
    #[default]
    Opportunistic,
    /// STARTTLS, certificate checked for the host.
    Required,
    /// TLS from the first byte, certificate checked.
    Implicit,
    /// STARTTLS, and the certificate is one of `pins`.
    Pinned,
}

/// A next hop.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Upstream {
    /// Name for routes and logs.
    #[schemars(with = "String")]
    pub(crate) name: Text,
    /// Host name or address.
    pub(crate) host: String,
    /// Port. Default 25.
    pub(crate) port: Option<u16>,
    /// Protection. Default `opportunistic`.
    #[serde(default)]
    pub(crate) tls: TlsMode,
    /// SHA-256 of accepted certificates in hexadecimal, for `pinned`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) pins: Vec<Text>,
    /// Login name for AUTH.
    pub(crate) user: Option<String>,
    /// File with the password, mode 0600.
    #[schemars(with = "Option<String>")]
    pub(crate) password_file: Option<Spanned<PathBuf>>,
    /// Connections at a time. Default 8.
    pub(crate) connections: Option<u16>,
    /// Whether the client's address is passed on with XFORWARD. Default false.
    #[serde(default)]
    pub(crate) xforward: bool,
}

/// Which upstream carries what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Route {
    /// Recipient domains (and their subdomains); empty = all.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) recipients: Vec<Text>,
    /// Sender domains; empty = all.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) senders: Vec<Text>,
    /// Name of the upstream.
    #[schemars(with = "String")]
    pub(crate) upstream: Text,
}

/// The policy.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyFile {
    /// The policy file. Default: all defaults of the product.
    #[schemars(with = "Option<String>")]
    pub(crate) file: Option<Spanned<PathBuf>>,
}

/// A group of people.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    /// Name.
    #[schemars(with = "String")]
    pub(crate) name: Text,
    /// Login names.
    pub(crate) members: Vec<String>,
    /// Login names that may act in their place.
    #[serde(default)]
    pub(crate) deputies: Vec<String>,
}

/// A shared mailbox.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shared {
    /// Address.
    #[schemars(with = "String")]
    pub(crate) address: Text,
    /// Login names.
    pub(crate) members: Vec<String>,
}

/// A mailing list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    /// Address.
    #[schemars(with = "String")]
    pub(crate) address: Text,
    /// Login names of its owners.
    #[serde(default)]
    pub(crate) owners: Vec<String>,
    /// Addresses.
    #[schemars(with = "Vec<String>")]
    pub(crate) members: Vec<Text>,
}

/// Console and links.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Console {
    /// Address at which people reach the console, for links in mails: `https://sekisho.example.co.jp`.
    #[schemars(with = "Option<String>")]
    pub(crate) public_url: Option<Text>,
    /// Days a download link is open. Default 7.
    pub(crate) link_days: Option<u32>,
    /// Who must sign in with a second factor: `optional` (nobody; it is offered), `approvers` (members and deputies of
    /// every group, and every role), `required` (everybody). Who must and has none gets to the page where it is set up,
    /// and to nothing else (programs hear 403 `second-factor`); a link in a notice then lets nothing go. Default
    /// `optional`: whether people have a telephone for it at work is the house's to know, and the evidence says of each
    /// approval whether one was used; `approvers` is what we advise. Mail programs are not concerned: they sign in at
    /// the submission door.
    #[serde(default)]
    pub(crate) second_factor: SecondFactor,
}

/// Who must have a second factor.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SecondFactor {
    /// Nobody.
    #[default]
    Optional,
    /// Who approves, and every role.
    Approvers,
    /// Everybody.
    Required,
}

/// A DKIM key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dkim {
    /// `d=`.
    #[schemars(with = "String")]
    pub(crate) domain: Text,
    /// `s=`.
    pub(crate) selector: String,
    /// PKCS#8 PEM file (RSA or Ed25519), mode 0600.
    #[schemars(with = "String")]
    pub(crate) key_file: Spanned<PathBuf>,
}

/// The master of persons.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Persons {
    /// Minutes between two looks at whether a source changed; 0: only `sekisho persons load` reads them. Default 15.
    pub(crate) refresh_minutes: Option<u32>,
    /// Where the rows are; a row is one person.
    #[serde(rename = "source")]
    pub(crate) sources: Vec<PersonSource>,
}

/// A source of the master.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonSource {
    /// A data file (CSV, TSV, a workbook) with a row of headers; or, as `*.toml`, the description of a query to SQLite,
    /// PostgreSQL or MySQL (`database`, `query`, `password_file`), which is asked anew at every look.
    #[schemars(with = "String")]
    pub(crate) file: Spanned<PathBuf>,
    /// Its charset: `utf-8`, `cp932`, `euc-jp`, `iso-2022-jp`, `utf-16le`, `utf-16be`. Default: proven by the bytes; where
    /// two fit, it has to be declared.
    pub(crate) charset: Option<String>,
    /// Columns whose header does not say what they hold: for `mail`, `phone`, `id`, `name`, `surname`, `given`, `kana`,
    /// `surname_kana`, `given_kana` or `company` a list of headers. Default: by the headers.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub(crate) columns: BTreeMap<Text, Vec<String>>,
}

/// Passwords on file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownPassword {
    /// File with one password per line, mode 0600.
    #[schemars(with = "String")]
    pub(crate) file: Spanned<PathBuf>,
    /// Domains (and their subdomains) of senders or recipients whose letters they are tried on; empty = all. At most 20
    /// passwords are tried on a letter.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) domains: Vec<Text>,
}

/// Character recognition.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Recognition {
    /// The command. Default `tesseract` (Debian: tesseract-ocr, tesseract-ocr-jpn).
    pub(crate) command: Option<String>,
    /// Its languages. Default `jpn+eng`.
    pub(crate) languages: Option<String>,
}

/// Bulk mailings. Who had a hand in one never approves it, and who approved it never lets it go.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Campaigns {
    /// Groups that build lists. Default: everybody with an account.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) list: Option<Vec<Text>>,
    /// Groups that write plans, texts and files. Default: everybody with an account.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) content: Option<Vec<Text>>,
    /// Groups that approve. Default: the approvers of the policy.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) approve: Option<Vec<Text>>,
    /// Groups that let go. Default: the approvers of the policy, and whoever made the campaign.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) release: Option<Vec<Text>>,
    /// How many have to approve. Default 1.
    pub(crate) approvals: Option<u8>,
    /// Letters a minute to everybody together; a campaign may ask for less. Default 600.
    pub(crate) per_minute: Option<u32>,
    /// Letters a minute to one domain. Default 60.
    pub(crate) per_minute_domain: Option<u32>,
    /// Addresses that take delivery reports and complaints about letters of campaigns, and nothing else: what the MTA
    /// brings to them through the relay door ends at its row (docs/operation.md). Default: none.
    #[schemars(with = "Vec<String>")]
    #[serde(default)]
    pub(crate) reports_to: Vec<Text>,
    /// Font of certificates, with the characters of both languages. Default: Noto Sans CJK or IPA Gothic, as the
    /// distribution installs it (Debian: fonts-noto-cjk).
    pub(crate) font: Option<PathBuf>,
    /// The bold one. Default: the same.
    pub(crate) font_bold: Option<PathBuf>,
    /// Tables that plans name as `house:NAME`.
    #[serde(default, rename = "source")]
    pub(crate) sources: Vec<CampaignSource>,
}

/// A table for plans of campaigns.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CampaignSource {
    /// Its name in plans.
    #[schemars(with = "String")]
    pub(crate) name: Text,
    /// A data file, or as `*.toml` the description of a query (docs/reconcile.md). Queries stand only here: what people
    /// bring to a campaign cannot ask a database.
    #[schemars(with = "String")]
    pub(crate) file: Spanned<PathBuf>,
}

/// Bounds.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    /// Largest letter in MiB. Default 50.
    pub(crate) letter_mib: Option<u32>,
    /// Recipients of a letter. Default 10,000.
    pub(crate) recipients: Option<u32>,
    /// Connections of all SMTP doors together; the milter counts its own. Default 1,000.
    pub(crate) connections: Option<u32>,
    /// Connections of one peer. Default 100.
    pub(crate) connections_per_peer: Option<u32>,
    /// Memory for letters being received, in MiB. Default 512.
    pub(crate) receiving_mib: Option<u32>,
}

/// Delivery.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delivery {
    /// Minutes after which a deferred recipient is tried again, attempt by attempt; the last repeats.
    /// Default 1, 5, 15, 30, 60, 120, 240.
    pub(crate) retry_minutes: Option<Vec<u32>>,
    /// Hours after which a recipient is given up and the sender told. Default 96 (RFC 5321 §4.5.4.1: 4–5 days).
    pub(crate) give_up_hours: Option<u32>,
    /// Hours after which the sender is told, once, that recipients are still being tried (RFC 3464 `delayed`; with
    /// NOTIFY only when it asks for DELAY). Default 4; 0: never.
    pub(crate) delay_notice_hours: Option<u32>,
}
