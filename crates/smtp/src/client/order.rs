//! What will be said for one mail to a server with a given offer: XFORWARD, MAIL and RCPT lines, or why not.
//!
//! Invariant: every line is printable text without CR and LF, whatever the envelope holds. Bytes are sealed and never
//! converted here; what the server cannot carry is refused locally (code 554, text `local: …`), per recipient where
//! only that recipient is concerned.

use sekisho_model::{
    Address, Envelope, Outcome, Recipient,
    envelope::{Notify, Ret},
    outcome::RemoteReply,
};

use super::{
    content::{Content, ContentFault, HeaderOctets},
    offer::Offer,
    upstream::XForward,
};

/// RFC 3461 §4.2 and §4.4: ORCPT has up to 500 characters, ENVID up to 100.
const MAX_ORCPT: usize = 500;
const MAX_ENVID: usize = 100;
/// Postfix reads XFORWARD lines of up to 512 octets.
const MAX_XFORWARD: usize = 500;
/// Attribute values are cut: Postfix takes 255 octets.
const MAX_ATTRIBUTE: usize = 255;

/// A local refusal: the mail cannot travel this way and never will.
#[must_use]
pub(crate) fn refused(enhanced: &str, why: &str) -> Outcome {
    let reply = RemoteReply { code: 554, enhanced: Some(enhanced.into()), text: format!("local: {why}").into() };
    Outcome::Refused { reply }
}

/// A local deferral: no reply was read.
#[must_use]
pub(crate) fn deferred(why: &str) -> Outcome {
    Outcome::Deferred { reply: no_reply(why) }
}

/// Code 0: nothing was read.
#[must_use]
pub(crate) fn no_reply(why: &str) -> RemoteReply {
    RemoteReply { code: 0, enhanced: None, text: format!("local: {why}").into() }
}

/// What became of the DSN wishes of an envelope (RFC 3461).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DsnHandling {
    /// The envelope has none.
    NotAsked,
    /// Handed on: the next hop reports.
    Passed,
    /// The server does not offer DSN: a success report, if asked for, is now the engine's duty ("relayed").
    Dropped,
}

/// The lines for one mail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// XFORWARD lines, possibly none.
    pub(crate) xforward: Vec<String>,
    /// The MAIL line.
    pub(crate) mail: String,
    /// One RCPT line per recipient, or the local refusal of that one.
    pub(crate) recipients: Vec<Result<String, Outcome>>,
    /// What became of the DSN wishes.
    pub(crate) dsn: DsnHandling,
}

/// Whether the bytes may travel at all, before any server is asked.
pub(crate) fn check_content(bytes: &[u8]) -> Result<Content<'_>, Outcome> {
    Content::check(bytes).map_err(|fault| match fault {
        ContentFault::BareLineEnd => refused("5.6.0", "the mail has a CR or LF that is not part of a line end"),
        ContentFault::Nul => refused("5.6.0", "the mail has a NUL octet"),
    })
}

impl Order {
    /// Builds the lines. `secure`: the line is encrypted and the server verified. An error is the fate of every
    /// recipient.
    pub(crate) fn new(
        envelope: &Envelope,
        content: &Content<'_>,
        offer: &Offer,
        secure: bool,
        forwarded: Option<&XForward>,
    ) -> Result<Self, Outcome> {
        fits(envelope, content, offer, secure)?;
        let utf8 = Utf8::choose(envelope, content, offer);
        let sender = match envelope.mail_from.address() {
            None => String::new(),
            Some(address) => utf8.write(address).ok_or_else(no_utf8)?,
        };
        let dsn = dsn_handling(envelope, offer);
        let recipient = |recipient: &Recipient| rcpt_line(recipient, utf8, dsn).ok_or_else(no_utf8);
        Ok(Self {
            xforward: forwarded.map_or_else(Vec::new, |from| xforward_lines(from, &offer.xforward)),
            mail: mail_line(&sender, envelope, content, offer, utf8, dsn),
            recipients: envelope.recipients.iter().map(recipient).collect(),
            dsn,
        })
    }
}

fn no_utf8() -> Outcome {
    refused("5.6.7", "the address needs SMTPUTF8, which the server does not offer")
}

/// What concerns the mail as a whole.
fn fits(envelope: &Envelope, content: &Content<'_>, offer: &Offer, secure: bool) -> Result<(), Outcome> {
    if envelope.require_tls && !(secure && offer.require_tls) {
        return Err(refused("5.7.30", "REQUIRETLS is asked for and this server does not support it"));
    }
    if offer.size.is_some_and(|limit| limit != 0 && content.size() as u64 > limit) {
        return Err(refused("5.3.4", "the mail is larger than the server takes"));
    }
    if content.header != HeaderOctets::Ascii && !offer.smtputf8 {
        return Err(refused("5.6.7", "the header is not US-ASCII and the server does not offer SMTPUTF8"));
    }
    if content.eight_bit && !offer.eight_bit {
        return Err(refused("5.6.3", "the mail has 8-bit octets and the server does not offer 8BITMIME"));
    }
    Ok(())
}

