//! What a plan does, seen where it arrives: who sees whom, what is protected, which signature verifies.

use std::{
    borrow::Borrow,
    collections::HashMap,
    hash::Hash,
    io::{Cursor, Read as _},
    sync::Mutex,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail_auth::{
    AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt,
    common::{parse::TxtRecordParser as _, verify::DomainKey},
    hickory_resolver::config::{ResolverConfig, ResolverOpts},
};
use sekisho_content::dkim::Key;
use sekisho_engine::{
    desk::Action,
    settings::{DkimKey, Secret},
};
use sekisho_model::{FindingKind, Need, Verdict};
use sekisho_store::ParcelState;

use crate::{
    hop::{Answer, Got},
    letters::{FILE, plain, signed, with_file},
    stage::{HOURS, MINUTES, Stage, WAIT},
    town,
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";
const REN: &str = "ren@partner.example";

#[test]
fn one_mail_each_and_nobody_sees_another() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA, REN], plain(TARO, &[AYA, REN], "ALONE fair"));
    stage.pass(WAIT);
    assert_eq!(stage.state(id), ParcelState::Done);
    for (one, other) in [(AYA, REN), (REN, AYA)] {
        let got = stage.hop.letters(one);
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].to, [one]);
        let text = String::from_utf8_lossy(&got[0].bytes).into_owned();
        assert!(text.contains(one) && !text.contains(other), "{text}");
    }
}

#[test]
fn many_visible_recipients_are_separated_without_asking() {
    let stage = Stage::new();
    let all: Vec<String> = (0..70).map(|number| format!("guest{number}@partner.example")).collect();
    let to: Vec<&str> = all.iter().map(String::as_str).collect();
    let id = stage.submit("taro", &to, plain(TARO, &to, "fair"));
    stage.pass(WAIT);
    assert_eq!(stage.state(id), ParcelState::Done);
    for address in &to {
        let got = stage.hop.letters(address);
        assert_eq!((got.len(), got[0].to.len(), got[0].read().to.len()), (1, 1, 1), "{address}");
    }
    assert_eq!(stage.told("taro").len(), 0);
    let page = stage.run(stage.desk().parcel(&town::viewer("taro"), stage.only(id).id)).unwrap();
    assert_eq!((page.mails, page.steps.contains(&"individualise".to_owned())), (70, true));
}

#[test]
fn a_hidden_list_shows_nobody() {
    let stage = Stage::new();
    stage.submit("taro", &[AYA, REN], plain(TARO, &[AYA, REN], "HIDDEN fair"));
    stage.pass(WAIT);
    let got = stage.hop.letters(AYA);
    assert_eq!((got.len(), got[0].to.len()), (1, 2), "one mail for both");
    let text = String::from_utf8_lossy(&got[0].bytes).into_owned();
    assert!(!text.contains(AYA) && !text.contains(REN), "{text}");
}

/// Files of the encrypted archive of a mail.
fn unlocked(mail: &Got, password: &str) -> Vec<(String, String)> {
    let read = mail.read();
    let part = read.parts.iter().find(|part| part.name.as_deref() == Some("attachments.zip")).expect("an archive");
    let file = sekisho_content::transform::files(&mail.bytes, std::slice::from_ref(&part.path)).unwrap().remove(0);
    let mut outer = zip::ZipArchive::new(Cursor::new(file.bytes)).unwrap();
    assert!(outer.by_index(0).is_err(), "not without the password");
    let mut inner = Vec::new();
    outer.by_index_decrypt(0, password.as_bytes()).unwrap().read_to_end(&mut inner).unwrap();
    let mut inner = zip::ZipArchive::new(Cursor::new(inner)).unwrap();
    (0..inner.len())
        .map(|index| {
            let mut file = inner.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().to_owned(), text)
        })
        .collect()
}

/// The password in a notice: four groups of four.
fn password(notice: &Got) -> String {
    let text = notice.text();
    let is = |word: &&str| word.len() == 19 && word.split('-').all(|group| group.len() == 4);
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ':' | '：')).find(is);
    words.unwrap_or_else(|| panic!("no password in {text}")).to_owned()
}

