//! Written conditions → checked ones. Every mistake is noted and the condition still made, so that all are told at once.

use regex::{Regex, RegexBuilder};
use sekisho_model::{Address, Blind, Domain, FindingKind};
use sekisho_privacy::{Kind, Sensitivity, SpecialCare};
use toml::Spanned;

use super::{
    Condition,
    attachment::Attachment,
    clock::{Clock, DAYS},
    prose::{Header, Prose},
    to::{From, To},
};
use crate::{
    rules::{
        built_in,
        mistake::Mistake,
        raw::when::{RawAttachment, RawFrom, RawHeader, RawText, RawTime, RawTo, RawWhen},
    },
    text::fold,
};

/// Conditions inside conditions, at most.
const DEPTH: usize = 8;
/// Bytes of a compiled regular expression.
const REGEX: usize = 1 << 20;

/// Checks a condition.
pub(crate) fn condition(raw: &RawWhen, mistakes: &mut Vec<Mistake>) -> Condition {
    compile(raw, DEPTH, mistakes)
}

fn compile(raw: &RawWhen, depth: usize, mistakes: &mut Vec<Mistake>) -> Condition {
    let Some(depth) = depth.checked_sub(1) else {
        mistakes.push(Mistake::new(0..0, format!("conditions are nested deeper than {DEPTH}")));
        return Condition::default();
    };
    let mut each = |parts: &[RawWhen]| parts.iter().map(|part| compile(part, depth, mistakes)).collect::<Vec<_>>();
    let (all, any) = (each(&raw.all), each(&raw.any));
    let not = raw.not.as_deref().map(|part| Box::new(compile(part, depth, mistakes)));
    Condition {
        to: raw.to.as_ref().map(|raw| to(raw, mistakes)),
        from: raw.from.as_ref().map(|raw| from(raw, mistakes)),
        persons: raw.persons,
        persons_at_least: raw.persons_at_least,
        kinds: raw.kinds.as_ref().map(|kinds| each_of(kinds, mistakes, kind)),
        sensitivity: raw.sensitivity.as_ref().and_then(|written| sensitivity(written, mistakes)),
        blind: raw.blind.as_ref().map(|reasons| each_of(reasons, mistakes, blind)),
        findings: raw.findings.as_ref().map(|kinds| each_of(kinds, mistakes, finding)),
        attachment: raw.attachment.as_ref().map(|raw| attachment(raw, mistakes)),
        attachments: raw.attachments,
        subject: raw.subject.as_ref().map(|raw| prose(raw, mistakes)),
        body: raw.body.as_ref().map(|raw| prose(raw, mistakes)),
        text: raw.text.as_ref().map(|raw| prose(raw, mistakes)),
        header: raw.header.iter().map(|raw| header(raw, mistakes)).collect(),
        time: raw.time.as_ref().map(|raw| time(raw, mistakes)),
        reply: raw.reply,
        bulk: raw.bulk,
        bytes: raw.bytes,
        all,
        any,
        not,
    }
}

fn each_of<T>(
    written: &[Spanned<String>],
    mistakes: &mut Vec<Mistake>,
    one: impl Fn(&Spanned<String>, &mut Vec<Mistake>) -> Option<T>,
) -> Vec<T> {
    written.iter().filter_map(|written| one(written, mistakes)).collect()
}

