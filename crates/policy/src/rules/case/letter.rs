//! A letter in a few lines of TOML.

mod parts;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use sekisho_content::{Defect, Mail, Mailbox, mail::Field};
use sekisho_model::{Address, Blind, Domain, PartPath, Time};
use sekisho_privacy::master::{Builder, Index, Row, columns};
use serde::Deserialize;

use crate::{BurstFacts, Facts, ListFacts, RecipientFacts, ThreadFacts, text::contacts::registrable};

/// A letter. Everything but the recipients has a default.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawLetter {
    /// Sender; its domain is the house. Default `sender@house.example`. Empty: a report.
    pub(crate) from: Option<String>,
    /// `To` and envelope: `"山田 太郎 <yamada@example.co.jp>"` or a bare address.
    pub(crate) to: Vec<String>,
    /// `Cc` and envelope.
    pub(crate) cc: Vec<String>,
    /// Envelope only.
    pub(crate) bcc: Vec<String>,
    /// `To` only, not in this envelope.
    pub(crate) header_only: Vec<String>,
    /// So many more in `To`: the persons of `made_up_rows`, `customer0@people.example` and so on.
    pub(crate) made_up_to: u32,
    /// The same in the envelope only.
    pub(crate) made_up_bcc: u32,
    /// Subject.
    pub(crate) subject: String,
    /// Body text.
    pub(crate) body: String,
    /// Attachments.
    pub(crate) attachment: Vec<RawFile>,
    /// Header fields by lower-case name.
    pub(crate) headers: BTreeMap<String, String>,
    /// When it came in. Default a Tuesday morning.
    pub(crate) at: Option<String>,
    /// Domains it is the first letter to.
    pub(crate) first: Vec<String>,
    /// More domains the house has written to before.
    pub(crate) known: Vec<String>,
    /// More domains of the house.
    pub(crate) inside: Vec<String>,
    /// Names recipients are known by.
    pub(crate) names: BTreeMap<String, Vec<String>>,
    /// Names of the sender.
    pub(crate) sender_names: Vec<String>,
    /// Addresses that are lists.
    pub(crate) lists: BTreeMap<String, RawList>,
    /// Days since the last letter, by domain.
    pub(crate) silent: BTreeMap<String, u32>,
    /// The thread it answers.
    pub(crate) thread: Option<RawThread>,
    /// Codes of malformations.
    pub(crate) defects: Vec<String>,
    /// The house's master of persons: a row of headers, then one row per person. None: it has none here.
    pub(crate) master: Vec<Vec<String>>,
    /// Letters so far of a burst of which an earlier one named another person. None: it belongs to no such burst.
    pub(crate) burst: Option<u64>,
}

/// A file.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawFile {
    /// File name.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
    /// Rows of a table.
    pub(crate) rows: Vec<Vec<String>>,
    /// So many more rows of made-up persons with name, address and telephone number.
    pub(crate) made_up_rows: u32,
    /// Media type. Default by the ending.
    pub(crate) mime: Option<String>,
    /// Size in bytes. Default: of the text.
    pub(crate) bytes: Option<usize>,
    /// Why it cannot be read, for example `encrypted`.
    #[schemars(with = "Option<String>")]
    pub(crate) blind: Option<Blind>,
    /// Whether a hidden sheet is in it.
    pub(crate) hidden_sheet: bool,
    /// Whether the HTML body shows it inside.
    pub(crate) related: bool,
    /// The file before this one is the archive in which it lies.
    pub(crate) inside: bool,
}

/// A mailing list.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawList {
    /// Members.
    #[serde(default)]
    pub(crate) members: u32,
    /// Members outside.
    #[serde(default)]
    pub(crate) outside: u32,
    /// Not a list, though it should be one.
    #[serde(default)]
    pub(crate) unknown: bool,
    /// Cannot be expanded.
    #[serde(default)]
    pub(crate) unexpandable: bool,
}

/// A thread.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawThread {
    /// Who took part. None: the house does not know the thread.
    pub(crate) participants: Option<Vec<String>>,
    /// Days since its last letter.
    #[serde(default)]
    pub(crate) days: u32,
}

/// A letter as it is judged, and what its facts are made of.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) mail: Mail,
    at: Time,
    sender: Option<Address>,
    sender_names: Vec<String>,
    recipients: Vec<RecipientFacts>,
    known: Vec<Domain>,
    own: Vec<Domain>,
    thread: Option<ThreadFacts>,
    master: Option<Index>,
    burst: Option<BurstFacts>,
}

impl Built {
    /// The facts.
    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            at: self.at,
            sender: self.sender.as_ref(),
            sender_names: self.sender_names.clone(),
            recipients: self.recipients.clone(),
            known_domains: self.known.clone(),
            thread: self.thread.clone(),
            own_domains: self.own.clone(),
            master: self.master.as_ref(),
            burst: self.burst,
        }
    }
}

const DEFAULT_AT: &str = "2026-11-24T10:00:00+09:00";
const DAY: i64 = 86_400;

