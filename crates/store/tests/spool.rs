//! Claims about the spool on a quiet disk.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "spool_bench/mod.rs"]
mod bench;

use std::{
    ops::RangeInclusive,
    sync::Arc,
    task::{Context, Waker},
};

use bench::{id, keys, letter, options};
use sekisho_store::{
    disk::{Disk as _, sim::SimDisk},
    keys::MasterKeys,
    spool::{Limit, Location, Position, Scanned, Spool, SpoolError, SpoolOptions},
};

fn open(disk: &SimDisk, from: Option<Position>) -> (Spool, sekisho_store::spool::Recovery) {
    Spool::open_on(Arc::new(disk.clone()), keys(), options(), from).unwrap()
}

fn scanned(spool: &Spool, from: Option<Position>) -> Vec<(u64, Location)> {
    let letters = spool.scan(from).map(|found| match found.unwrap() {
        Scanned::Letter { id, location, .. } => (bench::number(id), location),
        other => panic!("{other:?}"),
    });
    letters.collect()
}

/// Gives letters to the spool while its disk waits: the first is taken alone, those behind it share a write.
async fn appended_behind_a_first(
    disk: &SimDisk,
    spool: &Spool,
    numbers: RangeInclusive<u64>,
    size: usize,
) -> Vec<Location> {
    let mut waiting: Vec<_> = numbers.map(|number| Box::pin(spool.append(id(number), vec![], vec![1; size]))).collect();
    let pause = disk.pause();
    for (place, append) in waiting.iter_mut().enumerate() {
        assert!(append.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        if place == 0 {
            pause.until_met();
        }
    }
    drop(pause);
    let mut places = Vec::new();
    for append in waiting {
        places.push(append.await.unwrap());
    }
    places
}

#[tokio::test]
async fn a_letter_comes_back_as_it_was_given() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    for (number, size) in [0, 1, 383, 511, 512, 513, 7_000, 8_192, 8_193, 40_000, 2_100_000].into_iter().enumerate() {
        let number = number as u64;
        let (meta, body) = letter(number, size);
        let place = spool.append(id(number), meta.clone(), body.clone()).await.unwrap();
        assert_eq!(place.large, meta.len() + size > 8_192);
        assert_eq!(spool.read(id(number), &place).await.unwrap(), (meta, body));
    }
}

#[tokio::test]
async fn what_lies_on_the_disk_shows_nothing_of_a_letter() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    let marker = b"confidential-marker";
    let body = marker.repeat(20);
    spool.append(id(1), marker.to_vec(), body.clone()).await.unwrap();
    spool.append(id(2), marker.to_vec(), body.repeat(30)).await.unwrap();
    for name in disk.names().unwrap() {
        let bytes = disk.bytes(&name).unwrap();
        assert!(!bytes.windows(marker.len()).any(|window| window == marker), "{name}");
    }
}

#[tokio::test]
async fn a_letter_is_found_again_from_the_checkpoint_only() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    let mut places = Vec::new();
    for number in 0..40 {
        let (meta, body) = letter(number, 3_000);
        places.push(spool.append(id(number), meta, body).await.unwrap());
    }
    assert!(spool.segments().len() > 1);
    for place in &places[..25] {
        spool.settle(place);
    }
    let checkpoint = spool.checkpoint();
    assert_eq!(checkpoint, places[25].position());
    drop(spool);
    let (spool, recovery) = open(&disk, Some(checkpoint));
    assert_eq!((recovery.torn, recovery.checkpoint_lost), (None, false));
    let found = scanned(&spool, recovery.from);
    assert_eq!(found, (25..40).map(|number| (number, places[number as usize])).collect::<Vec<_>>());
    assert_eq!(scanned(&spool, None).len(), 40);
}

#[tokio::test]
async fn the_log_goes_on_after_every_start() {
    let disk = SimDisk::new(1);
    for number in 0..30 {
        let (spool, recovery) = open(&disk, None);
        assert_eq!(recovery.torn, None);
        assert_eq!(scanned(&spool, None).len() as u64, number);
        let (meta, body) = letter(number, 2_000);
        spool.append(id(number), meta, body).await.unwrap();
    }
}

