//! Envelopes, keys, and looking at outgoing mails with another program than the one that wrote them.
#![allow(dead_code, reason = "each test binary uses a part of these")]

use std::sync::OnceLock;

use aws_lc_rs::{
    encoding::AsDer,
    rsa::{KeyPair, KeySize},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail_parser::MessageParser;
use sekisho_content::{Limits, Part, dkim::Key, mail::Role, part_text, read, transform::Keys};
use sekisho_model::{Address, Envelope, PartPath, ReversePath, Step};

/// RFC 8463 appendix A.2: the secret key of the example, as PKCS#8 (RFC 8410 §7).
const ED25519_SEED: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
pub(crate) const PASSWORD: &str = "kR7-passWort";

pub(crate) fn parcel(recipients: &[&str]) -> Envelope {
    let from = ReversePath::Address(Address::parse("s@example.jp").unwrap());
    Envelope::plain(from, recipients.iter().map(|one| Address::parse(one).unwrap()).collect())
}

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
}

pub(crate) fn rsa_pem() -> &'static str {
    static PEM: OnceLock<String> = OnceLock::new();
    PEM.get_or_init(|| pem(KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap().as_ref()))
}

pub(crate) fn ed25519_pem() -> String {
    let prefix = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    pem(&[&prefix[..], &STANDARD.decode(ED25519_SEED).unwrap()].concat())
}

pub(crate) fn keys() -> Keys {
    let mut keys = Keys::new();
    let domain = || "example.jp".parse().unwrap();
    keys.insert(domain(), "rsa", Key::from_pem(rsa_pem()).unwrap());
    keys.insert(domain(), "ed", Key::from_pem(&ed25519_pem()).unwrap());
    keys
}

pub(crate) fn dkim_step(selector: &str) -> Step {
    Step::Dkim { domain: "example.jp".parse().unwrap(), selector: selector.into(), at: 1_795_500_000 }
}

pub(crate) fn zip_step(parts: Vec<PartPath>) -> Step {
    Step::Zip {
        parts,
        name: "添付ファイル.zip".into(),
        password: PASSWORD.into(),
        modified: 1_795_500_000,
        tell_after: None,
    }
}

pub(crate) fn is_fit_for_the_wire(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for line in text.split("\r\n") {
        assert!(!line.contains(['\r', '\n']), "bare line break in {line:?}");
    }
    assert!(bytes.split(|c| *c == b'\n').all(|line| line.len() <= 999), "a line is too long");
}

/// The text of the body with this number, line ends as they are in it. Two ways of reading have to agree on it.
pub(crate) fn body_text(bytes: &[u8], number: usize) -> String {
    let limits = Limits::default();
    let mail = read(bytes, &limits);
    let part = mail.bodies().filter(|part| part.mime == "text/plain" && part.inside.is_none()).nth(number).unwrap();
    let text = part_text(bytes, &part.path, &limits).unwrap();
    assert_eq!(part.reading.text(), text.replace("\r\n", "\n"), "what is read is not what is written");
    text
}

pub(crate) fn body_html(bytes: &[u8], number: usize) -> String {
    let mail = MessageParser::default().parse(bytes).unwrap();
    let part = mail.html_body.get(number).and_then(|part| mail.part(*part)).unwrap();
    part.text_contents().unwrap().to_owned()
}

/// Names as they are read, contents as another program decodes them.
pub(crate) fn attachments(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mail = read(bytes, &Limits::default());
    let attached: Vec<&Part> = mail.parts.iter().filter(|part| part.role == Role::Attachment).collect();
    let other = MessageParser::default().parse(bytes).unwrap();
    let contents: Vec<&[u8]> = other.attachments().map(|part| part.contents()).collect();
    let sizes: Vec<usize> = attached.iter().map(|part| part.size).collect();
    assert_eq!(sizes, contents.iter().map(|bytes| bytes.len()).collect::<Vec<_>>(), "not the same files");
    let name = |part: &Part| part.name.clone().unwrap_or_default();
    attached.iter().zip(contents).map(|(part, bytes)| (name(part), bytes.to_vec())).collect()
}

/// Numeric character references read back.
pub(crate) fn references_read(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("&#") {
        let (number, tail) = after.split_once(';').unwrap();
        out.push_str(before);
        out.push(char::from_u32(number.parse().unwrap()).unwrap());
        rest = tail;
    }
    out + rest
}
