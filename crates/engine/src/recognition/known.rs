//! Words of pictures that were recognised lately, by the digest of the picture: a letter that is judged again or shown,
//! and the next letter with the same page in it, need not wait for the command once more. Only in memory, and bounded.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use sekisho_model::Digest;

use super::words::Words;

/// Pictures whose words are kept, and bytes of all words.
const PICTURES: usize = 5_000;
const BYTES: usize = 16 << 20;

/// Words of pictures, the oldest first out.
#[derive(Default)]
pub(super) struct Known(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    words: HashMap<Digest, Arc<Words>>,
    order: VecDeque<Digest>,
    bytes: usize,
}

impl Known {
    /// The words of a picture, when it was recognised before.
    pub(super) fn get(&self, picture: &Digest) -> Option<Arc<Words>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).words.get(picture).cloned()
    }

    /// Keeps the words of a picture.
    pub(super) fn keep(&self, picture: Digest, words: &Arc<Words>) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if words.text.len() > BYTES || inner.words.insert(picture, Arc::clone(words)).is_some() {
            return;
        }
        inner.bytes += words.text.len();
        inner.order.push_back(picture);
        while inner.order.len() > PICTURES || inner.bytes > BYTES {
            let Some(oldest) = inner.order.pop_front() else { return };
            let gone = inner.words.remove(&oldest);
            inner.bytes -= gone.map_or(0, |words| words.text.len());
        }
    }
}
