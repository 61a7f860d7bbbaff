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

fn redact(file: &Path, copy: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sekisho")).arg("redact").args([file, copy]).env_clear().output().unwrap()
}

#[test]
fn a_masked_csv_is_written_as_the_file_was() {
    let folder = tempfile::tempdir().unwrap();
    let text = "会員番号,氏名,携帯,座席\r\n\r\n00012,長谷川 太郎,090-1234-5678,A1\r\n00013,髙橋 誠,080-2345-6789,A2\r\n\
                00014,山田 花子,070-3456-7890,A3\r\n";
    let cp932 = encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (name, bytes) in [("plain.csv", text.as_bytes().to_vec()), ("cp932.csv", cp932), ("wide.csv", wide)] {
        let (file, copy) = (folder.path().join(name), folder.path().join(format!("copy-{name}")));
        std::fs::write(&file, &bytes).unwrap();
        let done = redact(&file, &copy);
        assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        let masked = std::fs::read(&copy).unwrap();
        let shown = match name {
            "wide.csv" => {
                assert!(masked.starts_with(&[0xFF, 0xFE]));
                encoding_rs::UTF_16LE.decode(&masked).0.into_owned()
            }
            "cp932.csv" => encoding_rs::SHIFT_JIS.decode(&masked).0.into_owned(),
            _ => String::from_utf8(masked).unwrap(),
        };
        assert!(shown.starts_with("会員番号,氏名,携帯,座席\r\n"), "{name}: {shown}");
        assert!(shown.contains(",A1\r\n") && shown.contains(",A2\r\n"), "{name}: {shown}");
        for value in ["長谷川", "太郎", "髙橋", "誠", "山田", "花子", "1234", "5678", "2345", "6789", "7890"]
        {
            assert!(!shown.contains(value), "{name} shows {value}: {shown}");
        }
    }
}

#[test]
fn a_masked_workbook_keeps_its_rows_numbers_and_what_was_hidden() {
    use sekisho_content::{Limits, open_file};
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (folder.path().join("list.xlsx"), folder.path().join("copy.xlsx"));
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    // With rows between that have no cells, before and amid the table.
    for (row, cells) in
        [(2, ["氏名", "携帯"]), (3, ["長谷川 太郎", "090-1234-5678"]), (6, ["佐藤 誠", "080-2345-6789"])]
    {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    sheet.write_number(3, 2, 1_500.0).unwrap();
    let hidden = book.add_worksheet();
    hidden.set_hidden(true).write_string(0, 0, "電話 090-9999-8888").unwrap();
    book.save(&file).unwrap();
    assert!(redact(&file, &copy).status.success());
    let bytes = std::fs::read(&copy).unwrap();
    let parts = open_file(&bytes, Some("copy.xlsx"), &Limits::default());
    let sekisho_content::Reading::Read { text, tables } = &parts[0].reading else { panic!("{parts:?}") };
    for value in ["長", "谷", "太郎", "佐", "誠", "090", "5678", "2345", "9999"] {
        assert!(!text.contains(value), "it shows {value}: {text}");
    }
    assert!(text.contains("氏名") && text.contains("1500"), "{text}");
    assert_eq!(tables.iter().map(|table| table.visible).collect::<Vec<_>>(), [true, false]);
    let refused = redact(&file, &copy);
    assert!(!refused.status.success() && std::fs::read(&copy).unwrap() == bytes, "nothing is overwritten");
}

#[test]
fn what_would_lose_its_form_has_no_masked_copy() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("a.txt");
    std::fs::write(&text, "山田太郎様").unwrap();
    for (file, copy) in [
        (kept("letter.docx"), "copy.docx"),
        (kept("letter.pdf"), "copy.pdf"),
        (kept("list.xlsx"), "copy.csv"),
        (kept("list.ods"), "copy.ods"),
        (text, "copy.xlsx"),
    ] {
        let copy = folder.path().join(copy);
        let refused = redact(&file, &copy);
        assert!(!refused.status.success() && !copy.exists(), "{}", file.display());
        assert!(!refused.stderr.is_empty());
    }
}

#[test]
fn a_folder_is_looked_at_to_its_end_and_what_is_passed_over_is_said() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    // As an archive from Windows leaves it: 「名」 in Shift_JIS.
    let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"\x96\xbc.txt"));
    std::fs::write(odd, "電話 090-1234-5678").unwrap();
    std::fs::write(folder.path().join("z.txt"), "電話 080-2345-6789").unwrap();
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link.txt")).unwrap();
    let seen = scan(&[folder.path().to_str().unwrap(), "--json"], "");
    let lines = String::from_utf8(seen.stdout).unwrap();
    let objects: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 2, "{lines}");
    assert!(objects.iter().all(|object| object["kinds"]["phone"] == 1), "{lines}");
    assert!(String::from_utf8_lossy(&seen.stderr).contains("link.txt"));
}
