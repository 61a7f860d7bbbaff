//! One campaign as it will be rendered: audience, template, files, sender, date. A pure function from a row to its letter.
//!
//! The same row gives the same bytes, today when they are checked and tomorrow when they are sent: the date, the
//! Message-ID and the address for ending the mailings are all fixed here. Every letter has exactly one recipient.

use std::fmt;

use sekisho_content::compose::{Correspondent, Enclosure, Mailing, mailing};
use sekisho_model::{
    Address, CampaignId, Digest, Domain, Envelope, ReversePath, Seal, Time, digest::Fields, seal::Leaf,
};

use crate::{
    audience::{Audience, Row, RowNumber},
    error::CampaignError,
    file::{File, Files},
    template::{Choice, Filled, Part, Template},
    unsubscribe::Unsubscribe,
};

/// Hexadecimal digits of a Message-ID that come from the row: 80 bits.
pub(crate) const MESSAGE_ID_DIGITS: usize = 20;

/// Who writes.
#[derive(Debug, Clone)]
pub struct Sender {
    /// `From`.
    pub from: Correspondent,
    /// `Reply-To`.
    pub reply_to: Option<Correspondent>,
    /// MAIL FROM: where bounces come back to.
    pub return_path: Address,
}

/// Everything that makes letters.
#[derive(Debug)]
pub struct Job<'a> {
    /// Its id.
    pub campaign: &'a CampaignId,
    /// The rows.
    pub audience: &'a Audience,
    /// The text.
    pub template: &'a Template,
    /// The files.
    pub files: &'a Files,
    /// Who writes.
    pub sender: &'a Sender,
    /// The page for ending the mailings.
    pub unsubscribe: Option<&'a Unsubscribe>,
    /// `Date` of every letter.
    pub date: Time,
}

/// One letter.
pub struct Letter {
    /// Who gets it: one recipient.
    pub envelope: Envelope,
    /// What they get.
    pub bytes: Vec<u8>,
    /// `Message-ID` without angle brackets.
    pub message_id: String,
    /// The filled texts with their origins.
    pub texts: Vec<(Part, Filled)>,
    /// Names of the files that go with it.
    pub files: Vec<String>,
}

impl Letter {
    /// Digests of envelope and bytes.
    #[must_use]
    pub fn seal(&self) -> Seal {
        Seal::new(&self.envelope, Digest::of(&self.bytes), &[Leaf::of(&self.envelope, &self.bytes)])
    }