#[tokio::test]
async fn waiting_letters_share_a_sync() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    spool.append(id(0), vec![], vec![]).await.unwrap();
    let before = disk.syncs();
    appended_behind_a_first(&disk, &spool, 1..=20, 100).await;
    assert_eq!(disk.syncs() - before, 2);
}

#[tokio::test]
async fn a_shredded_letter_cannot_be_read_and_the_others_can() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    let mut places = Vec::new();
    for (number, size) in [(0, 100), (1, 100), (2, 20_000), (3, 20_000)] {
        let (meta, body) = letter(number, size);
        places.push(spool.append(id(number), meta, body).await.unwrap());
    }
    spool.shred_all(vec![(id(1), places[1]), (id(2), places[2])]).await.unwrap();
    spool.shred(id(1), &places[1]).await.unwrap();
    for (number, place) in places.iter().enumerate() {
        let read = spool.read(id(number as u64), place).await;
        match number {
            1 | 2 => assert!(matches!(read, Err(SpoolError::Shredded)), "{number}"),
            _ => assert_eq!(read.unwrap(), letter(number as u64, place_size(number))),
        }
    }
    assert_eq!(disk.names().unwrap().iter().filter(|name| name.starts_with("large-")).count(), 1);
    let shredded = spool.scan(None).filter(|found| matches!(found, Ok(Scanned::Shredded { .. }))).count();
    assert_eq!(shredded, 2);
}

fn place_size(number: usize) -> usize {
    if number < 2 { 100 } else { 20_000 }
}

#[tokio::test]
async fn a_recycled_segment_lives_again_without_its_past() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    let mut kept = Vec::new();
    for number in 0..400 {
        let (meta, body) = letter(number, if number % 50 == 0 { 9_000 } else { 3_000 });
        let place = spool.append(id(number), meta, body).await.unwrap();
        assert!(matches!(spool.recycle(place.segment).await, Err(SpoolError::InUse { .. })));
        kept.push((number, place));
        let segments = spool.segments();
        if let [oldest, _, _, _, ..] = segments[..] {
            assert!(matches!(spool.recycle(oldest).await, Err(SpoolError::InUse { .. })), "unsettled letters");
            for (number, place) in kept.extract_if(.., |(_, place)| place.segment == oldest) {
                spool.settle(&place);
                assert!(spool.read(id(number), &place).await.is_ok());
            }
            spool.recycle(oldest).await.unwrap();
            spool.recycle(oldest).await.unwrap();
        }
        assert!(disk.names().unwrap().len() < 20, "files are used again");
    }
    assert_eq!(scanned(&spool, None), kept);
    drop(spool);
    let (spool, _) = open(&disk, None);
    assert_eq!(scanned(&spool, None), kept);
    for (number, place) in kept {
        let size = if number % 50 == 0 { 9_000 } else { 3_000 };
        assert_eq!(spool.read(id(number), &place).await.unwrap(), letter(number, size));
    }
}

#[tokio::test]
async fn a_full_spool_says_so_and_takes_letters_again_when_there_is_room() {
    let disk = SimDisk::new(1);
    let limits = SpoolOptions { max_bytes: 3 * options().segment_bytes, ..options() };
    let (spool, _) = Spool::open_on(Arc::new(disk.clone()), keys(), limits, None).unwrap();
    let mut places = Vec::new();
    let full = loop {
        match spool.append(id(places.len() as u64), vec![], vec![7; 5_000]).await {
            Ok(place) => places.push(place),
            Err(error) => break error,
        }
    };
    assert!(matches!(full, SpoolError::Full(Limit::Quota)), "{full}");
    places.iter().for_each(|place| spool.settle(place));
    spool.recycle(places[0].segment).await.unwrap();
    let place = spool.append(id(1_000), vec![], vec![7; 5_000]).await.unwrap();
    assert_eq!(spool.read(id(1_000), &place).await.unwrap().1, vec![7; 5_000]);
}

