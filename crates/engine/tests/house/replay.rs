//! Invariant 5: the state of every parcel follows from its events.
//!
//! The machine below knows nothing of the store: it reads the events of a parcel in order and says where the parcel
//! must stand, with which verdict and seal, and where each of its recipients stands.

use std::collections::BTreeMap;

use sekisho_engine::House;
use sekisho_model::{Event, ParcelId, Proof, Seal, Standing, Verdict};
use sekisho_store::{About, PageRequest, Parcel, ParcelState, RecipientStatus};

#[derive(Debug)]
struct Told {
    state: Option<ParcelState>,
    verdict: Option<Verdict>,
    seal: Option<Seal>,
    recipients: u32,
    proofs: Vec<Proof>,
    outcomes: BTreeMap<u32, String>,
}

impl Told {
    fn hear(&mut self, event: Event, at: sekisho_model::Time) {
        match event {
            Event::Decided { verdict, seal, recipients, .. } => {
                self.state = Some(match verdict {
                    Verdict::Pass => ParcelState::Ready,
                    Verdict::Hold { .. } => ParcelState::Held,
                    Verdict::Refuse { .. } => ParcelState::Refused,
                });
                (self.verdict, self.seal, self.recipients) = (Some(verdict), Some(seal), recipients);
            }
            Event::Edited { old, .. } => {
                assert_eq!(Some(old), self.seal, "edited from another seal");
                self.proofs.clear();
            }
            Event::Waited { .. } => self.proofs.push(Proof::Waited { now: at }),
            Event::Reviewed { by, seal, means, .. } => self.proofs.push(Proof::Reviewed { by, seal, means }),
            Event::Approved { by, group, capacity, seal, means, .. } => {
                self.proofs.push(Proof::Approved { by, group, capacity, seal, means });
            }
            Event::Thawed { by, incident, .. } => self.proofs.push(Proof::Thawed { by, incident }),
            Event::Released { seal, .. } => {
                assert_eq!(Some(seal), self.seal, "released with another seal");
                self.state = Some(ParcelState::Ready);
            }
            Event::Returned { .. } => self.state = Some(ParcelState::Returned),
            Event::Discarded { .. } => {
                // Stopped on its way: who has no outcome yet will not get it.
                if matches!(self.state, Some(ParcelState::Ready | ParcelState::Done)) {
                    for number in 0..self.recipients {
                        let outcome = self.outcomes.entry(number).or_insert_with(|| "deferred".to_owned());
                        if outcome == "deferred" {
                            "returned".clone_into(outcome);
                        }
                    }
                }
                self.state = Some(ParcelState::Discarded);
            }
            Event::Altered { .. } => self.state = Some(ParcelState::Altered),
            Event::Delivered { recipient, outcome, seal, .. } => {
                assert_eq!(self.state, Some(ParcelState::Ready), "delivered before it was released");
                assert_eq!(Some(seal), self.seal, "delivered with another seal");
                self.outcomes.insert(recipient, outcome);
                let done = self.outcomes.len() == self.recipients as usize
                    && self.outcomes.values().all(|outcome| outcome != "deferred");
                if done {
                    self.state = Some(ParcelState::Done);
                }
            }
            _ => {}
        }
    }

    /// Whether the proofs that were told meet every need, on a fresh hold machine.
    fn is_released(&self, parcel: &Parcel) -> bool {
        let standing = Standing::open(parcel.id, parcel.seal, &parcel.verdict, parcel.circle.clone());
        matches!(standing.replay(self.proofs.clone()), Standing::Released(_))
    }
}

/// Compares every stored parcel with what is told of it.
pub(crate) async fn check(house: &House) {
    let store = house.store();
    let mut page = PageRequest::default();
    loop {
        let letters = store.letters_between(sekisho_model::Time::MIN, sekisho_model::Time::MAX, page).await.unwrap();
        for judged in letters.rows {
            for parcel in store.parcels_of(judged.letter.id).await.unwrap() {
                compare(house, &parcel).await;
            }
        }
        match letters.next {
            Some(next) => page = PageRequest { after: Some(next), limit: 0 },
            None => return,
        }
    }
}

async fn compare(house: &House, parcel: &Parcel) {
    let told = told(house, parcel.id).await;
    assert_eq!(told.state, Some(parcel.state), "{parcel:?}: {told:?}");
    assert_eq!(told.verdict.as_ref(), Some(&parcel.verdict), "{parcel:?}");
    assert_eq!(told.seal, Some(parcel.seal), "{parcel:?}");
    if matches!(parcel.state, ParcelState::Ready | ParcelState::Done) {
        assert!(told.is_released(parcel), "{parcel:?} leaves without its proofs: {told:?}");
    }
    if parcel.state == ParcelState::Held {
        assert!(!told.is_released(parcel), "{parcel:?} waits for nothing: {told:?}");
    }
    for row in house.store().recipients(parcel.id).await.unwrap() {
        let outcome = told.outcomes.get(&row.number).map_or(RecipientStatus::Pending.code(), String::as_str);
        assert_eq!(outcome, row.status.code(), "recipient {} of {parcel:?}", row.number);
    }
}

async fn told(house: &House, parcel: ParcelId) -> Told {
    let mut told =
        Told { state: None, verdict: None, seal: None, recipients: 0, proofs: Vec::new(), outcomes: BTreeMap::new() };
    for row in house.store().events_of(About::Parcel(parcel), false).await.unwrap() {
        let event: Event = serde_json::from_str(&row.link.event).unwrap();
        if event.parcel() == Some(parcel) {
            told.hear(event, row.link.at);
        }
    }
    told
}
