//! The page of one parcel, its outgoing bytes, and what is revealed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sekisho_content::{self as content, Limits, Mail, mail::Role as PartRole};
use sekisho_model::{Event, Finding, Need, Origin, ParcelId, RefuseReason, Verdict};
use sekisho_store::{About, EventRow, Link, Parcel, RecipientRow, Unit};

use super::{
    AttachmentView, ChangeView, Comment, Desk, DeskError, HistoryRow, LinkView, NeedView, OutgoingView, ParcelPage,
    RecipientView, Seen, Viewer, evidence::event_code, trays,
};
use crate::{release::proofs_in, rooms};

/// Characters of the body on the page.
const EXCERPT: usize = 2_000;
/// Lines of the difference on the page.
const CHANGES: usize = 200;
/// Recipients on the page; a bulk letter has thousands and the number says it.
const RECIPIENTS: usize = 500;

impl Desk {
    /// Everything about one parcel.
    pub async fn parcel(&self, viewer: &Viewer, parcel: ParcelId) -> Result<ParcelPage, DeskError> {
        let parcel = self.seen_or_stopped(viewer, parcel).await?;
        if self.standing(&parcel, viewer).only_stops() {
            return self.page_inside(viewer, parcel).await;
        }
        self.parcel_page(viewer, parcel).await
    }

    pub(crate) async fn parcel_page(&self, viewer: &Viewer, parcel: Parcel) -> Result<ParcelPage, DeskError> {
        let store = &self.house.store;
        let row = store.letter(parcel.id.letter).await?.ok_or(DeskError::NotFound)?;
        let letter = Arc::new(store.load(parcel.id.letter).await?);
        let events = store.events_of(About::Parcel(parcel.id), true).await?;
        let proofs = proofs_in(parcel.id, &events);
        let open = trays::open_needs(&parcel, proofs);
        let stand = self.stand(&parcel).await?;
        let mail = self.house.read_documents(&letter).await?;
        let bytes = match letter.origin {
            Origin::House => None,
            _ => self.house.mail_of(&parcel, &letter, 0).await.ok().flatten().map(|(_, bytes)| bytes),
        };
        let siblings = store.parcels_of(parcel.id.letter).await?;
        Ok(ParcelPage {
            row: self.row_with(&parcel, &row, viewer, open.clone(), stand),
            version: parcel.version,
            seal: parcel.seal,
            header_from: written(&mail.from),
            header_to: written(&mail.to),
            header_cc: written(&mail.cc),
            recipients: self.recipients_view(&parcel, &mail).await?,
            findings: parcel.findings.iter().map(Finding::without_private).collect(),
            needs: needs_view(&parcel, &open, &events),
            refused: refused(&parcel),
            steps: parcel.plan.steps.iter().map(|step| step.code().to_owned()).collect(),
            attachments: attachments(&mail),
            excerpt: bytes.as_ref().map(|bytes| excerpt(bytes)).unwrap_or_default(),
            changes: bytes.map(|bytes| changes(&mail, &bytes)).unwrap_or_default(),
            mails: self.count_mails(&parcel),
            siblings: siblings.into_iter().map(|other| other.id).filter(|id| *id != parcel.id).collect(),
            links: self.links_view(&parcel).await?,
            history: events.iter().map(history).collect(),
            comment: comment(&events),
        })
    }

    fn count_mails(&self, parcel: &Parcel) -> u32 {
        let mails = if parcel.plan.is_individual() { parcel.envelope.recipients.len() } else { 1 };
        u32::try_from(mails).unwrap_or(u32::MAX)
    }

    /// The exact outgoing mail; that it was looked at is evidence.
    pub async fn outgoing(&self, viewer: &Viewer, parcel: ParcelId, number: u32) -> Result<OutgoingView, DeskError> {
        let parcel = self.seen(viewer, parcel).await?;
        let letter = Arc::new(self.house.store.load(parcel.id.letter).await?);
        // Mails of the house carry invitations, codes and passwords for one person: nobody else reads them here.
        if letter.origin == Origin::House {
            return Err(DeskError::Forbidden);
        }
        let shown = self.house.mail_of(&parcel, &letter, number as usize).await?;
        let (envelope, raw) = shown.ok_or(DeskError::NotFound)?;
        let event = Event::Viewed { parcel: parcel.id, by: viewer.user.clone(), seal: parcel.seal };
        self.house.store.commit(Unit::new(self.house.clock.now()).event(event)).await?;
        let mail = content::read(&raw, &rooms::shallow());
        let html = mail
            .bodies()
            .find(|part| part.mime == "text/html")
            .and_then(|part| content::part_text(&raw, &part.path, &Limits::default()));
        Ok(OutgoingView {
            number,
            of: self.count_mails(&parcel),
            recipients: envelope.recipients.iter().take(RECIPIENTS).map(|r| r.address.to_string()).collect(),
            text: readable(&mail),
            html,
            raw,
        })
    }

    /// One finding with its private facts; that it was looked at is evidence.
    pub async fn reveal(&self, viewer: &Viewer, parcel: ParcelId, finding: u32) -> Result<Finding, DeskError> {
        let parcel = self.seen(viewer, parcel).await?;
        let shown = parcel.findings.get(finding as usize).cloned().ok_or(DeskError::NotFound)?;
        let event = Event::Revealed { parcel: parcel.id, by: viewer.user.clone(), finding };
        self.house.store.commit(Unit::new(self.house.clock.now()).event(event)).await?;
        Ok(shown)
    }

