//! The unit of change: what is committed together or not at all, and the events that say so.

use std::fmt;

use sekisho_model::{Address, CampaignId, Digest, Domain, Event, LetterId, ParcelId, Time, UserId};
use serde_json::Value;

use crate::{
    CampaignSet, KnownName, LetterRow, Link, LinkCode, ListMember, MailingList, NewCampaign, NewParcel, ParcelSet,
    Part, RecipientSet, RowClaim, RowMove, Session, Thread, Token, User,
};

/// Personal payload of an event (addresses, reply texts): stored sealed beside the chain, which holds a salted
/// commitment only.
pub type Personal = Value;

/// Changes and events that become durable together or not at all.
#[derive(Clone, PartialEq)]
pub struct Unit {
    /// The engine's clock: the time of the events and of the rows.
    pub at: Time,
    /// In order. The first one that does not fit fails the unit.
    pub changes: Vec<Change>,
    /// What happened, in order.
    pub events: Vec<(Event, Option<Personal>)>,
}

impl Unit {
    /// A unit without changes or events yet.
    #[must_use]
    pub const fn new(at: Time) -> Self {
        Self { at, changes: Vec::new(), events: Vec::new() }
    }

    /// The same with one more change.
    #[must_use]
    pub fn change(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// The same with one more event.
    #[must_use]
    pub fn event(mut self, event: Event) -> Self {
        self.events.push((event, None));
        self
    }

    /// The same with one more event that has a personal payload.
    #[must_use]
    pub fn event_with(mut self, event: Event, personal: Personal) -> Self {
        self.events.push((event, Some(personal)));
        self
    }
}

/// A unit is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// Number of its first event in the chain (of the next event when it has none).
    pub first_seq: u64,
}

/// One change of state.
#[derive(Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a unit has a handful of changes; a box would burden every caller")]
pub enum Change {
    /// A letter is decided: its row, its parcels and their recipients are inserted.
    /// [`crate::CommitError::Decided`] when it has been decided before.
    Decide {
        /// The letter.
        letter: LetterRow,
        /// Its parcels; at least one.
        parcels: Vec<NewParcel>,
    },
    /// A parcel moves. [`crate::CommitError::Conflict`] when its version is another.
    Parcel {
        /// Which.
        parcel: ParcelId,
        /// The version that was read.
        expect: u64,
        /// New values.
        set: ParcelSet,
        /// Recipients that moved with it.
        recipients: Vec<RecipientSet>,
    },

    /// A new account. [`crate::CommitError::Exists`] when there is one of that name.
    AddUser(User),
    /// New values of an account, all of them; `user.version` is the version that was read, `updated_at` is ignored, and
    /// `totp_step` never goes back. [`crate::CommitError::Missing`] when there is none.
    /// [`crate::CommitError::Exists`] when it was changed meanwhile.
    SetUser(User),
    /// The counters of sign-in, without a new version.
    SetSignIn {
        /// Whose.
        user: UserId,
        /// Failures in a row.
        failures: u32,
        /// No sign-in before.
        locked_until: Option<Time>,
        /// Last used TOTP step. [`crate::CommitError::Spent`] unless later than the stored one; `None` leaves it.
        totp_step: Option<u64>,
    },
    /// A session begins.
    OpenSession(Session),
    /// A session was used.
    SeeSession {
        /// Which.
        token: Digest,
    },
    /// A session ends. No error when there is none.
    CloseSession {
        /// Which.
        token: Digest,
    },
    /// All sessions of a person end, but one perhaps.
    CloseSessionsOf {
        /// Whose.
        user: UserId,
        /// Stays.
        except: Option<Digest>,
    },
    /// Sessions and tokens that expired before [`Unit::at`] are removed.
    PruneAccess,

    /// A new single-use token.
    AddToken(Token),
    /// Uses a token up. [`crate::CommitError::Spent`] when it is used, expired at [`Unit::at`], or unknown.
    UseToken {
        /// Which.
        token: Digest,
    },
    /// All unused tokens of a parcel are void (it moved, or its bytes changed).
    VoidTokensOf {
        /// Whose.
        parcel: ParcelId,
    },

