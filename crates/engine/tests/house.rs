//! The house as a whole: letters come in by its doors, people act at its desk, its clock is put forward, and a next hop
//! writes down what really left. Store, policy and transforms are the real ones.
//!
//! One program, because linking the house costs more than running all of its tests. After every step that settles, the
//! state of every parcel is computed once more from its events alone (`house/replay.rs`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests, which may fail loudly"
)]
#![allow(missing_docs, reason = "tests")]

#[path = "house/accounts.rs"]
mod accounts;
#[path = "house/approval.rs"]
mod approval;
#[path = "house/campaigns.rs"]
mod campaigns;
#[path = "house/crash.rs"]
mod crash;
#[path = "house/delivery.rs"]
mod delivery;
#[path = "house/desk.rs"]
mod desk;
#[path = "house/editing.rs"]
mod editing;
#[path = "house/gate.rs"]
mod gate;
#[path = "house/hop.rs"]
mod hop;
#[path = "house/inside.rs"]
mod inside;
#[path = "house/letters.rs"]
mod letters;
#[path = "house/links.rs"]
mod links;
#[path = "house/milter.rs"]
mod milter;
#[path = "house/notices.rs"]
mod notices;
#[path = "house/persons.rs"]
mod persons;
#[path = "house/pictures.rs"]
mod pictures;
#[path = "house/policy.rs"]
mod policy;
#[path = "house/rebuilt.rs"]
mod rebuilt;
#[path = "house/recall.rs"]
mod recall;
#[path = "house/replay.rs"]
mod replay;
#[path = "house/retention.rs"]
mod retention;
#[path = "house/stage.rs"]
mod stage;
#[path = "house/timers.rs"]
mod timers;
#[path = "house/town.rs"]
mod town;
#[path = "house/transforms.rs"]
mod transforms;
#[path = "house/waiting.rs"]
mod waiting;
#[path = "house/words.rs"]
mod words;
