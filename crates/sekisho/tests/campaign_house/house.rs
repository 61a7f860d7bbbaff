//! A house beside a campaign in a folder, and the words of the command line.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

pub const PASSWORD: &str = "korrekt pferd batterie";
/// Ticket holders, and the row from which the send data slid.
pub const HOLDERS: u32 = 120;
pub const FROM: u32 = 41;

pub const PLAN: &str = r#"
id = "opening-day"
date = "2026-12-01T09:00:00+09:00"
[list]
source = "list.csv"
key = "会員番号"
address = "メール"
author = "佐藤"
system = "crm"
[list.second]
source = "second.csv"
author = "鈴木"
system = "billing"
[master]
source = "master.csv"
key = "会員番号"
mail = ["メール"]
phone = ["電話"]
member = ["会員番号"]
name = ["氏名"]
[sender]
from = "news@house.example"
name = "球団案内係"
[template]
subject = "{{ 氏名 }} 様 開幕戦のチケット"
name = "{{ 氏名 }} 様"
text = "letter.txt"
"#;
pub const LETTER: &str = "{{ 氏名 }} 様\nお電話: {{ 電話 }}\n";

pub fn person(n: u32) -> String {
    let kanji = |n: u32| ["青", "川", "沢", "田", "中", "浜", "松", "山", "吉", "若"][n as usize % 10];
    let name = format!("{}{}原 {}郎", kanji(n / 100), kanji(n / 10), kanji(n));
    format!("M{n:06},{name},090-{:04}-{n:04}", 2_000 + n / 3)
}

/// A list; from a row on each address is that of the row before.
pub fn table(from: Option<u32>) -> String {
    let mut text = "会員番号,氏名,電話,メール\n".to_owned();
    for n in 1..=HOLDERS {
        let late = u32::from(from.is_some_and(|from| n >= from));
        writeln!(text, "{},fan{}@customer.example", person(n), n - late).unwrap();
    }
    text
}

pub struct House {
    pub folder: tempfile::TempDir,
}

impl House {
    /// A house with maker, boss and clerk, and the files of a campaign in a folder beside it.
    pub fn new() -> Self {
        let house = Self { folder: tempfile::tempdir().unwrap() };
        assert!(house.run(&["init", house.path("").to_str().unwrap(), "--domain", "house.example"]).status.success());
        house.write(
            "sekisho.toml",
            "[house]\nname = \"例示球団\"\nhostname = \"gate.house.example\"\ndomains = [\"house.example\"]\n[listen]\n\
             [storage]\nmin_free_mib = 16\n\
             [[upstream]]\nname = \"mta\"\nhost = \"127.0.0.1\"\nport = 9\ntls = \"never\"\n\
             [[group]]\nname = \"approvers\"\nmembers = [\"boss\", \"maker\"]\n",
        );
        for user in ["maker", "boss", "clerk", "audit"] {
            let address = format!("{user}@house.example");
            let mut add = vec!["user", "add", user, "--name", user, "--address", &address];
            if user == "audit" {
                add.extend(["--role", "auditor"]);
            }
            assert!(house.run_with(&add, PASSWORD).status.success());
        }
        fs::create_dir(house.path("spring")).unwrap();
        for (name, text) in [
            ("campaign.toml", PLAN.to_owned()),
            ("letter.txt", LETTER.to_owned()),
            ("list.csv", table(None)),
            ("second.csv", table(None).replace('\n', "\r\n")),
            ("master.csv", table(None)),
        ] {
            house.write(&format!("spring/{name}"), &text);
        }
        house
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Adds to the configuration.
    pub fn configure(&self, more: &str) {
        let text = fs::read_to_string(self.path("sekisho.toml")).unwrap();
        self.write("sekisho.toml", &format!("{text}{more}"));
    }

    pub fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.arg("--config").arg(self.path("sekisho.toml")).args(arguments).current_dir(self.folder.path());
        command.env("LANG", "en_US.UTF-8").env_remove("LC_ALL").env_remove("LC_MESSAGES");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that reads nothing may have closed it already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "")
    }

    pub fn campaign(&self, arguments: &[&str]) -> Told {
        let output = self.run(&[&["campaign"][..], arguments].concat());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Told { status: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    pub fn submit(&self) -> Told {
        self.campaign(&["submit", "spring/campaign.toml", "--as", "maker"])
    }

    pub fn status(&self) -> Value {
        let told = self.campaign(&["status", "opening-day", "--json"]);
        serde_json::from_str(&told.out).unwrap_or_else(|error| panic!("{error}: {}{}", told.out, told.err))
    }

    pub fn root(&self) -> String {
        self.status()["row"]["root"].as_str().unwrap().to_owned()
    }

    pub fn stand(&self) -> String {
        self.status()["row"]["stand"].as_str().unwrap().to_owned()
    }
}

#[derive(Debug)]
pub struct Told {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Told {
    pub fn is(&self, status: i32, words: &str) {
        assert!(self.status == status && format!("{}{}", self.out, self.err).contains(words), "{words}: {self:#?}");
    }
}
