//! Bulk mailings.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::Text;

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
