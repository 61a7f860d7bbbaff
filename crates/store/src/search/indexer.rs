//! Fills the search behind the commits: reads what was decided since, makes its marks, has them written.
//!
//! Invariant: no letter is passed over; one whose row cannot be read is reported and has no marks.
//! How it fails: it tries again after the next decision, or after a while.

use std::{sync::Arc, time::Duration};

use tokio::sync::{Notify, mpsc};

use super::normal;
use crate::{
    Reader, StoreError,
    reader::search::Unread,
    writer::{Indexed, Job, Work, ask},
};

/// Letters that come in this time are indexed together.
const GATHER: Duration = Duration::from_millis(200);
/// After a failure.
const AGAIN: Duration = Duration::from_secs(10);
/// Letters in one go: some 10 ms of the writer's time.
const MOST: u32 = 100;

/// Runs until the store is closed.
pub(crate) async fn run(reader: Reader, jobs: mpsc::WeakSender<Job>, decided: Arc<Notify>) {
    loop {
        match catch_up(&reader, &jobs).await {
            Ok(true) => decided.notified().await,
            Ok(false) => return,
            Err(StoreError::Closed) => return,
            Err(error) => {
                tracing::error!(error = %error, "the search could not be filled; it is tried again");
                tokio::time::sleep(AGAIN).await;
            }
        }
        tokio::time::sleep(GATHER).await;
    }
}

/// `false` when the store is gone.
async fn catch_up(reader: &Reader, jobs: &mpsc::WeakSender<Job>) -> Result<bool, StoreError> {
    loop {
        let letters = reader.unread(MOST).await?;
        if letters.is_empty() {
            return Ok(true);
        }
        let marks = letters.into_iter().map(|letter| marks(reader, letter)).collect();
        let Some(jobs) = jobs.upgrade() else { return Ok(false) };
        ask(&jobs, |reply| Work::Index(marks, reply)).await?;
    }
}

fn marks(reader: &Reader, letter: Unread) -> Indexed {
    let texts = match letter.texts {
        Ok(texts) => texts,
        Err(error) => {
            tracing::error!(error = %error, "a letter cannot be read and is not searchable");
            Vec::new()
        }
    };
    let texts: Vec<String> = texts.iter().map(|text| normal(text)).collect();
    Indexed { number: letter.number, marks: reader.marks(&texts) }
}