#[tokio::test]
async fn a_full_disk_is_reversible_at_every_size() {
    for size in [100, 3_000, 30_000] {
        let disk = SimDisk::new(1);
        disk.set_room(100_000);
        let (spool, _) = open(&disk, None);
        let mut taken = Vec::new();
        let full = loop {
            match spool.append(id(taken.len() as u64), vec![], vec![7; size]).await {
                Ok(place) => taken.push(place),
                Err(error) => break error,
            }
        };
        assert!(matches!(full, SpoolError::Full(Limit::MinFree | Limit::Disk)), "{full}");
        assert!(!disk.names().unwrap().iter().any(|name| name.starts_with("making-")));
        disk.set_room(u64::MAX);
        let number = taken.len() as u64;
        taken.push(spool.append(id(number), vec![], vec![7; size]).await.unwrap());
        drop(spool);
        let (spool, _) = open(&disk, None);
        assert_eq!(scanned(&spool, None).len(), taken.len());
    }
}

#[tokio::test]
async fn after_a_failed_sync_nothing_is_accepted_and_nothing_answered_is_lost() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    let (meta, body) = letter(1, 3_000);
    let place = spool.append(id(1), meta.clone(), body.clone()).await.unwrap();
    disk.fail_sync_after(0);
    assert!(matches!(spool.append(id(2), vec![], vec![]).await, Err(SpoolError::Failed { .. })));
    assert!(matches!(spool.append(id(3), vec![], vec![]).await, Err(SpoolError::Failed { .. })));
    assert!(matches!(spool.ready(), Err(SpoolError::Failed { .. })));
    assert_eq!(spool.read(id(1), &place).await.unwrap(), (meta.clone(), body.clone()));
    drop(spool);
    // The cache still shows letter 2; recovery must not rely on it without writing it again.
    let (spool, _) = open(&disk, None);
    let found = scanned(&spool, None);
    drop(spool);
    disk.power_cycle();
    let (spool, _) = open(&disk, None);
    assert_eq!(scanned(&spool, None), found);
    assert_eq!(spool.read(id(1), &place).await.unwrap(), (meta, body));
}

#[tokio::test]
async fn damage_is_reported_and_hides_nothing_behind_it() {
    for (victim, byte) in [(3_usize, 0_u64), (3, 20), (3, 600), (0, 130), (8, 5)] {
        let disk = SimDisk::new(1);
        let (spool, _) = open(&disk, None);
        let mut places = Vec::new();
        for number in 0..10 {
            let (meta, body) = letter(number, 2_000);
            places.push(spool.append(id(number), meta, body).await.unwrap());
        }
        drop(spool);
        let name = format!("seg-{:016x}", places[victim].segment);
        let mut bytes = disk.bytes(&name).unwrap();
        bytes[(places[victim].offset + byte) as usize] ^= 0x10;
        disk.put(&name, &bytes);
        let (spool, _) = open(&disk, None);
        let mut letters = Vec::new();
        let mut damage = Vec::new();
        for found in spool.scan(None) {
            match found.unwrap() {
                Scanned::Letter { location, .. } => letters.push(location),
                Scanned::Damaged { offset, len, .. } => damage.push((offset, len)),
                other => panic!("{other:?}"),
            }
        }
        let place = places.remove(victim);
        assert_eq!(letters, places);
        assert_eq!(damage, [(place.offset, place.len)]);
        assert!(matches!(spool.read(id(victim as u64), &place).await, Err(SpoolError::Damaged { .. })));
    }
}

#[tokio::test]
async fn a_letter_is_read_only_under_its_own_id_and_place() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    let place = spool.append(id(1), vec![1], vec![2; 2_000]).await.unwrap();
    spool.append(id(2), vec![1], vec![2; 2_000]).await.unwrap();
    let wrong = [
        (2, place),
        (1, Location { offset: place.offset + 512, ..place }),
        (1, Location { offset: place.offset + place.len, ..place }),
        (1, Location { segment: place.segment + 1, ..place }),
        (1, Location { len: place.len + 512, ..place }),
        (1, Location { len: 0, ..place }),
        (1, Location { len: u64::MAX, ..place }),
        (1, Location { large: true, ..place }),
    ];
    for (number, place) in wrong {
        assert!(matches!(spool.read(id(number), &place).await, Err(SpoolError::Damaged { .. })), "{place:?}");
        if place.segment == 1 {
            assert!(matches!(spool.shred(id(number), &place).await, Err(SpoolError::Damaged { .. })), "{place:?}");
        }
    }
    assert!(spool.read(id(1), &place).await.is_ok());
}

