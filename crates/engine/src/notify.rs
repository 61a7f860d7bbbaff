//! Telling people: notices to reviewers and approvers, returns and failures to senders, codes to recipients of links.
//!
//! A notice is a letter of the house: it is spooled and walks the same way, without inspection. It names the parcel
//! and why it waits; it never quotes the letter's body.

use std::collections::BTreeSet;

use sekisho_content::{
    self as content,
    compose::{self, Correspondent},
};
use sekisho_model::{Address, Envelope, Event, GroupId, LetterId, Need, Origin, ParcelId, Proof, ReversePath, UserId};
use sekisho_store::{About, Change, ClientFacts, LetterRow, Parcel, StoredLetter, Token, Unit};
use sekisho_words::{
    Lang, Words,
    notice::{Notice, Written},
};

use crate::{
    chance,
    desk::{Language, NoticeKind, account::language},
    error::StepError,
    house::House,
    rooms,
};

/// The code of [`Notice::MayStop`].
const MAY_STOP: &str = "may-stop";

/// Somebody to be told.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) user: UserId,
    name: String,
    address: Address,
    pub(crate) language: Language,
}

impl Reader {
    pub(crate) fn correspondent(&self) -> Correspondent {
        Correspondent { name: self.name.clone(), address: self.address.clone() }
    }

    /// What the evidence tells of a notice to this person.
    pub(crate) fn told(&self, about: Option<ParcelId>, notice: &Notice, letter: LetterId) -> Event {
        Event::Notified { about, notice: notice.code().to_owned(), to: self.user.clone(), letter }
    }
}

/// Who approved for this group, if it is such a proof.
fn approver<'a>(proof: &'a Proof, wanted: &GroupId) -> Option<&'a UserId> {
    match proof {
        Proof::Approved { by, group, .. } if group == wanted => Some(by),
        _ => None,
    }
}

impl House {
    /// Words in a language.
    pub(crate) fn words(&self, language: Language) -> Words {
        Words::new(match language {
            Language::Ja => Lang::Ja,
            Language::En => Lang::En,
        })
    }

    /// Makes a mail of the house durable and queues it. What the evidence tells of it is kept with its bytes and
    /// committed with its decision, so that there is neither a mail without its event nor an event without its mail.
    pub(crate) async fn post(
        &self,
        to: &Correspondent,
        written: &Written,
        told: impl FnOnce(LetterId) -> Option<Event>,
    ) -> Result<(), StepError> {
        let now = self.clock.now();
        let id = chance::letter_id(now)?;
        let from = Correspondent { name: self.settings.house.clone(), address: self.settings.notices_from.clone() };
        let bytes = compose::notice(&compose::Notice {
            from: &from,
            to,
            subject: &written.subject,
            text: &written.text,
            html: None,
            message_id: &format!("{id}@{}", self.settings.hostname),
            date: now,
            in_reply_to: None,
            fields: &[],
        });
        self.post_bytes(id, Envelope::plain(ReversePath::Null, vec![to.address.clone()]), bytes, told(id)).await
    }

    pub(crate) async fn post_bytes(
        &self,
        id: LetterId,
        envelope: Envelope,
        bytes: Vec<u8>,
        told: Option<Event>,
    ) -> Result<(), StepError> {
        let (at, told) = (self.clock.now(), told.map(Box::new));
        let client = ClientFacts { protocol: "local".to_owned(), ..ClientFacts::default() };
        self.take_in_stored(StoredLetter { id, at, origin: Origin::House, envelope, client, told, bytes }).await?;
        Ok(())
    }

    /// Asks the people whose turn it is: reviewers first, approvers when no review is open. How often they were asked
    /// stands in the parcel; from the second reminder on deputies are asked, too.
    pub(crate) async fn ask(&self, parcel: &Parcel, open: &[Need], proofs: &[Proof]) -> Result<(), StepError> {
        let Some(letter) = self.store.letter(parcel.id.letter).await? else { return Ok(()) };
        let (kind, users) = self.whose_turn(parcel, open, proofs);
        for reader in self.readers(&users).await? {
            self.invite_one(parcel, &letter, open, kind, &reader).await?;
        }
        Ok(())
    }

    /// A review comes first: approvers are asked about letters that their sender stands by.
    fn whose_turn(&self, parcel: &Parcel, open: &[Need], proofs: &[Proof]) -> (NoticeKind, BTreeSet<UserId>) {
        if open.contains(&Need::SelfReview) {
            return (NoticeKind::Review, parcel.circle.reviewers.clone());
        }
        let groups = open.iter().filter_map(|need| match need {
            Need::Approval { group, count } => Some((group, *count)),
            _ => None,
        });
        (NoticeKind::Approve, groups.flat_map(|(group, count)| self.who_can(parcel, proofs, group, count)).collect())
    }

