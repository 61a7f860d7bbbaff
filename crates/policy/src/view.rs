//! A letter as detectors and conditions look at it: who is outside, who is seen, own words, personal data per part.
//!
//! Made once per letter. What costs something (the survey) is done when first asked for and kept.

use std::{
    borrow::Cow,
    cell::OnceCell,
    collections::{BTreeSet, HashSet},
};

use sekisho_content::{Mail, Mailbox, Part, mail::Role};
use sekisho_model::{Domain, PartPath};

use crate::{
    Facts, ListFacts, Policy, RecipientFacts,
    text::{
        contacts::{Contacts, registrable},
        fold, own,
        salutation::{self, Salutation},
    },
};

mod people;
mod surveyed;

pub(crate) use people::Who;
pub(crate) use surveyed::{PartSurvey, Surveyed, persons};

/// Everything about one letter.
pub(crate) struct View<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) mail: &'a Mail,
    pub(crate) facts: &'a Facts<'a>,
    /// One per envelope recipient.
    pub(crate) who: Vec<Who>,
    /// Indexes of the recipients outside.
    pub(crate) outside: Vec<usize>,
    own: OnceCell<Vec<&'a str>>,
    salutation: OnceCell<Salutation>,
    surveyed: OnceCell<Surveyed>,
    folded: OnceCell<Folded>,
}

/// Folded texts, for words.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    pub(crate) subject: String,
    pub(crate) own: String,
}

impl<'a> View<'a> {
    pub(crate) fn new(policy: &'a Policy, mail: &'a Mail, facts: &'a Facts<'a>) -> Self {
        let seen: HashSet<String> =
            in_header(mail).filter_map(|mailbox| Some(mailbox.address.as_ref()?.key())).collect();
        let who: Vec<Who> = facts.recipients.iter().map(|recipient| people::who(policy, recipient, &seen)).collect();
        let outside = (0..).zip(&who).filter(|(_, who)| who.outside).map(|(index, _)| index).collect();
        Self {
            policy,
            mail,
            facts,
            who,
            outside,
            own: OnceCell::new(),
            salutation: OnceCell::new(),
            surveyed: OnceCell::new(),
            folded: OnceCell::new(),
        }
    }

    /// The recipient with this index.
    pub(crate) fn recipient(&self, index: usize) -> Option<(&'a RecipientFacts, &Who)> {
        Some((self.facts.recipients.get(index)?, self.who.get(index)?))
    }

    /// The recipients outside.
    pub(crate) fn outsiders(&self) -> impl Iterator<Item = (usize, &'a RecipientFacts, &Who)> {
        self.outside.iter().filter_map(|index| self.recipient(*index).map(|(facts, who)| (*index, facts, who)))
    }

    /// How many people outside get it: a list counts its outside members.
    pub(crate) fn outside_count(&self) -> u64 {
        let of = |facts: &RecipientFacts| match facts.list {
            ListFacts::List { outside, .. } => u64::from(outside).max(1),
            _ => 1,
        };
        self.outsiders().map(|(_, facts, _)| of(facts)).sum()
    }

    /// The own lines of the first body.
    pub(crate) fn own(&self) -> &[&'a str] {
        self.own.get_or_init(|| self.body().map(|part| own::own_lines(part.reading.text())).unwrap_or_default())
    }

