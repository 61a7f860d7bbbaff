//! `sekisho campaign` as people use it: the binary, files in a folder, exit status and words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

/// Ticket holders of 2019-02-12, and the row from which the send data slid.
const HOLDERS: u32 = 1_369;
const FROM: u32 = 412;

const CAMPAIGN: &str = r#"
id = "opening-day"
date = "2026-12-01T09:00:00+09:00"
[list]
source = "list.csv"
key = "会員番号"
address = "メール"
[master]
source = "master.csv"
key = "会員番号"
mail = ["メール"]
phone = ["電話"]
member = ["会員番号"]
name = ["氏名"]
reading = ["フリガナ"]
[sender]
from = "news@club.example"
name = "球団案内係"
[template]
subject = "{{ 氏名 }} 様 開幕戦のチケット"
name = "{{ 氏名 }} 様"
text = "letter.txt"
"#;
const LETTER: &str = "{{ 氏名 }}({{ フリガナ }})様\nお電話: {{ 電話 }}\n座席: {{ 座席 }}\n";
const HEAD: &str = "会員番号,氏名,フリガナ,電話,座席,メール\n";

/// Cells of a customer, without the address.
fn customer(n: u32) -> String {
    let kana =
        |n: u32| ["アイ", "カキ", "サシ", "タチ", "ナニ", "ハヒ", "マミ", "ヤユ", "ラリ", "ワヲ"][n as usize % 10];
    let kanji = |n: u32| ["青", "川", "沢", "田", "中", "浜", "松", "山", "吉", "若"][n as usize % 10];
    let (a, b, c, d) = (n / 1000, n / 100, n / 10, n);
    let name = format!("{}{}原 {}{}郎", kanji(a), kanji(b), kanji(c), kanji(d));
    let reading = format!("{}{}ハラ {}{}ロウ", kana(a), kana(b), kana(c), kana(d));
    format!("M{n:06},{name},{reading},090-{:04}-{n:04},{}列", 2_000 + n / 3, n % 30 + 1)
}

fn mail(n: u32) -> String {
    format!("fan{n}@customer.example")
}