    async fn recipients_view(&self, parcel: &Parcel, mail: &Mail) -> Result<Vec<RecipientView>, DeskError> {
        let law = self.house.law();
        let seen = visible(mail);
        let rows = self.house.store.recipients(parcel.id).await?;
        let view = |row: RecipientRow| {
            let address: Option<sekisho_model::Address> = row.address.parse().ok();
            let key = address.as_ref().map(sekisho_model::Address::key).unwrap_or_default();
            let (seen, name) = seen.get(&key).cloned().unwrap_or((Seen::Hidden, None));
            RecipientView {
                number: row.number,
                inside: address.is_some_and(|address| law.roster.reaches(&address).is_empty()),
                address: row.address,
                name,
                seen,
                status: row.status.code().to_owned(),
                reply: (row.code != 0).then(|| format!("{} {}", row.code, row.reply)),
            }
        };
        Ok(rows.into_iter().take(RECIPIENTS).map(view).collect())
    }

    async fn links_view(&self, parcel: &Parcel) -> Result<Vec<LinkView>, DeskError> {
        let mut views = Vec::new();
        for link in self.house.store.links_of(parcel.id).await? {
            let accesses = self.house.store.link_accesses(link.link).await?;
            let opened = accesses.iter().map(|access| (recipient_of(&link, access.recipient), access.at)).collect();
            views.push(LinkView {
                link: link.link,
                names: link.files.iter().map(|file| file.name.clone()).collect(),
                expires: link.expires_at,
                locked: link.locked_at,
                opened,
            });
        }
        Ok(views)
    }
}

fn recipient_of(link: &Link, number: u32) -> String {
    link.recipients.get(number as usize).map(ToString::to_string).unwrap_or_default()
}

fn refused(parcel: &Parcel) -> Option<RefuseReason> {
    match &parcel.verdict {
        Verdict::Refuse { reason } => Some(reason.clone()),
        _ => None,
    }
}

/// Who stands in which header, by address key.
pub(crate) fn visible(mail: &Mail) -> BTreeMap<String, (Seen, Option<String>)> {
    let mut seen = BTreeMap::new();
    for (place, mailboxes) in [(Seen::To, &mail.to), (Seen::Cc, &mail.cc)] {
        for mailbox in mailboxes {
            if let Some(address) = &mailbox.address {
                seen.entry(address.key()).or_insert((place, mailbox.name.clone()));
            }
        }
    }
    seen
}

fn written(mailboxes: &[content::Mailbox]) -> String {
    let shown: Vec<&str> = mailboxes.iter().take(RECIPIENTS).map(|mailbox| mailbox.written.as_str()).collect();
    shown.join(", ")
}

fn needs_view(parcel: &Parcel, open: &[Need], events: &[EventRow]) -> Vec<NeedView> {
    let Verdict::Hold { needs } = &parcel.verdict else { return Vec::new() };
    let proofs = proofs_in(parcel.id, events);
    let by = |need: &Need| -> BTreeSet<_> {
        proofs
            .iter()
            .filter_map(|proof| match (need, proof) {
                (Need::SelfReview, sekisho_model::Proof::Reviewed { by, .. }) => Some(by.clone()),
                (Need::Approval { group, .. }, sekisho_model::Proof::Approved { by, group: given, .. })
                    if group == given =>
                {
                    Some(by.clone())
                }
                _ => None,
            })
            .collect()
    };
    let view =
        |need: &Need| NeedView { need: need.clone(), met: !open.contains(need), by: by(need).into_iter().collect() };
    needs.as_slice().iter().map(view).collect()
}

fn attachments(mail: &Mail) -> Vec<AttachmentView> {
    let view = |part: &content::Part| AttachmentView {
        path: part.path.clone(),
        name: part.inside.clone().or_else(|| part.name.clone()).unwrap_or_default(),
        mime: part.mime.clone(),
        size: part.size as u64,
        blind: match &part.reading {
            content::Reading::Blind { why, .. } => Some(*why),
            _ => None,
        },
    };
    let files = mail.parts.iter().filter(|part| matches!(part.role, PartRole::Attachment | PartRole::Inner));
    files.take(RECIPIENTS).map(view).collect()
}

/// The beginning of the body with addresses and telephone numbers masked.
fn excerpt(bytes: &[u8]) -> String {
    let mail = content::read(bytes, &rooms::shallow());
    let text = mail.bodies().next().map(|part| part.reading.text()).unwrap_or_default();
    let cut: String = text.chars().take(EXCERPT).collect();
    sekisho_privacy::mask(&cut)
}

/// Headers people know and all body texts.
pub(crate) fn readable(mail: &Mail) -> String {
    let mut text = String::new();
    for (name, value) in [
        ("From", written(&mail.from)),
        ("To", written(&mail.to)),
        ("Cc", written(&mail.cc)),
        ("Subject", mail.subject.clone()),
    ] {
        if !value.is_empty() {
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
    for part in mail.bodies() {
        text.push('\n');
        text.push_str(part.reading.text());
        text.push('\n');
    }
    text
}

fn changes(source: &Mail, outgoing: &[u8]) -> Vec<ChangeView> {
    let outgoing = content::read(outgoing, &rooms::shallow());
    content::difference::difference(source, &outgoing).iter().take(CHANGES).map(change_view).collect()
}

fn change_view(change: &content::difference::Change) -> ChangeView {
    ChangeView {
        code: change.code.code().to_owned(),
        what: change.what.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

/// What was written with the end of a parcel.
fn comment(events: &[EventRow]) -> Option<Comment> {
    let (by, text) = events.iter().rev().find_map(crate::tell::comment_of)?;
    Some(Comment { by, text })
}

fn history(row: &EventRow) -> HistoryRow {
    let value: serde_json::Value = serde_json::from_str(&row.link.event).unwrap_or_default();
    let by = value.get("by").and_then(|by| by.as_str()).map(sekisho_model::UserId::new);
    HistoryRow { seq: row.link.seq, at: row.link.at, code: event_code(&row.link.event), by }
}