    /// The part people read first.
    pub(crate) fn body(&self) -> Option<&'a Part> {
        self.mail.bodies().find(|part| !part.reading.text().trim().is_empty())
    }

    /// Whom the letter addresses.
    pub(crate) fn salutation(&self) -> &Salutation {
        self.salutation.get_or_init(|| salutation::read(self.own()))
    }

    pub(crate) fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| Folded {
            subject: fold::fold(&self.mail.subject).into_owned(),
            own: fold::fold(&self.own().join("\n")).into_owned(),
        })
    }

    /// Personal data, counted.
    pub(crate) fn surveyed(&self) -> &Surveyed {
        self.surveyed.get_or_init(|| surveyed::survey(self))
    }

    /// A text of the body with the correspondents' own data blanked out.
    pub(crate) fn without_contacts(&self, text: &str) -> String {
        let mut contacts = self.contacts();
        contacts.learn(text);
        contacts.without(text).into_owned()
    }

    /// Whether the letter answers or forwards another one.
    pub(crate) fn is_reply(&self) -> bool {
        !self.mail.references.is_empty()
    }

    /// Whether it is bulk mail: by its header (RFC 2369 `List-Unsubscribe`, `Precedence`), or by its recipients.
    pub(crate) fn is_bulk(&self) -> bool {
        let precedence = self.mail.field("precedence").map(|value| value.trim().to_ascii_lowercase());
        self.mail.field("list-unsubscribe").is_some()
            || matches!(precedence.as_deref(), Some("bulk" | "list" | "junk"))
            || self.outside_count() >= self.policy.number(sekisho_model::FindingKind::MassVisible, "recipients")
    }

    /// Attachments, images that the body shows inside left out.
    pub(crate) fn files(&self) -> impl Iterator<Item = (usize, &'a Part)> {
        let all = self.mail.parts.iter().enumerate();
        all.filter(|(_, part)| matches!(part.role, Role::Attachment | Role::Inner) && !self.is_related_image(part))
    }

    /// An image in a `multipart/related`: part of how the body looks.
    pub(crate) fn is_related_image(&self, part: &Part) -> bool {
        let parent = part.path.0.split_last().map(|(_, above)| above);
        is_image(part)
            && part.inside.is_none()
            && parent.is_some_and(|above| {
                self.mail.parts.iter().any(|other| other.path.0 == above && other.mime == "multipart/related")
            })
    }

    /// The attachment (a whole, removable part) in which a part lies.
    pub(crate) fn attachment_of(&self, part: &Part) -> Option<&'a PartPath> {
        let whole = self.mail.parts.iter().filter(|other| other.role == Role::Attachment && other.inside.is_none());
        whole
            .filter(|other| part.path.0.starts_with(&other.path.0))
            .map(|other| &other.path)
            .min_by_key(|path| path.0.len())
    }

    /// All addresses in To and Cc that are outside, whether or not they are in this envelope.
    pub(crate) fn seen_outside(&self) -> Vec<(String, Cow<'a, Domain>)> {
        let mut all: Vec<(String, Cow<'a, Domain>)> = Vec::new();
        let mut taken: HashSet<String> = HashSet::new();
        for (index, who) in self.who.iter().enumerate().filter(|(_, who)| who.outside && who.visible) {
            if let Some(facts) = self.facts.recipients.get(index)
                && taken.insert(who.key.clone())
            {
                all.push((who.key.clone(), Cow::Borrowed(&facts.organisation)));
            }
        }
        let known: HashSet<&str> = self.who.iter().map(|who| who.key.as_str()).collect();
        for address in in_header(self.mail).filter_map(|mailbox| mailbox.address.as_ref()) {
            let key = address.key();
            if known.contains(key.as_str()) || self.is_own(address.domain()) || !taken.insert(key.clone()) {
                continue;
            }
            let name = registrable(address.domain().as_str());
            let organisation = Domain::parse(name).unwrap_or_else(|_| address.domain().clone());
            all.push((key, Cow::Owned(organisation)));
        }
        all
    }

    pub(crate) fn is_own(&self, domain: &Domain) -> bool {
        self.facts.own_domains.iter().any(|own| domain.is_within(own))
    }

    /// The people of the letter: what they say about themselves is no leak.
    fn contacts(&self) -> Contacts {
        let mailboxes =
            || in_header(self.mail).chain(&self.mail.from).chain(&self.mail.sender).chain(&self.mail.reply_to);
        let mut keys: HashSet<String> =
            mailboxes().filter_map(|mailbox| Some(mailbox.address.as_ref()?.key())).collect();
        keys.extend(self.facts.sender.map(sekisho_model::Address::key));
        keys.extend(self.facts.thread.iter().flat_map(|thread| thread.participants.iter().cloned()));
        if let [only] = self.who.as_slice() {
            keys.insert(only.key.clone());
        }
        let organisations = self.facts.own_domains.iter().map(|domain| registrable(domain.as_str()).to_owned());
        let mut domains: BTreeSet<String> = organisations.collect();
        let outside: BTreeSet<&str> = self
            .outsiders()
            .filter(|(_, _, who)| !who.freemail)
            .map(|(_, facts, _)| registrable(facts.address.domain().as_str()))
            .collect();
        // Between several organisations, one's staff is news to the other.
        if let [only] = outside.iter().collect::<Vec<_>>().as_slice() {
            domains.insert((**only).to_owned());
        }
        let shown = mailboxes().filter_map(|mailbox| mailbox.name.as_deref());
        let known = self.facts.recipients.iter().flat_map(|facts| &facts.names).chain(&self.facts.sender_names);
        let greeted = self.salutation().persons.iter().map(|(_, written)| written);
        let names = shown.chain(known.chain(greeted).map(String::as_str));
        Contacts::new(keys, domains, names)
    }
}

pub(crate) fn in_header(mail: &Mail) -> impl Iterator<Item = &Mailbox> {
    mail.to.iter().chain(&mail.cc)
}

pub(crate) fn is_image(part: &Part) -> bool {
    part.really.unwrap_or(&part.mime).starts_with("image/")
}
