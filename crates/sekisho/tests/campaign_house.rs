//! `sekisho campaign` with a house: taken in, approved by another, let go, stopped, exported, certified; and everything
//! that must be refused. Each command opens the house by itself: no service runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]
#![allow(unreachable_pub, reason = "helpers of tests")]

#[path = "campaign_house/database.rs"]
mod database;
#[path = "campaign_house/house.rs"]
mod house;
#[path = "../../tables/tests/support/postgres.rs"]
mod postgres;

use std::{fs, path::Path};

use house::{FROM, HOLDERS, House, PLAN, table};
use serde_json::Value;

#[test]
fn two_people_let_a_campaign_go_and_anybody_stops_it() {
    let house = House::new();
    house.submit().is(0, "waits for approval");
    let root = house.root();
    let prove = |what: &str, user: &str, root: &str| {
        house.campaign(&[what, "opening-day", "--root", root, "--as", user, "--comment", "seen"])
    };
    prove("start", "maker", &root).is(1, "cannot be done now");
    prove("approve", "maker", &root).is(1, "had a hand in");
    prove("approve", "clerk", &root).is(2, "not theirs to see");
    prove("approve", "audit", &root).is(1, "may not");
    prove("approve", "boss", &"0".repeat(64)).is(1, "not the one that was shown");
    prove("approve", "boss", root.get(..8).unwrap()).is(1, "not the one that was shown");
    prove("approve", "nobody", &root).is(2, "no account of this login name");
    assert_eq!(house.stand(), "proposed");
    prove("approve", "boss", root.get(..12).unwrap()).is(0, "waits for its release");
    prove("approve", "boss", &root).is(1, "cannot be done now");
    prove("start", "boss", &root).is(1, "had a hand in, or releases what they approved");
    prove("start", "maker", &root).is(0, "letters leave");
    house.submit().is(1, "cannot be done now");
    house.campaign(&["pause", "opening-day", "--as", "maker"]).is(0, "paused");
    house.campaign(&["resume", "opening-day", "--as", "maker"]).is(0, "letters leave");
    house.campaign(&["stop", "opening-day", "--as", "clerk", "--json"]).is(0, "\"stand\":\"stopped\"");
    house.campaign(&["resume", "opening-day", "--as", "maker"]).is(1, "cannot be done now");
    let page = house.status();
    let acts: Vec<&str> = page["acts"].as_array().unwrap().iter().map(|act| act["code"].as_str().unwrap()).collect();
    for act in ["made", "checked", "proposed", "approved", "released", "paused", "resumed", "stopped"] {
        assert!(acts.contains(&act), "{act}: {acts:?}");
    }
    let verified = house.run(&["evidence", "verify"]);
    assert!(verified.status.success(), "{verified:?}");
    house.campaign(&["status"]).is(0, "opening-day\tstopped");
}

#[test]
fn a_slid_list_is_named_and_lies_before_nobody() {
    let house = House::new();
    house.write("spring/list.csv", &table(Some(FROM)));
    let told = house.submit();
    told.is(1, "Rows 41–120: the address column is 1 row late");
    told.is(1, "not ready");
    assert!(!told.out.contains("fan") && !told.out.contains("M000"), "a cell is shown: {}", told.out);
    let page = house.status();
    assert_eq!((&page["row"]["stand"], &page["row"]["root"]), (&Value::from("open"), &Value::Null));
    let shift = &page["check"]["differences"]["shifts"][0];
    assert_eq!((&shift["code"], &shift["first"], &shift["last"]), (&"late".into(), &FROM.into(), &HOLDERS.into()));
    for form in ["csv", "xlsx"] {
        let out = format!("differences.{form}");
        house.campaign(&["export", "opening-day", "--differences", "--out", &out]).is(0, &out);
        assert!(fs::metadata(house.path(&out)).unwrap().len() > 1_000, "{form}");
    }
    let csv = fs::read_to_string(house.path("differences.csv")).unwrap();
    assert!(csv.contains("fan40@customer.example") && csv.contains("fan41@customer.example"));
    house.write("spring/list.csv", &table(None));
    let told = house.submit();
    told.is(0, "Not as they were: list.csv");
}

