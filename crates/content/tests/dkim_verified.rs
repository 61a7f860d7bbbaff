//! Signatures, judged by mail-auth: a verifier that did not make them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "transform_support/letters.rs"]
mod letters;
#[path = "transform_support/post.rs"]
mod post;

use std::{
    borrow::Borrow,
    collections::HashMap,
    hash::Hash,
    sync::Mutex,
    time::{Duration, Instant},
};

use letters::*;
use mail_auth::{
    AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt,
    common::{parse::TxtRecordParser as _, verify::DomainKey},
    hickory_resolver::config::{ResolverConfig, ResolverOpts},
};
use post::*;
use sekisho_content::{
    dkim::{Claim, Key, KeyError, SignError, body_hash, sign},
    transform::{TransformError, prepare},
};
use sekisho_model::{Plan, Step};

/// The published keys, in the place of DNS.
struct Published(Mutex<HashMap<Box<str>, Txt>>);

impl Published {
    fn new() -> Self {
        let keys = [("rsa", Key::from_pem(rsa_pem()).unwrap()), ("ed", Key::from_pem(&ed25519_pem()).unwrap())];
        let records = keys.map(|(selector, key)| {
            let record = DomainKey::parse(key.dns_record().as_bytes()).unwrap();
            (format!("{selector}._domainkey.example.jp.").into_boxed_str(), Txt::from(record))
        });
        Self(Mutex::new(HashMap::from(records)))
    }
}

impl ResolverCache<Box<str>, Txt> for Published {
    fn get<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
    {
        self.0.lock().unwrap().get(name).cloned()
    }
    fn remove<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
    {
        self.0.lock().unwrap().remove(name)
    }
    fn insert(&self, key: Box<str>, value: Txt, _: Instant) {
        self.0.lock().unwrap().insert(key, value);
    }
}

/// The results of all signatures of a mail, top to bottom.
fn verify(mail: &[u8]) -> Vec<DkimResult> {
    let mut options = ResolverOpts::default();
    options.timeout = Duration::from_millis(1);
    options.attempts = 0;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let verifier = MessageAuthenticator::new(ResolverConfig::default(), options).unwrap();
        let message = AuthenticatedMessage::parse(mail).unwrap();
        let published = Published::new();
        let all = verifier.verify_dkim(Parameters::new(&message).with_txt_cache(&published)).await;
        all.iter().map(|one| one.result().clone()).collect()
    })
}

fn step_sets() -> Vec<Vec<Step>> {
    let trace = Step::Trace { field: "Received: from a by b; now".into() };
    let link = || Step::Link {
        parts: vec!["2".parse().unwrap()],
        url: "https://x.example/".into(),
        text: "添付 https://x.example/".into(),
    };
    vec![
        vec![],
        vec![trace.clone()],
        vec![Step::Individualise],
        vec![Step::ToBcc { visible: "undisclosed-recipients:;".into() }],
        vec![Step::Footer { text: "社外秘".into() }],
        vec![Step::Footer { text: "髙①".into() }, trace.clone()],
        vec![link()],
        vec![zip_step(vec!["2".parse().unwrap()])],
        vec![Step::Strip { part: "1".parse().unwrap(), note: "x".into() }],
        vec![Step::Individualise, link(), Step::Footer { text: "f".into() }, trace],
    ]
}

#[test]
fn every_transformed_letter_carries_signatures_that_verify() {
    let keys = keys();
    let mut verified = 0;
    for source in everything() {
        for steps in step_sets() {
            let mut all = vec![Step::DropBcc];
            all.extend(steps);
            all.extend([dkim_step("rsa"), dkim_step("ed")]);
            let plan = Plan { seed: [3; 32], steps: all };
            let prepared = match prepare(&source, &parcel(&["a@example.com", "b@example.net"]), &plan, &keys) {
                Ok(prepared) => prepared,
                Err(TransformError::Signed | TransformError::NoSuchPart) => continue,
                Err(why) => panic!("{why}: {}", text(&source)),
            };
            for number in 0..prepared.len() {
                let mail = prepared.mail(number).unwrap().1;
                is_fit_for_the_wire(&mail);
                assert_eq!(verify(&mail), [DkimResult::Pass, DkimResult::Pass], "{}", text(&mail));
                verified += 1;
            }
        }
    }
    assert!(verified > 60, "only {verified} mails were looked at");
}

