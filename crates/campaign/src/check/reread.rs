//! Re-reading one letter: its bytes are parsed as any recipient's program would, and everything personal in them must be
//! the row's own person's.

use std::collections::BTreeMap;

use sekisho_content::{Limits, Mail, read};
use sekisho_model::Place;

use super::{
    facts::Facts,
    garble, same,
    strange::{self, Stranger},
    unresolved::Unresolved,
};
use crate::{
    audience::Row,
    finding::{Finding, FindingKind},
    job::{Job, Letter},
    master::{Hit, Master, Person, Provenance},
};

/// Most findings kept per row.
const MAX_PER_ROW: usize = 24;
/// A file with more strangers than this is a list; it is not searched again for every row.
const LIST: usize = 8;

/// What is the same for all rows.
pub(crate) struct Rereader<'a> {
    job: &'a Job<'a>,
    master: &'a Master,
    facts: &'a Facts,
    unresolved: Unresolved,
    /// Values that stand in every letter, because the template or the sender has them.
    common: Vec<u64>,
    /// What stands in each file.
    files: BTreeMap<&'a str, Vec<Hit>>,
    written: Vec<usize>,
    limits: Limits,
}

impl<'a> Rereader<'a> {
    /// Looks once at what is common, and reports it.
    pub(crate) fn new(job: &'a Job<'a>, master: &'a Master, facts: &'a Facts) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        if master.provenance() == Provenance::Audience {
            findings.push(Finding::of_all(FindingKind::NoMaster));
        }
        let mut common = sender_values(job, master);
        for hit in job.template.literals().flat_map(|text| master.search(text, &[])) {
            if !common.contains(&hit.print) {
                let finding = Finding::of_all(FindingKind::PersonInTemplate);
                findings.push(finding.is_a(hit.identity).belongs_to(hit.person.0 + 1));
                common.push(hit.print);
            }
        }
        let search = |file: &crate::file::File| file.texts().flat_map(|text| master.search(text, &[])).collect();
        let reader = Self {
            job,
            master,
            facts,
            unresolved: Unresolved::new(job.audience.columns()),
            common,
            files: job.files.iter().map(|(name, file)| (name, search(file))).collect(),
            written: job.template.columns(),
            limits: Limits { documents: false, ..Limits::default() },
        };
        (reader, findings)
    }

    /// All findings of a row's letter.
    pub(crate) fn read(&self, row: &Row, letter: &Letter) -> Vec<Finding> {
        let mail = read(&letter.bytes, &self.limits);
        let html = same::html_of(letter, &mail, &self.limits);
        let person = self.master.person(row.key());
        let own = person.map(|person| self.master.own(person)).unwrap_or_default();
        let mut findings = Vec::new();
        self.recipient(row, person, &mut findings);
        self.values(row, letter, own, &mut findings);
        let altered = same::difference(self.job, row, letter, &mail, html.as_deref());
        findings.extend(altered.map(|place| Finding::of(row.number(), FindingKind::Altered).at(place)));
        for (place, text) in texts(&mail, html.as_deref()) {
            self.text(row, &place, &text, own, &mut findings);
        }
        for name in &letter.files {
            self.file(row, name, own, &mut findings);
        }
        findings.sort();
        findings.dedup();
        findings.truncate(MAX_PER_ROW);
        findings
    }

    fn recipient(&self, row: &Row, person: Option<Person>, findings: &mut Vec<Finding>) {
        let mut add = |kind| findings.push(Finding::of(row.number(), kind).at(Place::Envelope));
        match person {
            None => add(FindingKind::NotInMaster),
            Some(person) if !self.master.has_address(person, row.address()) => add(FindingKind::NotOwnAddress),
            Some(_) => {}
        }
        if self.facts.suppression(row.address()).is_some() {
            add(FindingKind::Suppressed);
        }
        if self.facts.takes_no_mail(row.address()) {
            add(FindingKind::NoMail);
        }
    }

    /// The cells that are written into the letter.
    fn values(&self, row: &Row, letter: &Letter, own: &[u64], findings: &mut Vec<Finding>) {
        let mut add = |kind, column| findings.push(Finding::of(row.number(), kind).in_column(column));
        for column in &self.written {
            let value = row.value(*column);
            if garble::is_broken(value) {
                add(FindingKind::BrokenValue, *column);
            }
            if garble::is_garbled(value) {
                add(FindingKind::Garbled, *column);
            }
            if garble::is_odd(value) {
                add(FindingKind::OddCharacter, *column);
            }
        }
        for column in letter.texts.iter().flat_map(|(_, filled)| &filled.empty) {
            add(FindingKind::EmptyValue, *column);
        }
        let known = |stranger: &Stranger| own.contains(&stranger.print) || self.master.knows(stranger.print);
        let columns =
            self.written.iter().map(|column| (*column, self.job.audience.column(*column), row.value(*column)));
        for stranger in strange::strangers(columns).into_iter().filter(|stranger| !known(stranger)) {
            let finding = Finding::of(row.number(), FindingKind::UnknownValue).in_column(stranger.column);
            findings.push(Finding { identity: stranger.identity, ..finding });
        }
    }

    fn text(&self, row: &Row, place: &Place, text: &str, own: &[u64], findings: &mut Vec<Finding>) {
        // The source of HTML has tags, which are not fields; what people read of it is looked at as such.
        let is_read = !matches!(place, Place::Part { inside: Some(_), .. });
        if is_read && text.contains('\u{FFFD}') {
            findings.push(Finding::of(row.number(), FindingKind::Garbled).at(place.clone()));
        }
        if is_read && self.unresolved.is_in(text) {
            findings.push(Finding::of(row.number(), FindingKind::Unresolved).at(place.clone()));
        }
        let hits = self.master.search(text, own);
        findings.extend(self.foreign(&hits, own).map(|hit| foreign(row, hit).at(place.clone())));
    }

    fn file(&self, row: &Row, name: &str, own: &[u64], findings: &mut Vec<Finding>) {
        let Some(file) = self.job.files.get(name) else { return };
        if file.is_blind() {
            findings.push(Finding::of(row.number(), FindingKind::BlindFile));
        }
        let hits = self.files.get(name).map(Vec::as_slice).unwrap_or_default();
        let strangers = self.foreign(hits, own).count();
        if (1..=LIST).contains(&strangers) {
            // Once more with the own name known, inside which a shorter name of somebody else is no stranger.
            let again: Vec<Hit> = file.texts().flat_map(|text| self.master.search(text, own)).collect();
            findings.extend(self.foreign(&again, own).map(|hit| foreign(row, hit).at(Place::Letter)));
        } else {
            findings.extend(self.foreign(hits, own).take(LIST).map(|hit| foreign(row, hit).at(Place::Letter)));
        }
    }

    fn foreign<'h>(&self, hits: &'h [Hit], own: &[u64]) -> impl Iterator<Item = &'h Hit> {
        hits.iter().filter(move |hit| !own.contains(&hit.print) && !self.common.contains(&hit.print))
    }
}

