//! Letters that are durable and not decided: where they are, and how far the checkpoint of the spool may go.
//!
//! Invariant: the checkpoint never passes a letter that is not decided: what lies behind it is looked at again at every
//! start and never recycled.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use sekisho_model::LetterId;

use crate::{
    Location,
    spool::{Position, Spool},
};

/// The letters that wait for a decision.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Mutex<Places>);

#[derive(Debug, Default)]
struct Places {
    letters: HashMap<LetterId, Location>,
    places: BTreeSet<Position>,
}

impl Waiting {
    /// A letter became durable, or was found at the start.
    pub(crate) fn add(&self, id: LetterId, location: Location) {
        let mut all = self.all();
        all.letters.insert(id, location);
        all.places.insert(location.position());
    }

    /// A letter is decided, durably.
    pub(crate) fn remove(&self, id: LetterId) -> Option<Location> {
        let mut all = self.all();
        let location = all.letters.remove(&id)?;
        all.places.remove(&location.position());
        Some(location)
    }

    /// Where a letter is.
    pub(crate) fn get(&self, id: LetterId) -> Option<Location> {
        self.all().letters.get(&id).copied()
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.all().letters.len()
    }

    /// Where the next start may begin to read.
    pub(crate) fn checkpoint(&self, spool: &Spool) -> Position {
        // First the spool: a letter leaves its list only after it was added here or is decided.
        let spool = spool.checkpoint();
        let first = self.all().places.first().copied();
        first.map_or(spool, |first| first.min(spool))
    }

    fn all(&self) -> MutexGuard<'_, Places> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
