//! `campaign certificate`: saved from the house, checked anywhere.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use sekisho_certificate::{CertificateError, Verified, verify};
use sekisho_engine::campaigns::certificate::signing_key;
use sekisho_model::CampaignId;
use sekisho_words::{Value, Words};

use super::{
    BAD_INPUT,
    complaint::Wrong,
    orders::{How, save},
};
use crate::control::CampaignOrder;

/// Largest file that is looked at, in bytes.
const LARGEST: u64 = 64 << 20;

/// The signed certificate of a campaign.
#[derive(Debug, Subcommand)]
pub(crate) enum Certificate {
    /// Writes the certificate into a file.
    Save(Save),
    /// Checks a certificate by itself: neither configuration nor service is needed. Exit status 1 if it was changed or
    /// is another's, 2 if it is none.
    Verify(Check),
    /// Prints the public key of this house, to be given to whoever checks certificates.
    Key(Key),
}

#[derive(Debug, Args)]
pub(crate) struct Save {
    /// Its id.
    id: CampaignId,
    /// The file; nothing is overwritten.
    #[arg(long, short)]
    out: PathBuf,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The certificate.
    file: PathBuf,
    /// The public key of the house, as `key` prints it. Without it only what the certificate says of itself is checked.
    #[arg(long)]
    key: Option<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
pub(crate) struct Key {
    #[command(flatten)]
    how: How,
}

impl Certificate {
    pub(super) const fn how(&self) -> &How {
        match self {
            Self::Save(save) => &save.how,
            Self::Verify(check) => &check.how,
            Self::Key(key) => &key.how,
        }
    }

    pub(super) async fn run(&self, config: &Path) -> Result<ExitCode, Wrong> {
        match self {
            Self::Save(one) => {
                save(
                    config,
                    CampaignOrder::Certificate { id: one.id.clone() },
                    &one.out,
                    &one.how,
                    "certificate-written",
                )
                .await
            }
            Self::Verify(check) => check.run(),
            Self::Key(_) => {
                let checked = crate::config::load(config)?;
                let key = signing_key(&crate::serve::keys(&checked)?);
                say!("{}", key.map_err(|error| miette::miette!("{error}"))?.public());
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Check {
    fn run(&self) -> Result<ExitCode, Wrong> {
        let failed = |error: std::io::Error| miette::miette!("{}: {error}", self.file.display());
        let size = std::fs::metadata(&self.file).map_err(failed)?.len();
        if size > LARGEST {
            return Err(miette::miette!("{} has {size} bytes; no certificate has so many", self.file.display()).into());
        }
        let words = self.how.words();
        match verify(&std::fs::read(&self.file).map_err(failed)?) {
            Ok(verified) => Ok(self.tell(&verified, words)),
            Err(error @ CertificateError::Broken { .. }) => {
                let code =
                    if matches!(error, CertificateError::Broken { what: "values" }) { "values" } else { "pages" };
                complain!("{}", words.text(&format!("certificate-broken-{code}")));
                Ok(ExitCode::FAILURE)
            }
            Err(_) => {
                complain!("{}", words.text("certificate-none"));
                Ok(ExitCode::from(BAD_INPUT))
            }
        }
    }

    fn tell(&self, verified: &Verified, words: Words) -> ExitCode {
        let known = self.key.as_ref().map(|key| key.trim().eq_ignore_ascii_case(&verified.key));
        if self.how.json {
            let told =
                serde_json::json!({ "good": known != Some(false), "key": verified.key, "values": verified.values });
            say!("{told}");
        } else {
            say!("{}", self.lines(verified, known, words));
        }
        if known == Some(false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    fn lines(&self, verified: &Verified, known: Option<bool>, words: Words) -> String {
        let text = |at: &str| match verified.values.pointer(at) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(value) if !value.is_null() => value.to_string(),
            _ => "–".to_owned(),
        };
        let key = match known {
            Some(true) => "certificate-key-known",
            Some(false) => "certificate-key-other",
            None => "certificate-key-unknown",
        };
        let mut lines = vec![words.text("certificate-intact"), words.with(key, &[("key", Value::from(&verified.key))])];
        let told = [
            ("house", "/house"),
            ("campaign", "/campaign"),
            ("root", "/root"),
            ("rows", "/rows"),
            ("letters", "/letters"),
            ("at", "/at"),
            ("evidence", "/evidence/event"),
        ];
        let line = |(name, at): (&str, &str)| format!("  {}: {}", words.text(&format!("certificate-{name}")), text(at));
        lines.extend(told.into_iter().map(line));
        let approvals = verified.values.pointer("/approvals").and_then(serde_json::Value::as_array);
        for approval in approvals.into_iter().flatten() {
            let by = approval.get("by").and_then(serde_json::Value::as_str).unwrap_or("–");
            lines.push(format!("  {}: {by}", words.text("certificate-approved-by")));
        }
        lines.iter().map(|line| sekisho_words::clean(line).into_owned()).collect::<Vec<_>>().join("\n")
    }
}
