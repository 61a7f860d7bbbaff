//! Telling people: notices to reviewers and approvers, returns and failures to senders, codes to recipients of links.
//!
//! A notice is a letter of the house: it is spooled and walks the same way, without inspection. It names the parcel
//! and why it waits; it never quotes the letter's body.

use sekisho_content::compose::{self, Correspondent};
use sekisho_model::{Address, Envelope, Event, LetterId, Need, Origin, ParcelId, ReversePath, UserId};
use sekisho_store::{Change, ClientFacts, LetterRow, Parcel, StoredLetter, Token, Unit};
use sekisho_words::{Lang, Words, notice::{Notice, Written}};

use crate::{
    chance,
    desk::{Language, NoticeKind, account::language},
    error::StepError,
    house::House,
};

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
}

impl House {
    /// Words in a language.
    pub(crate) fn words(&self, language: Language) -> Words {
        Words::new(match language {
            Language::Ja => Lang::Ja,
            Language::En => Lang::En,
        })
    }

    /// Makes a mail of the house durable and queues it.
    pub(crate) async fn post(&self, to: &Correspondent, written: &Written) -> Result<LetterId, StepError> {
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
        self.post_bytes(id, Envelope::plain(ReversePath::Null, vec![to.address.clone()]), bytes).await
    }

    pub(crate) async fn post_bytes(&self, id: LetterId, envelope: Envelope, bytes: Vec<u8>) -> Result<LetterId, StepError> {
        let at = self.clock.now();
        let client = ClientFacts { protocol: "local".to_owned(), ..ClientFacts::default() };
        self.take_in_stored(StoredLetter { id, at, origin: Origin::House, envelope, client, bytes }).await
    }

    /// Asks the people whose turn it is: reviewers first, approvers when no review is open.
    pub(crate) async fn invite(&self, id: ParcelId) {
        if let Err(error) = self.invite_all(id, 0).await {
            tracing::error!(parcel = %id, error = %crate::chain(&error), "people could not be told that it waits");
        }
    }

    /// Asks again; from the second time on deputies, too.
    pub(crate) async fn remind(&self, id: ParcelId, reminders: u32) {
        if let Err(error) = self.invite_all(id, reminders).await {
            tracing::error!(parcel = %id, error = %crate::chain(&error), "people could not be reminded");
        }
    }

    async fn invite_all(&self, id: ParcelId, reminders: u32) -> Result<(), StepError> {
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        let proofs = self.proofs(id).await?;
        let open = crate::desk::open_needs(&parcel, proofs);
        let Some(letter) = self.store.letter(id.letter).await? else { return Ok(()) };
        let (kind, users) = self.whose_turn(&parcel, &open, reminders);
        for reader in self.readers(&users).await? {
            self.invite_one(&parcel, &letter, &open, kind, reminders, &reader).await?;
        }
        Ok(())
    }

    /// A review comes first: approvers are asked about letters that their sender stands by.
    fn whose_turn(&self, parcel: &Parcel, open: &[Need], reminders: u32) -> (NoticeKind, Vec<UserId>) {
        if open.contains(&Need::SelfReview) {
            return (NoticeKind::Review, parcel.circle.reviewers.iter().cloned().collect());
        }
        let law = self.law();
        let groups = open.iter().filter_map(|need| match need {
            Need::Approval { group, .. } => Some(group),
            _ => None,
        });
        // Deputies are asked from the second reminder on, or at once where every member has a hand in the letter.
        let able = |group, deputies| -> Vec<UserId> {
            let asked = law.roster.asked(group, deputies);
            asked.into_iter().filter(|user| !parcel.circle.authors.contains(user)).collect()
        };
        let mut users: Vec<UserId> = groups
            .flat_map(|group| match able(group, reminders >= 2) {
                nobody if nobody.is_empty() => able(group, true),
                asked => asked,
            })
            .collect();
        users.sort();
        users.dedup();
        (NoticeKind::Approve, users)
    }

    pub(crate) async fn readers(&self, users: &[UserId]) -> Result<Vec<Reader>, StepError> {
        let mut readers = Vec::new();
        for id in users {
            let Some(user) = self.store.user(id.clone()).await?.filter(|user| !user.disabled) else { continue };
            let Some(address) = user.addresses.first().cloned() else { continue };
            readers.push(Reader { user: user.id, name: user.name, address, language: language(&user.language) });
        }
        Ok(readers)
    }

    async fn invite_one(
        &self,
        parcel: &Parcel,
        letter: &LetterRow,
        open: &[Need],
        kind: NoticeKind,
        reminders: u32,
        reader: &Reader,
    ) -> Result<(), StepError> {
        let now = self.clock.now();
        let secret = chance::token()?;
        let token = Token {
            token: chance::token_digest(&secret),
            kind: match kind {
                NoticeKind::Review => "review".to_owned(),
                NoticeKind::Approve => "approve".to_owned(),
            },
            user: Some(reader.user.clone()),
            parcel: Some(parcel.id),
            seal: Some(parcel.seal.digest()),
            link: None,
            expires_at: now.checked_add(self.law().policy.patience().approval_return).unwrap_or(now),
            used_at: None,
        };
        let facts = self.notice_facts(parcel, letter, open, reader.language);
        let url = format!("{}/notice/{secret}", self.settings.public_url);
        let notice = match kind {
            NoticeKind::Review => Notice::Review { facts, url, reminder: reminders > 0 },
            NoticeKind::Approve => Notice::Approve { facts, url, reminder: reminders > 0, deputy: reminders >= 2 },
        };
        let written = self.words(reader.language).notice(&notice);
        self.store.commit(Unit::new(now).change(Change::AddToken(token))).await?;
        let to = reader.correspondent();
        let about = Some(parcel.id);
        let letter = self.post(&to, &written).await?;
        let event = Event::Notified { about, notice: notice.code().to_owned(), to: reader.user.clone(), letter };
        self.store.commit(Unit::new(now).event(event)).await?;
        Ok(())
    }
}
