//! Mails written by Sekisho itself: notices, delivery reports, and the single mails of a campaign.
//!
//! Pure: identifiers, dates and boundaries come in or are derived from the message id, so the same input gives the
//! same bytes. Never to the null reverse path: the type of `to` is an [`Address`]. No value given here can start
//! another header field: control characters become spaces.

use mail_builder::{
    MessageBuilder,
    headers::{HeaderType, address::Address as Name, content_type::ContentType, date::Date, raw::Raw, text::Text},
    mime::{BodyPart, MimePart},
};
use sekisho_model::{Address, Digest, Time};

mod mailing;
mod report;

pub use mailing::{Enclosure, Mailing, mailing};
pub use report::{Action, DeliveryReport, FinalRecipient, Returned, delivery_report};

/// Somebody in a header: a display name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondent {
    /// Display name, plain text in any language; empty for none.
    pub name: String,
    /// The address.
    pub address: Address,
}

impl Correspondent {
    /// An address without a name.
    #[must_use]
    pub const fn plain(address: Address) -> Self {
        Self { name: String::new(), address }
    }
}

/// What a notice is made of.
#[derive(Debug, Clone)]
pub struct Notice<'a> {
    /// `From`.
    pub from: &'a Correspondent,
    /// `To`.
    pub to: &'a Correspondent,
    /// `Subject`, plain text.
    pub subject: &'a str,
    /// Body, plain text; line breaks as LF or CRLF.
    pub text: &'a str,
    /// The same in HTML, shown by readers that prefer it.
    pub html: Option<&'a str>,
    /// `Message-ID` without angle brackets, unique: `id@domain`.
    pub message_id: &'a str,
    /// `Date`.
    pub date: Time,
    /// `In-Reply-To` and `References`, without angle brackets.
    pub in_reply_to: Option<&'a str>,
    /// More fields: name and plain text, for example `("X-Sekisho-Parcel", "…")`. A name that is not made of ASCII
    /// letters, digits and hyphens, or that this function writes itself, is left out.
    pub fields: &'a [(&'a str, &'a str)],
}

/// Names written by the functions of this file.
const OWN: [&str; 13] = [
    "from",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
];

/// Builds a notice: CRLF, ASCII, marked `Auto-Submitted: auto-generated` (RFC 3834 §5) so that no vacation program
/// answers it. Send it from the null reverse path.
#[must_use]
pub fn notice(notice: &Notice<'_>) -> Vec<u8> {
    let text = leaf("text/plain", notice.text);
    let body = match notice.html {
        Some(html) => frame("multipart/alternative", &[], notice.message_id, vec![text, leaf("text/html", html)]),
        None => text,
    };
    let mut mail = head(notice.from, notice.to, notice.subject, notice.message_id, notice.date)
        .header("Auto-Submitted", Raw::new("auto-generated"));
    if let Some(parent) = notice.in_reply_to {
        let parent = format!("<{}>", identifier(parent));
        mail = mail.header("In-Reply-To", Raw::new(parent.clone())).header("References", Raw::new(parent));
    }
    for (name, value) in notice.fields.iter().filter(|(name, _)| is_extra(name)) {
        mail = mail.header((*name).to_owned(), Text::new(one_line(value)));
    }
    write(mail.body(body))
}

fn head(from: &Correspondent, to: &Correspondent, subject: &str, id: &str, date: Time) -> MessageBuilder<'static> {
    MessageBuilder::new()
        .header("Date", HeaderType::Date(Date::new(date.as_second())))
        .header("From", mailbox(from))
        .header("To", mailbox(to))
        .header("Subject", Text::new(one_line(subject)))
        .header("Message-ID", Raw::new(format!("<{}>", identifier(id))))
}

fn mailbox(one: &Correspondent) -> Name<'static> {
    let spec = one.address.to_ascii().unwrap_or_else(|| one.address.as_str().to_owned());
    let name = one_line(&one.name);
    Name::new_address((!name.is_empty()).then_some(name), spec)
}

/// A text part in base64 or quoted-printable or plain, as the library chooses; always 7-bit.
fn leaf(mime: &'static str, text: &str) -> MimePart<'static> {
    let text = crate::transform::encode::crlf(text);
    MimePart::new(ContentType::new(mime).attribute("charset", "utf-8"), BodyPart::Text(text.into()))
}

/// A multipart with a boundary derived from the message id: unique as that is, and the same every time. `_=_` cannot
/// occur in base64 or quoted-printable text.
fn frame<'a>(
    mime: &'static str,
    attributes: &[(&'static str, &str)],
    id: &str,
    parts: Vec<MimePart<'a>>,
) -> MimePart<'a> {
    let digest = Digest::of(format!("{mime} {id}").as_bytes()).to_string();
    let boundary = format!("_=_{}", digest.get(..32).unwrap_or(&digest));
    let mut kind = ContentType::new(mime);
    for (name, value) in attributes {
        kind = kind.attribute(*name, (*value).to_owned());
    }
    MimePart::new(kind.attribute("boundary", boundary), BodyPart::Multipart(parts))
}

fn write(mail: MessageBuilder<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    mail.serialize(&mut out);
    out
}

fn is_extra(name: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '-';
    !name.is_empty() && name.len() <= 60 && name.chars().all(fine) && !OWN.contains(&name.to_ascii_lowercase().as_str())
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// A message id without what could end it.
fn identifier(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>')).take(250).collect()
}