    /// A filled text.
    #[must_use]
    pub fn text(&self, part: Part) -> Option<&Filled> {
        self.texts.iter().find(|(found, _)| *found == part).map(|(_, filled)| filled)
    }
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl<'a> Job<'a> {
    /// Makes the letter of a row.
    pub fn letter(&self, row: &Row) -> Result<Letter, CampaignError> {
        let texts = self.template.fill(row)?;
        for (part, filled) in texts.iter().filter(|(part, _)| part.is_header()) {
            self.check_header(row, part.code(), filled)?;
        }
        let files = self.files_of(row)?;
        Ok(self.compose(row, texts, files, &[]))
    }

    /// Filled texts and files → the letter; `more` are additional header fields.
    pub(crate) fn compose(
        &self,
        row: &Row,
        texts: Vec<(Part, Filled)>,
        files: Vec<(&'a str, &'a File)>,
        more: &[(&str, &str)],
    ) -> Letter {
        let place = format!("{}.{}", self.campaign, row.number().0);
        let fields: Vec<(&str, &str)> =
            [("X-Sekisho-Campaign", place.as_str())].into_iter().chain(more.iter().copied()).collect();
        let text = |part: Part| texts.iter().find(|(found, _)| *found == part).map(|(_, filled)| filled.text.as_str());
        let to = Correspondent { name: text(Part::Name).unwrap_or("").to_owned(), address: row.address().clone() };
        let message_id = message_id(self.campaign, row.number(), row.digest(), self.sender.from.address.domain());
        let page = self.unsubscribe.map(|page| page.address(self.campaign, row.number(), row.key()));
        let enclosed = |(name, file): &(&'a str, &'a File)| Enclosure { name, mime: file.mime(), bytes: file.bytes() };
        let bytes = mailing(&Mailing {
            from: &self.sender.from,
            to: &to,
            reply_to: self.sender.reply_to.as_ref(),
            subject: text(Part::Subject).unwrap_or(""),
            text: text(Part::Text).unwrap_or(""),
            html: text(Part::Html),
            files: &files.iter().map(enclosed).collect::<Vec<_>>(),
            message_id: &message_id,
            date: self.date,
            unsubscribe: page.as_deref(),
            fields: &fields,
        });
        let files = files.into_iter().map(|(name, _)| name.to_owned()).collect();
        Letter { envelope: self.envelope(row), bytes, message_id, texts, files }
    }

    /// One recipient; the envelope id (RFC 3461 §4.4) comes back in delivery reports and names the row.
    fn envelope(&self, row: &Row) -> Envelope {
        let from = ReversePath::Address(self.sender.return_path.clone());
        let mut envelope = Envelope::plain(from, vec![row.address().clone()]);
        envelope.smtputf8 = row.address().needs_smtputf8() || self.sender.return_path.needs_smtputf8();
        envelope.envid = Some(format!("{}.{}", self.campaign, row.number().0).into());
        envelope
    }

    /// No value may bring a line end or another control character into a header field.
    fn check_header(&self, row: &Row, part: &'static str, filled: &Filled) -> Result<(), CampaignError> {
        let bad = filled
            .traces
            .iter()
            .find(|trace| filled.text.get(trace.range.clone()).is_some_and(|value| value.contains(char::is_control)));
        let Some(trace) = bad else { return Ok(()) };
        let columns: Vec<&str> = trace.columns.iter().map(|column| self.audience.column(*column)).collect();
        Err(CampaignError::Header { row: row.number(), column: columns.join(", "), part })
    }

    fn files_of(&self, row: &Row) -> Result<Vec<(&'a str, &'a File)>, CampaignError> {
        let mut found = Vec::new();
        for choice in self.template.choices() {
            let (name, column) = match choice {
                Choice::Same(name) => (name.as_str(), None),
                Choice::Column { number, optional } => {
                    let name = row.value(*number).trim();
                    if name.is_empty() && *optional {
                        continue;
                    }
                    (name, Some(*number))
                }
            };
            found.push(self.file(row, name, column)?);
        }
        Ok(found)
    }

    pub(crate) fn file(
        &self,
        row: &Row,
        name: &str,
        column: Option<usize>,
    ) -> Result<(&'a str, &'a File), CampaignError> {
        self.files.entry(name).ok_or_else(|| match column {
            Some(column) => {
                CampaignError::NoFile { row: row.number(), column: self.audience.column(column).to_owned() }
            }
            None => CampaignError::NoFixedFile { name: name.to_owned() },
        })
    }

    /// Digest over everything but the rows.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut fields = Fields::new("sekisho.campaign-job.v1");
        fields.push(self.campaign.as_str().as_bytes()).push(&self.date.as_second().to_be_bytes());
        fields.push(self.template.digest().as_bytes()).push(self.files.digest().as_bytes());
        for somebody in [Some(&self.sender.from), self.sender.reply_to.as_ref()] {
            fields.push(somebody.map_or(b"", |somebody| somebody.name.as_bytes()));
            fields.push(somebody.map_or(b"", |somebody| somebody.address.as_str().as_bytes()));
        }
        fields.push(self.sender.return_path.as_str().as_bytes());
        fields.push(self.unsubscribe.map_or(b"", |page| page.page().as_bytes()));
        fields.finish()
    }
}

/// The same for the same row of the same campaign, whenever and wherever it is made; nobody who does not know the row can
/// guess it. `source` is [`Row::digest`].
pub(crate) fn message_id(campaign: &CampaignId, row: RowNumber, source: Digest, domain: &Domain) -> String {
    let mut fields = Fields::new("sekisho.campaign-message-id.v1");
    fields.push(campaign.as_str().as_bytes()).push(source.as_bytes());
    let digest = fields.finish().to_string();
    let short = digest.get(..MESSAGE_ID_DIGITS).unwrap_or(&digest);
    format!("{campaign}.{}.{short}@{domain}", row.0)
}

#[cfg(test)]
mod tests;