#[tokio::test]
async fn a_letter_under_a_lost_key_is_named_and_not_taken_for_damage() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    let place = spool.append(id(1), vec![1], vec![2]).await.unwrap();
    drop(spool);
    let other = Arc::new(MasterKeys::ephemeral().unwrap());
    let (spool, _) = Spool::open_on(Arc::new(disk), other, options(), None).unwrap();
    assert!(matches!(spool.read(id(1), &place).await, Err(SpoolError::Key(_))));
    let found: Vec<_> = spool.scan(None).map(Result::unwrap).collect();
    assert!(matches!(found[..], [Scanned::Unreadable { why: SpoolError::Key(_), .. }]), "{found:?}");
}

#[tokio::test]
async fn limits_are_kept() {
    let disk = SimDisk::new(1);
    let limits = SpoolOptions { max_letter_bytes: 20_000, ..options() };
    let (spool, _) = Spool::open_on(Arc::new(disk.clone()), keys(), limits, None).unwrap();
    let too_large = |result| matches!(result, Err(SpoolError::TooLarge { .. }));
    assert!(too_large(spool.append(id(1), vec![], vec![0; 20_001]).await));
    assert!(too_large(spool.append(id(1), vec![0; 8_193], vec![]).await));
    assert!(spool.append(id(1), vec![0; 8_192], vec![]).await.is_ok());
    assert!(spool.append(id(2), vec![0; 8_192], vec![0; 11_808]).await.is_ok());
    let second = Spool::open_on(Arc::new(disk), keys(), options(), None);
    assert!(matches!(second, Err(SpoolError::Locked)));
}

#[tokio::test]
async fn a_checkpoint_beyond_the_log_is_reported_and_its_places_stay_unused() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    let place = spool.append(id(1), vec![], vec![]).await.unwrap();
    drop(spool);
    let beyond = Position { segment: place.segment + 4, offset: 512 };
    let (spool, recovery) = open(&disk, Some(beyond));
    assert!(recovery.checkpoint_lost);
    let next = spool.append(id(2), vec![], vec![]).await.unwrap();
    assert!(next.position() > beyond);
    assert_eq!(scanned(&spool, None).len(), 2);
}

#[tokio::test]
async fn a_large_file_without_a_record_is_swept() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    let place = spool.append(id(1), vec![], vec![1; 30_000]).await.unwrap();
    drop(spool);
    disk.put(&format!("large-{}", id(2)), &[1; 100]);
    let (spool, _) = open(&disk, None);
    spool.append(id(3), vec![], vec![1; 30_000]).await.unwrap();
    assert_eq!(spool.sweep(|letter| letter == id(1)).unwrap(), 1);
    assert!(spool.read(id(1), &place).await.is_ok());
    assert_eq!(disk.names().unwrap().iter().filter(|name| name.starts_with("large-")).count(), 2);
}

/// Two letters of one batch, the first torn: nobody was told of them. A later session begins to read behind them, and
/// what it writes says nothing about them.
#[tokio::test(flavor = "multi_thread")]
async fn a_torn_write_is_not_called_damage_by_a_later_session() {
    let disk = SimDisk::new(1);
    let (spool, _) = open(&disk, None);
    spool.append(id(0), vec![], vec![]).await.unwrap();
    let places = appended_behind_a_first(&disk, &spool, 1..=3, 900).await;
    let torn = places[1];
    drop(spool);
    let name = disk.names().unwrap().into_iter().find(|name| name.starts_with("seg-")).unwrap();
    let mut bytes = disk.bytes(&name).unwrap();
    bytes[usize::try_from(torn.offset).unwrap() + 600] ^= 1;
    disk.put(&name, &bytes);
    let (spool, _) = open(&disk, None);
    let checkpoint = spool.position();
    drop(spool);
    let (spool, recovery) = open(&disk, Some(checkpoint));
    assert!(!recovery.checkpoint_lost);
    spool.append(id(4), vec![], vec![]).await.unwrap();
    let found = scanned(&spool, None);
    assert_eq!(found.len(), 4, "{found:?}");
}
