//! Who may see and do what with a parcel.

use sekisho_model::{Circle, ParcelId, UserId};
use sekisho_store::{Parcel, ParcelState};

use super::{Desk, DeskError, May, Role, Viewer, recall::is_unsent};

/// What somebody is to a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) author: bool,
    pub(crate) reviewer: bool,
    pub(crate) approver: bool,
    pub(crate) overseer: bool,
    /// A recipient inside who may stop the external copies.
    pub(crate) stopper: bool,
}

impl Standing {
    pub(crate) fn of(circle: &Circle, viewer: &Viewer) -> Self {
        Self {
            author: circle.authors.contains(&viewer.user),
            reviewer: circle.reviewers.contains(&viewer.user),
            approver: is_approver(circle, &viewer.user),
            overseer: viewer.roles.contains(&Role::Admin) || viewer.roles.contains(&Role::Officer),
            stopper: circle.stoppers.contains(&viewer.user),
        }
    }

    /// Whether this is nothing but a recipient who may stop it.
    pub(crate) const fn only_stops(self) -> bool {
        self.stopper && !self.sees()
    }

    /// Authors alone see nothing: a header that names somebody must not show them the letter.
    const fn sees(self) -> bool {
        self.reviewer || self.approver || self.overseer
    }
}

fn is_approver(circle: &Circle, user: &UserId) -> bool {
    circle.approvers.values().any(|users| users.contains(user))
}

impl Desk {
    /// What a viewer may do with a parcel, for the buttons of its page. The hold machine decides again when it is done.
    pub(crate) fn may(&self, parcel: &Parcel, viewer: &Viewer) -> May {
        let standing = Standing::of(&self.circle(parcel), viewer);
        let held = parcel.state == ParcelState::Held;
        May {
            review: held && standing.reviewer,
            approve: held && standing.approver && !standing.author,
            // What was found altered can only be put away.
            stop: (held || parcel.state == ParcelState::Altered || is_unsent(parcel))
                && (standing.reviewer || standing.overseer)
                || self.stops_inside(parcel, &viewer.user),
            edit: held && standing.reviewer,
            reveal: standing.sees(),
        }
    }

    /// Who is what to a parcel. Approvers of a held one are those of today: who left a group sees no more of it, who
    /// joined sees it.
    fn circle(&self, parcel: &Parcel) -> Circle {
        if parcel.state == ParcelState::Held { self.house.circle_now(parcel, &[]) } else { parcel.circle.clone() }
    }

    /// Whether this is a recipient inside who may stop the parcel now: while it waits, and as long as the policy in
    /// force allows it.
    pub(crate) fn stops_inside(&self, parcel: &Parcel, user: &UserId) -> bool {
        parcel.state == ParcelState::Held
            && parcel.circle.stoppers.contains(user)
            && self.house.law().policy.inside_may_stop()
    }

    /// Who this is to a parcel.
    pub(crate) fn standing(&self, parcel: &Parcel, viewer: &Viewer) -> Standing {
        Standing::of(&self.circle(parcel), viewer)
    }

    /// The parcel, if the viewer may see it, or may stop it as a recipient inside: such a person is shown less.
    pub(crate) async fn seen_or_stopped(&self, viewer: &Viewer, id: ParcelId) -> Result<Parcel, DeskError> {
        let parcel = self.house.store.parcel(id).await?.ok_or(DeskError::NotFound)?;
        if self.stops_inside(&parcel, &viewer.user) { Ok(parcel) } else { self.seen(viewer, id).await }
    }

    /// The parcel, if the viewer may see it. Somebody else's parcel does not exist.
    pub(crate) async fn seen(&self, viewer: &Viewer, id: ParcelId) -> Result<Parcel, DeskError> {
        let parcel = self.house.store.parcel(id).await?.ok_or(DeskError::NotFound)?;
        if Standing::of(&self.circle(&parcel), viewer).sees() { Ok(parcel) } else { Err(DeskError::NotFound) }
    }

    /// Admins and officers.
    pub(crate) fn overseer(viewer: &Viewer) -> Result<(), DeskError> {
        let known = [Role::Admin, Role::Officer];
        if known.iter().any(|role| viewer.roles.contains(role)) { Ok(()) } else { Err(DeskError::Forbidden) }
    }

    /// Admins, officers and auditors.
    pub(crate) fn inspector(viewer: &Viewer) -> Result<(), DeskError> {
        if viewer.roles.is_empty() { Err(DeskError::Forbidden) } else { Ok(()) }
    }
}
