//! Tables that cannot be read, through the whole program: the file, the line, the column, and what to do, in both
//! languages; exit status 2, and nothing on the standard output.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    process::{Child, Command},
    time::Duration,
};

use crate::{Told, command, reconcile};

fn write(folder: &Path) {
    let good = "番号,メール\nC1,a@x.example\nC2,b@x.example\n";
    let files: &[(&str, &[u8])] = &[
        ("good.csv", good.as_bytes()),
        ("long.csv", "番号,メール\nC1,a@x.example\nC2,b@x.example,c\n".as_bytes()),
        ("short.csv", "番号,メール\nC1,a@x.example\nC2\n".as_bytes()),
        ("torn.csv", b"\xE7\x95\xAA\xE5\x8F\xB7,mail\nC1,a@x.example\nC2,\x83\xff\n"),
        ("quote.csv", "番号,メール\nC1,\"a@x.example\nC2,b@x.example\n".as_bytes()),
        ("twice.csv", "番号,メール,メール\nC1,a@x.example,b@x.example\n".as_bytes()),
        ("empty.csv", b""),
        ("binary.csv", "番号,メール\nC1,a\0\n".as_bytes()),
        ("broken.xlsx", b"PK\x03\x04 is no book"),
        ("broken.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 is no book"),
        ("source.toml", b"file = \"good.csv\"\nfiel = 1\n"),
        ("waivers.toml", b"[[waiver]]\nclass = \"only-c\"\ncount = 1\nreason = \"x\"\napprover = \"y\"\n"),
    ];
    files.iter().for_each(|(name, bytes)| std::fs::write(folder.join(name), bytes).unwrap());
}

/// Arguments behind `good.csv`; what stands where; what to do, in English and in Japanese.
const CASES: &[(&str, &str, &str, &str)] = &[
    (
        "long.csv --key 番号",
        "long.csv:3:16: the row has 3 cells",
        "look for a delimiter inside a cell",
        "引用符のないセル",
    ),
    ("short.csv --key 番号", "short.csv:3:3: the row has 1 cells", "a cell that is missing", "抜けたセル"),
    (
        "torn.csv --key 番号 --map メール=mail --charset utf-8",
        "torn.csv:3:4: this is not UTF-8",
        "declare the right one",
        "--charset",
    ),
    ("quote.csv --key 番号", "quote.csv:2:4: a quote is opened here", "close it", "閉じる"),
    ("twice.csv --key 番号", "twice.csv:1: columns 2 and 3 are both called メール", "its own name", "違う名前"),
    ("good.csv --key 番合", "good.csv:1: there is no column 番合", "the nearest is 番号", "番号"),
    ("good.csv --key 番号 --address 住所", "good.csv:1: there is no column 住所", "check the names", "列名"),
    ("good.csv --key 番号 --master nowhere.csv", "nowhere.csv: the file cannot be read", "check the path", "パス"),
    ("nowhere.csv --key 番号", "nowhere.csv: the file cannot be read", "check the path", "パス"),
    ("empty.csv --key 番号", "empty.csv: the table is empty", "the names of its columns", "列名"),
    ("binary.csv --key 番号", "binary.csv:2:5: a NUL character", "utf-16le", "utf-16le"),
    ("broken.xlsx --key 番号", "broken.xlsx: the workbook cannot be read", "save it again", "保存し直"),
    ("broken.xls --key 番号", "broken.xls: the workbook cannot be read", "save it again", "保存し直"),
    ("source.toml --key 番号", "source.toml:2:1: unknown field", "docs/reconcile.md", "docs/reconcile.md"),
    ("good.csv --key 番号 --waivers waivers.toml", "waivers.toml: `only-c` is no class", "docs/", "docs/"),
    ("good.csv --key 番号 --charset klingon", "klingon is no charset", "known: utf-8", "utf-8"),
];

#[test]
fn what_cannot_be_read_says_where_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    for (arguments, place, english, japanese) in CASES {
        // Short texts of few kanji fit several charsets, which would be the first thing to say.
        let charset = if arguments.contains("--charset") { "" } else { "--charset utf-8" };
        let told = reconcile(folder.path(), &format!("good.csv {arguments} --json {charset}"));
        assert_eq!((told.status, told.out.as_str()), (2, ""), "{arguments}: {}", told.err);
        assert!(told.err.contains(place) && told.err.contains(english), "{arguments}: {}", told.err);
        let told = reconcile(folder.path(), &format!("good.csv {arguments} --lang ja {charset}"));
        assert_eq!(told.status, 2, "{arguments}");
        assert!(told.err.contains(japanese), "{arguments}: {}", told.err);
        assert!(!told.err.contains("x.example"), "no cell is shown: {}", told.err);
    }
}

/// Opens a pipe for writing as soon as somebody has it open for reading; `None` when the program ended before.
fn other_end(pipe: &Path, running: &mut Child) -> Option<File> {
    loop {
        if let Ok(file) = OpenOptions::new().write(true).custom_flags(NONBLOCK).open(pipe) {
            return Some(file);
        }
        if running.try_wait().unwrap().is_some() {
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// `O_NONBLOCK` of Linux.
const NONBLOCK: i32 = 0o4000;

/// The waivers are read behind the tables, so a pipe in their place holds the program where A and B are open.
#[test]
fn a_file_that_changes_while_it_is_compared_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let pipe = folder.path().join("pipe.toml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (language, words) in [("en", "good.csv: the file changed while it was compared"), ("ja", "good.csv")] {
        write(folder.path());
        let arguments = format!("good.csv good.csv --key 番号 --charset utf-8 --waivers pipe.toml --lang {language}");
        let mut running = command(folder.path(), &arguments).spawn().unwrap();
        let other_end = other_end(&pipe, &mut running);
        std::fs::write(folder.path().join("good.csv"), "番号,メール\nC1,a@x.example\nC3,b@x.example\n").unwrap();
        drop(other_end);
        let told = Told::of(running.wait_with_output().unwrap());
        assert_eq!((told.status, told.out.as_str()), (2, ""), "{}", told.err);
        assert!(told.err.contains(words), "{}", told.err);
    }
}
