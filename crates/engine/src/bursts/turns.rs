//! Turns: letters of one sender and one shape that are judged at the same moment look once more when those that came
//! before them have been judged.
//!
//! Invariant: a letter that is past [`Turn::come`] and not late knows what was found in every letter of its burst whose
//! turn was taken before. A rank is given when a letter leaves the queue, in the order of the queue, whatever the size of
//! the letter and whether it is in memory or still in the spool, and becomes a turn when its sender is known; it is given back when it is dropped, whatever happened to its letter, so nobody waits for one that is gone.
//! Its shape is known as soon as its bodies are read, before its documents are opened, so that only letters of the same
//! burst wait for those. Who waited too long is told so and is held for a person: late is never a pass.
//!
//! Nobody waits in a circle: a letter waits only for lower numbers.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sekisho_model::Address;
use tokio::sync::Notify;

use super::Shape;

/// How long the letters before are waited for: a reading room takes up to 20 seconds, a scanned document of some pages a
/// minute.
const PATIENCE: Duration = Duration::from_secs(120);

/// The letters that are under way.
pub(crate) struct Turns {
    patience: Duration,
    all: Mutex<All>,
    moved: Notify,
}

#[derive(Default)]
struct All {
    next: u64,
    /// Those that left the queue and of which nobody knows yet whose they are.
    unknown: BTreeSet<u64>,
    /// By sender and number; without a shape while the letter is being read.
    known: HashMap<String, BTreeMap<u64, Option<Shape>>>,
}

/// The number of a letter in the order, while it is fetched from the spool: it may be anybody's, and everybody waits.
pub(crate) struct Rank<'a> {
    turns: &'a Turns,
    number: u64,
}

/// The place of one letter in the order of its sender.
pub(crate) struct Turn<'a> {
    turns: &'a Turns,
    sender: String,
    number: u64,
}

/// How the wait for the letters before ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// All of the burst that came before have been judged.
    InTurn,
    /// Some have not; what they hold is not known.
    Late,
}

impl Turns {
    pub(crate) fn new() -> Self {
        Self::within(PATIENCE)
    }

    /// Turns that are waited for so long.
    pub(super) fn within(patience: Duration) -> Self {
        Self { patience, all: Mutex::default(), moved: Notify::new() }
    }

    /// The next number.
    pub(crate) fn rank(&self) -> Rank<'_> {
        let mut all = self.all();
        let number = all.next;
        all.next += 1;
        all.unknown.insert(number);
        Rank { turns: self, number }
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Rank<'a> {
    /// The turn among the letters of its sender.
    pub(crate) fn of(self, sender: &Address) -> Turn<'a> {
        let turn = Turn { turns: self.turns, sender: sender.key(), number: self.number };
        turn.put(None);
        turn
    }
}

impl Drop for Rank<'_> {
    fn drop(&mut self) {
        self.turns.all().unknown.remove(&self.number);
        self.turns.moved.notify_waiters();
    }
}

impl Turn<'_> {
    /// The bodies of the letter have been read, its documents have not: a shape is known, the lack of one is not.
    pub(crate) fn skimmed(&self, shape: Option<Shape>) {
        if let Some(shape) = shape {
            self.put(Some(shape));
            self.turns.moved.notify_waiters();
        }
    }

    /// The letter has been read. One without a shape belongs to no burst.
    pub(crate) fn read(&self, shape: Option<&Shape>) {
        match shape {
            Some(shape) => self.put(Some(shape.clone())),
            None => self.give_back(),
        }
        self.turns.moved.notify_waiters();
    }

    /// The letter has been judged, and what was found is noted: nobody need wait for it any more.
    pub(crate) fn judged(&self) {
        self.give_back();
        self.turns.moved.notify_waiters();
    }

    /// Its shape, while it is read and not judged.
    pub(crate) fn shape(&self) -> Option<Shape> {
        self.turns.all().known.get(&self.sender)?.get(&self.number)?.clone()
    }

    /// Whether nobody who is before it can be of its burst.
    pub(crate) fn is_next(&self, shape: &Shape) -> bool {
        let all = self.turns.all();
        let mut before = all.known.get(&self.sender).into_iter().flat_map(|own| own.range(..self.number));
        all.unknown.first().is_none_or(|first| *first > self.number)
            && before.all(|(_, other)| other.as_ref().is_some_and(|other| !other.is_like(shape)))
    }

    /// Waits until nobody of the same burst is before it.
    pub(crate) async fn come(&self, shape: &Shape) -> Came {
        let wait = async {
            loop {
                let mut moved = std::pin::pin!(self.turns.moved.notified());
                // From here on nothing is missed.
                moved.as_mut().enable();
                if self.is_next(shape) {
                    return;
                }
                moved.await;
            }
        };
        match tokio::time::timeout(self.turns.patience, wait).await {
            Ok(()) => Came::InTurn,
            Err(_) => Came::Late,
        }
    }

    fn put(&self, shape: Option<Shape>) {
        self.turns.all().known.entry(self.sender.clone()).or_default().insert(self.number, shape);
    }

    fn give_back(&self) {
        let mut all = self.turns.all();
        if let Some(own) = all.known.get_mut(&self.sender) {
            own.remove(&self.number);
            if own.is_empty() {
                all.known.remove(&self.sender);
            }
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.judged();
    }
}