    /// A new download link.
    AddLink(Link),
    /// Nobody can open it any more. [`crate::CommitError::Missing`] when there is none.
    LockLink {
        /// Which.
        link: Digest,
    },
    /// All links of a parcel are locked.
    LockLinksOf {
        /// Whose.
        parcel: ParcelId,
    },
    /// A new one-time code; replaces the recipient's old one.
    PutLinkCode(LinkCode),
    /// A wrong code was given: one try more.
    MissLinkCode {
        /// The link.
        link: Digest,
        /// Number of the recipient.
        recipient: u32,
    },
    /// Uses a code up. [`crate::CommitError::Spent`] unless it is this code, with fewer wrong tries than `max_tries`,
    /// not expired, and the link is open.
    UseLinkCode {
        /// The link.
        link: Digest,
        /// Number of the recipient.
        recipient: u32,
        /// Digest of the given code.
        code: Digest,
        /// From so many wrong tries on the code is dead.
        max_tries: u32,
    },
    /// A file was fetched. [`crate::CommitError::Spent`] when the link is locked or expired.
    OpenLink {
        /// The link.
        link: Digest,
        /// Number of the recipient.
        recipient: u32,
    },

    /// A list, new or changed.
    PutList(MailingList),
    /// A list and its members go. [`crate::CommitError::Missing`] when there is none.
    RemoveList {
        /// Which.
        list: Address,
    },
    /// A member, new or changed. [`crate::CommitError::Missing`] when there is no such list.
    PutMember(ListMember),
    /// A member goes. [`crate::CommitError::Missing`] when there is none.
    RemoveMember {
        /// The list.
        list: Address,
        /// The member.
        address: Address,
    },

    /// A new campaign. [`crate::CommitError::Exists`] when the name was ever used.
    AddCampaign(NewCampaign),
    /// New values of a campaign. [`crate::CommitError::Exists`] when its version is another,
    /// [`crate::CommitError::Missing`] when there is none.
    SetCampaign {
        /// Which.
        campaign: CampaignId,
        /// The version that was read.
        expect: u64,
        /// New values.
        set: CampaignSet,
    },
    /// Rows of the ledger: pending, in no part yet. Rows that are there stay as they are, so that it can be done once
    /// more after a crash, and in slices.
    AddRows {
        /// Whose.
        campaign: CampaignId,
        /// Their numbers in the list.
        rows: Vec<u32>,
    },
    /// A part gets its rows: pending ones that are in no part, or for a resend those that failed or were withdrawn.
    /// [`crate::CommitError::Exists`] when its number is not the next one, [`crate::CommitError::Invalid`] when a row
    /// is not free.
    OpenPart {
        /// Whose.
        campaign: CampaignId,
        /// The part.
        part: Part,
        /// Its rows.
        rows: Vec<u32>,
    },
    /// Every row that has not been handed over is withdrawn.
    WithdrawRows {
        /// Whose.
        campaign: CampaignId,
    },
    /// Every row that has not come to an end may have left since this database was copied: nobody knows.
    LoseRows {
        /// Whose.
        campaign: CampaignId,
    },
    /// Texts, replies, and keys of files are destroyed; the ledger stays.
    ForgetCampaign {
        /// Which.
        campaign: CampaignId,
    },
    /// Pending rows are claimed, all or none, each with the letter it will be; until `until` these are to be durable.
    /// [`crate::CommitError::Row`] when one is not free or the campaign rests.
    ClaimRows {
        /// Whose.
        campaign: CampaignId,
        /// Which.
        rows: Vec<RowClaim>,
        /// The lease.
        until: Time,
    },
    /// The letters of claimed rows are durable: from now on each leaves by itself, once.
    SpooledRows {
        /// Whose.
        campaign: CampaignId,
        /// Which; fences do not matter.
        rows: Vec<RowClaim>,
    },
    /// A row takes a step. [`crate::CommitError::Row`] when it cannot, when the fence is another, or when it would be
    /// handed over while the campaign rests.
    MoveRow {
        /// Whose.
        campaign: CampaignId,
        /// The step.
        row: RowMove,
    },
    /// What was said about a row, without a step. Nothing when there is no such row.
    NoteRow {
        /// Whose.
        campaign: CampaignId,
        /// Which row.
        row: u32,
        /// What was said.
        reply: String,
    },
    /// A letter of a campaign was found that its ledger does not know. A row that is pending, or claimed for a letter that
    /// is not durable, becomes unknown; a campaign that is not known is made, stopped.
    FindRow {
        /// Whose.
        campaign: CampaignId,
        /// Which row.
        row: u32,
        /// The letter.
        letter: LetterId,
        /// The root it was approved under.
        root: Digest,
    },

