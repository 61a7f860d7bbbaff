//! Turns: letters of one sender and one shape that are judged at the same moment look once more when those that came
//! before them have been judged.
//!
//! Invariant: a letter that is past [`Turn::come`] knows what was found in every letter of its burst whose turn was taken
//! before and that was read in time. A turn is given back when it is dropped, whatever happened to its letter, so nobody
//! waits for one that is gone. Only the short letters of mail merges are waited for while they are being read: documents
//! may take long, and a letter with one is in the order from when it has been read.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sekisho_model::Address;
use tokio::sync::Notify;

use super::Shape;

/// Letters up to this size are read in some milliseconds.
const SHORT: usize = 64 << 10;
/// How long a letter that is being read is waited for.
const UNREAD: Duration = Duration::from_millis(250);

/// The letters that are under way.
#[derive(Default)]
pub(crate) struct Turns {
    next: AtomicU64,
    /// By sender and number; without a shape while the letter is being read.
    all: Mutex<HashMap<String, BTreeMap<u64, Option<Shape>>>>,
    moved: Notify,
}

/// The place of one letter in the order.
pub(crate) struct Turn<'a> {
    turns: &'a Turns,
    sender: String,
    number: u64,
}

/// Who is before a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ahead {
    Nobody,
    /// Perhaps one of the burst.
    Unread,
    Alike,
}

impl Turns {
    /// The next place, for a letter of so many bytes.
    pub(crate) fn take(&self, sender: &Address, bytes: usize) -> Turn<'_> {
        let turn = Turn { turns: self, sender: sender.key(), number: self.next.fetch_add(1, Ordering::Relaxed) };
        if bytes <= SHORT {
            turn.put(None);
        }
        turn
    }
}

impl Turn<'_> {
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

    /// Waits until nobody of the same burst is before it.
    pub(crate) async fn come(&self, shape: &Shape) {
        let mut patience = std::pin::pin!(tokio::time::sleep(UNREAD));
        let mut late = false;
        loop {
            let mut moved = std::pin::pin!(self.turns.moved.notified());
            // From here on nothing is missed.
            moved.as_mut().enable();
            match self.ahead(shape) {
                Ahead::Nobody => return,
                Ahead::Unread if late => return,
                Ahead::Unread | Ahead::Alike => {}
            }
            tokio::select! {
                () = moved => {}
                () = &mut patience, if !late => late = true,
            }
        }
    }

    fn ahead(&self, shape: &Shape) -> Ahead {
        let all = self.turns.all.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(own) = all.get(&self.sender) else { return Ahead::Nobody };
        let mut ahead = Ahead::Nobody;
        for (_, other) in own.range(..self.number) {
            match other {
                Some(other) if other.is_like(shape) => return Ahead::Alike,
                Some(_) => {}
                None => ahead = Ahead::Unread,
            }
        }
        ahead
    }

    fn put(&self, shape: Option<Shape>) {
        let mut all = self.turns.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(self.sender.clone()).or_default().insert(self.number, shape);
    }

    fn give_back(&self) {
        let mut all = self.turns.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = all.get_mut(&self.sender) {
            own.remove(&self.number);
            if own.is_empty() {
                all.remove(&self.sender);
            }
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.judged();
    }
}
