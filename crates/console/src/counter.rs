//! What every request finds at the counter. Opened once, shared, never changed except the pending sign-ins.

use std::{ops::Deref, sync::Arc};

use sekisho_engine::desk::{Desk, Language};
use sekisho_words::{Lang, Words};

use tokio::sync::Semaphore;

use crate::{Settings, pages::campaigns::upload::AT_ONCE, pending::Pending, say::Say};

/// The shared state. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Counter(Arc<Inner>);

/// What is behind [`Counter`].
pub(crate) struct Inner {
    pub(crate) desk: Desk,
    pub(crate) settings: Settings,
    pub(crate) pending: Pending,
    /// Places for uploads that are read: they are held in memory.
    pub(crate) uploads: Semaphore,
}

impl Deref for Counter {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Counter {
    pub(crate) fn new(desk: Desk, settings: Settings) -> Self {
        let uploads = Semaphore::new(AT_ONCE);
        Self(Arc::new(Inner { desk, settings, pending: Pending::default(), uploads }))
    }
}

impl Inner {
    /// Words in a language, with the time zone of the house.
    pub(crate) fn say(&self, language: Language) -> Say {
        Say::new(Words::new(lang(language)), self.settings.time_zone.clone())
    }
}

/// The language of the catalogues that stands for a language of the desk.
pub(crate) const fn lang(language: Language) -> Lang {
    match language {
        Language::Ja => Lang::Ja,
        Language::En => Lang::En,
    }
}