impl RawLetter {
    /// Builds it; an error says what cannot be read.
    pub(crate) fn build(&self) -> Result<Built, String> {
        let at: Time = self.at.as_deref().unwrap_or(DEFAULT_AT).parse().map_err(|_| "`at` is not a time".to_owned())?;
        let sender = match self.from.as_deref().unwrap_or("sender@house.example") {
            "" => None,
            text => Some(mailbox(text)?),
        };
        let sender_address = sender.as_ref().and_then(|mailbox| mailbox.address.clone());
        let mut own: Vec<Domain> = self.inside.iter().map(|name| domain(name)).collect::<Result<_, _>>()?;
        own.extend(sender_address.iter().map(|address| address.domain().clone()));
        let recipients = self.recipients(&own, at)?;
        let mut known: Vec<Domain> = own.clone();
        known.extend(self.known.iter().map(|name| domain(name)).collect::<Result<Vec<_>, _>>()?);
        let old = recipients.iter().filter(|facts| !facts.first_ever).map(|facts| facts.address.domain().clone());
        known.extend(old);
        known.sort();
        known.dedup();
        let thread = self.thread.as_ref().and_then(|thread| {
            let participants = thread.participants.clone()?;
            let at = at.checked_sub(jiff::SignedDuration::from_secs(i64::from(thread.days) * DAY)).ok()?;
            Some(ThreadFacts { participants, at })
        });
        let mail = self.mail(sender)?;
        let sender_names = self.sender_names.clone();
        let burst = self.burst.map(|letters| BurstFacts { letters, wrong: 1 });
        let master = master(&self.master);
        Ok(Built { mail, at, sender: sender_address, sender_names, recipients, known, own, thread, master, burst })
    }

    fn recipients(&self, own: &[Domain], at: Time) -> Result<Vec<RecipientFacts>, String> {
        let made_up = made_up(self.made_up_to).chain(made_up(self.made_up_bcc));
        let all = self.to.iter().chain(&self.cc).chain(&self.bcc).cloned().chain(made_up);
        all.map(|text| {
            let address = mailbox(&text)?.address.ok_or("no address")?;
            let name = address.domain().as_str();
            let inside = own.iter().any(|own| address.domain().is_within(own));
            let first_ever = !inside && self.first.iter().any(|first| first == name);
            let silent = self.silent.get(name).copied().unwrap_or(1);
            let last = at.checked_sub(jiff::SignedDuration::from_secs(i64::from(silent) * DAY)).ok();
            let organisation = Domain::parse(registrable(name)).unwrap_or_else(|_| address.domain().clone());
            let key = address.key();
            Ok(RecipientFacts {
                organisation,
                inside,
                first_ever,
                last_letter: last.filter(|_| !first_ever),
                names: self.names.get(&key).cloned().unwrap_or_default(),
                list: self.lists.get(&key).copied().map_or(ListFacts::NotAList, list),
                address,
            })
        })
        .collect()
    }

    fn mail(&self, sender: Option<Mailbox>) -> Result<Mail, String> {
        let mailboxes =
            |all: &mut dyn Iterator<Item = &String>| all.map(|text| mailbox(text)).collect::<Result<Vec<_>, _>>();
        let fields = self.headers.iter().map(|(name, value)| Field {
            name: name.clone(),
            raw: value.clone().into_bytes(),
            text: value.clone(),
        });
        let seen: Vec<String> = made_up(self.made_up_to).collect();
        let defects = self.defects.iter().map(|code| defect(code)).collect::<Result<_, _>>()?;
        Ok(Mail {
            fields: fields.collect(),
            from: sender.into_iter().collect(),
            to: mailboxes(&mut self.to.iter().chain(&self.header_only).chain(&seen))?,
            cc: mailboxes(&mut self.cc.iter())?,
            subject: self.subject.clone(),
            message_id: Some("case@house.example".to_owned()),
            references: self.thread.iter().map(|_| "earlier@house.example".to_owned()).collect(),
            parts: self.parts(),
            defects,
            ..Mail::default()
        })
    }
}

/// The index of a master in rows, the first of them headers.
fn master(rows: &[Vec<String>]) -> Option<Index> {
    let (headers, rows) = rows.split_first()?;
    let fields = columns(headers.iter().map(String::as_str));
    let mut builder = Builder::new(&[0; 32], u32::MAX);
    for cells in rows {
        let mut row = Row::default();
        for (field, cell) in fields.iter().zip(cells) {
            field.iter().for_each(|field| row.take(*field, cell));
        }
        builder.add(&row).ok()?;
    }
    Some(builder.finish())
}

/// Made-up persons, the same in rows and recipients.
fn made_up(count: u32) -> impl Iterator<Item = String> {
    (0..count.min(parts::MADE_UP)).map(|number| format!("customer{number}@people.example"))
}

const fn list(raw: RawList) -> ListFacts {
    match raw {
        RawList { unknown: true, .. } => ListFacts::Unknown,
        RawList { unexpandable: true, .. } => ListFacts::Unexpandable,
        RawList { members, outside, .. } => ListFacts::List { members, outside },
    }
}

fn domain(name: &str) -> Result<Domain, String> {
    Domain::parse(name).map_err(|_| format!("`{name}` is not a domain"))
}

fn mailbox(text: &str) -> Result<Mailbox, String> {
    let (name, address) = match text.split_once('<') {
        Some((name, rest)) => (Some(name.trim().trim_matches('"').to_owned()), rest.trim_end_matches('>')),
        None => (None, text),
    };
    let address = Address::parse(address.trim()).map_err(|_| format!("`{text}` is not an address"))?;
    Ok(Mailbox { name: name.filter(|name| !name.is_empty()), address: Some(address), written: text.to_owned() })
}

/// Defect codes are those of the reader.
fn defect(code: &str) -> Result<Defect, String> {
    let known = sekisho_content::DEFECTS.iter().map(|(known, _)| *known).find(|known| *known == code);
    let found = known.map(|code| Defect { code, part: PartPath::default() });
    found.ok_or_else(|| format!("`{code}` is no defect of the reader"))
}
