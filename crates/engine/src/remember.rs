//! What stays of a letter beside its bytes: its row, and what is remembered of its people.

use sekisho_model::Origin;
use sekisho_store::{Change, KnownName, LetterRow, Location, StoredLetter, Thread};

use crate::{house::House, memory::message_digest, opening::Letter};

/// Names and threads are kept of letters to few people.
const REMEMBERED: usize = 50;
/// Longest text of a row, in characters: what is searched and shown in lists.
const ROW_TEXT: usize = 1_000;

impl House {
    /// What is remembered of a letter's people: names by address, and who takes part in the thread.
    pub(crate) fn memories(&self, letter: Letter<'_>) -> Vec<Change> {
        let stored = letter.stored;
        let own = matches!(stored.origin, Origin::House | Origin::Campaign { .. } | Origin::Trial { .. });
        if own || stored.envelope.recipients.len() > REMEMBERED {
            return Vec::new();
        }
        let mail = letter.mail;
        let names = mail.to.iter().chain(&mail.cc).filter_map(|mailbox| {
            let (address, name) = (mailbox.address.as_ref()?, mailbox.name.as_ref()?);
            let name: String = name.trim().chars().take(100).collect();
            let fine = !name.is_empty() && !name.contains('@');
            fine.then(|| KnownName { address_key: address.key(), name, last_at: stored.at })
        });
        let mut changes = vec![Change::KnowNames(names.take(REMEMBERED).collect())];
        if let Some(id) = &mail.message_id {
            let everybody = mail.from.iter().chain(&mail.to).chain(&mail.cc);
            let mut participants: Vec<String> =
                everybody.filter_map(|mailbox| Some(mailbox.address.as_ref()?.key())).take(REMEMBERED * 2).collect();
            participants.extend(stored.envelope.recipients.iter().map(|recipient| recipient.address.key()));
            participants.sort();
            participants.dedup();
            changes.push(Change::PutThread(Thread { message_id: message_digest(id), participants, at: stored.at }));
        }
        changes
    }
}

/// The row of a letter.
pub(crate) fn row(letter: Letter<'_>, location: Location) -> LetterRow {
    let (stored, mail) = (letter.stored, letter.mail);
    let cut = |text: &str| text.chars().take(ROW_TEXT).collect::<String>();
    LetterRow {
        id: stored.id,
        at: stored.at,
        origin: stored.origin.clone(),
        submitter: letter.submitter.cloned(),
        mail_from: stored.envelope.mail_from.to_string(),
        header_from: mail.from.first().map(|mailbox| cut(&mailbox.written)).unwrap_or_default(),
        subject: cut(&mail.subject),
        message_id: mail.message_id.as_deref().map(cut).unwrap_or_default(),
        size: stored.bytes.len() as u64,
        location,
        source: letter.source,
        recipients: u32::try_from(stored.envelope.recipients.len()).unwrap_or(u32::MAX),
        shredded_at: None,
    }
}

/// The real recipients.
pub(crate) fn addresses(letter: &StoredLetter) -> Vec<&str> {
    letter.envelope.recipients.iter().map(|recipient| recipient.address.as_str()).collect()
}
