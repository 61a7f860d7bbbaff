//! Delivery status notifications: RFC 3464 in the frame of RFC 3462 (6522), RFC 3461 for what is returned, RFC 6533
//! when an address needs UTF-8.

use mail_builder::{
    headers::{content_type::ContentType, raw::Raw},
    mime::{BodyPart, MimePart},
};
use sekisho_model::{Address, Time, envelope::Ret};

use super::{Correspondent, frame, head, leaf, one_line, write};
use crate::transform::{
    header::{Header, MAX_LINE, longest_line},
    wire,
};

/// What became of a recipient (RFC 3464 §2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Could not be delivered, will not be tried again.
    Failed,
    /// Not yet delivered, still tried.
    Delayed,
    /// Delivered.
    Delivered,
    /// Handed to a system that may not report.
    Relayed,
}

impl Action {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Relayed => "relayed",
        }
    }
}

/// One recipient in a report.
#[derive(Debug, Clone)]
pub struct FinalRecipient {
    /// To whom it was sent.
    pub address: Address,
    /// `ORCPT=` as given (`rfc822;` and xtext), or none.
    pub original: Option<Box<str>>,
    /// What became of it.
    pub action: Action,
    /// Enhanced status code (RFC 3463), for example `5.1.1`.
    pub status: String,
    /// The host that answered.
    pub remote: Option<String>,
    /// What the host answered: code and text in one line, for example `550 5.1.1 No such user`.
    pub diagnostic: Option<String>,
    /// Until when it is tried, for [`Action::Delayed`].
    pub will_retry_until: Option<Time>,
}

/// What of the letter goes back.
#[derive(Debug, Clone, Copy)]
pub struct Returned<'a> {
    /// `RET=` of the envelope; headers when it was not given.
    pub ret: Option<Ret>,
    /// The letter as submitted.
    pub source: &'a [u8],
}

/// What a delivery report is made of. The sender of the letter is an [`Address`], so a report to `<>` cannot be made.
#[derive(Debug, Clone)]
pub struct DeliveryReport<'a> {
    /// `From`: usually MAILER-DAEMON or the postmaster, with a name.
    pub from: &'a Correspondent,
    /// Who sent the letter.
    pub to: &'a Address,
    /// `Subject`, plain text.
    pub subject: &'a str,
    /// The part for people, plain text.
    pub text: &'a str,
    /// `Message-ID` without angle brackets.
    pub message_id: &'a str,
    /// `Date`.
    pub date: Time,
    /// Name of this host.
    pub reporting_mta: &'a str,
    /// When the letter arrived here.
    pub arrival: Time,
    /// `ENVID=` as given.
    pub envid: Option<&'a str>,
    /// Per recipient; at least one.
    pub recipients: &'a [FinalRecipient],
    /// What goes back.
    pub returned: Returned<'a>,
}

/// Bytes of a returned header or letter; more is not returned (`RET=FULL` then gives headers, headers are cut).
const MAX_RETURNED: usize = 1 << 20;

/// Builds a report: `multipart/report` with text, status and the original. Marked `Auto-Submitted: auto-replied`.
/// Send it from the null reverse path; with SMTPUTF8 when an address in it needs that.
#[must_use]
pub fn delivery_report(report: &DeliveryReport<'_>) -> Vec<u8> {
    let global = report.to.needs_smtputf8() || report.recipients.iter().any(|one| one.address.needs_smtputf8());
    let parts = vec![leaf("text/plain", report.text), status(report, global), returned(report.returned)];
    let body = frame("multipart/report", &[("report-type", "delivery-status")], report.message_id, parts);
    let to = Correspondent::plain(report.to.clone());
    write(
        head(report.from, &to, report.subject, report.message_id, report.date)
            .header("Auto-Submitted", Raw::new("auto-replied"))
            .body(body),
    )
}

