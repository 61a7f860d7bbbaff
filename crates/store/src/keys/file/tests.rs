//! Claims about the key file.

use super::*;

fn file() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sekisho.key");
    (dir, path)
}

#[test]
fn a_created_file_loads_again_and_gives_the_same_secrets() {
    let (_dir, path) = file();
    let made = MasterKeys::create(&path).unwrap();
    let read = MasterKeys::load(&path).unwrap();
    assert_eq!(made.ids(), read.ids());
    assert_eq!(made.derive("token").unwrap(), read.derive("token").unwrap());
    assert_ne!(made.derive("token").unwrap(), read.derive("tokens").unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_key_file_is_never_overwritten() {
    let (_dir, path) = file();
    MasterKeys::create(&path).unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(MasterKeys::create(&path), Err(KeyError::Exists { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let (_dir, path) = file();
    MasterKeys::create(&path).unwrap();
    for mode in [0o640, 0o604, 0o660, 0o601] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert!(matches!(MasterKeys::load(&path), Err(KeyError::Exposed { .. })), "{mode:o}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
    assert!(MasterKeys::from_credential(&path).is_ok());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    assert!(matches!(MasterKeys::from_credential(&path), Err(KeyError::Exposed { .. })));
}

#[test]
fn a_mistyped_key_is_refused() {
    let (_dir, path) = file();
    MasterKeys::create(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().find(|line| line.starts_with(LINE_TAG)).unwrap();
    let words: Vec<_> = line.split(' ').collect();
    let other = if words[2].starts_with('A') { "B" } else { "A" };
    let typo = format!("{} {} {other}{}", words[0], words[1], &words[2][1..]);
    for bad in
        [typo.as_str(), "", "# only a comment", "hello", "sekisho-key-1 00", "sekisho-key-1 0011223344556677 AAAA"]
    {
        assert!(matches!(MasterKeys::parse(bad, &path), Err(KeyError::Format { .. })), "{bad}");
    }
    assert!(MasterKeys::parse(line, &path).is_ok());
}

#[test]
fn a_rotated_file_still_opens_what_was_sealed_before() {
    let (_dir, path) = file();
    let old = MasterKeys::create(&path).unwrap();
    let blob = old.seal_blob("plan:1", b"secret").unwrap();
    let data_key = Zeroizing::new([7; 32]);
    let (id, wrapped) = old.wrap(&data_key).unwrap();
    let new = MasterKeys::rotate(&path).unwrap();
    assert_ne!(new.ids()[0], old.ids()[0]);
    assert_eq!(new.ids()[1], old.ids()[0]);
    assert_eq!(MasterKeys::load(&path).unwrap().ids(), new.ids());
    assert_eq!(&new.open_blob("plan:1", &blob).unwrap()[..], b"secret");
    assert_eq!(new.unwrap(id, &wrapped).unwrap(), data_key);
    let fresh = new.seal_blob("plan:1", b"secret").unwrap();
    assert!(matches!(old.open_blob("plan:1", &fresh), Err(KeyError::Unknown(_))));
    assert_eq!(new.derive_all("token").unwrap()[1], old.derive("token").unwrap());
}

#[test]
fn debug_output_shows_no_key() {
    let (_dir, path) = file();
    let keys = MasterKeys::create(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let secret = text.lines().last().unwrap().split(' ').next_back().unwrap();
    assert!(!format!("{keys:?}").contains(secret));
    assert!(format!("{keys:?}").contains(&keys.ids()[0].to_string()));
}