fn kind(written: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Option<Kind> {
    let found = Kind::from_code(written.as_ref());
    if found.is_none() {
        let special = SpecialCare::ALL.iter().map(|kind| kind.code());
        let known: Vec<&str> = Kind::PLAIN.iter().map(|kind| kind.code()).chain(special).collect();
        mistakes.push(unknown("kind of personal data", written, &known));
    }
    found
}

/// Grades in order.
pub(crate) const GRADES: [Sensitivity; 5] =
    [Sensitivity::None, Sensitivity::Basic, Sensitivity::Identifier, Sensitivity::Economic, Sensitivity::SpecialCare];

fn sensitivity(written: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Option<Sensitivity> {
    let found = GRADES.into_iter().find(|grade| grade.code() == written.as_ref());
    if found.is_none() {
        mistakes.push(unknown("grade", written, &GRADES.map(Sensitivity::code)));
    }
    found
}

/// Reasons of blindness, by code.
const BLINDS: [Blind; 10] = [
    Blind::Encrypted,
    Blind::EncryptedMail,
    Blind::Charset,
    Blind::Limit,
    Blind::NoReader,
    Blind::UnknownFormat,
    Blind::Damaged,
    Blind::ReaderFailed,
    Blind::Image,
    Blind::Unexpandable,
];

fn blind(written: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Option<Blind> {
    let found = BLINDS.into_iter().find(|why| super::code_of_blind(*why) == *written.as_ref());
    if found.is_none() {
        let known: Vec<String> = BLINDS.into_iter().map(super::code_of_blind).collect();
        mistakes.push(unknown("reason of blindness", written, &known.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    found
}

fn finding(written: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Option<FindingKind> {
    let found = built_in::BuiltIn::by_code(written.as_ref()).map(|built_in| built_in.kind);
    if found.is_none() {
        let known: Vec<String> = built_in::ALL.iter().map(|built_in| built_in.kind.code()).collect();
        mistakes.push(unknown("built-in finding", written, &known.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    found
}

fn unknown(what: &str, written: &Spanned<String>, known: &[&str]) -> Mistake {
    Mistake::unknown(written.span(), format!("unknown {what} `{}`", written.as_ref()), written.as_ref(), known)
}

fn to(raw: &RawTo, mistakes: &mut Vec<Mistake>) -> To {
    To {
        side: raw.side,
        domains: raw.domains.as_ref().map(|all| each_of(all, mistakes, domain)),
        not_domains: each_of(&raw.not_domains, mistakes, domain),
        addresses: raw.addresses.as_ref().map(|all| each_of(all, mistakes, address).into_iter().collect()),
        first: raw.first,
        freemail: raw.freemail,
        hidden: raw.hidden,
        list: raw.list,
        min: raw.min.unwrap_or(1).max(1),
        organisations: raw.organisations.unwrap_or(1).max(1),
    }
}

fn from(raw: &RawFrom, mistakes: &mut Vec<Mistake>) -> From {
    From {
        domains: raw.domains.as_ref().map(|all| each_of(all, mistakes, domain)),
        addresses: raw.addresses.as_ref().map(|all| each_of(all, mistakes, address).into_iter().collect()),
    }
}

/// Checks a domain.
pub(crate) fn domain(written: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Option<Domain> {
    match Domain::parse(written.as_ref()) {
        Ok(domain) => Some(domain),
        Err(error) => {
            let help = "a domain stands for itself and everything below it; it has no `*` and no `@`";
            mistakes.push(Mistake::new(written.span(), error.to_string()).help(help));
            None
        }
    }
}

fn address(written: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Option<String> {
    match Address::parse(written.as_ref()) {
        Ok(address) => Some(address.key()),
        Err(error) => {
            mistakes.push(Mistake::new(written.span(), error.to_string()));
            None
        }
    }
}

fn prose(raw: &RawText, mistakes: &mut Vec<Mistake>) -> Prose {
    Prose {
        words: raw.words.as_ref().map(|words| words.iter().map(|word| fold::fold(word).into_owned()).collect()),
        regex: raw.regex.as_ref().and_then(|written| regex(written, mistakes)),
    }
}

fn regex(written: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Option<Regex> {
    match RegexBuilder::new(written.as_ref()).size_limit(REGEX).dfa_size_limit(REGEX).build() {
        Ok(regex) => Some(regex),
        Err(error) => {
            let what = error.to_string();
            let last = what.lines().last().unwrap_or("not a regular expression").trim().to_owned();
            mistakes.push(Mistake::new(written.span(), last).help("Rust `regex` syntax; put it in single quotes"));
            None
        }
    }
}

fn header(raw: &RawHeader, mistakes: &mut Vec<Mistake>) -> Header {
    let name = raw.name.as_ref().to_ascii_lowercase();
    let fine = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
    if !fine {
        mistakes.push(Mistake::new(raw.name.span(), "not the name of a header field (RFC 5322 §2.2)"));
    }
    Header { name, present: raw.present.unwrap_or(true), value: prose(&raw.value, mistakes) }
}

fn attachment(raw: &RawAttachment, mistakes: &mut Vec<Mistake>) -> Attachment {
    let lower = |all: &Vec<String>| all.iter().map(|one| one.trim_start_matches('.').to_ascii_lowercase()).collect();
    let family =
        |all: &Vec<String>| all.iter().map(|one| one.trim_end_matches('*').to_ascii_lowercase()).collect::<Vec<_>>();
    Attachment {
        name: raw.name.as_ref().map(|raw| prose(raw, mistakes)),
        endings: raw.endings.as_ref().map(lower),
        types: raw.types.as_ref().map(family),
        bytes: raw.bytes,
        blind: raw.blind,
        hidden: raw.hidden,
        persons: raw.persons,
        text: raw.text.as_ref().map(|raw| prose(raw, mistakes)),
    }
}

fn time(raw: &RawTime, mistakes: &mut Vec<Mistake>) -> Clock {
    let mut hour = |written: &Option<Spanned<String>>| {
        let written = written.as_ref()?;
        let read = jiff::civil::Time::strptime("%H:%M", written.as_ref());
        if read.is_err() {
            mistakes.push(Mistake::new(written.span(), "not a time of day").help("write it like \"18:00\""));
        }
        read.ok()
    };
    let (from, before) = (hour(&raw.from), hour(&raw.before));
    let day = |written: &Spanned<String>, mistakes: &mut Vec<Mistake>| {
        let found = DAYS.iter().find(|(code, _)| *code == written.as_ref()).map(|(_, day)| *day);
        if found.is_none() {
            mistakes.push(unknown("day", written, &DAYS.map(|(code, _)| code)));
        }
        found
    };
    Clock { from, before, days: raw.days.as_ref().map(|days| each_of(days, mistakes, day)) }
}
