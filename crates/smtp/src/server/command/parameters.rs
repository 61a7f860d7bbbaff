//! What MAIL and RCPT carry: path and ESMTP parameters (RFC 1870, 3461, 4954 §5, 6152, 6531, 8689).
//!
//! Every parameter is understood or refused; one given twice is refused, too. Values that are carried on (ENVID, ORCPT)
//! are checked to be xtext, and stay as they were written.

use sekisho_model::{
    Address, Recipient, ReversePath,
    envelope::{Notify, Ret},
};

use super::{Reply, path};

/// RFC 3461 §4.4.
const MAX_ENVID: usize = 100;
/// RFC 3461 §4.2.
const MAX_ORCPT: usize = 500;

const UNKNOWN: Reply = Reply::fixed(555, "5.5.4", "a parameter is not one that EHLO offers");
const TWICE: Reply = Reply::fixed(501, "5.5.4", "a parameter is given twice");
const BAD_SIZE: Reply = Reply::fixed(501, "5.5.4", "SIZE must be a number of octets");
const BAD_BODY: Reply = Reply::fixed(504, "5.5.4", "BODY must be 7BIT or 8BITMIME");
const BAD_RET: Reply = Reply::fixed(501, "5.5.4", "RET must be FULL or HDRS");
const BAD_ENVID: Reply = Reply::fixed(501, "5.5.4", "ENVID must be xtext of at most 100 characters");
const BAD_NOTIFY: Reply =
    Reply::fixed(501, "5.5.4", "NOTIFY must be NEVER, or SUCCESS, FAILURE and DELAY with commas between");
const BAD_ORCPT: Reply =
    Reply::fixed(501, "5.5.4", "ORCPT must be a type, a semicolon and xtext, at most 500 characters");
const BAD_FLAG: Reply = Reply::fixed(501, "5.5.4", "SMTPUTF8 and REQUIRETLS take no value");
const BAD_AUTH: Reply = Reply::fixed(501, "5.5.4", "AUTH must be an address in xtext, or <>");
const NO_RECIPIENT: Reply = Reply::fixed(553, "5.1.3", "a recipient cannot be empty");
const NEEDS_UTF8: Reply =
    Reply::fixed(553, "5.6.7", "an address that is not ASCII needs MAIL with the parameter SMTPUTF8");

/// `BODY=`. BINARYMIME is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    SevenBit,
    EightBit,
}

/// What MAIL says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    pub(crate) path: ReversePath,
    pub(crate) size: Option<u64>,
    pub(crate) body: Option<Body>,
    pub(crate) smtputf8: bool,
    pub(crate) require_tls: bool,
    pub(crate) ret: Option<Ret>,
    pub(crate) envid: Option<Box<str>>,
    /// Whether there was any parameter: they need EHLO.
    pub(crate) extended: bool,
}

/// What RCPT says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rcpt {
    pub(crate) recipient: Recipient,
    /// Whether there was any parameter.
    pub(crate) extended: bool,
}

/// Reads what follows `MAIL FROM:`.
pub(crate) fn mail(text: &str) -> Result<Mail, Reply> {
    let (inside, rest) = path::split(text)?;
    let path = if inside.is_empty() { ReversePath::Null } else { ReversePath::Address(path::mailbox(inside)?) };
    let mut mail = Mail {
        path,
        size: None,
        body: None,
        smtputf8: false,
        require_tls: false,
        ret: None,
        envid: None,
        extended: false,
    };
    let mut authorised = false;
    for parameter in words(rest) {
        mail.extended = true;
        let (key, value) = split(parameter)?;
        match &*key.to_ascii_uppercase() {
            "SIZE" => once(&mut mail.size, size(value)?)?,
            "BODY" => once(&mut mail.body, body(value)?)?,
            "RET" => once(&mut mail.ret, ret(value)?)?,
            "ENVID" => once(&mut mail.envid, envid(value)?)?,
            "SMTPUTF8" => flag(&mut mail.smtputf8, value)?,
            "REQUIRETLS" => flag(&mut mail.require_tls, value)?,
            // Who the letter is from in the eyes of a trusted peer (RFC 4954 §5). The house trusts its own list.
            "AUTH" if value.is_some_and(|value| value == "<>" || is_xtext(value)) => flag(&mut authorised, None)?,
            "AUTH" => return Err(BAD_AUTH),
            _ => return Err(UNKNOWN),
        }
    }
    if inside.is_ascii() || mail.smtputf8 { Ok(mail) } else { Err(NEEDS_UTF8) }
}

/// Reads what follows `RCPT TO:`. `hostname` completes `<Postmaster>` (RFC 5321 §4.5.1).
pub(crate) fn rcpt(text: &str, hostname: &str, smtputf8: bool) -> Result<Rcpt, Reply> {
    let (inside, rest) = path::split(text)?;
    let address = match inside {
        "" => return Err(NO_RECIPIENT),
        name if name.eq_ignore_ascii_case("postmaster") => postmaster(name, hostname)?,
        inside => path::mailbox(inside)?,
    };
    let mut recipient = Recipient::plain(address);
    let (mut notify, mut extended) = (None, false);
    for parameter in words(rest) {
        extended = true;
        let (key, value) = split(parameter)?;
        match &*key.to_ascii_uppercase() {
            "NOTIFY" => once(&mut notify, self::notify(value)?)?,
            "ORCPT" => once(&mut recipient.orcpt, orcpt(value, smtputf8)?)?,
            _ => return Err(UNKNOWN),
        }
    }
    recipient.notify = notify.unwrap_or_default();
    if inside.is_ascii() || smtputf8 { Ok(Rcpt { recipient, extended }) } else { Err(NEEDS_UTF8) }
}

