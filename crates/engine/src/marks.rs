//! Who is at work on which parcel: nobody takes a step of a parcel while somebody else does.
//!
//! A person who stops a parcel that is on its way is heard before its next mail: deliveries look at the wish, end early,
//! and leave the parcel to whoever stops it. Marks live in memory only; a crash forgets them with the work.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sekisho_model::ParcelId;
use tokio::time::Instant;

use crate::house::House;

/// How long a stop waits for the mail that is being handed over. A page gives up after half a minute.
const STOP_PATIENCE: Duration = Duration::from_secs(20);
/// How often it looks.
const STOP_LOOK: Duration = Duration::from_millis(10);

/// The marks of a house.
#[derive(Default)]
pub(crate) struct Marks {
    under_way: Mutex<HashMap<ParcelId, Mark>>,
    stopping: Mutex<HashSet<ParcelId>>,
    number: AtomicU64,
}

#[derive(Clone, Copy)]
struct Mark {
    number: u64,
    /// Nobody works: a step failed, and the parcel is left alone for a while.
    rests: bool,
}

/// A parcel stays marked until this is dropped.
pub(crate) struct UnderWay {
    house: House,
    parcel: ParcelId,
    number: u64,
}

impl House {
    /// Marks a parcel as being at work on by the caller; `None` when somebody is at it already.
    pub(crate) fn take(&self, parcel: ParcelId) -> Option<UnderWay> {
        self.take_if(parcel, |known| known.is_none())
    }

    fn take_if(&self, parcel: ParcelId, free: impl Fn(Option<Mark>) -> bool) -> Option<UnderWay> {
        let mut under_way = self.marks.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if !free(under_way.get(&parcel).copied()) {
            return None;
        }
        let number = self.marks.number.fetch_add(1, Ordering::Relaxed);
        under_way.insert(parcel, Mark { number, rests: false });
        Some(UnderWay { house: self.clone(), parcel, number })
    }

    /// Whether somebody wants nothing more of this parcel to leave.
    pub(crate) fn is_stopping(&self, parcel: ParcelId) -> bool {
        self.marks.stopping.lock().unwrap_or_else(PoisonError::into_inner).contains(&parcel)
    }

    /// Has deliveries of a parcel end before their next mail, and takes its mark; `None` when that takes too long. The
    /// wish counts as long as it is kept.
    pub(crate) async fn take_to_stop(&self, parcel: ParcelId) -> (Stopping, Option<UnderWay>) {
        self.marks.stopping.lock().unwrap_or_else(PoisonError::into_inner).insert(parcel);
        let wish = Stopping { house: self.clone(), parcel };
        let start = Instant::now();
        loop {
            let mark = self.take_if(parcel, |known| known.is_none_or(|mark| mark.rests));
            if mark.is_some() || start.elapsed() > STOP_PATIENCE {
                return (wish, mark);
            }
            tokio::time::sleep(STOP_LOOK).await;
        }
    }
}

impl UnderWay {
    /// From now on nobody works; the parcel is only left alone, and whoever stops it may take it.
    pub(crate) fn rest(&self) {
        let mut under_way = self.house.marks.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mark) = under_way.get_mut(&self.parcel).filter(|mark| mark.number == self.number) {
            mark.rests = true;
        }
    }
}

impl fmt::Debug for UnderWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnderWay").field(&self.parcel).finish()
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut under_way = self.house.marks.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody may have taken it over while it rested.
        if under_way.get(&self.parcel).is_some_and(|mark| mark.number == self.number) {
            under_way.remove(&self.parcel);
        }
    }
}

/// The wish that nothing more of a parcel leaves.
pub(crate) struct Stopping {
    house: House,
    parcel: ParcelId,
}

impl Drop for Stopping {
    fn drop(&mut self) {
        self.house.marks.stopping.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.parcel);
    }
}