#[test]
fn two_lists_of_one_person_are_no_two_lists() {
    let house = House::new();
    for (plan, words) in [
        (PLAN.replace("鈴木", "佐 藤"), "not made by two people"),
        (PLAN.replace("second.csv", "list.csv"), "not made by two people"),
        (PLAN.replace("author = \"佐藤\"\n", "").replace("author = \"鈴木\"\n", ""), "not made by two people"),
    ] {
        house.write("spring/campaign.toml", &plan);
        house.submit().is(1, words);
    }
    house.write("spring/campaign.toml", PLAN);
    house.write("spring/second.csv", &table(None).replacen("090-2001-0003", "090-9999-0003", 1));
    house.submit().is(1, "changed (1)");
    let waive = |count: &str, class: &str| {
        let what = ["waive", "opening-day", "--class", class, "--count", count, "--reason", "moved", "--as", "maker"];
        house.campaign(&what)
    };
    waive("2", "changed").is(1, "changed (1)");
    waive("1", "change").is(2, "Nobody can answer for this");
    waive("1", "changed").is(0, "waits for approval");
    let waiver = |count: u32, who: &str| {
        format!(
            "[[list.second.waiver]]\nclass = \"changed\"\ncount = {count}\nreason = \"moved\"\napprover = \"{who}\"\n"
        )
    };
    for (waiver, status, words) in [
        (waiver(2, "boss"), 1, "changed (1)"),
        (waiver(1, "鈴木"), 1, "changed (1)"),
        (waiver(1, "boss"), 0, "waits for approval"),
    ] {
        house.write("spring/campaign.toml", &PLAN.replace("[master]", &format!("{waiver}[master]")));
        house.submit().is(status, words);
    }
}

/// File, line, column, what to do; and nothing is taken in.
#[test]
fn bad_input_is_named_and_nothing_is_taken() {
    let right = table(None);
    let ragged = right.replacen("fan5@customer.example", "fan5@customer.example,x", 1);
    let no_key = right.replacen("M000005,", ",", 1);
    let no_mail = right.replacen("fan5@customer.example", "fan5.customer.example", 1);
    let description = "database = \"sqlite:crm.db\"\nquery = \"select 1\"\n";
    for (file, text, plan, words) in [
        ("list.csv", ragged.as_str(), PLAN.to_owned(), &["list.csv:6:", "5 cells", "4 columns"][..]),
        ("list.csv", &no_key, PLAN.to_owned(), &["list.csv:6", "会員番号", "empty"]),
        ("list.csv", &no_mail, PLAN.to_owned(), &["list.csv:6", "メール", "not a mail address"]),
        ("master.csv", &ragged, PLAN.to_owned(), &["master.csv:6:", "5 cells"]),
        ("list.csv", &right, PLAN.replacen("key = \"会員番号\"", "key = \"会員番合\"", 1), &["list.csv", "会員番合"]),
        ("list.csv", &right, PLAN.replace("master.csv", "lost.csv"), &["lost.csv", "cannot be read"]),
        ("list.csv", &right, PLAN.replace("list.csv", "../list.csv"), &["../list.csv", "without a path"]),
        ("list.csv", &right, PLAN.replace("list.csv", "/etc/passwd"), &["/etc/passwd", "without a path"]),
        ("crm.toml", description, PLAN.replace("list.csv", "crm.toml"), &["crm.toml", "database", "house:NAME"]),
        ("list.csv", &right, PLAN.replace("list.csv", "house:crm"), &["no source \"crm\""]),
        ("letter.txt", "{{ 氏 }}", PLAN.to_owned(), &["line 1", "氏"]),
        ("list.csv", &right, PLAN.replacen("[sender]", "[sendr]", 1), &["campaign.toml", "sendr"]),
    ] {
        let house = House::new();
        house.write(&format!("spring/{file}"), text);
        house.write("spring/campaign.toml", &plan);
        let told = house.submit();
        for words in words {
            told.is(2, words);
        }
        let status = house.campaign(&["status", "opening-day", "--json"]);
        let stand = serde_json::from_str::<Value>(&status.out).map(|page| page["row"]["root"].clone());
        assert!(stand.is_err() || stand.is_ok_and(|root| root.is_null()), "{file}: {status:?}");
    }
}

