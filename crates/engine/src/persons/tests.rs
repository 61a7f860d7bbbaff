use std::path::PathBuf;

use sekisho_privacy::master::Field;

use super::*;

fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn source(path: PathBuf, charset: Option<&str>, columns: &[(&str, Field)]) -> PersonSource {
    let columns = columns.iter().map(|(header, field)| ((*header).to_owned(), *field)).collect();
    PersonSource { path, charset: charset.map(str::to_owned), columns }
}

/// The index of one file, or the error as it is told.
fn made(bytes: &[u8], charset: Option<&str>, columns: &[(&str, Field)]) -> Result<(Index, PersonsLoaded), String> {
    let folder = tempfile::tempdir().unwrap();
    let source = source(file(folder.path(), "master.csv", bytes), charset, columns);
    let keys = MasterKeys::ephemeral().unwrap();
    make(&[source], &keys).map_err(|error| crate::chain(&error))
}

const TEXT: &str = "会員番号,氏名,メール,備考\nC-10001,鈴木 花子,hanako@one.example,x\n,,,\n";

#[test]
fn masters_are_read_in_the_charsets_of_japan_and_by_their_headers() {
    let (cp932, _, _) = encoding_of("shift_jis").encode(TEXT);
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = format!("\u{feff}{TEXT}");
    for (bytes, charset) in [
        (TEXT.as_bytes(), None),
        (marked.as_bytes(), None),
        (cp932.as_ref(), Some("cp932")),
        (cp932.as_ref(), Some("Shift_JIS")),
        (utf16.as_slice(), None),
    ] {
        let (index, loaded) = made(bytes, charset, &[]).unwrap();
        assert_eq!(loaded, PersonsLoaded { rows: 1, left_out: 1 });
        assert_eq!((index.of_name("鈴木花子").len(), index.of_address("hanako@one.example").len()), (1, 1));
    }
}

fn encoding_of(label: &str) -> &'static encoding_rs::Encoding {
    encoding_rs::Encoding::for_label(label.as_bytes()).unwrap()
}

#[test]
fn columns_can_be_declared_and_what_does_not_fit_is_told() {
    let text = "a,b\n鈴木 花子,hanako@one.example\n";
    let declared = [("a", Field::Name), ("b", Field::Mail)];
    assert_eq!(made(text.as_bytes(), None, &declared).unwrap().1.rows, 1);
    for (bytes, charset, columns, told) in [
        (text.as_bytes(), None, &[][..], "no column with names"),
        (text.as_bytes(), None, &[("c", Field::Mail)][..], "declared for `mail`"),
        (text.as_bytes(), Some("klingon"), &declared[..], "not known"),
        (b"".as_slice(), None, &declared[..], "cannot be read"),
        (&[b'a', b',', b'b', b'\n', 0xFF, 0xFF, b',', b'x'], None, &declared[..], "cannot be read"),
    ] {
        let error = made(bytes, charset, columns).unwrap_err();
        assert!(error.contains(told), "{error}");
        assert!(!error.contains("花子") && !error.contains("hanako"), "{error}");
    }
}

#[test]
fn an_index_is_kept_sealed_and_belongs_to_its_settings() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "master.csv", TEXT.as_bytes());
    let persons = |column: &str| Persons {
        sources: vec![source(path.clone(), None, &[(column, Field::Mail)])],
        refresh: Duration::ZERO,
    };
    let first = persons("メール");
    let keys = MasterKeys::ephemeral().unwrap();
    let (index, _) = make(&first.sources, &keys).unwrap();
    assert!(Master::open(folder.path(), &keys, Some(&first)).current().is_none());
    write(&SealedFile::new(folder.path(), FILE), &keys, &stamp(&first), &index).unwrap();
    let again = Master::open(folder.path(), &keys, Some(&first));
    assert_eq!(again.current().as_deref(), Some(&index));
    assert!(again.is_made_of(&stamp(&first)));
    std::fs::write(&path, format!("{TEXT}C-2,田中 一,hajime@two.example,\n")).unwrap();
    assert!(!again.is_made_of(&stamp(&first)), "the file changed");
    // Other settings, other keys, none at all: as if there was nothing.
    assert!(Master::open(folder.path(), &keys, Some(&persons("備考"))).current().is_none());
    assert!(Master::open(folder.path(), &MasterKeys::ephemeral().unwrap(), Some(&first)).current().is_none());
    assert!(Master::open(folder.path(), &keys, None).current().is_none());
}

#[test]
fn a_query_is_a_source_too() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("crm.sqlite");
    let made = std::process::Command::new("python3").args(["-c", MAKE_DATABASE]).arg(&database).status().unwrap();
    assert!(made.success());
    let description = "database = \"sqlite:crm.sqlite\"\nquery = \"select full as \\\"氏名\\\", mail as \\\"メール\\\" from customer order by 1\"\n";
    let query = source(file(folder.path(), "crm.toml", description.as_bytes()), None, &[]);
    assert!(query.is_query());
    let (index, loaded) = make(&[query], &MasterKeys::ephemeral().unwrap()).unwrap();
    assert_eq!(loaded, PersonsLoaded { rows: 2, left_out: 0 });
    assert_eq!(index.of_name("鈴木 花子"), index.of_address("hanako@one.example"));
}

/// A database by somebody else's hand.
const MAKE_DATABASE: &str = "
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute('create table customer (full text, mail text)')
database.executemany('insert into customer values (?, ?)', [('鈴木 花子', 'hanako@one.example'), ('佐藤 由美', 'yumi@two.example')])
database.commit()
";