/// The list as it was sent: from a row on, each address is the one of the row before.
fn table(from: Option<u32>) -> String {
    let mut text = HEAD.to_owned();
    for n in 1..=HOLDERS {
        let late = from.is_some_and(|from| n >= from);
        writeln!(text, "{},{}", customer(n), mail(n - u32::from(late))).unwrap();
    }
    text
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(list: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("campaign.toml", CAMPAIGN);
        folder.write("letter.txt", LETTER);
        folder.write("master.csv", &table(None));
        folder.write("list.csv", list);
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn run(&self, command: &str, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_sekisho"))
            .args(["campaign", command, "campaign.toml"])
            .args(more)
            .current_dir(self.path())
            .output()
            .unwrap()
    }

    fn plan(&self) -> (Option<i32>, Value) {
        let output = self.run("plan", &["--json"]);
        let object = serde_json::from_slice(&output.stdout);
        (output.status.code(), object.unwrap_or_else(|error| panic!("{error}: {}", words(&output))))
    }
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

#[test]
fn a_right_list_is_ready() {
    let folder = Folder::new(&table(None));
    let (status, plan) = folder.plan();
    assert_eq!((status, &plan["ready"], &plan["letters"]), (Some(0), &Value::from(true), &Value::from(HOLDERS)));
    assert_eq!(plan["findings"], Value::from(Vec::<Value>::new()));
    assert_eq!(plan["sample"].as_array().unwrap().len(), 20);
}

#[test]
fn ticket_shift_cannot_become_ready() {
    let folder = Folder::new(&table(Some(FROM)));
    let (status, plan) = folder.plan();
    assert_eq!((status, &plan["ready"], &plan["letters"]), (Some(1), &Value::from(false), &Value::from(0)));
    let wrong = Value::from(HOLDERS - FROM + 1);
    for kind in ["foreign-value", "not-own-address"] {
        let finding = plan["findings"].as_array().unwrap().iter().find(|finding| finding["kind"] == kind).unwrap();
        assert_eq!(finding["rows"], wrong, "{kind}");
        assert_eq!(finding["first"][0]["row"], FROM, "{kind}");
    }
    for (lang, word) in [("ja", "マスタの別人の情報"), ("en", "another person of the master")] {
        let said = words(&folder.run("plan", &["--lang", lang]));
        assert!(said.contains(word) && said.contains("412"), "{said}");
        assert!(!said.contains("fan4") && !said.contains("M000") && !said.contains("090-"), "a value is shown: {said}");
    }
}

#[test]
fn one_letter_is_shown_as_it_would_leave() {
    let folder = Folder::new(&table(None));
    let output = folder.run("show", &["--row", "7"]);
    assert!(output.status.success());
    let mail = sekisho_content::read(&output.stdout, &sekisho_content::Limits::default());
    assert_eq!(mail.to.len(), 1);
    assert_eq!(mail.to[0].address.as_ref().unwrap().as_str(), "fan7@customer.example");
    assert!(mail.cc.is_empty() && mail.bcc.is_empty() && mail.defects.is_empty());
    assert_eq!(folder.run("show", &["--row", "7"]).stdout, output.stdout, "the same row gives the same bytes");
    assert_eq!(folder.run("show", &["--row", "9999"]).status.code(), Some(2));
}

#[test]
fn bad_input_is_named_and_nothing_is_said_to_be_ready() {
    let right = table(None);
    let ragged = right.replacen("fan5@customer.example", "fan5@customer.example,x", 1);
    let no_mail = right.replacen("fan5@customer.example", "fan5.customer.example", 1);
    for (change, expected) in [
        (("list.csv", ragged.as_str()), "list.csv:6"),
        (("list.csv", &no_mail), "メール"),
        (("letter.txt", "{{ 氏 }}"), "氏"),
        (("letter.txt", "{% for x in y %}"), "if"),
        (("letter.txt", "{{ 氏名 | uper }}"), "upper"),
        (("campaign.toml", &CAMPAIGN.replace("key = ", "kee = ")), "kee"),
        (("campaign.toml", &CAMPAIGN.replace("list.csv", "lost.csv")), "lost.csv"),
        (("campaign.toml", &CAMPAIGN.replace("[\"電話\"]", "[\"電話番号\"]")), "電話番号"),
        (("campaign.toml", &CAMPAIGN.replace("opening-day", "Opening Day")), "campaign id"),
    ] {
        let folder = Folder::new(&right);
        folder.write(change.0, change.1);
        let output = folder.run("plan", &["--lang", "en"]);
        let said = words(&output);
        assert_eq!(output.status.code(), Some(2), "{}: {said}", change.1.len());
        assert!(said.contains(expected), "{expected}: {said}");
        assert!(output.stdout.is_empty(), "{said}");
    }
}

#[test]
fn a_new_campaign_can_be_planned_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("spring");
    let new = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.args(["campaign", "new", "--id", "spring", "--lang", "en"]).arg(&target).output().unwrap()
    };
    assert!(new().status.success());
    let people = "id,name,mail,phone\nA0001,山田 太郎,taro@customer.example,090-1111-2222\n\
                  A0002,佐藤 花子,hanako@customer.example,090-3333-4444\n";
    for name in ["list.csv", "master.csv"] {
        fs::write(target.join(name), people).unwrap();
    }
    let mut plan = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    let plan = plan.args(["campaign", "plan"]).arg(target.join("campaign.toml")).output().unwrap();
    assert_eq!(plan.status.code(), Some(0), "{}", words(&plan));
    let secret = fs::metadata(target.join("unsubscribe.key")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&secret.permissions()) & 0o777, 0o600);
    assert_eq!(new().status.code(), Some(2), "nothing is overwritten");
}
