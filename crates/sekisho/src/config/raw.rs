//! The file as written. Every key is documented here; `sekisho config docs` prints these texts.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

mod campaigns;
mod delivery;
mod doors;
mod people;

pub(crate) use campaigns::Campaigns;
pub(crate) use delivery::{Delivery, Dkim, Route, TlsMode, Upstream};
pub(crate) use doors::{Limits, Listen, Relay, Tls};
pub(crate) use people::{Group, List, PersonSource, Persons, Shared};

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

/// The policy.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyFile {
    /// The policy file. Default: all defaults of the product.
    #[schemars(with = "Option<String>")]
    pub(crate) file: Option<Spanned<PathBuf>>,
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
