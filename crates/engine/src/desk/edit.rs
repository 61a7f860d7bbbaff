//! Changing the recipients of a held letter: the parcel is judged anew and sealed anew, and every proof is void.

use sekisho_model::{Envelope, Event, Origin, ParcelId, Recipient, Rejection};
use sekisho_store::{Change, ParcelSet, ParcelState, Unit};

use super::{Desk, DeskError, Edit, Viewer};
use crate::opening::Opened;

/// Recipients that can be typed in; bulk has its own way.
const MOST: usize = 1_000;

impl Desk {
    /// Gives a held parcel other recipients. Returns the parcel to go on with (the same one).
    ///
    /// What was shown is compared by its seal: a wait that ends, or an approval, changes the parcel without changing
    /// whom it goes to, and does not throw away what somebody typed. When that happens while this works, it is done
    /// once more.
    pub async fn edit(&self, viewer: &Viewer, parcel: ParcelId, edit: Edit) -> Result<ParcelId, DeskError> {
        match self.edit_once(viewer, parcel, &edit).await {
            Err(DeskError::Conflict) => self.edit_once(viewer, parcel, &edit).await,
            done => done,
        }
    }

    async fn edit_once(&self, viewer: &Viewer, parcel: ParcelId, edit: &Edit) -> Result<ParcelId, DeskError> {
        let old = self.seen(viewer, parcel).await?;
        if !self.may(&old, viewer).edit {
            return Err(DeskError::Forbidden);
        }
        if old.seal.digest() != edit.shown {
            return Err(Rejection::Stale.into());
        }
        let envelope = edited(&old.envelope, edit)?;
        let letter = self.house.store.load(parcel.letter).await?;
        // Approved under a root with this recipient and no other.
        if matches!(letter.origin, Origin::Campaign { .. }) {
            return Err(DeskError::Forbidden);
        }
        let opened = self.house.judge_again(letter, &old, envelope, &viewer.user).await?;
        let told = opened.events();
        let Opened { new, links, .. } = opened;
        let mut set = ParcelSet::to(new.state);
        set.due_at = new.due_at;
        set.held_since = new.held_since;
        set.envelope = Some(new.envelope);
        set.plan = Some(new.plan);
        set.seal = Some(new.seal);
        set.verdict = Some(new.verdict);
        set.findings = Some(new.findings);
        set.circle = Some(new.circle);
        set.policy = Some(new.policy);
        let event = Event::Edited { parcel, by: viewer.user.clone(), old: old.seal, new: new.seal };
        let mut unit = Unit::new(self.house.clock.now())
            .change(Change::Parcel { parcel, expect: old.version, set, recipients: Vec::new() })
            .change(Change::VoidTokensOf { parcel })
            .change(Change::LockLinksOf { parcel })
            .event(event);
        unit.changes.extend(links.into_iter().map(Change::AddLink));
        unit.events.extend(told.into_iter().map(|event| (event, None)));
        crate::crash::point("editing");
        self.house.store.commit(unit).await?;
        crate::crash::point("edited");
        match new.state {
            ParcelState::Ready => self.house.send_soon(parcel),
            _ => self.house.step(parcel).await,
        }
        Ok(parcel)
    }
}

/// The envelope with other recipients; who stays keeps his parameters.
fn edited(old: &Envelope, edit: &Edit) -> Result<Envelope, DeskError> {
    let input = |problem: &str| DeskError::Input { field: "recipients", problem: problem.to_owned() };
    if edit.recipients.is_empty() {
        return Err(input("at least one must remain; stop the letter instead"));
    }
    if edit.recipients.len() > MOST.max(old.recipients.len()) {
        return Err(input("too many"));
    }
    let mut recipients: Vec<Recipient> = Vec::new();
    for address in &edit.recipients {
        if recipients.iter().any(|known| known.address == *address) {
            continue;
        }
        let kept = old.recipients.iter().find(|known| known.address == *address).cloned();
        recipients.push(kept.unwrap_or_else(|| Recipient::plain(address.clone())));
    }
    Ok(old.with_recipients(recipients))
}
