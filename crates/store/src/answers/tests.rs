use sekisho_model::LetterId;

use super::*;

fn answer(number: u32) -> Answer {
    Answer {
        parcel: ParcelId { letter: LetterId::from_parts(1_790_000_000_000, 7), number: 0 },
        recipient: number,
        attempts: 0,
        reply: RemoteReply { code: 250, enhanced: Some("2.0.0".into()), text: "hanako@one.example taken".into() },
        upstream: "next".to_owned(),
        relayed: false,
    }
}

fn open(folder: &Path, keys: &Arc<MasterKeys>) -> (Arc<Answers>, Vec<u32>) {
    let (answers, found) = Answers::open(folder, Arc::clone(keys)).unwrap();
    (Arc::new(answers), found.iter().map(|answer| answer.recipient).collect())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    numbered(folder).unwrap().into_values().collect()
}

#[test]
fn what_was_noted_is_found_again_until_it_is_forgotten() {
    let (folder, keys) = (tempfile::tempdir().unwrap(), Arc::new(MasterKeys::ephemeral().unwrap()));
    let (answers, found) = open(folder.path(), &keys);
    assert!(found.is_empty() && files(folder.path()).is_empty());
    let first = answers.note(&[answer(0), answer(1)]).unwrap();
    drop(answers.note(&[answer(2)]));
    first.committed();
    drop(answers);
    for _ in 0..2 {
        assert_eq!(open(folder.path(), &keys).1, [0, 1, 2], "also after a crash while they were being committed");
    }
    let (answers, _) = open(folder.path(), &keys);
    drop(answers.note(&[answer(3)]));
    answers.forget();
    assert_eq!(open(folder.path(), &keys).1, [3], "only what was there at the start is forgotten");
}

#[test]
fn a_file_goes_when_it_is_full_and_all_of_it_is_committed() {
    let (folder, keys) = (tempfile::tempdir().unwrap(), Arc::new(MasterKeys::ephemeral().unwrap()));
    let (answers, _) = open(folder.path(), &keys);
    let some: Vec<Answer> = (0..1_000).map(answer).collect();
    let waits = answers.note(&some).unwrap();
    let mut rounds = 0;
    while files(folder.path()).len() < 2 {
        answers.note(&some).unwrap().committed();
        rounds += 1;
    }
    assert!(rounds < 20, "a full file is followed by another");
    waits.committed();
    assert_eq!(files(folder.path()).len(), 1);
    for _ in 0..100 {
        answers.note(&some).unwrap().committed();
    }
    assert!(files(folder.path()).len() <= 2, "they do not pile up");
    let kept: u64 = files(folder.path()).iter().map(|file| fs::metadata(file).unwrap().len()).sum();
    assert_eq!(kept, 0, "what is committed is not kept");
    drop(answers.note(&[answer(5)]));
    assert_eq!(open(folder.path(), &keys).1, [5]);
}

#[test]
fn a_torn_or_forged_note_and_what_follows_it_were_never_noted() {
    let (folder, keys) = (tempfile::tempdir().unwrap(), Arc::new(MasterKeys::ephemeral().unwrap()));
    let (answers, _) = open(folder.path(), &keys);
    drop(answers.note(&[answer(0), answer(1), answer(2)]));
    let file = files(folder.path()).remove(0);
    let whole = fs::read(&file).unwrap();
    assert!(!whole.windows(6).any(|window| window == b"hanako"));
    let third = whole.len() / 3;
    let other = Arc::new(MasterKeys::ephemeral().unwrap());
    let (forger, _) = open(tempfile::tempdir().unwrap().path(), &other);
    let forged = forger.keys.seal_blob(CONTEXT, &json_bytes(&answer(9)).unwrap()).unwrap();
    let forged = [&u32::try_from(forged.len()).unwrap().to_be_bytes()[..], &forged].concat();
    let mut changed = whole.clone();
    changed[third + 60] ^= 1;
    let cases: [(&str, Vec<u8>, &[u32]); 6] = [
        ("whole", whole.clone(), &[0, 1, 2]),
        ("torn", whole[..whole.len() - 1].to_vec(), &[0, 1]),
        ("a bit changed", changed, &[0]),
        ("empty", Vec::new(), &[]),
        ("a length beyond all bounds", [&whole[..third], &[0xff; 40][..]].concat(), &[0]),
        ("by somebody else", [&whole[..third], &forged].concat(), &[0]),
    ];
    for (name, bytes, expected) in cases {
        fs::write(&file, bytes).unwrap();
        assert_eq!(open(folder.path(), &keys).1, expected, "{name}");
    }
}