#[test]
fn a_wrong_charset_is_named_with_its_line() {
    let house = House::new();
    let mut bytes = table(None).into_bytes();
    let at = bytes.len() - 4;
    bytes[at] = 0xFF;
    fs::write(house.path("spring/list.csv"), &bytes).unwrap();
    house.submit().is(2, "list.csv");
    house.write("spring/list.toml", "file = \"list.csv\"\ncharset = \"utf-8\"\n");
    house.write("spring/campaign.toml", &PLAN.replacen("list.csv", "list.toml", 1));
    house.submit().is(2, &format!("list.csv:{}:", HOLDERS + 1));
}

#[test]
fn what_is_replaced_after_an_approval_is_approved_by_nobody() {
    let house = House::new();
    house.submit().is(0, "waits for approval");
    let root = house.root();
    let prove = |what: &str, user: &str| house.campaign(&[what, "opening-day", "--root", &root, "--as", user]);
    prove("approve", "boss").is(0, "waits for its release");
    // Outside nothing counts: what was taken is what was approved.
    house.write("spring/letter.txt", "{{ 氏名 }} 様\n別の文面です。お電話: {{ 電話 }}\n");
    assert_eq!(house.root(), root);
    let told = house.submit();
    told.is(0, "Not as they were: letter.txt");
    told.is(0, "what was approved is void");
    prove("start", "maker").is(1, "not the one that was shown");
    assert_eq!(house.stand(), "proposed");
    assert!(house.status()["sending"].is_null(), "nothing was sent");
    // The stored files themselves: without their bytes nobody approves anything.
    let folder = house.path("data/campaigns");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
    }
    let told = house.campaign(&["approve", "opening-day", "--root", &house.root(), "--as", "boss"]);
    assert_ne!(told.status, 0, "{told:?}");
    assert_eq!(house.stand(), "proposed");
}

#[test]
fn rows_and_certificate_are_written_and_the_certificate_checks_itself() {
    let house = House::new();
    house.submit().is(0, "waits for approval");
    let root = house.root();
    house.campaign(&["approve", "opening-day", "--root", &root, "--as", "boss"]).is(0, "release");
    let key = house.campaign(&["certificate", "key"]).out;
    for lang in ["ja", "en"] {
        let out = format!("certificate-{lang}.pdf");
        house.campaign(&["certificate", "save", "opening-day", "--out", &out]).is(0, &out);
        let verify = |more: &[&str]| house.campaign(&[&["certificate", "verify", out.as_str()][..], more].concat());
        verify(&["--key", key.trim()]).is(0, "signed by the key that was named");
        verify(&[]).is(0, &root);
        verify(&["--key", &"a".repeat(64)]).is(1, "ANOTHER key");
        let told: Value = serde_json::from_str(&verify(&["--json"]).out).unwrap();
        let values = &told["values"];
        assert_eq!((&values["root"], &values["letters"]), (&Value::from(root.as_str()), &HOLDERS.into()));
        assert_eq!(values["lists"]["independence"], "L3");
        assert_eq!(values["approvals"][0]["by"], "boss");
        assert!(values["evidence"]["event"].as_u64().unwrap() > 3);
        let mut bytes = fs::read(house.path(&out)).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("fan7@") && !text.contains("M000007"), "a recipient stands in it");
        let at = bytes.len() / 3;
        bytes[at] ^= 1;
        fs::write(house.path("broken.pdf"), bytes).unwrap();
        house.campaign(&["certificate", "verify", "broken.pdf"]).is(1, "BROKEN");
    }
    house.campaign(&["certificate", "verify", "spring/list.csv"]).is(2, "not a certificate");
    house.campaign(&["export", "opening-day", "--out", "rows.csv"]).is(0, "rows.csv");
    house.campaign(&["export", "opening-day", "--out", "rows.csv"]).is(2, "rows.csv");
    house.campaign(&["export", "opening-day", "--out", "rows.txt"]).is(2, ".xlsx");
    assert!(Path::new(&house.path("rows.csv")).exists());
}