#[test]
fn a_changed_word_a_second_subject_or_another_sender_breaks_the_signature() {
    let plan = Plan { seed: [3; 32], steps: vec![Step::DropBcc, dkim_step("rsa")] };
    let mail = prepare(&mixed_letter(), &parcel(&["a@example.com"]), &plan, &keys()).unwrap().mail(0).unwrap().1;
    let mail = String::from_utf8(mail).unwrap();
    assert_eq!(verify(mail.as_bytes()), [DkimResult::Pass]);
    for forged in [
        mail.replace("0312345678", "0312345679"),
        format!("Subject: forged\r\n{mail}"),
        format!("From: boss@example.jp\r\n{mail}"),
        format!("Reply-To: thief@example.org\r\n{mail}"),
        format!("Cc: more@example.org\r\n{mail}"),
        mail.replace("\r\nTo: a@example.com", "\r\nTo: b@example.com"),
    ] {
        assert_ne!(forged, mail);
        assert_ne!(verify(forged.as_bytes()), [DkimResult::Pass], "{forged}");
    }
    let kept = format!("Received: from relay\r\nX-Spam: no\r\n{}", mail.replace("Subject: =?", "Subject:   =?"));
    assert_eq!(verify(kept.as_bytes()), [DkimResult::Pass], "trace fields and white space may change");
}

#[test]
fn an_old_signature_goes_only_when_it_is_broken_and_a_new_one_is_made() {
    let source =
        [b"DKIM-Signature: v=1; a=rsa-sha256; d=old.example; s=s; h=from; bh=;\r\n b=\r\n".as_slice(), &mixed_letter()]
            .concat();
    let footer = || Step::Footer { text: "x".into() };
    for (steps, stays) in [
        (vec![Step::DropBcc], true),
        (vec![Step::DropBcc, dkim_step("rsa")], true),
        (vec![footer()], true),
        (vec![footer(), dkim_step("rsa")], false),
        (vec![Step::Individualise, dkim_step("ed")], false),
    ] {
        let plan = Plan { seed: [3; 32], steps };
        let mail = prepare(&source, &parcel(&["a@example.com"]), &plan, &keys()).unwrap().mail(0).unwrap().1;
        assert_eq!(text(&mail).contains("d=old.example"), stays, "{plan:?}");
    }
}

#[test]
fn without_from_nothing_is_signed() {
    let key = Key::from_pem(&ed25519_pem()).unwrap();
    let domain = "example.jp".parse().unwrap();
    let claim = Claim { domain: &domain, selector: "ed", at: 0 };
    assert_eq!(sign(&key, claim, &[b"To: a@example.com\r\n"], &[0; 32]), Err(SignError::NoFrom));
    let claim = Claim { selector: "ed; d=other", ..claim };
    assert_eq!(sign(&key, claim, &[b"From: a@example.com\r\n"], &[0; 32]), Err(SignError::Selector));
}

/// RFC 8463 appendix A.3: the body hash of the example in relaxed form.
#[test]
fn the_body_hash_is_that_of_the_rfc() {
    use base64::Engine as _;
    let body = b"Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n\r\n";
    let hash = |body: &[u8]| base64::engine::general_purpose::STANDARD.encode(body_hash(body));
    assert_eq!(hash(body), "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
    // RFC 6376 §3.4.4: the empty body.
    assert_eq!(hash(b""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert_eq!(hash(b" \t\r\n\r\n"), hash(b""));
    assert_eq!(hash(b"a \t b\t"), hash(b"a b\r\n\r\n"));
}

#[test]
fn the_dns_record_of_the_example_key_is_that_of_the_rfc() {
    let record = Key::from_pem(&ed25519_pem()).unwrap().dns_record();
    assert_eq!(record, "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
}

#[test]
fn what_is_no_usable_key_is_refused_with_its_reason() {
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII=\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let nonsense = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    assert_eq!(Key::from_pem("").unwrap_err(), KeyError::NotPem);
    assert_eq!(Key::from_pem(encrypted).unwrap_err(), KeyError::Encrypted);
    assert_eq!(Key::from_pem(nonsense).unwrap_err(), KeyError::NotSupported);
    assert_eq!(Key::from_pem(include_str!("dkim_short_key.pem")).unwrap_err(), KeyError::TooShort);
    assert_eq!(format!("{:?}", Key::from_pem(rsa_pem()).unwrap()), "rsa-sha256");
}