/// Whether SMTPUTF8 is used for this mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Utf8 {
    /// Announced; addresses as written.
    Used,
    /// Not announced; domains as A-labels.
    Unused,
}

impl Utf8 {
    /// Only when something needs it: IDN domains alone travel further as A-labels.
    fn choose(envelope: &Envelope, content: &Content<'_>, offer: &Offer) -> Self {
        let addresses = envelope.mail_from.address().into_iter();
        let mut addresses = addresses.chain(envelope.recipients.iter().map(|recipient| &recipient.address));
        let needed = content.header == HeaderOctets::Utf8 || addresses.any(Address::needs_smtputf8);
        if offer.smtputf8 && (needed || envelope.smtputf8) { Self::Used } else { Self::Unused }
    }

    fn write(self, address: &Address) -> Option<String> {
        match self {
            Self::Unused if !address.as_str().is_ascii() => address.to_ascii(),
            _ => Some(address.as_str().to_owned()),
        }
    }
}

fn dsn_handling(envelope: &Envelope, offer: &Offer) -> DsnHandling {
    let asked = envelope.ret.is_some()
        || envelope.envid.is_some()
        || envelope.recipients.iter().any(|recipient| recipient.notify.is_given() || recipient.orcpt.is_some());
    match (asked, offer.dsn) {
        (false, _) => DsnHandling::NotAsked,
        (true, true) => DsnHandling::Passed,
        (true, false) => DsnHandling::Dropped,
    }
}

fn mail_line(
    sender: &str,
    envelope: &Envelope,
    content: &Content<'_>,
    offer: &Offer,
    utf8: Utf8,
    dsn: DsnHandling,
) -> String {
    let mut line = format!("MAIL FROM:<{sender}>");
    if offer.size.is_some() {
        line += &format!(" SIZE={}", content.size());
    }
    // Announced only when needed: a later hop without 8BITMIME would have to convert, and break the seal.
    if content.eight_bit {
        line += " BODY=8BITMIME";
    }
    if utf8 == Utf8::Used {
        line += " SMTPUTF8";
    }
    if envelope.require_tls {
        line += " REQUIRETLS";
    }
    if dsn == DsnHandling::Passed {
        line += match envelope.ret {
            None => "",
            Some(Ret::Full) => " RET=FULL",
            Some(Ret::Hdrs) => " RET=HDRS",
        };
        if let Some(envid) = envelope.envid.as_deref().filter(|envid| is_xtext(envid, MAX_ENVID)) {
            line += &format!(" ENVID={envid}");
        }
    }
    line
}

fn rcpt_line(recipient: &Recipient, utf8: Utf8, dsn: DsnHandling) -> Option<String> {
    let mut line = format!("RCPT TO:<{}>", utf8.write(&recipient.address)?);
    if dsn == DsnHandling::Passed {
        if recipient.notify.is_given() {
            line += " NOTIFY=";
            line += &notify(recipient.notify);
        }
        if let Some(orcpt) = recipient.orcpt.as_deref().filter(|orcpt| is_xtext(orcpt, MAX_ORCPT)) {
            line += &format!(" ORCPT={orcpt}");
        }
    }
    Some(line)
}

fn notify(notify: Notify) -> String {
    if notify.never {
        return "NEVER".to_owned();
    }
    let given = [(notify.success, "SUCCESS"), (notify.failure, "FAILURE"), (notify.delay, "DELAY")];
    let words: Vec<_> = given.into_iter().filter_map(|(given, word)| given.then_some(word)).collect();
    words.join(",")
}

/// RFC 3461 §4: printable ASCII without `=` and space. A value that is not is dropped: it is advice only.
fn is_xtext(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'=')
}

fn xforward_lines(from: &XForward, offered: &[String]) -> Vec<String> {
    let attributes = [
        ("NAME", from.name.clone()),
        ("ADDR", from.addr.map(|addr| if addr.is_ipv6() { format!("IPv6:{addr}") } else { addr.to_string() })),
        ("PORT", from.port.map(|port| port.to_string())),
        ("PROTO", from.proto.clone()),
        ("HELO", from.helo.clone()),
        ("IDENT", from.ident.clone()),
        ("SOURCE", Some("REMOTE".to_owned())),
    ];
    let mut lines: Vec<String> = Vec::new();
    for (name, value) in attributes {
        if !offered.iter().any(|offer| offer == name) {
            continue;
        }
        let word = format!(" {name}={}", xtext(value.as_deref().unwrap_or("[UNAVAILABLE]")));
        match lines.last_mut() {
            Some(line) if line.len() + word.len() <= MAX_XFORWARD => line.push_str(&word),
            _ => lines.push(format!("XFORWARD{word}")),
        }
    }
    lines
}

fn xtext(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        if text.len() >= MAX_ATTRIBUTE - 3 {
            break;
        }
        match byte {
            b'+' | b'=' | 0..=b' ' | 127.. => text += &format!("+{byte:02X}"),
            plain => text.push(char::from(plain)),
        }
    }
    text
}

#[cfg(test)]
mod tests;