fn status(report: &DeliveryReport<'_>, global: bool) -> MimePart<'static> {
    let mut text = format!("Reporting-MTA: dns; {}\r\n", one_line(report.reporting_mta));
    if let Some(envid) = report.envid {
        text.push_str(&format!("Original-Envelope-Id: {}\r\n", one_line(&unxtext(envid))));
    }
    text.push_str(&format!("Arrival-Date: {}\r\n", date(report.arrival)));
    for one in report.recipients {
        text.push_str("\r\n");
        text.push_str(&recipient_fields(one));
    }
    let (mime, encoding) = match (global, text.is_ascii()) {
        (true, _) => ("message/global-delivery-status", "8bit"),
        (false, true) => ("message/delivery-status", "7bit"),
        (false, false) => ("message/delivery-status", "8bit"),
    };
    raw(mime, encoding, text.into_bytes())
}

fn recipient_fields(one: &FinalRecipient) -> String {
    let mut text = String::new();
    if let Some((kind, address)) = one.original.as_deref().and_then(|original| original.split_once(';')) {
        text.push_str(&format!("Original-Recipient: {}; {}\r\n", one_line(kind), one_line(&unxtext(address))));
    }
    // RFC 6533 §3: type utf-8 for an address that is not ASCII.
    let kind = if one.address.needs_smtputf8() { "utf-8" } else { "rfc822" };
    let spec = one.address.to_ascii().unwrap_or_else(|| one.address.as_str().to_owned());
    text.push_str(&format!("Final-Recipient: {kind}; {spec}\r\n"));
    text.push_str(&format!("Action: {}\r\nStatus: {}\r\n", one.action.as_str(), one_line(&one.status)));
    if let Some(remote) = &one.remote {
        text.push_str(&format!("Remote-MTA: dns; {}\r\n", one_line(remote)));
    }
    if let Some(diagnostic) = &one.diagnostic {
        text.push_str(&format!("Diagnostic-Code: smtp; {}\r\n", folded(diagnostic)));
    }
    if let Some(until) = one.will_retry_until {
        text.push_str(&format!("Will-Retry-Until: {}\r\n", date(until)));
    }
    text
}

/// ASCII only (a foreign server may answer anything), at most 800 characters, folded.
fn folded(diagnostic: &str) -> String {
    let clean: String = one_line(diagnostic).chars().map(|c| if c.is_ascii() { c } else { '?' }).take(800).collect();
    let mut out = String::new();
    let mut column = 22;
    for word in clean.split_ascii_whitespace() {
        if column + word.len() > 76 && !out.is_empty() {
            out.push_str("\r\n ");
            column = 1;
        } else if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        column += word.len() + 1;
    }
    out
}

fn returned(returned: Returned<'_>) -> MimePart<'static> {
    let source = wire::mend(returned.source);
    let full = returned.ret == Some(Ret::Full) && source.len() <= MAX_RETURNED && !wire::survey(&source).long;
    let bytes = if full { source.into_owned() } else { returned_header(&source) };
    let encoding = if bytes.is_ascii() { "7bit" } else { "8bit" };
    let utf8_header = !full && !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok();
    let mime = match (full, utf8_header) {
        (true, _) => "message/rfc822",
        (false, true) => "message/global-headers",
        (false, false) => "text/rfc822-headers",
    };
    raw(mime, encoding, bytes)
}

/// The fields as they stood, without `Bcc` and those that no line can hold; whole fields up to the limit.
fn returned_header(source: &[u8]) -> Vec<u8> {
    let mut header = Header::split(source).0;
    header.0.retain(|field| longest_line(&field.raw) <= MAX_LINE);
    let mut bytes = Vec::new();
    for field in header.0.iter().filter(|field| !matches!(&*field.name, "bcc" | "resent-bcc")) {
        if bytes.len() + field.raw.len() > MAX_RETURNED {
            break;
        }
        bytes.extend_from_slice(&field.raw);
    }
    bytes
}

/// A part whose bytes are written as they are.
fn raw(mime: &'static str, encoding: &'static str, bytes: Vec<u8>) -> MimePart<'static> {
    MimePart::new(ContentType::new(mime), BodyPart::Binary(bytes.into())).transfer_encoding(encoding)
}

/// RFC 3461 §4: `+` and two hexadecimal digits.
fn unxtext(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digits = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match digits.filter(|_| *first == b'+').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn date(at: Time) -> String {
    mail_builder::headers::date::Date::new(at.as_second()).to_rfc822()
}