    /// A letter went to these domains.
    SeeDomains(Vec<Domain>),
    /// Addresses were written with these names.
    KnowNames(Vec<KnownName>),
    /// A thread has these participants (replaces what was known of this message id).
    PutThread(Thread),
    /// Domains, names and threads not used since are forgotten.
    PruneMemory {
        /// Before this instant.
        before: Time,
    },

    /// The personal payloads of a letter's events are destroyed; the chain stays valid.
    ErasePersonal {
        /// Which.
        letter: LetterId,
    },
    /// A small value of the house. `null` removes it.
    SetSetting {
        /// Name.
        key: String,
        /// Value.
        value: Value,
    },
}

impl Change {
    /// The name of the variant.
    const fn name(&self) -> &'static str {
        match self {
            Self::Decide { .. } => "Decide",
            Self::Parcel { .. } => "Parcel",
            Self::AddUser(_) => "AddUser",
            Self::SetUser(_) => "SetUser",
            Self::SetSignIn { .. } => "SetSignIn",
            Self::OpenSession(_) => "OpenSession",
            Self::SeeSession { .. } => "SeeSession",
            Self::CloseSession { .. } => "CloseSession",
            Self::CloseSessionsOf { .. } => "CloseSessionsOf",
            Self::PruneAccess => "PruneAccess",
            Self::AddToken(_) => "AddToken",
            Self::UseToken { .. } => "UseToken",
            Self::VoidTokensOf { .. } => "VoidTokensOf",
            Self::AddLink(_) => "AddLink",
            Self::LockLink { .. } => "LockLink",
            Self::LockLinksOf { .. } => "LockLinksOf",
            Self::PutLinkCode(_) => "PutLinkCode",
            Self::MissLinkCode { .. } => "MissLinkCode",
            Self::UseLinkCode { .. } => "UseLinkCode",
            Self::OpenLink { .. } => "OpenLink",
            Self::PutList(_) => "PutList",
            Self::RemoveList { .. } => "RemoveList",
            Self::PutMember(_) => "PutMember",
            Self::RemoveMember { .. } => "RemoveMember",
            Self::AddCampaign(_) => "AddCampaign",
            Self::SetCampaign { .. } => "SetCampaign",
            Self::AddRows { .. } => "AddRows",
            Self::OpenPart { .. } => "OpenPart",
            Self::WithdrawRows { .. } => "WithdrawRows",
            Self::LoseRows { .. } => "LoseRows",
            Self::ForgetCampaign { .. } => "ForgetCampaign",
            Self::ClaimRows { .. } => "ClaimRows",
            Self::SpooledRows { .. } => "SpooledRows",
            Self::MoveRow { .. } => "MoveRow",
            Self::NoteRow { .. } => "NoteRow",
            Self::FindRow { .. } => "FindRow",
            Self::SeeDomains(_) => "SeeDomains",
            Self::KnowNames(_) => "KnowNames",
            Self::PutThread(_) => "PutThread",
            Self::PruneMemory { .. } => "PruneMemory",
            Self::ErasePersonal { .. } => "ErasePersonal",
            Self::SetSetting { .. } => "SetSetting",
        }
    }
}

/// Shows what kind of change, and which letter or parcel.
impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct(self.name());
        match self {
            Self::Decide { letter, parcels } => shown.field("letter", &letter.id).field("parcels", &parcels.len()),
            Self::Parcel { parcel, expect, set, .. } => {
                shown.field("parcel", parcel).field("expect", expect).field("state", &set.state)
            }
            _ => &mut shown,
        }
        .finish_non_exhaustive()
    }
}

/// Shows the changes and the codes of the events.
impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<String> = self.events.iter().map(|(event, _)| event.code()).collect();
        f.debug_struct("Unit").field("at", &self.at).field("changes", &self.changes).field("events", &codes).finish()
    }
}
