//! `scan` with the real program: its JSON as docs/scan.md says, passwords, and what it never says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests, which may fail loudly")]

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../content/tests/document/files").join(name)
}

fn scan(arguments: &[&str], input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    program.arg("scan").args(arguments).env_clear();
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that does not read ends the pipe.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// The one object that `--json` prints for a file.
fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_sealed_file_is_blind_until_its_password_is_on_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("passwords");
    std::fs::write(&list, "\u{FEFF}wrong\r\n\r\nopen-2026\r\n").unwrap();
    for name in ["locked.xls", "locked-2007.xlsx", "locked.doc", "locked-aes256.pdf", "locked-aes256.zip"] {
        let file = kept(name);
        let file = file.to_str().unwrap();
        let locked = scan(&[file, "--json"], "");
        assert_eq!(
            (locked.status.code(), &object(&locked)["blind"][0]["reason"]),
            (Some(1), &"encrypted".into()),
            "{name}"
        );
        for (passwords, input) in [(list.to_str().unwrap(), ""), ("-", "open-2026\n")] {
            let opened = scan(&[file, "--json", "--passwords", passwords], input);
            let seen = object(&opened);
            assert_eq!((opened.status.code(), &seen["blind"]), (Some(0), &Value::Array(Vec::new())), "{name}: {seen}");
            assert!(seen["parts"].as_array().unwrap().iter().all(|part| part["unlocked"] == true), "{name}: {seen}");
            assert_eq!(seen["persons"]["lower"], 1, "{name}: {seen}");
            let said = [opened.stdout, opened.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            assert!(!said.contains("open-2026") && !said.contains("鈴木"), "{name}: {said}");
        }
    }
}

#[test]
fn lists_of_passwords_are_bounded_and_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("passwords");
    std::fs::write(&list, "x\n".repeat(41)).unwrap();
    let file = kept("list.xlsx");
    for passwords in [list.to_str().unwrap(), "/nonexistent/list"] {
        let refused = scan(&[file.to_str().unwrap(), "--passwords", passwords], "");
        assert!(!refused.status.success() && refused.stdout.is_empty(), "{passwords}");
    }
}

#[test]
fn the_object_of_a_file_has_what_the_documentation_says() {
    let file = kept("list.xlsx");
    for (reveal, masked) in [(None, true), (Some("--reveal"), false)] {
        let arguments: Vec<&str> = [file.to_str().unwrap(), "--json"].into_iter().chain(reveal).collect();
        let seen = object(&scan(&arguments, ""));
        let mut keys: Vec<&str> = seen.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        let documented =
            ["blind", "elapsed_ms", "findings", "findings_cut", "kinds", "parts", "path", "persons", "sensitivity"];
        assert_eq!(keys, documented);
        let part = &seen["parts"][0];
        for key in ["name", "mime", "really", "size", "characters", "unlocked", "hidden"] {
            assert!(part.get(key).is_some(), "{key}: {part}");
        }
        let text = scan(&[file.to_str().unwrap(), "--text"], "");
        let text = String::from_utf8(text.stdout).unwrap();
        let text: Vec<char> = text.split_once('\n').unwrap().1.chars().collect();
        let findings = seen["findings"].as_array().unwrap();
        assert!(!findings.is_empty());
        for finding in findings.iter().filter(|finding| finding["part"] == part["name"]) {
            let place = |key: &str| usize::try_from(finding[key].as_u64().unwrap()).unwrap();
            let there: String = text[place("start")..place("end")].iter().collect();
            let shown = finding["text"].as_str().unwrap();
            assert_eq!(finding["masked"], masked);
            assert!(
                if masked { shown.chars().all(|c| c == '*' || c.is_whitespace()) } else { shown == there },
                "{finding}"
            );
        }
    }
}

#[test]
fn a_file_that_cannot_be_opened_does_not_end_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.txt");
    let letter = folder.path().join("letter.txt");
    std::fs::write(&letter, "担当: 鈴木花子 090-1111-2222").unwrap();
    let paths = [missing.to_str().unwrap(), letter.to_str().unwrap()];
    let said = scan(&[paths[0], paths[1], "--json"], "");
    let objects: Vec<Value> =
        String::from_utf8(said.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((said.status.code(), objects.len()), (Some(1), 2));
    assert_eq!(
        (&objects[0]["blind"][0]["reason"], &objects[0]["sensitivity"]),
        (&"reader-failed".into(), &"none".into())
    );
    let keys = |object: &Value| object.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&objects[0]), keys(&objects[1]));
    assert_eq!(objects[1]["persons"]["upper"], 1);
    assert!(String::from_utf8(said.stderr).unwrap().contains("missing.txt"));
}

#[test]
fn people_read_it_in_their_language_and_nothing_is_left_out_silently() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.txt");
    let rows: String = (0..30).map(|row| format!("電話 090-1111-{row:04}\n")).collect();
    std::fs::write(&list, rows).unwrap();
    let (list, sealed) = (list.to_str().unwrap(), kept("sealed.xlsx"));
    for (lang, words) in [
        (
            "en",
            ["30 × telephone number", "10 more", "no personal data found in what could be read", "2 files, 1 not read"],
        ),
        ("ja", ["電話番号 30件", "ほか10件", "読めた範囲では個人情報は", "2ファイル、うち読み取れない部分のあるもの1"]),
    ] {
        let said = scan(&[list, sealed.to_str().unwrap(), "--lang", lang], "");
        let said = String::from_utf8(said.stdout).unwrap();
        for word in words {
            assert!(said.contains(word), "{lang}, {word}: {said}");
        }
        assert!(!said.contains("090-"), "{said}");
    }
}
