//! The last look at a mail before it leaves.
//!
//! Asked once, when the server has taken sender and recipients, right before DATA. Whoever gives it may first write down
//! that the mail is being handed over: everything after that is known to have been possible. How it fails: a permit that
//! is not given, or not in time, leaves the mail where it is.

use std::{fmt, pin::Pin};

/// A question that is answered at most once.
pub struct Permit<'a>(Pin<Box<dyn Future<Output = bool> + Send + 'a>>);

impl<'a> Permit<'a> {
    /// A permit that is given when this ends in `true`. Nothing of it runs before it is asked for.
    #[must_use]
    pub fn new(asked: impl Future<Output = bool> + Send + 'a) -> Self {
        Self(Box::pin(asked))
    }

    pub(crate) async fn ask(self) -> bool {
        self.0.await
    }
}

impl fmt::Debug for Permit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Permit")
    }
}