#[test]
fn the_sender_gets_the_password_of_what_left() {
    let stage = Stage::new();
    stage.submit("taro", &[AYA], with_file(TARO, &[AYA], "ZIPPED fair"));
    assert_eq!(stage.told("taro").len(), 0, "no password before the letter");
    stage.pass(WAIT);
    let (mail, notices) = (&stage.hop.letters(AYA)[0], stage.hop.notices(TARO));
    assert_eq!(notices.len(), 1);
    assert!(!String::from_utf8_lossy(&mail.bytes).contains("halls.csv"), "names are hidden");
    assert_eq!(unlocked(mail, &password(&notices[0])), [("halls.csv".to_owned(), FILE.to_owned())]);
    assert_eq!(stage.hop.notices(AYA).len(), 0);
}

#[test]
fn the_recipients_get_the_password_later_and_only_who_got_the_letter() {
    let rules = format!("[protect]\npassword = \"later\"\npassword_after = \"30m\"\n{}", town::RULES);
    let stage = Stage::with(&rules, |_| {});
    stage.hop.answer(REN, Some(Answer::Rcpt("550 5.1.1 nobody here")));
    let id = stage.submit("taro", &[AYA, REN], with_file(TARO, &[AYA, REN], "ZIPPED fair"));
    stage.pass(WAIT);
    assert_eq!((stage.hop.letters(AYA).len(), stage.hop.notices(AYA).len()), (1, 0));
    stage.pass(29 * MINUTES);
    assert_eq!(stage.hop.notices(AYA).len(), 0);
    stage.pass(MINUTES);
    let notices = stage.hop.notices(AYA);
    assert_eq!((notices.len(), stage.hop.notices(REN).len()), (1, 0));
    assert_eq!(unlocked(&stage.hop.letters(AYA)[0], &password(&notices[0]))[0].1, FILE);
    stage.pass(HOURS);
    assert_eq!((stage.hop.notices(AYA).len(), stage.state(id)), (1, ParcelState::Done));
}

#[test]
fn a_password_of_a_letter_nobody_got_is_not_told() {
    let stage = Stage::new();
    stage.hop.answer(AYA, Some(Answer::Rcpt("550 5.1.1 nobody here")));
    stage.submit("taro", &[AYA], with_file(TARO, &[AYA], "ZIPPED fair"));
    stage.pass(WAIT);
    let told = stage.hop.notices(TARO);
    assert_eq!(told.len(), 1, "the failure");
    assert!(told[0].text().contains("nobody here"), "{}", told[0].text());
}

#[test]
fn a_footer_stands_under_the_letter() {
    let stage = Stage::new();
    stage.submit("taro", &[AYA], plain(TARO, &[AYA], "FOOTER fair"));
    stage.pass(WAIT);
    assert!(stage.hop.letters(AYA)[0].text().trim_end().ends_with("Kind regards from the house."));
}

#[test]
fn a_plan_that_does_not_fit_needs_an_approver_and_changes_nothing() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], signed(TARO, &[AYA], "FOOTER fair"));
    stage.pass(WAIT);
    let parcel = stage.only(id);
    let unplanned = parcel.findings.iter().find(|finding| finding.kind == FindingKind::DetectorFailed);
    assert!(unplanned.is_some(), "{:?}", parcel.findings);
    let Verdict::Hold { needs } = &parcel.verdict else { panic!("{:?}", parcel.verdict) };
    assert!(needs.as_slice().iter().any(|need| matches!(need, Need::Approval { .. })));
    assert_eq!(stage.hop.letters(AYA).len(), 0);
    stage.act("lead", parcel.id, Action::Approve).unwrap();
    let got = stage.hop.letters(AYA);
    let text = String::from_utf8_lossy(&got[0].bytes).into_owned();
    assert!(text.contains("Signed words about the fair.") && !text.contains("Kind regards"), "{text}");
}

const SEED: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";

