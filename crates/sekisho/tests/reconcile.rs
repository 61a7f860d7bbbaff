//! The command `reconcile` as people and scripts use it: exit status, sentences, JSON, report.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

#[path = "reconcile/bad.rs"]
mod bad;
#[path = "reconcile/shift.rs"]
mod shift;

struct Told {
    status: i32,
    out: String,
    err: String,
}

impl Told {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

fn command(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    command.current_dir(folder).env("LANG", "en_US.UTF-8").env_remove("LC_ALL").env_remove("LC_MESSAGES");
    command.arg("reconcile").args(arguments.split_whitespace()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn reconcile(folder: &Path, arguments: &str) -> Told {
    Told::of(command(folder, arguments).output().unwrap())
}

/// The ball club's list of 2019: from row 412 on each customer has the address of the one above.
fn write_lists(folder: &Path) {
    const ROWS: u32 = 1369;
    let person = |row: u32| format!("C{row:05},山田{row},ヤマダ,090{row:08}");
    let address = |row: u32| format!("user{}@example.jp", u64::from(row) * 7919 % 100_003);
    let list = |owner: &dyn Fn(u32) -> u32| {
        let rows = (1..=ROWS).map(|row| format!("{},{}\n", person(row), address(owner(row))));
        format!("番号,氏名,カナ,電話,メール\n{}", rows.collect::<String>())
    };
    std::fs::write(folder.join("master.csv"), list(&|row| row)).unwrap();
    std::fs::write(folder.join("sent.csv"), list(&|row| if row >= 412 { row - 1 } else { row })).unwrap();
    std::fs::write(folder.join("copy.csv"), list(&|row| row) + "\n").unwrap();
    std::fs::write(folder.join("torn.csv"), b"id,name\n1,\xb1\xb2\n").unwrap();
    let waiver = |class: &str, count: u32, approver: &str| {
        format!("[[waiver]]\nclass = \"{class}\"\ncount = {count}\nreason = \"drill\"\napprover = \"{approver}\"\n")
    };
    let waivers =
        |approver: &str, count: u32| waiver("changed", count, approver) + &waiver("duplicate-address", 2, approver);
    std::fs::write(folder.join("good.toml"), waivers("田中", 958)).unwrap();
    std::fs::write(folder.join("stale.toml"), waivers("田中", 957)).unwrap();
    std::fs::write(folder.join("own.toml"), waivers("佐藤", 958)).unwrap();
}

#[test]
fn the_exit_status_and_the_words_say_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    write_lists(folder.path());
    let shifted = "Rows 412–1,369: the address column is 1 row late";
    for (arguments, status, words) in [
        ("master.csv master.csv --key 番号 --charset utf-8", 0, "Everything agrees."),
        ("sent.csv master.csv --key 番号 --address メール", 1, shifted),
        ("sent.csv sent.csv --master master.csv --key 番号 --address メール --one-method", 1, shifted),
        ("sent.csv sent.csv --key 番号", 0, "Independence L0"),
        ("sent.csv master.csv --key 番号 --author-a 佐藤 --author-b 鈴木", 1, "Independence L2"),
        ("sent.csv master.csv --key 番号 --address メール --lang ja", 1, "412〜1,369行目: 宛先の列が1行後ろ"),
        ("sent.csv master.csv --key 番号 --address メール --waivers good.toml", 0, "identical or explained"),
        ("sent.csv master.csv --key 番号 --address メール --waivers stale.toml", 1, "there are not exactly so many"),
        (
            "sent.csv master.csv --key 番号 --address メール --waivers own.toml --author-a 佐藤",
            1,
            "its approver made one of the lists",
        ),
        ("sent.csv --address メール --name カナ", 1, "cannot be told without a master"),
        ("torn.csv master.csv --key id", 2, "torn.csv:2: CP932 and EUC-JP both fit"),
        ("sent.csv master.csv --key 番号 --normal メール=upper", 2, "upper is no way to normalise"),
        ("sent.csv master.csv --key 番号 --second oracle", 2, "oracle is no second method"),
        ("sent.csv master.csv --key 番号 --second ballista=http://x", 2, "ballista=http://x is no second method"),
    ] {
        let told = reconcile(folder.path(), arguments);
        assert_eq!(told.status, status, "{arguments}: {}{}", told.out, told.err);
        let said = if status == 2 { &told.err } else { &told.out };
        assert!(said.contains(words), "{arguments}: {said}");
        assert!(!told.out.contains("user") && !told.err.contains("user"), "no cell is shown unasked: {arguments}");
    }
}

/// Two lists that agree are only fit for an approval when two persons made them and both methods ran.
#[test]
fn an_approval_needs_two_authors_and_two_methods() {
    let folder = tempfile::tempdir().unwrap();
    write_lists(folder.path());
    let two = "--author-a 佐藤 --author-b 鈴木";
    for (arguments, status, words, why) in [
        (two.to_owned(), 0, "Fit for an approval", serde_json::json!([])),
        (format!("{two} --one-method"), 3, "the second method did not run", serde_json::json!(["one-method"])),
        ("--author-a 佐藤".to_owned(), 3, "It is not declared who made B", serde_json::json!(["one-author"])),
        ("--author-a 佐藤 --author-b 佐藤".to_owned(), 3, "L1", serde_json::json!(["one-author"])),
        (String::new(), 3, "It is not declared who made A and B", serde_json::json!(["one-author"])),
    ] {
        let lists = format!("copy.csv master.csv --key 番号 --charset utf-8 {arguments}");
        let told = reconcile(folder.path(), &format!("{lists} --approval"));
        assert_eq!(told.status, status, "{arguments}: {}{}", told.out, told.err);
        assert!(told.out.contains(words), "{arguments}: {}", told.out);
        let told = reconcile(folder.path(), &format!("{lists} --json"));
        let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!(told.status, 0, "what agrees is good, fit or not: {arguments}");
        assert_eq!(json["fit"], serde_json::json!({ "approval": status == 0, "why_not": why }), "{arguments}");
    }
    let same = reconcile(folder.path(), &format!("master.csv master.csv --key 番号 --approval {two}"));
    assert_eq!(same.status, 3, "the same file twice is nothing: {}", same.out);
}

#[test]
fn programs_and_people_get_the_same_result() {
    let folder = tempfile::tempdir().unwrap();
    write_lists(folder.path());
    let told = reconcile(folder.path(), "sent.csv master.csv --key 番号 --address メール --json --report out.xlsx");
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told.status, 1);
    assert_eq!((&json["version"], &json["good"]), (&1.into(), &false.into()));
    let slid = serde_json::json!({ "kind": "slid", "first": 412, "last": 1369, "by": 1, "rows": 958 });
    assert_eq!(json["shift"]["a"]["patterns"], serde_json::json!([slid]));
    assert_eq!(json["second_method"], serde_json::json!({ "method": "sqlite", "agrees": true }));
    assert!(json["differences"][0].get("cells").is_none(), "values only with --reveal");
    let revealed = reconcile(folder.path(), "sent.csv master.csv --key 番号 --json --reveal --details 1 --one-method");
    let json: serde_json::Value = serde_json::from_str(&revealed.out).unwrap();
    assert_eq!(json["differences"][0]["key"], serde_json::json!(["C00412"]));
    assert_eq!((&json["differences_cut"], &json["second_method"]), (&true.into(), &serde_json::Value::Null));
    let again = reconcile(folder.path(), "out.xlsx out.xlsx --sheet Differences --key key,class --one-method");
    assert_eq!(again.status, 0, "the report is a table itself: {}{}", again.out, again.err);
    // Nothing is overwritten: neither the last report nor, by a slip, a list.
    for there in ["out.xlsx", "sent.csv"] {
        let before = std::fs::read(folder.path().join(there)).unwrap();
        let arguments = format!("sent.csv master.csv --key 番号 --address メール --report {there}");
        let refused = reconcile(folder.path(), &arguments);
        assert_eq!((refused.status, refused.err.contains(there)), (2, true), "{}", refused.err);
        assert_eq!(std::fs::read(folder.path().join(there)).unwrap(), before);
    }
}

/// Engines that take long to build are there or say how to get them; none of them agrees with what it did not see.
#[test]
fn another_engine_is_built_in_or_says_how_it_is_built() {
    let folder = tempfile::tempdir().unwrap();
    write_lists(folder.path());
    for (engine, feature, is_built) in [
        ("datafusion", "datafusion", cfg!(feature = "datafusion")),
        ("ballista=df://127.0.0.1:9", "ballista", cfg!(feature = "ballista")),
    ] {
        let told = reconcile(
            folder.path(),
            &format!("copy.csv master.csv --key 番号 --charset utf-8 --json --second {engine}"),
        );
        match (is_built, feature) {
            (true, "datafusion") => {
                let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
                assert_eq!(told.status, 0, "{}", told.err);
                assert_eq!(json["second_method"], serde_json::json!({ "method": "datafusion", "agrees": true }));
            }
            // Nobody listens there.
            (true, _) => assert!(told.status == 2 && told.err.contains("× ballista: "), "{}", told.err),
            (false, _) => {
                assert_eq!(told.status, 2, "{}", told.out);
                assert!(told.err.contains(&format!("--features {feature}")), "{}", told.err);
            }
        }
    }
}