fn postmaster(name: &str, hostname: &str) -> Result<Address, Reply> {
    path::mailbox(&format!("{name}@{hostname}"))
}

fn words(rest: &str) -> impl Iterator<Item = &str> {
    rest.split(' ').filter(|word| !word.is_empty())
}

/// `esmtp-keyword ["=" esmtp-value]`; no controls, no empty value.
fn split(parameter: &str) -> Result<(&str, Option<&str>), Reply> {
    let (key, value) = parameter.split_once('=').map_or((parameter, None), |(key, value)| (key, Some(value)));
    let good = |value: &str| !value.is_empty() && !value.contains(|c: char| c == '=' || c.is_control());
    if value.is_none_or(good) { Ok((key, value)) } else { Err(UNKNOWN) }
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), Reply> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(TWICE),
    }
}

fn flag(place: &mut bool, value: Option<&str>) -> Result<(), Reply> {
    match value {
        Some(_) => Err(BAD_FLAG),
        None if std::mem::replace(place, true) => Err(TWICE),
        None => Ok(()),
    }
}

fn size(value: Option<&str>) -> Result<u64, Reply> {
    // RFC 1870 §3: up to 20 digits.
    let digits = value.filter(|value| value.len() <= 20 && value.bytes().all(|octet| octet.is_ascii_digit()));
    digits.map(|digits| digits.parse().unwrap_or(u64::MAX)).ok_or(BAD_SIZE)
}

fn body(value: Option<&str>) -> Result<Body, Reply> {
    match value {
        Some(value) if value.eq_ignore_ascii_case("7BIT") => Ok(Body::SevenBit),
        Some(value) if value.eq_ignore_ascii_case("8BITMIME") => Ok(Body::EightBit),
        _ => Err(BAD_BODY),
    }
}

fn ret(value: Option<&str>) -> Result<Ret, Reply> {
    match value {
        Some(value) if value.eq_ignore_ascii_case("FULL") => Ok(Ret::Full),
        Some(value) if value.eq_ignore_ascii_case("HDRS") => Ok(Ret::Hdrs),
        _ => Err(BAD_RET),
    }
}

fn envid(value: Option<&str>) -> Result<Box<str>, Reply> {
    value.filter(|value| value.len() <= MAX_ENVID && is_xtext(value)).map(Into::into).ok_or(BAD_ENVID)
}

fn notify(value: Option<&str>) -> Result<Notify, Reply> {
    let value = value.ok_or(BAD_NOTIFY)?;
    if value.eq_ignore_ascii_case("NEVER") {
        return Ok(Notify { never: true, ..Notify::default() });
    }
    let mut notify = Notify::default();
    for word in value.split(',') {
        let place = match &*word.to_ascii_uppercase() {
            "SUCCESS" => &mut notify.success,
            "FAILURE" => &mut notify.failure,
            "DELAY" => &mut notify.delay,
            _ => return Err(BAD_NOTIFY),
        };
        *place = true;
    }
    Ok(notify)
}

/// `addr-type ";" xtext`; with SMTPUTF8 the address may be UTF-8 (RFC 6533 §3).
fn orcpt(value: Option<&str>, smtputf8: bool) -> Result<Box<str>, Reply> {
    let good = |value: &&str| {
        let (kind, address) = value.split_once(';').unwrap_or(("", ""));
        let atom = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
        let ascii: String = address.chars().filter(char::is_ascii).collect();
        let shape = !kind.is_empty() && kind.bytes().all(atom) && !address.is_empty();
        shape && is_xtext(&ascii) && (address.is_ascii() || (smtputf8 && kind.eq_ignore_ascii_case("utf-8")))
    };
    value.filter(|value| value.len() <= MAX_ORCPT).filter(good).map(Into::into).ok_or(BAD_ORCPT)
}

/// RFC 3461 §4: graphic ASCII without `+` and `=`, or `+` and two digits that stand for anything but a control.
/// Postfix writes UTF-8 so.
fn is_xtext(text: &str) -> bool {
    let mut octets = text.bytes();
    let hex = |octet: Option<u8>| {
        let upper = octet.filter(|octet| matches!(octet, b'0'..=b'9' | b'A'..=b'F'))?;
        char::from(upper).to_digit(16)
    };
    while let Some(octet) = octets.next() {
        let fine = match octet {
            b'+' => {
                let (high, low) = (hex(octets.next()), hex(octets.next()));
                high.zip(low).is_some_and(|(high, low)| matches!(high * 16 + low, 0x20..=0x7e | 0x80..))
            }
            b'=' => false,
            other => other.is_ascii_graphic(),
        };
        if !fine {
            return false;
        }
    }
    true
}