fn pem() -> String {
    let prefix = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    let der = [&prefix[..], &STANDARD.decode(SEED).unwrap()].concat();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
}

/// The published key, in the place of DNS.
struct Published(Mutex<HashMap<Box<str>, Txt>>);

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

async fn verify(mail: &[u8]) -> Vec<DkimResult> {
    let mut options = ResolverOpts::default();
    (options.timeout, options.attempts) = (Duration::from_millis(1), 0);
    let verifier = MessageAuthenticator::new(ResolverConfig::default(), options).unwrap();
    let record = DomainKey::parse(Key::from_pem(&pem()).unwrap().dns_record().as_bytes()).unwrap();
    let name = "s1._domainkey.house.example.".to_owned().into_boxed_str();
    let published = Published(Mutex::new(HashMap::from([(name, Txt::from(record))])));
    let message = AuthenticatedMessage::parse(mail).unwrap();
    let all = verifier.verify_dkim(Parameters::new(&message).with_txt_cache(&published)).await;
    all.iter().map(|one| one.result().clone()).collect()
}

#[test]
fn what_was_changed_is_signed_anew() {
    let key = DkimKey { domain: "house.example".parse().unwrap(), selector: "s1".to_owned(), pem: Secret(pem()) };
    let stage = Stage::with(town::RULES, |settings| settings.dkim = vec![key]);
    for (subject, signature) in [("FOOTER fair", "old"), ("ALONE fair", ""), ("LINKED fair", "old"), ("fair", "")] {
        let mut bytes = with_file(TARO, &[AYA, REN], subject);
        if !signature.is_empty() {
            let old = "DKIM-Signature: v=1; a=rsa-sha256; d=house.example; s=gone; h=from; bh=AA==; b=AA==\r\n";
            bytes.splice(0..0, old.bytes());
        }
        stage.submit("taro", &[AYA, REN], bytes);
        stage.pass(WAIT);
        let got = stage.hop.letters(AYA).pop().unwrap();
        assert_eq!(
            stage.run(verify(&got.bytes)),
            [DkimResult::Pass],
            "{subject}: {}",
            String::from_utf8_lossy(&got.bytes)
        );
    }
    let notice = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "REFUSE fair"));
    assert_eq!(stage.state(notice), ParcelState::Returned);
    let told = stage.hop.notices(TARO).pop().unwrap();
    assert_eq!(stage.run(verify(&told.bytes)), [DkimResult::Pass], "notices are signed, too");
}

#[test]
fn each_recipient_gets_the_password_some_time_after_their_own_copy() {
    let rules = format!("[protect]\npassword = \"later\"\npassword_after = \"30m\"\n{}", town::RULES);
    let mut stage = Stage::with(&rules, |_| {});
    stage.hop.answer(REN, Some(Answer::Rcpt("450 4.2.0 try later")));
    let id = stage.submit("taro", &[AYA, REN], with_file(TARO, &[AYA, REN], "ZIPPED fair"));
    stage.pass(WAIT);
    stage.pass(11 * MINUTES);
    assert_eq!(stage.hop.tries(REN), 2, "put off twice");
    stage.pass(20 * MINUTES);
    let told = |stage: &Stage| (stage.hop.notices(AYA).len(), stage.hop.notices(REN).len());
    assert_eq!((told(&stage), stage.state(id)), ((1, 0), ParcelState::Ready), "not only when all have it");
    stage.hop.answer(REN, None);
    stage.pass(HOURS);
    assert_eq!((told(&stage), stage.state(id)), ((1, 0), ParcelState::Done));
    stage.crash_and_start();
    stage.pass(29 * MINUTES);
    assert_eq!(told(&stage), (1, 0), "thirty minutes for the late one, too");
    stage.pass(2 * MINUTES);
    assert_eq!(told(&stage), (1, 1));
    assert_eq!(unlocked(&stage.hop.letters(REN)[0], &password(&stage.hop.notices(REN)[0]))[0].1, FILE);
    stage.pass(24 * HOURS);
    assert_eq!(told(&stage), (1, 1), "once each");
}
