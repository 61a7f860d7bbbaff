//! Any sequence of appends, shreds, recycling, failed syncs, kills and power cuts, on a disk that loses, tears and
//! reorders whatever was not synced: what was answered is there, byte for byte, once; what was shredded is not.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "spool_bench/mod.rs"]
mod bench;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use bench::{id, keys, letter, number, options};
use proptest::prelude::*;
use sekisho_store::{
    disk::sim::SimDisk,
    spool::{Location, Position, Scanned, Spool, SpoolError},
};

#[derive(Debug, Clone)]
enum Step {
    /// Letters appended at the same time, by size.
    Append(Vec<usize>),
    /// Shreds the letter at this share of the known ones.
    Shred(prop::sample::Index),
    /// The index catches up with this share of the unsettled letters and stores the checkpoint.
    Index(prop::sample::Index),
    /// The oldest segment is not needed any more.
    Recycle,
    /// The power goes during the operation after this many.
    ArmCut(u64),
    /// A sync fails after this many good ones.
    ArmFailure(u64),
    /// The power goes now.
    Cut,
    /// The process is killed now: the cache of the system stays.
    Kill,
    /// An orderly stop and start.
    Restart,
}

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![6 => 0..3_000_usize, 2 => 3_000..8_000_usize, 1 => 8_200..20_000_usize]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => prop::collection::vec(size(), 1..8).prop_map(Step::Append),
        2 => any::<prop::sample::Index>().prop_map(Step::Shred),
        2 => any::<prop::sample::Index>().prop_map(Step::Index),
        2 => Just(Step::Recycle),
        2 => (0..25_u64).prop_map(Step::ArmCut),
        1 => (0..10_u64).prop_map(Step::ArmFailure),
        1 => Just(Step::Cut),
        1 => Just(Step::Kill),
        1 => Just(Step::Restart),
    ]
}

/// What the world was told about a letter.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Told {
    Accepted(Location),
    Shredded(Location),
    /// A shred or a recycling was begun and not answered, or the segment was recycled.
    Unwanted,
}

