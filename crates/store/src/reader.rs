//! Everything that only reads: the questions of engine, console and auditor.

use std::{io, path::Path, sync::Arc};

use sekisho_model::{Address, Digest, Domain, LetterId, ParcelId, Time, UserId};
use serde_json::Value;

use crate::{
    About, DeliveryFilter, DeliveryLine, DomainSeen, Due, EventFilter, EventRow, JudgedLetter, KnownName, LetterRow,
    Link, LinkAccess, LinkCode, ListMember, MailingList, Page, PageRequest, Parcel, ParcelLine, ParcelState,
    RecipientRow, Session, Stats, StoreError, Tally, Thread, Token, Tray, User, Verified, keys::MasterKeys,
};

/// A reader of the database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Reader {}

macro_rules! soon {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)*) => {
        impl Reader {
            $($(#[$doc])*
            ///
            /// # Errors
            /// [`StoreError::Failed`], [`StoreError::Row`].
            pub async fn $name(&self, $($arg: $type),*) -> Result<$result, StoreError> {
                $(let _ = $arg;)*
                Err(StoreError::Closed)
            })*
        }
    };
}

impl Reader {
    /// Opens the database of `dir` for reading only, beside a process that writes it.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::TooNew`].
    pub async fn open(_dir: &Path, _keys: Arc<MasterKeys>) -> Result<Self, StoreError> {
        Err(StoreError::Closed)
    }
}

soon! {
    /// Parcels that are due at `now`, longest due first.
    due(now: Time, limit: u32) -> Vec<Due>;
    /// Parcels in one state, oldest first (at start-up: those found sending).
    parcels_in(state: ParcelState, limit: u32) -> Vec<ParcelId>;
    /// One parcel.
    parcel(id: ParcelId) -> Option<Parcel>;
    /// The parcels of a letter, in order.
    parcels_of(letter: LetterId) -> Vec<Parcel>;
    /// One letter.
    letter(id: LetterId) -> Option<LetterRow>;
    /// The recipients of a parcel, in order.
    recipients(parcel: ParcelId) -> Vec<RecipientRow>;
    /// The events about a letter or parcel, in order.
    events_of(about: About, personal: bool) -> Vec<EventRow>;
    /// Held parcels, oldest first.
    held(tray: Tray, page: PageRequest) -> Page<ParcelLine>;
    /// How many there are in a tray of held parcels.
    count_held(tray: Tray) -> u64;
    /// Parcels in whatever state, newest first.
    history(tray: Tray, page: PageRequest) -> Page<ParcelLine>;
    /// Whether somebody stands in the circle of a parcel, in any role.
    may_see(user: UserId, parcel: ParcelId) -> bool;
    /// Letters accepted in `from..to`, newest first, with the verdict of each parcel.
    letters_between(from: Time, to: Time, page: PageRequest) -> Page<JudgedLetter>;
    /// Letters accepted before `before` whose key is not destroyed and that have no parcel still on its way.
    expired(before: Time, limit: u32) -> Vec<LetterId>;
    /// Letters whose subject or an address contains every word, newest first.
    search(text: String, page: PageRequest) -> Page<LetterRow>;
    /// The delivery log, last changed first.
    deliveries(filter: DeliveryFilter, page: PageRequest) -> Page<DeliveryLine>;
    /// The chain, newest first.
    events(filter: EventFilter, page: PageRequest) -> Page<EventRow>;
    /// Numbers for metrics.
    stats() -> Stats;
    /// Verdicts and findings of the parcels decided from `from` on.
    tally(from: Time) -> Tally;
    /// An account.
    user(id: UserId) -> Option<User>;
    /// All accounts by name.
    users() -> Vec<User>;
    /// The accounts an address belongs to.
    users_of(address: Address) -> Vec<User>;
    /// A session by the digest of its secret; the caller checks its end.
    session(token: Digest) -> Option<Session>;
    /// The sessions of a person.
    sessions_of(user: UserId) -> Vec<Session>;
    /// A token by the digest of its secret; the caller checks its end and use.
    token(token: Digest) -> Option<Token>;
    /// A link by the digest of its secret.
    link(link: Digest) -> Option<Link>;
    /// The links of a parcel.
    links_of(parcel: ParcelId) -> Vec<Link>;
    /// The one-time code of a recipient.
    link_code(link: Digest, recipient: u32) -> Option<LinkCode>;
    /// Who fetched files of a link, in order.
    link_accesses(link: Digest) -> Vec<LinkAccess>;
    /// All mailing lists by address.
    lists() -> Vec<MailingList>;
    /// One list.
    list(address: Address) -> Option<MailingList>;
    /// Its members by address.
    members(list: Address) -> Vec<ListMember>;
    /// What is known of these domains; unknown ones are missing.
    domains(domains: Vec<Domain>) -> Vec<DomainSeen>;
    /// All known domains.
    all_domains() -> Vec<DomainSeen>;
    /// Names of these addresses ([`Address::key`]), latest first per address.
    names(address_keys: Vec<String>) -> Vec<KnownName>;
    /// What is known of these message ids.
    threads(message_ids: Vec<Digest>) -> Vec<Thread>;
    /// A small value.
    setting(key: String) -> Option<Value>;
    /// Verifies the chain after event `after` (0: from the start) to its end, as it stands in the database.
    /// [`StoreError::Chain`] says where it breaks.
    verify_chain(after: u64) -> Verified;
}

impl Reader {
    /// Writes the chain as JSON lines: one `{"link": …, "personal": …}` each; personal payloads with their salts only
    /// when asked for.
    ///
    /// # Errors
    /// [`StoreError::Failed`] of database or writer.
    pub async fn export_evidence<W: io::Write + Send>(&self, _to: W, _personal: bool) -> Result<Verified, StoreError> {
        Err(StoreError::Closed)
    }
}

/// Verifies an export offline: every hash, the order, and every personal payload that is in it.
///
/// # Errors
/// [`crate::ExportBroken`] says at which line.
pub fn verify_export<R: io::BufRead>(_from: R) -> Result<Verified, crate::ExportBroken> {
    Err(crate::ExportBroken::Line { line: 0 })
}
