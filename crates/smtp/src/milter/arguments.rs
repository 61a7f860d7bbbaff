//! MAIL and RCPT arguments as an MTA hands them on: `<address>` and ESMTP parameters it has already accepted.
//!
//! Unknown parameters and values are left out, as the MTA has checked them; an address that is none is an error.

use sekisho_model::{
    Address, Recipient, ReversePath,
    envelope::{Notify, Ret},
};

/// The address cannot be understood; the mail is refused with 553.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadAddress;

/// What MAIL says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sender {
    pub(crate) path: ReversePath,
    pub(crate) eight_bit: bool,
    pub(crate) smtputf8: bool,
    pub(crate) require_tls: bool,
    pub(crate) ret: Option<Ret>,
    pub(crate) envid: Option<Box<str>>,
    pub(crate) size: Option<u64>,
}

/// Reads MAIL; `qualify` is the domain for addresses without one.
pub(crate) fn sender(arguments: &[&[u8]], qualify: Option<&str>) -> Result<Sender, BadAddress> {
    let (address, parameters) = arguments.split_first().ok_or(BadAddress)?;
    let text = bare(address)?;
    let path = if text.is_empty() { ReversePath::Null } else { ReversePath::Address(parse(text, qualify)?) };
    let mut sender =
        Sender { path, eight_bit: false, smtputf8: false, require_tls: false, ret: None, envid: None, size: None };
    for parameter in parameters {
        let (key, value) = split(parameter);
        match &*key {
            "BODY" => sender.eight_bit = value.eq_ignore_ascii_case("8BITMIME"),
            "SMTPUTF8" => sender.smtputf8 = true,
            "REQUIRETLS" => sender.require_tls = true,
            "RET" if value.eq_ignore_ascii_case("FULL") => sender.ret = Some(Ret::Full),
            "RET" if value.eq_ignore_ascii_case("HDRS") => sender.ret = Some(Ret::Hdrs),
            "ENVID" => sender.envid = Some(value.into()),
            "SIZE" => sender.size = value.parse().ok(),
            _ => {}
        }
    }
    Ok(sender)
}

/// Reads RCPT.
pub(crate) fn recipient(arguments: &[&[u8]], qualify: Option<&str>) -> Result<Recipient, BadAddress> {
    let (address, parameters) = arguments.split_first().ok_or(BadAddress)?;
    let mut recipient = Recipient::plain(parse(bare(address)?, qualify)?);
    for parameter in parameters {
        let (key, value) = split(parameter);
        match &*key {
            "NOTIFY" => recipient.notify = notify(&value),
            "ORCPT" => recipient.orcpt = Some(value.into()),
            _ => {}
        }
    }
    Ok(recipient)
}

/// Without angle brackets and without a source route (RFC 5321 §4.1.1.3: to be ignored).
fn bare(address: &[u8]) -> Result<&str, BadAddress> {
    let text = std::str::from_utf8(address).map_err(|_| BadAddress)?.trim_ascii();
    let inside = match text.strip_prefix('<') {
        Some(rest) => rest.strip_suffix('>').ok_or(BadAddress)?,
        None => text,
    };
    match inside.strip_prefix('@') {
        Some(route) => route.split_once(':').map(|(_, address)| address).ok_or(BadAddress),
        None => Ok(inside),
    }
}

fn parse(text: &str, qualify: Option<&str>) -> Result<Address, BadAddress> {
    let qualified = match qualify {
        Some(domain) if !text.contains('@') => Address::parse(&format!("{text}@{domain}")),
        _ => Address::parse(text),
    };
    qualified.map_err(|_| BadAddress)
}

fn split(parameter: &[u8]) -> (String, String) {
    let text = String::from_utf8_lossy(parameter);
    let (key, value) = text.split_once('=').unwrap_or((&text, ""));
    (key.to_ascii_uppercase(), value.to_owned())
}

fn notify(value: &str) -> Notify {
    let mut notify = Notify::default();
    for word in value.split(',') {
        match &*word.to_ascii_uppercase() {
            "NEVER" => notify.never = true,
            "SUCCESS" => notify.success = true,
            "FAILURE" => notify.failure = true,
            "DELAY" => notify.delay = true,
            _ => {}
        }
    }
    notify
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_brackets_and_routes_and_gain_a_domain_only_when_told() {
        for (text, qualify, expected) in [
            ("<a@x.jp>", None, Some("a@x.jp")),
            ("a@x.jp", None, Some("a@x.jp")),
            ("<@r.jp,@s.jp:a@x.jp>", None, Some("a@x.jp")),
            ("<\"a b\"@x.jp>", None, Some("\"a b\"@x.jp")),
            ("<太郎@例え.jp>", None, Some("太郎@例え.jp")),
            ("<root>", None, None),
            ("<root>", Some("x.jp"), Some("root@x.jp")),
            ("<a@x.jp", None, None),
            ("<a@b@>", None, None),
            ("<>", None, None),
        ] {
            let got = recipient(&[text.as_bytes()], qualify).ok().map(|recipient| recipient.address.to_string());
            assert_eq!(got.as_deref(), expected, "{text}");
        }
        assert_eq!(recipient(&[b"<\xff@x.jp>"], None), Err(BadAddress));
        assert_eq!(sender(&[b"<>"], None).unwrap().path, ReversePath::Null);
    }

    #[test]
    fn parameters_are_read_in_any_case_and_unknown_ones_left_out() {
        let arguments: [&[u8]; 8] = [
            b"<a@x.jp>",
            b"size=12",
            b"body=8bitmime",
            b"SMTPUTF8",
            b"RET=hdrs",
            b"ENVID=q+2B",
            b"REQUIRETLS",
            b"MT-X=1",
        ];
        let sender = sender(&arguments, None).unwrap();
        assert!(sender.eight_bit && sender.smtputf8 && sender.require_tls);
        assert_eq!((sender.size, sender.ret, sender.envid.as_deref()), (Some(12), Some(Ret::Hdrs), Some("q+2B")));
        let recipient = recipient(&[b"<b@x.jp>", b"NOTIFY=success,DELAY", b"ORCPT=rfc822;b@x.jp"], None).unwrap();
        assert!(recipient.notify.success && recipient.notify.delay && !recipient.notify.failure);
        assert_eq!(recipient.orcpt.as_deref(), Some("rfc822;b@x.jp"));
    }
}
