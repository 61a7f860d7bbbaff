//! Another company, or another customer, than the recipient's (A1): in the salutation, in file names, in the heads of
//! attached documents.
//!
//! Nobody knows all names of all companies, so names are compared with one another: what the salutation says, what the
//! recipients' display names say, and what the file says. A name that also stands in the letter's own words is talked
//! about, or the sender's own, and no reason to ask. Where the house's master says which company a domain belongs to,
//! its other companies are known by name, too (`customers`).

mod customers;

use sekisho_content::{Part, mail::Role};
use sekisho_model::{Fact, Place};

use self::customers::Customers;
use super::{
    Reports, Weight,
    salutation::{NAMES_FOR, all_differ, known},
};
use crate::{
    rules::condition::attachment::file_name,
    text::{
        fold,
        name::{Agreement, Name, latin},
        salutation::{Salutation, company, read_line},
    },
    view::{View, in_header},
};

/// Files that are looked at.
const FILES: usize = 50;
/// Lines of a document in which an addressee stands.
const HEAD_LINES: usize = 30;

/// Compares companies.
pub(super) fn mismatch(view: &View<'_>, reports: &mut Reports<'_>) {
    if view.outside.is_empty() || view.who.len() > NAMES_FOR {
        return;
    }
    let shown = shown_companies(view);
    let addressed: Vec<String> = view.salutation().companies.iter().map(|name| company::bare(name)).collect();
    if differ(&addressed, &shown) {
        let place = view.body().map_or(Place::Letter, |part| Place::Part { path: part.path.clone(), inside: None });
        report(view, reports, place, "salutation", view.salutation().companies.join(", "));
    }
    let mine: Vec<String> = addressed.iter().chain(&shown).cloned().collect();
    let customers = Customers::of(view);
    if let Some((name, weight)) = customers.as_ref().and_then(|customers| customers.in_body(view)) {
        let place = view.body().map_or(Place::Letter, |part| Place::Part { path: part.path.clone(), inside: None });
        report_as(view, reports, place, ("body", weight), name);
    }
    for (_, part) in view.files().take(FILES) {
        let by_master = || customers.as_ref().and_then(|customers| customers.in_file(part));
        if let Some((how, name)) = file_names_other(view, part, &mine).or_else(by_master) {
            let place = Place::Part { path: part.path.clone(), inside: part.inside.clone().map(Into::into) };
            report(view, reports, place, how, name);
        }
    }
}

fn report(view: &View<'_>, reports: &mut Reports<'_>, place: Place, how: &str, name: String) {
    report_as(view, reports, place, (how, Weight::Acts), name);
}

fn report_as(view: &View<'_>, reports: &mut Reports<'_>, place: Place, (how, weight): (&str, Weight), name: String) {
    let mut finding = reports.found(place).with("name", Fact::Private(name)).with("how", Fact::Word(how.to_owned()));
    if let Some((_, facts, _)) = view.outsiders().next() {
        finding = finding.with("domain", Fact::Word(facts.address.domain().to_string()));
    }
    reports.report(finding, view.outside.clone(), weight);
}

/// Whether every pair of the two is legibly different; with nothing on one side there is nothing to compare.
fn differ(one: &[String], other: &[String]) -> bool {
    let pair = |a: &String| other.iter().all(|b| company::agree(a, b) == Agreement::Different);
    !one.is_empty() && !other.is_empty() && one.iter().all(pair)
}

/// Companies in the display names of outside recipients, and in the names they are known by.
fn shown_companies(view: &View<'_>) -> Vec<String> {
    let outside: Vec<&str> = view.outsiders().map(|(_, _, who)| who.key.as_str()).collect();
    let header = in_header(view.mail)
        .filter(|mailbox| mailbox.address.as_ref().is_some_and(|address| outside.contains(&address.key().as_str())));
    let names = header.filter_map(|mailbox| mailbox.name.as_deref());
    let known = view.outsiders().flat_map(|(_, facts, _)| facts.names.iter().map(String::as_str));
    let marked = names.chain(known).flat_map(words).filter(|word| company::is_marked(word));
    marked.map(company::bare).filter(|bare| !bare.is_empty()).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\u{3000}', '/', '_', ',', '(', ')']).filter(|word| !word.is_empty())
}