fn foreign(row: &Row, hit: &Hit) -> Finding {
    Finding::of(row.number(), FindingKind::ForeignValue).is_a(hit.identity).belongs_to(hit.person.0 + 1)
}

/// Values of the sender, who may be in the master, too.
fn sender_values(job: &Job<'_>, master: &Master) -> Vec<u64> {
    let from = &job.sender.from;
    let reply_to = job.sender.reply_to.iter().flat_map(|to| [to.name.as_str(), to.address.as_str()]);
    let page = job.unsubscribe.map(crate::unsubscribe::Unsubscribe::page);
    let texts = [from.name.as_str(), from.address.as_str(), job.sender.return_path.as_str(), job.campaign.as_str()];
    let texts = texts.into_iter().chain(reply_to).chain(page);
    texts.flat_map(|text| master.search(text, &[])).map(|hit| hit.print).collect()
}

/// Everything in a letter that can say who somebody is, with its place.
fn texts<'m>(mail: &'m Mail, html: Option<&str>) -> Vec<(Place, std::borrow::Cow<'m, str>)> {
    // Dates, identifiers and tokens of ours are the same for nobody and mean nobody.
    let said = |name: &str| {
        !matches!(name, "date" | "message-id" | "list-unsubscribe" | "mime-version" | "x-sekisho-campaign")
    };
    let mut texts: Vec<(Place, std::borrow::Cow<'m, str>)> = Vec::new();
    for field in mail.fields.iter().filter(|field| said(&field.name)) {
        texts.push((Place::Header { name: field.name.as_str().into() }, field.text.as_str().into()));
    }
    for part in &mail.parts {
        let place = |inside: Option<&str>| Place::Part { path: part.path.clone(), inside: inside.map(Into::into) };
        texts.push((place(None), part.reading.text().into()));
        texts.extend(part.name.as_deref().map(|name| (place(None), name.into())));
        if part.mime == "text/html"
            && let Some(html) = html
        {
            texts.push((place(Some("html")), html.to_owned().into()));
            if html.contains('%') {
                texts.push((place(Some("html")), percent_decoded(html).into()));
            }
        }
    }
    texts.retain(|(_, text)| !text.is_empty());
    texts
}

/// Addresses of pages hide values behind `%40` and the like.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
