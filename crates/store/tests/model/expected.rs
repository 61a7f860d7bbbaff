//! The model: what a store is expected to do, without a store.

use std::collections::BTreeMap;

use sekisho_model::{LetterId, ParcelId, Time};
use sekisho_store::{CommitError, ParcelState, RecipientStatus};

use crate::stage::{self, at, id, parcel_id};

/// Letters, tokens and links are few, so that units meet.
pub(crate) const FEW: u64 = 4;

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Decide {
        letter: u64,
        states: Vec<ParcelState>,
    },
    Move {
        letter: u64,
        stale: bool,
        state: ParcelState,
        due: Option<i64>,
        other_circle: bool,
        edit: bool,
        outcome: bool,
    },
    AddToken {
        token: u64,
        letter: u64,
    },
    UseToken {
        token: u64,
    },
    Void {
        letter: u64,
    },
    PutCode {
        code: u64,
    },
    UseCode {
        code: u64,
    },
    Erase {
        letter: u64,
    },
    Set {
        key: u64,
        value: Option<u64>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parcel {
    pub(crate) version: u64,
    pub(crate) state: ParcelState,
    pub(crate) due: Option<Time>,
    pub(crate) saburo: bool,
    pub(crate) recipients: Vec<(String, RecipientStatus, u32)>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Model {
    pub(crate) letters: Vec<LetterId>,
    /// In the order of their decision.
    pub(crate) parcels: Vec<(ParcelId, Parcel)>,
    pub(crate) tokens: BTreeMap<u64, (Option<ParcelId>, Option<Time>)>,
    pub(crate) settings: BTreeMap<u64, u64>,
    /// Which letter an event is about, whether it had a payload, whether that is there.
    pub(crate) events: Vec<(u64, bool, bool)>,
}

impl Model {
    pub(crate) fn parcel(&self, id: ParcelId) -> Option<&Parcel> {
        self.parcels.iter().find(|(known, _)| *known == id).map(|(_, parcel)| parcel)
    }

    /// Applies one step to a copy; the caller keeps it when all steps of the unit fit.
    pub(crate) fn apply(&mut self, now: Time, step: &Step) -> Result<(), CommitError> {
        match step {
            Step::Decide { letter, states } => self.decide(now, *letter, states),
            Step::Move { .. } => self.change(now, step),
            Step::AddToken { token, letter } => {
                let parcel = parcel_id(*letter, 0);
                self.parcel(parcel).ok_or(CommitError::Missing("parcel"))?;
                match self.tokens.contains_key(token) {
                    true => Err(CommitError::Exists("token")),
                    false => {
                        self.tokens.insert(*token, (Some(parcel), None));
                        Ok(())
                    }
                }
            }
            Step::UseToken { token } => match self.tokens.get_mut(token) {
                Some((_, used @ None)) if now < at(5) => {
                    *used = Some(now);
                    Ok(())
                }
                _ => Err(CommitError::Spent),
            },
            Step::Void { letter } => {
                for (parcel, used) in self.tokens.values_mut() {
                    if *parcel == Some(parcel_id(*letter, 0)) {
                        *used = used.or(Some(now));
                    }
                }
                Ok(())
            }
            // There are no links here.
            Step::PutCode { .. } => Err(CommitError::Missing("link")),
            Step::UseCode { .. } => Err(CommitError::Spent),
            Step::Erase { letter } => {
                self.events.iter_mut().filter(|(about, ..)| about == letter).for_each(|(.., there)| *there = false);
                Ok(())
            }
            Step::Set { key, value } => {
                match value {
                    Some(value) => self.settings.insert(*key, *value),
                    None => self.settings.remove(key),
                };
                Ok(())
            }
        }
    }

    fn decide(&mut self, now: Time, letter: u64, states: &[ParcelState]) -> Result<(), CommitError> {
        if states.is_empty() {
            return Err(CommitError::Invalid("a letter without a parcel"));
        }
        if self.letters.contains(&id(letter)) {
            return Err(CommitError::Decided(id(letter)));
        }
        self.letters.push(id(letter));
        for (index, state) in (0..).zip(states) {
            let new = stage::parcel(letter, index, *state, &["taro@example.org", "jiro@example.com"]);
            let due = new.due_at.or((*state == ParcelState::Ready).then_some(now));
            let pending = |text: &str| (text.to_owned(), RecipientStatus::Pending, 0);
            let recipients = vec![pending("taro@example.org"), pending("jiro@example.com")];
            let parcel = Parcel { version: 1, state: *state, due, saburo: false, recipients };
            self.parcels.push((parcel_id(letter, index), parcel));
        }
        Ok(())
    }

    fn change(&mut self, now: Time, step: &Step) -> Result<(), CommitError> {
        let Step::Move { letter, stale, state, due, other_circle, edit, outcome } = step else { return Ok(()) };
        let parcel = parcel_id(*letter, 0);
        let found = self.parcels.iter_mut().find(|(id, _)| *id == parcel).map(|(_, parcel)| parcel);
        let expected = self_version(found.as_deref(), *stale);
        let conflict = |found| CommitError::Conflict { parcel, expected, found };
        let known = found.ok_or_else(|| conflict(None))?;
        if known.version != expected {
            return Err(conflict(Some(known.version)));
        }
        known.version += 1;
        known.state = *state;
        known.due = due.map(at).or((*state == ParcelState::Ready).then_some(now));
        known.saburo |= *other_circle;
        if *edit {
            known.recipients = vec![("saburo@example.net".to_owned(), RecipientStatus::Pending, 0)];
        }
        if *outcome {
            for (_, status, attempts) in known.recipients.iter_mut().take(1) {
                (*status, *attempts) = (RecipientStatus::Deferred, *attempts + 1);
            }
        }
        Ok(())
    }

    pub(crate) fn waits_for(&self, name: &str, role: &str) -> Vec<ParcelId> {
        let asked = |parcel: &Parcel| match (name, role) {
            ("saburo", "reviewer") => parcel.saburo,
            ("hanako" | "desk", "reviewer") => !parcel.saburo,
            ("boss", "approver") => true,
            _ => false,
        };
        let held = self.parcels.iter().filter(|(_, parcel)| parcel.state == ParcelState::Held && asked(parcel));
        held.map(|(id, _)| *id).collect()
    }
}

pub(crate) fn self_version(parcel: Option<&Parcel>, stale: bool) -> u64 {
    parcel.map_or(1, |parcel| parcel.version) + u64::from(stale)
}
