//! What a letter is judged by besides its own text: what the house knows of sender, recipients, thread and domains.
//!
//! Everything here was looked up by the caller; this crate asks nobody. Facts are as of [`Facts::at`], so that a letter
//! judged again later (an edit, a policy tried on the past) is judged by what was known then.

use sekisho_model::{Address, Domain, Time};
use sekisho_privacy::master::Index;

/// Everything a letter is judged by.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// When the letter came in. The only time this crate knows.
    pub at: Time,
    /// The envelope's sender; `None` for the null reverse path.
    pub sender: Option<&'a Address>,
    /// Names of the people who may have written it.
    pub sender_names: Vec<String>,
    /// One entry per RCPT TO, in the order of the envelope: indexes in a decision count from here.
    pub recipients: Vec<RecipientFacts>,
    /// Domains the house has written to before, and its own: what a new domain is compared with. May be empty when no
    /// recipient is new.
    pub known_domains: Vec<Domain>,
    /// The thread the letter answers, when the house has seen it.
    pub thread: Option<ThreadFacts>,
    /// The domains of the house.
    pub own_domains: Vec<Domain>,
    /// The house's own master of persons, when it has one here.
    pub master: Option<&'a Index>,
    /// The burst the letter belongs to, when an earlier letter of it named another person than its recipient and nobody
    /// has looked at it yet.
    pub burst: Option<BurstFacts>,
}

/// Many letters of one sender and one shape within minutes, as a mail merge sends them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BurstFacts {
    /// Letters of it so far, this one included.
    pub letters: u64,
    /// How many of them named another person than their recipient.
    pub wrong: u64,
}

/// What is known of one recipient of the envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientFacts {
    /// The address.
    pub address: Address,
    /// The organisation the domain belongs to: its registrable domain, or the first of its related domains.
    pub organisation: Domain,
    /// Whether the domain is one of the house.
    pub inside: bool,
    /// Whether no letter went to this domain before.
    pub first_ever: bool,
    /// When the last letter went to this domain.
    pub last_letter: Option<Time>,
    /// Names by which the house has addressed this mailbox before, or that its directory has.
    pub names: Vec<String>,
    /// Whether the address is a mailing list of the house.
    pub list: ListFacts,
}

/// What an address is to the house's mailing lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFacts {
    /// An ordinary mailbox, as far as is known.
    NotAList,
    /// A list of the house, expanded.
    List {
        /// Members in all.
        members: u32,
        /// Members outside the house.
        outside: u32,
    },
    /// An address of the house that is neither a mailbox nor a list.
    Unknown,
    /// A list whose members cannot be told.
    Unexpandable,
}

/// What is known of the thread a letter answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadFacts {
    /// Everybody who took part, by [`Address::key`].
    pub participants: Vec<String>,
    /// When the latest letter of the thread was sent.
    pub at: Time,
}