    /// Whom to ask for a group: who can still approve. Deputies are asked from the second reminder on, or at once where
    /// the members that are left cannot be enough.
    fn who_can(&self, parcel: &Parcel, proofs: &[Proof], group: &GroupId, count: u8) -> BTreeSet<UserId> {
        let law = self.law();
        let approved: BTreeSet<&UserId> = proofs.iter().filter_map(|proof| approver(proof, group)).collect();
        let had_a_hand = |user: &UserId| {
            let reviewed = |proof: &Proof| matches!(proof, Proof::Reviewed { by, .. } if by == user);
            parcel.circle.authors.contains(user) || approved.contains(user) || proofs.iter().any(reviewed)
        };
        let able = |deputies: bool| -> BTreeSet<UserId> {
            law.roster.asked(group, deputies).into_iter().filter(|user| !had_a_hand(user)).collect()
        };
        let members = able(parcel.reminders >= 2);
        let missing = usize::from(count).saturating_sub(approved.len());
        if members.len() < missing { able(true) } else { members }
    }

    pub(crate) async fn readers(&self, users: &BTreeSet<UserId>) -> Result<Vec<Reader>, StepError> {
        let mut readers = Vec::new();
        for id in users {
            let Some(user) = self.store.user(id.clone()).await?.filter(|user| !user.disabled) else { continue };
            let Some(address) = user.addresses.first().cloned() else { continue };
            readers.push(Reader { user: user.id, name: user.name, address, language: language(&user.language) });
        }
        Ok(readers)
    }

    /// Tells recipients inside that they may stop the copies to outside: each once, and once more when other bytes wait.
    /// Who was told stands in the evidence.
    pub(crate) async fn tell_inside(&self, parcel: &Parcel, open: &[Need]) -> Result<(), StepError> {
        if parcel.circle.stoppers.is_empty() || !self.law().policy.inside_may_stop() {
            return Ok(());
        }
        let told = self.told_inside(parcel).await?;
        let untold: BTreeSet<UserId> = parcel.circle.stoppers.difference(&told).cloned().collect();
        let Some(letter) = self.store.letter(parcel.id.letter).await?.filter(|_| !untold.is_empty()) else {
            return Ok(());
        };
        let shown = self.shown_inside(parcel).await?;
        for reader in self.readers(&untold).await? {
            self.invite_one(&shown, &letter, open, NoticeKind::Stop, &reader).await?;
        }
        Ok(())
    }

    /// Who was told since the recipients were changed last.
    async fn told_inside(&self, parcel: &Parcel) -> Result<BTreeSet<UserId>, StepError> {
        let mut told = BTreeSet::new();
        for row in self.store.events_of(About::Parcel(parcel.id), false).await? {
            match serde_json::from_str(&row.link.event) {
                Ok(Event::Edited { .. }) => told.clear(),
                Ok(Event::Notified { about: Some(about), notice, to, .. })
                    if about == parcel.id && notice == MAY_STOP =>
                {
                    told.insert(to);
                }
                _ => {}
            }
        }
        Ok(told)
    }

    /// The parcel as recipients inside know it: without hidden recipients, and without why it waits.
    async fn shown_inside(&self, parcel: &Parcel) -> Result<Parcel, StepError> {
        let letter = self.store.load(parcel.id.letter).await?;
        let mail = content::read(crate::gate::header_of(&letter.bytes), &rooms::shallow());
        let seen = crate::desk::visible(&mail);
        let mut shown = parcel.clone();
        shown.envelope.recipients.retain(|recipient| seen.contains_key(&recipient.address.key()));
        shown.findings.clear();
        Ok(shown)
    }

    async fn invite_one(
        &self,
        parcel: &Parcel,
        letter: &LetterRow,
        open: &[Need],
        kind: NoticeKind,
        reader: &Reader,
    ) -> Result<(), StepError> {
        let (now, reminders) = (self.clock.now(), parcel.reminders);
        let secret = chance::token()?;
        let token = Token {
            token: chance::token_digest(&secret),
            kind: match kind {
                NoticeKind::Review => "review".to_owned(),
                NoticeKind::Approve => "approve".to_owned(),
                NoticeKind::Stop => "stop".to_owned(),
            },
            user: Some(reader.user.clone()),
            parcel: Some(parcel.id),
            seal: Some(parcel.seal.digest()),
            link: None,
            expires_at: self.waits_at_most(open, parcel.held_since.unwrap_or(now)).unwrap_or(now),
            used_at: None,
        };
        let facts = self.notice_facts(parcel, letter, open, reader.language);
        let url = format!("{}/notice/{secret}", self.settings.public_url);
        let notice = match kind {
            NoticeKind::Review => Notice::Review { facts, url, reminder: reminders > 0 },
            NoticeKind::Approve => Notice::Approve { facts, url, reminder: reminders > 0, deputy: reminders >= 2 },
            NoticeKind::Stop => Notice::MayStop { facts, url },
        };
        let written = self.words(reader.language).notice(&notice);
        self.store.commit(Unit::new(now).change(Change::AddToken(token))).await?;
        crate::crash::point("inviting");
        self.post(&reader.correspondent(), &written, |letter| Some(reader.told(Some(parcel.id), &notice, letter)))
            .await?;
        crate::crash::point("invited");
        Ok(())
    }
}
