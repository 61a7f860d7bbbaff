//! The manifest: what will be sent to whom, row by row, with nothing left to choose at send time.
//!
//! Immutable. Its Merkle root (RFC 6962) covers a heading (who made it, what was checked, the parent) as leaf 0 and
//! every row after it; an approval is given for that root, so it dies with any change. A child holds some of the rows of
//! its parent, unchanged, and names the parent's root.

use std::collections::BTreeSet;

use sekisho_model::{Address, CampaignId, Digest, Domain, Seal, UserId, digest::Fields};
use serde::{Deserialize, Serialize};

use crate::{
    audience::{PersonKey, Row, RowNumber},
    check::Checked,
    job::{Letter, message_id},
    merkle,
};

/// One row of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number in the audience.
    pub row: RowNumber,
    /// Whom it is for.
    pub person: PersonKey,
    /// Where it goes.
    pub address: Address,
    /// [`Row::digest`] of what it was made from.
    pub source: Digest,
    /// Envelope and bytes.
    pub seal: Seal,
}

impl Line {
    pub(crate) fn new(row: &Row, letter: &Letter) -> Self {
        Self {
            row: row.number(),
            person: row.key().clone(),
            address: row.address().clone(),
            source: row.digest(),
            seal: letter.seal(),
        }
    }

    /// The `Message-ID` of its letter, without angle brackets; `domain` is that of `From`.
    #[must_use]
    pub fn message_id(&self, campaign: &CampaignId, domain: &Domain) -> String {
        message_id(campaign, self.row, self.source, domain)
    }

    /// The leaf of this row in the tree.
    #[must_use]
    pub fn leaf(&self) -> Digest {
        let mut fields = Fields::new("sekisho.manifest-line.v1");
        fields.push(&self.row.0.to_be_bytes()).push(self.person.as_str().as_bytes());
        fields.push(self.address.as_str().as_bytes()).push(self.source.as_bytes());
        fields.push(self.seal.digest().as_bytes());
        merkle::leaf(fields.finish().as_bytes())
    }
}

/// What a manifest is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// All rows: what is approved, and what children are made from.
    Whole,
    /// The first rows, sent ahead.
    Canary,
    /// All rows that no child has.
    Rest,
    /// Rows that failed or were withdrawn, once more.
    Resend,
}

impl Purpose {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Whole, Self::Canary, Self::Rest, Self::Resend];

    /// The purpose with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Canary => "canary",
            Self::Rest => "rest",
            Self::Resend => "resend",
        }
    }
}

/// Who made it; neither can approve it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Makers {
    /// Who built the list.
    pub list: UserId,
    /// Who wrote the content.
    pub content: UserId,
}

impl Makers {
    /// Everybody who had a hand in it.
    #[must_use]
    pub fn all(&self) -> BTreeSet<&UserId> {
        BTreeSet::from([&self.list, &self.content])
    }
}

/// What stands above the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Which campaign.
    pub campaign: CampaignId,
    /// What for.
    pub purpose: Purpose,
    /// Root of the parent; none for the whole.
    pub parent: Option<Digest>,
    /// 0 for the whole, then 1, 2, … for its children.
    pub number: u32,
    /// Who made it.
    pub makers: Makers,
    /// [`Checked::digest`].
    pub check: Digest,
    /// Digest of the certificate of reconciliation that the list was made with; none when there was none.
    pub reconciled: Option<Digest>,
}

impl Heading {
    fn leaf(&self) -> Digest {
        let mut fields = Fields::new("sekisho.manifest-heading.v1");
        fields.push(self.campaign.as_str().as_bytes()).push(self.purpose.code().as_bytes());
        fields.push(&self.number.to_be_bytes()).push(self.check.as_bytes());
        fields.push(self.makers.list.as_str().as_bytes()).push(self.makers.content.as_str().as_bytes());
        for digest in [self.parent, self.reconciled] {
            fields.push(digest.as_ref().map_or(b"".as_slice(), |digest| digest.as_bytes()));
        }
        merkle::leaf(fields.finish().as_bytes())
    }
}

/// Heading, rows, and the root over both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    heading: Heading,
    lines: Vec<Line>,
    root: Digest,
}

/// What was stored is not what the root was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the rows of the manifest are not those under its root")]
pub struct Altered;

impl Manifest {
    /// The whole campaign. `reconciled` is the digest of the certificate that the list agrees with its sources.
    #[must_use]
    pub fn new(checked: Checked, makers: Makers, reconciled: Option<Digest>) -> Self {
        let heading = Heading {
            campaign: checked.basis().campaign.clone(),
            purpose: Purpose::Whole,
            parent: None,
            number: 0,
            makers,
            check: checked.digest(),
            reconciled,
        };
        Self::of(heading, checked.into_lines())
    }

    /// Reads a stored manifest; the root is made again and compared.
    pub fn restore(heading: Heading, lines: Vec<Line>, root: Digest) -> Result<Self, Altered> {
        let rising = lines.windows(2).all(|pair| matches!(pair, [one, other] if one.row < other.row));
        let manifest = Self::of(heading, lines);
        if rising && manifest.root == root { Ok(manifest) } else { Err(Altered) }
    }

    fn of(heading: Heading, lines: Vec<Line>) -> Self {
        let root = merkle::root(&leaves(&heading, &lines));
        Self { heading, lines, root }
    }

    /// A child with some of the rows; `lines` are rows of this manifest.
    pub(crate) fn child(&self, purpose: Purpose, number: u32, lines: Vec<Line>) -> Self {
        let heading = Heading { purpose, parent: Some(self.root), number, ..self.heading.clone() };
        Self::of(heading, lines)
    }

    /// A child with these rows; `None` when one of them does not stand here.
    #[must_use]
    pub fn part(&self, purpose: Purpose, number: u32, rows: &BTreeSet<RowNumber>) -> Option<Self> {
        let lines = rows.iter().map(|row| self.line(*row).cloned()).collect::<Option<Vec<_>>>()?;
        Some(self.child(purpose, number, lines))
    }

    /// What stands above the rows.
    #[must_use]
    pub const fn heading(&self) -> &Heading {
        &self.heading
    }

    /// The rows, by number.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The row with this number.
    #[must_use]
    pub fn line(&self, row: RowNumber) -> Option<&Line> {
        let at = self.lines.binary_search_by_key(&row, |line| line.row).ok()?;
        self.lines.get(at)
    }

    /// The root over heading and rows: what an approval is given for.
    #[must_use]
    pub const fn root(&self) -> Digest {
        self.root
    }

    /// The proof that a row is under the root: its index, the number of leaves, and the path.
    #[must_use]
    pub fn proof(&self, row: RowNumber) -> Option<(usize, usize, Vec<Digest>)> {
        let at = self.lines.binary_search_by_key(&row, |line| line.row).ok()? + 1;
        let leaves = leaves(&self.heading, &self.lines);
        Some((at, leaves.len(), merkle::path(&leaves, at)?))
    }
}

fn leaves(heading: &Heading, lines: &[Line]) -> Vec<Digest> {
    std::iter::once(heading.leaf()).chain(lines.iter().map(Line::leaf)).collect()
}
