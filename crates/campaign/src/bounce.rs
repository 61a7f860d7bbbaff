//! A mail that came back → the row it belongs to, and what became of that letter.
//!
//! Delivery reports (RFC 3464), complaints (RFC 5965), and returned mails of programs that know neither. The row is found
//! by the Message-ID, which nobody who has not had the letter can guess; [`Claim::is_of`] compares it with the manifest, so
//! a forged report changes nothing. What cannot be understood is [`Fate::Unclear`]: somebody looks, nothing is assumed.

use sekisho_content::{Limits, Mail, Part};
use sekisho_model::{CampaignId, Domain};

use crate::{audience::RowNumber, job::MESSAGE_ID_DIGITS, manifest::Line};

/// Most Message-IDs taken from one mail: a report is about one letter, a forwarded thread about several.
const MAX_CLAIMS: usize = 8;
/// Bytes of each text that are searched.
const MAX_SEARCHED: usize = 1 << 20;

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is still tried.
    Delayed,
    /// It arrived.
    Delivered,
    /// It came back, and the mail does not say why in a form that is understood.
    Unclear,
    /// It was not delivered and will not be.
    Failed,
    /// The person complained about it.
    Complained,
}

/// A Message-ID of ours in a mail that came back, not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which campaign.
    pub campaign: CampaignId,
    /// Which row of it.
    pub row: RowNumber,
    written: String,
}

impl Claim {
    /// The domain behind the `@`, as written.
    #[must_use]
    pub fn domain(&self) -> Option<Domain> {
        Domain::parse(self.written.rsplit_once('@')?.1).ok()
    }

    /// Whether this is the letter of that row. `domain` is that of `From`.
    #[must_use]
    pub fn is_of(&self, line: &Line, domain: &Domain) -> bool {
        line.row == self.row && line.message_id(&self.campaign, domain) == self.written
    }
}

/// What a mail that came back says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// Letters it may be about.
    pub claims: Vec<Claim>,
    /// What became of them.
    pub fate: Fate,
    /// Enhanced status code (RFC 3463), for example `5.1.1`.
    pub status: Option<String>,
}

/// Reads the bytes of a mail. `from_nobody`: it came with the null reverse path, as reports do. `None`: not a report, or about none of
/// our letters; a person's answer is one of those.
#[must_use]
pub fn read(bytes: &[u8], from_nobody: bool) -> Option<Bounce> {
    let mail = sekisho_content::read(bytes, &Limits { documents: false, ..Limits::default() });
    let part = |mime: &str| mail.parts.iter().find(|part| part.mime == mime);
    let status = part("message/delivery-status").or_else(|| part("message/global-delivery-status"));
    let complaint = part("message/feedback-report");
    if status.is_none() && complaint.is_none() && !from_nobody {
        return None;
    }
    let claims = claims(&mail, bytes);
    if claims.is_empty() {
        return None;
    }
    let (fate, status) = match (complaint, status) {
        (Some(complaint), _) if is_complaint(complaint) => (Fate::Complained, None),
        (_, Some(status)) => fate(status.reading.text()),
        _ => (Fate::Unclear, None),
    };
    Some(Bounce { claims, fate, status })
}

fn is_complaint(part: &Part) -> bool {
    field(part.reading.text(), "feedback-type").is_some_and(|kind| !kind.eq_ignore_ascii_case("not-spam"))
}

/// The worst of what is said of the recipients. Each letter of ours has one.
fn fate(text: &str) -> (Fate, Option<String>) {
    let text = text.replace("\r\n", "\n");
    let recipients = text.split("\n\n").filter_map(|group| {
        let fate = match field(group, "action")?.to_ascii_lowercase().as_str() {
            "failed" => Fate::Failed,
            "delayed" => Fate::Delayed,
            "delivered" | "relayed" | "expanded" => Fate::Delivered,
            _ => Fate::Unclear,
        };
        Some((fate, field(group, "status").and_then(enhanced)))
    });
    recipients.max().unwrap_or((Fate::Unclear, None))
}

/// The value of a field, unfolded lines apart.
fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A status code of RFC 3463, without a comment behind it.
fn enhanced(value: &str) -> Option<String> {
    let code = value.split_whitespace().next()?;
    let parts: Vec<&str> = code.split('.').collect();
    let number = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let fine = parts.len() == 3 && parts.iter().all(number) && matches!(parts.first(), Some(&("2" | "4" | "5")));
    fine.then(|| code.to_owned())
}

/// Message-IDs of ours anywhere in the mail: the returned header, the returned letter, or a text about it; as it stands
/// there, and as it reads when the transfer encoding is gone.
fn claims(mail: &Mail, bytes: &[u8]) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    let raw = String::from_utf8_lossy(bytes.get(..MAX_SEARCHED).unwrap_or(bytes));
    for text in std::iter::once(&*raw).chain(mail.parts.iter().map(|part| part.reading.text())) {
        for (at, _) in text.match_indices('@').take_while(|(at, _)| *at < MAX_SEARCHED) {
            if let Some(claim) = claim(text, at)
                && claims.len() < MAX_CLAIMS
                && !claims.contains(&claim)
            {
                claims.push(claim);
            }
        }
    }
    claims
}

/// `campaign.row.digits@domain` around an `@`.
fn claim(text: &str, at: usize) -> Option<Claim> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let before = text.get(..at)?;
    let local = before
        .rfind(|c| !fits(c))
        .map_or(before, |end| before.get(end..).unwrap_or("").trim_start_matches(|c| !fits(c)));
    let after = text.get(at + 1..)?;
    let domain = after.get(..after.find(|c| !fits(c)).unwrap_or(after.len()))?;
    let mut parts = local.rsplitn(3, '.');
    let (digits, row, campaign) = (parts.next()?, parts.next()?, parts.next()?);
    let ours = digits.len() == MESSAGE_ID_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let row = row.bytes().all(|byte| byte.is_ascii_digit()).then(|| row.parse().ok())??;
    let written = format!("{local}@{}", domain.trim_end_matches('.').to_ascii_lowercase());
    ours.then_some(Claim { campaign: campaign.parse().ok()?, row: RowNumber(row), written })
}
