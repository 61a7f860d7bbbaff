//! The certificate of a campaign: what was compared and checked, who made it, who approved it, signed by the house.
//!
//! It holds names of the house's own people, names of files, counts and digests; nothing of any recipient. The key comes
//! from the master key (`sekisho init`): whoever has the public key can check a certificate without the house.

mod fonts;
mod lists;

use std::path::PathBuf;

use sekisho_campaign::Manifest;
use sekisho_certificate::{Block, CertificateError, Fonts, Pages, SigningKey};
use sekisho_model::{Digest, Event, Time, UserId, campaign::CampaignAct, hold::Means};
use sekisho_store::{Campaign, EventRow, MasterKeys, keys::KeyError};
use sekisho_words::{Lang, Value, Words};
use serde_json::{Value as Json, json};

use fonts::read_fonts;
use lists::{list_blocks, lists, waiver_blocks};

use super::sheet::Sheet;
use crate::desk::CheckView;

/// What the signing key is derived for. Part of the format: another label is another key.
const KEY: &str = "campaign-certificate";
/// The key this house signs certificates with.
///
/// # Errors
/// [`NoCertificate`].
pub fn signing_key(keys: &MasterKeys) -> Result<SigningKey, NoCertificate> {
    Ok(SigningKey::new(&*keys.derive(KEY)?)?)
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum NoCertificate {
    /// The master key.
    #[error("the signing key cannot be derived")]
    Key(#[from] KeyError),
    /// The operator's fault: no font.
    #[error("no font for both languages was found; install fonts-noto-cjk, or name one in [campaigns]")]
    Font,
    /// Drawing or signing.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// All that a certificate speaks of.
pub(crate) struct Facts<'a> {
    pub(crate) house: &'a str,
    pub(crate) campaign: &'a Campaign,
    pub(crate) sheet: &'a Sheet,
    pub(crate) check: &'a CheckView,
    pub(crate) manifest: &'a Manifest,
    pub(crate) acts: &'a [EventRow],
    /// The last event, and its hash.
    pub(crate) evidence: (u64, Digest),
    pub(crate) at: Time,
}

/// An approval or a release, as the evidence has it.
struct Proof {
    seq: u64,
    at: Time,
    by: UserId,
    means: Means,
}

impl Facts<'_> {
    /// Draws and signs it. Called where it may block.
    pub(crate) fn certify(
        &self,
        key: &SigningKey,
        fonts: Option<&(PathBuf, PathBuf)>,
        words: Words,
        date: &dyn Fn(Time) -> String,
    ) -> Result<Vec<u8>, NoCertificate> {
        let (regular, bold) = read_fonts(fonts)?;
        let blocks = self.blocks(words, date, &key.public());
        let title = words.text("certificate-title");
        let foot = format!("{}  {}", self.campaign.id, short(self.manifest.root()));
        let language = match words.lang() {
            Lang::Ja => "ja",
            Lang::En => "en",
        };
        let pages = Pages { title: &title, house: self.house, language, foot: &foot, at: self.at, blocks: &blocks };
        Ok(key.certify(&self.values(), &pages, &Fonts { regular: &regular, bold: &bold })?)
    }

    fn proofs(&self) -> (Vec<Proof>, Option<Proof>) {
        let (mut approvals, mut release) = (Vec::new(), None);
        for row in self.acts {
            let Ok(Event::CampaignActed { act, by: Some(by), .. }) = serde_json::from_str(&row.link.event) else {
                continue;
            };
            let proof = |means: Means| Proof { seq: row.link.seq, at: row.link.at, by: by.clone(), means };
            match act {
                CampaignAct::Proposed { .. } => approvals.clear(),
                CampaignAct::Approved { root, means } if root == self.manifest.root() => approvals.push(proof(means)),
                CampaignAct::Released { root, means } if root == self.manifest.root() => release = Some(proof(means)),
                _ => {}
            }
        }
        (approvals, release)
    }

    /// What is signed.
    fn values(&self) -> Json {
        let (approvals, release) = self.proofs();
        let proof = |proof: &Proof| json!({ "by": proof.by, "at": proof.at.to_string(), "means": proof.means, "event": proof.seq });
        let (check, heading) = (self.check, self.manifest.heading());
        let parts = self.sheet.parts.iter().map(|taken| {
            let line = &taken.line;
            json!({ "name": line.name, "bytes": line.bytes, "sha256": line.digest, "by": taken.by, "at": taken.at.to_string() })
        });
        let findings = check.findings.iter().map(|finding| {
            json!({ "kind": finding.kind, "grade": finding.grade, "count": finding.count, "rows": finding.rows })
        });
        let left_out = check.left_out.iter().map(|(kind, rows)| json!({ "kind": kind, "rows": rows }));
        json!({
            "version": 1,
            "house": self.house,
            "campaign": self.campaign.id,
            "at": self.at.to_string(),
            "evidence": { "event": self.evidence.0, "hash": self.evidence.1 },
            "root": self.manifest.root(),
            "reconciled": heading.reconciled,
            "checked": heading.check,
            "checked_at": check.at.to_string(),
            "rows": check.rows,
            "letters": self.manifest.lines().len(),
            "left_out": left_out.collect::<Vec<_>>(),
            "parts": parts.collect::<Vec<_>>(),
            "makers": { "list": heading.makers.list, "content": heading.makers.content, "all": self.sheet.makers },
            "approvals": approvals.iter().map(proof).collect::<Vec<_>>(),
            "released": release.as_ref().map(proof),
            "lists": check.differences.as_ref().map(lists),
            "master": check.master,
            "findings": findings.collect::<Vec<_>>(),
            "waivers": check.waivers,
        })
    }

    fn blocks(&self, words: Words, date: &dyn Fn(Time) -> String, key: &str) -> Vec<Block> {
        let mut blocks = self.campaign_blocks(words, date);
        blocks.extend(self.people_blocks(words, date));
        if let Some(differences) = &self.check.differences {
            blocks.extend(list_blocks(differences, words, date));
        }
        blocks.extend(self.letter_blocks(words));
        blocks.extend(self.part_blocks(words, date));
        blocks.push(Block::Heading(words.text("certificate-signature")));
        let event = words.with("certificate-event", &[("seq", Value::from(self.evidence.0))]);
        blocks.push(Block::Pair(words.text("certificate-evidence"), format!("{event} {}", self.evidence.1)));
        blocks.push(Block::Pair(words.text("certificate-key"), key.to_owned()));
        blocks.push(Block::Text(words.text("certificate-how")));
        blocks
    }

    fn campaign_blocks(&self, words: Words, date: &dyn Fn(Time) -> String) -> Vec<Block> {
        let number = |count: u64| words.with("certificate-number", &[("count", Value::from(count))]);
        let pair = |key: &str, value: String| Block::Pair(words.text(&format!("certificate-{key}")), value);
        let letters = self.manifest.lines().len() as u64;
        vec![
            Block::Heading(words.text("certificate-campaign-head")),
            pair("campaign", self.campaign.id.to_string()),
            pair("root", self.manifest.root().to_string()),
            pair("rows", number(self.check.rows.into())),
            pair("letters", number(letters)),
            pair("checked-at", date(self.check.at)),
            pair("at", date(self.at)),
        ]
    }

    fn people_blocks(&self, words: Words, date: &dyn Fn(Time) -> String) -> Vec<Block> {
        let (approvals, release) = self.proofs();
        let makers = &self.manifest.heading().makers;
        let mut rows = vec![
            vec![words.text("certificate-list-by"), makers.list.to_string(), String::new(), String::new()],
            vec![words.text("certificate-content-by"), makers.content.to_string(), String::new(), String::new()],
        ];
        let mut add = |key: &str, proof: &Proof| {
            let means = words.text(&format!("certificate-means-{}", means(proof.means)));
            let event = words.with("certificate-event", &[("seq", Value::from(proof.seq))]);
            rows.push(vec![words.text(key), proof.by.to_string(), date(proof.at), format!("{means} {event}")]);
        };
        for proof in &approvals {
            add("certificate-approved-by", proof);
        }
        if let Some(proof) = &release {
            add("certificate-released-by", proof);
        }
        let column = |key: &str, share: u16| (words.text(&format!("certificate-{key}")), share);
        let columns = vec![column("part-in-it", 3), column("who", 2), column("when", 3), column("how-proved", 4)];
        let mut blocks = vec![Block::Heading(words.text("certificate-people-head")), Block::Table { columns, rows }];
        if approvals.is_empty() {
            blocks.push(Block::Text(words.text("certificate-not-approved")));
        }
        blocks
    }

    fn letter_blocks(&self, words: Words) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(words.text("certificate-letters-head"))];
        blocks.push(Block::Text(words.text("certificate-letters-how")));
        if let Some(master) = &self.check.master {
            let values = [
                ("persons", Value::from(master.coverage.persons)),
                ("searched", Value::from(master.coverage.searched)),
                ("short", Value::from(master.coverage.too_short)),
                ("unreadable", Value::from(master.coverage.unreadable)),
            ];
            blocks.push(Block::Text(words.with("campaign-master", &values)));
        }
        let rows: Vec<Vec<String>> = self
            .check
            .findings
            .iter()
            .map(|finding| {
                let count = words.with("certificate-number", &[("count", Value::from(finding.count))]);
                vec![words.text(&format!("campaign-finding-{}", finding.kind)), count]
            })
            .collect();
        if rows.is_empty() {
            blocks.push(Block::Text(words.text("certificate-no-findings")));
        } else {
            let columns = vec![(words.text("certificate-finding"), 6), (words.text("certificate-count"), 1)];
            blocks.push(Block::Table { columns, rows });
        }
        blocks.extend(waiver_blocks(&self.check.waivers, "campaign-finding", words));
        blocks
    }

    fn part_blocks(&self, words: Words, date: &dyn Fn(Time) -> String) -> Vec<Block> {
        let row = |taken: &super::sheet::Taken| {
            let by = format!("{} {}", taken.by, date(taken.at));
            vec![taken.line.name.to_string(), taken.line.digest.to_string(), by]
        };
        let column = |key: &str, share: u16| (words.text(&format!("certificate-{key}")), share);
        let columns = vec![column("file", 3), (("SHA-256").to_owned(), 5), column("taken-by", 3)];
        let rows = self.sheet.parts.iter().map(row).collect();
        vec![Block::Heading(words.text("certificate-parts-head")), Block::Table { columns, rows }]
    }
}

const fn means(means: Means) -> &'static str {
    match means {
        Means::Password => "password",
        Means::SecondFactor => "second-factor",
        Means::NoticeToken => "notice-token",
        Means::CommandLine => "command-line",
    }
}

fn short(digest: Digest) -> String {
    digest.to_string().chars().take(16).collect()
}
