//! What a next hop took right before the process died: noted at the answer, written down at the next start.
//!
//! Done before anybody sends anything, so that a letter that was taken is not sent once more. Only what still fits
//! counts: a recipient that is open, after as many attempts as were noted. How it fails: a parcel that cannot be read as
//! it was sealed stays as it is, and is dealt with when its turn to be sent comes; a store that fails stops the start.

use std::collections::BTreeMap;

use sekisho_model::{Outcome, ParcelId};
use sekisho_store::{Answer, Noted, Parcel, ParcelState, RecipientRow};

use crate::{
    ahead::is_open,
    error::StepError,
    house::House,
    send::{Handed, target},
};

impl House {
    /// Notes what the next hop took of this.
    pub(crate) fn note_answers(&self, parcel: ParcelId, handed: &[Handed]) -> Option<Noted> {
        let answers: Vec<Answer> = handed.iter().filter_map(|handed| answer(parcel, handed)).collect();
        if answers.is_empty() { None } else { self.store.note_answers(&answers) }
    }

    /// Writes down what was taken before this start.
    pub(crate) async fn write_answers_down(&self, answers: Vec<Answer>) -> Result<(), StepError> {
        let mut parcels: BTreeMap<ParcelId, Vec<Answer>> = BTreeMap::new();
        for answer in answers {
            parcels.entry(answer.parcel).or_default().push(answer);
        }
        let mut written = 0;
        for (id, answers) in parcels {
            let Some(parcel) = self.store.parcel(id).await? else { continue };
            if parcel.state == ParcelState::Ready {
                written += self.write_answers_of(&parcel, answers).await?;
            }
        }
        if written > 0 {
            tracing::info!(written, "what the next hop took before the service ended is written down now");
        }
        self.store.forget_answers();
        Ok(())
    }

    async fn write_answers_of(&self, parcel: &Parcel, answers: Vec<Answer>) -> Result<usize, StepError> {
        let rows = self.store.recipients(parcel.id).await?;
        let handed: BTreeMap<u32, Handed> = answers
            .into_iter()
            .filter_map(|answer| handed(answer, &rows))
            .map(|one| (one.target.number, one))
            .collect();
        if handed.is_empty() {
            return Ok(0);
        }
        let (letter, ready) = match self.reopen(parcel).await {
            Err(StepError::Altered(_) | StepError::Transform(_) | StepError::Unmet(_)) => return Ok(0),
            other => other?,
        };
        let mut round = self.round(parcel, &rows, &letter, &ready).await?;
        let written = handed.len();
        self.write_down(&mut round, handed.into_values().collect(), None).await?;
        Ok(written)
    }
}

fn answer(parcel: ParcelId, handed: &Handed) -> Option<Answer> {
    let Outcome::Accepted { reply } = &handed.outcome else { return None };
    Some(Answer {
        parcel,
        recipient: handed.target.number,
        attempts: handed.target.attempts,
        reply: reply.clone(),
        upstream: handed.upstream.clone(),
        relayed: handed.relayed,
    })
}

/// What was noted, if it is not written down.
fn handed(answer: Answer, rows: &[RecipientRow]) -> Option<Handed> {
    let row = rows.iter().find(|row| row.number == answer.recipient)?;
    if !is_open(row) || row.attempts != answer.attempts {
        return None;
    }
    let outcome = Outcome::Accepted { reply: answer.reply };
    Some(Handed { target: target(row)?, outcome, upstream: answer.upstream, relayed: answer.relayed })
}