struct World {
    disk: SimDisk,
    spool: Option<Spool>,
    sizes: BTreeMap<u64, usize>,
    told: BTreeMap<u64, Told>,
    unsettled: BTreeSet<(u64, u64, u64)>,
    checkpoint: Option<Position>,
    gone: BTreeSet<u64>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut world = Self {
            disk: SimDisk::new(seed),
            spool: None,
            sizes: BTreeMap::new(),
            told: BTreeMap::new(),
            unsettled: BTreeSet::new(),
            checkpoint: None,
            gone: BTreeSet::new(),
        };
        world.start();
        world
    }

    fn start(&mut self) {
        let (spool, recovery) =
            Spool::open_on(Arc::new(self.disk.clone()), keys(), options(), self.checkpoint).unwrap();
        assert!(!recovery.checkpoint_lost, "{recovery:?} {:?}", self.checkpoint);
        self.check(&spool);
        self.complete_index(&spool);
        self.spool = Some(spool);
    }

    /// The start of the real thing: everything behind the checkpoint is indexed before anything is accepted.
    fn complete_index(&mut self, spool: &Spool) {
        for found in spool.scan(self.checkpoint) {
            if let Scanned::Letter { id, location, .. } = found.unwrap() {
                self.told.entry(number(id)).or_insert(Told::Accepted(location));
            }
        }
        self.unsettled.clear();
        self.checkpoint = Some(spool.position());
    }

    /// Everything that was promised.
    fn check(&self, spool: &Spool) {
        let mut found = BTreeMap::new();
        for item in spool.scan(None) {
            let (id, location) = match item.unwrap() {
                Scanned::Letter { id, location, meta } => {
                    assert_eq!(meta, letter(number(id), 0).0);
                    assert!(!matches!(self.told.get(&number(id)), Some(Told::Shredded(_))), "{id} came back");
                    (id, location)
                }
                Scanned::Shredded { id, location } => {
                    assert!(!matches!(self.told.get(&number(id)), Some(Told::Accepted(_))), "{id} lost its key");
                    (id, location)
                }
                other => panic!("{other:?}"),
            };
            assert!(self.sizes.contains_key(&number(id)), "nobody sent {id}");
            assert!(!self.gone.contains(&number(id)), "{id} was recycled");
            assert_eq!(found.insert(number(id), location), None, "{id} is there twice");
        }
        let behind: BTreeSet<_> = spool.scan(self.checkpoint).map(|item| place(item.unwrap())).collect();
        for (&number, told) in &self.told {
            match told {
                Told::Accepted(location) => {
                    assert_eq!(found.get(&number), Some(location), "letter {number} is lost");
                    let read = spool.read_blocking(id(number), location).unwrap();
                    assert!(read == letter(number, self.sizes[&number]), "letter {number} was changed");
                    if self.checkpoint.is_none_or(|checkpoint| checkpoint <= location.position()) {
                        assert!(behind.contains(&location.position()));
                    }
                }
                Told::Shredded(location) => {
                    let read = spool.read_blocking(id(number), location);
                    assert!(matches!(read, Err(SpoolError::Shredded)), "{read:?}");
                }
                Told::Unwanted => {}
            }
        }
        for (&number, location) in &found {
            if !self.told.contains_key(&number) {
                let read = spool.read_blocking(id(number), location).unwrap();
                assert!(read == letter(number, self.sizes[&number]), "half a letter");
            }
        }
    }

    async fn step(&mut self, step: Step) {
        let done = match step {
            Step::Append(sizes) => self.append(sizes).await,
            Step::Shred(which) => self.shred(which).await,
            Step::Index(which) => self.index(which),
            Step::Recycle => self.recycle().await,
            Step::ArmCut(operations) => {
                self.disk.cut_after(operations);
                true
            }
            Step::ArmFailure(syncs) => {
                self.disk.fail_sync_after(syncs);
                true
            }
            Step::Cut => false,
            Step::Kill => {
                self.disk.kill_process();
                self.spool = None;
                // An armed cut may strike while the start reads and writes.
                self.disk.power_cycle_if_off();
                self.disk.disarm();
                self.start();
                true
            }
            Step::Restart => {
                self.spool = None;
                self.disk.power_cycle_if_off();
                self.disk.disarm();
                self.start();
                true
            }
        };
        if !done {
            self.disk.power_cycle();
            self.spool = None;
            self.start();
        }
    }

    async fn append(&mut self, sizes: Vec<usize>) -> bool {
        let spool = self.spool.clone().unwrap();
        let first = self.sizes.len() as u64;
        let mut waiting = tokio::task::JoinSet::new();
        for (number, size) in (first..).zip(sizes) {
            self.sizes.insert(number, size);
            let spool = spool.clone();
            let (meta, body) = letter(number, size);
            waiting.spawn(async move { (number, spool.append(id(number), meta, body).await) });
        }
        let mut all = true;
        for (number, answer) in waiting.join_all().await {
            match answer {
                Ok(location) => {
                    self.told.insert(number, Told::Accepted(location));
                    self.unsettled.insert((location.segment, location.offset, number));
                }
                Err(_) => all = false,
            }
        }
        all
    }

    async fn shred(&mut self, which: prop::sample::Index) -> bool {
        let known: Vec<_> = self.told.iter().filter_map(|(number, told)| accepted(*number, *told)).collect();
        if known.is_empty() {
            return true;
        }
        let (number, location) = *which.get(&known);
        self.told.insert(number, Told::Unwanted);
        let done = self.spool.clone().unwrap().shred(id(number), &location).await.is_ok();
        if done {
            self.told.insert(number, Told::Shredded(location));
        }
        done
    }

    /// Settles the oldest letters in any order and stores the checkpoint, as the index's transaction does.
    fn index(&mut self, which: prop::sample::Index) -> bool {
        let spool = self.spool.clone().unwrap();
        let count = which.index(self.unsettled.len() + 1);
        for _ in 0..count {
            if let Some((_, _, number)) = self.unsettled.pop_last()
                && let Some(Told::Accepted(location) | Told::Shredded(location)) = self.told.get(&number)
            {
                spool.settle(location);
            }
        }
        self.checkpoint = Some(spool.checkpoint());
        true
    }

    async fn recycle(&mut self) -> bool {
        let spool = self.spool.clone().unwrap();
        let segments = spool.segments();
        let [oldest, _, ..] = segments[..] else { return true };
        let mut inside = Vec::new();
        for (&number, told) in &mut self.told {
            if let Told::Accepted(location) | Told::Shredded(location) = *told
                && location.segment == oldest
            {
                inside.push(number);
                spool.settle(&location);
                self.unsettled.remove(&(location.segment, location.offset, number));
                *told = Told::Unwanted;
            }
        }
        match spool.recycle(oldest).await {
            Ok(()) => {
                self.gone.extend(inside);
                true
            }
            // An unwanted letter of it may be unsettled still.
            Err(SpoolError::InUse { .. }) => true,
            Err(_) => false,
        }
    }
}

fn accepted(number: u64, told: Told) -> Option<(u64, Location)> {
    match told {
        Told::Accepted(location) => Some((number, location)),
        Told::Shredded(_) | Told::Unwanted => None,
    }
}

fn place(found: Scanned) -> Position {
    match found {
        Scanned::Letter { location, .. } | Scanned::Shredded { location, .. } => location.position(),
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn what_was_promised_survives_everything(seed: u64, steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new(seed);
            for step in steps {
                world.step(step).await;
            }
            world.step(Step::Cut).await;
        });
    }
}

/// A cut at each operation of one busy hour, one after the other: no lucky spot is left out.
#[test]
fn a_power_cut_at_every_single_operation() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut cuts = 0;
    for operations in 0..400 {
        let reached = runtime.block_on(async {
            let mut world = World::new(operations);
            world.disk.cut_after(operations);
            for round in 0..12 {
                let sizes = vec![100, 3_000, 5_000 + round, 9_000 * (round % 2)];
                if !world.append(sizes).await || !world.recycle_when(round % 3 == 2).await {
                    world.disk.power_cycle();
                    world.spool = None;
                    world.start();
                    return true;
                }
            }
            false
        });
        cuts += u64::from(reached);
        if !reached {
            break;
        }
    }
    assert!(cuts > 60, "{cuts} cuts only: the test lost its prey");
}

impl World {
    async fn recycle_when(&mut self, now: bool) -> bool {
        !now || self.recycle().await
    }
}