/// What a file's name or head names instead of the recipient, and where.
fn file_names_other(view: &View<'_>, part: &Part, mine: &[String]) -> Option<(&'static str, String)> {
    let named = addressees_of_name(file_name(part));
    if let Some(name) = other(view, &named, mine) {
        return Some(("file-name", name));
    }
    if let Some(name) = other_domain(view, file_name(part)) {
        return Some(("file-name", name));
    }
    let head = addressees_of_text(part);
    other(view, &head, mine).map(|name| ("file-head", name))
}

/// A company, or a person without one, that is not the recipient's.
fn other(view: &View<'_>, named: &Salutation, mine: &[String]) -> Option<String> {
    let companies: Vec<String> = named.companies.iter().map(|name| company::bare(name)).collect();
    if !companies.is_empty() {
        let talked = companies.iter().any(|name| is_talked_about(view, name));
        return (differ(&companies, mine) && !talked).then(|| named.companies.join(", "));
    }
    // A person counts only for a letter to one: a file for somebody's colleague is ordinary.
    if named.persons.is_empty() || view.who.len() != 1 || named.everybody {
        return None;
    }
    let names: Vec<&Name> = named.persons.iter().map(|(name, _)| name).collect();
    let talked = named.persons.iter().any(|(_, written)| is_talked_about(view, &fold::name(written)));
    let written = || named.persons.iter().map(|(_, written)| written.as_str()).collect::<Vec<_>>().join(", ");
    (!talked && all_differ(view, &known(view), &names)).then(written)
}

fn is_talked_about(view: &View<'_>, bare: &str) -> bool {
    bare.chars().count() < 2 || fold::name(&view.folded().own).contains(bare)
}

/// 「株式会社例示様_見積書.xlsx」「【例示商事御中】請求書.pdf」「山田様.pdf」.
fn addressees_of_name(name: &str) -> Salutation {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = fold::widths(stem);
    let mut named = Salutation::default();
    for piece in plain.split(['_', '-', ' ', '【', '】', '[', ']', '(', ')', '「', '」', '『', '』', '　', '+', '&'])
    {
        let piece = piece.trim();
        let addressed = ["様", "御中", "さま", "殿"].iter().find_map(|mark| Some(piece.find(mark)? + mark.len()));
        match addressed.and_then(|end| piece.get(..end)) {
            Some(addressee) => read_line(addressee, &mut named),
            None if company::is_marked(piece) && fold::is_japanese(piece) => named.companies.push(piece.to_owned()),
            None => {}
        }
    }
    named
}

/// Addressees in the head of a document: lines that end in 御中 or 様.
fn addressees_of_text(part: &Part) -> Salutation {
    let mut named = Salutation::default();
    if part.role == Role::Frame {
        return named;
    }
    let lines = part.reading.text().lines().map(str::trim).filter(|line| !line.is_empty()).take(HEAD_LINES);
    for line in lines.filter(|line| line.chars().count() <= 40) {
        let cell = line.split('\t').map(str::trim).find(|cell| cell.ends_with(['様', '殿']) || cell.ends_with("御中"));
        if let Some(cell) = cell {
            read_line(&fold::widths(cell), &mut named);
        }
    }
    named
}

/// A word of the file name that is the name of another known domain: `acme_quote.xlsx` to somebody else.
fn other_domain(view: &View<'_>, name: &str) -> Option<String> {
    let known = super::lookalike::Parts::new;
    let labels = |domain: &str| domain.split('.').any(|label| fold::fold(name).contains(label) && label.len() >= 4);
    let recipients: Vec<&str> = view.outsiders().map(|(_, facts, _)| facts.address.domain().as_str()).collect();
    if recipients.iter().any(|domain| labels(domain)) {
        return None;
    }
    let words = latin::words(&fold::fold(name));
    let of_other = |label: &str| label.len() >= 5 && words.iter().any(|word| word == label) && !latin::is_role(label);
    let others = view.facts.known_domains.iter().filter(|domain| !view.is_own(domain));
    let private = |domain: &&sekisho_model::Domain| !view.policy.is_freemail(domain);
    others.filter(private).find_map(|domain| {
        let parts = known(domain.as_str())?;
        (of_other(parts.label()) && !is_talked_about(view, parts.label())).then(|| domain.to_string())
    })
}
