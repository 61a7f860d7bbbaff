//! The recipes of `docs/operation.md`, word for word: one Postfix that hands letters to the house and takes them back.

use std::{thread, time::Duration};

use crate::{AT_ONCE, TARO, client, house::House, locked, ports::free_port, postfix::Postfix, with_file};

const PAGE: &str = include_str!("../../../../docs/operation.md");
/// Long enough for a letter that goes round to do so.
const ROUND: Duration = Duration::from_secs(3);

/// The lines of a recipe, with the ports of this test.
struct Recipe {
    main: String,
    master: String,
    relay: String,
}

fn recipe(heading: &str, house: &House, back: u16) -> Recipe {
    let section = PAGE.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let block = section.split("```\n").nth(1).unwrap();
    let part = |name: &str| {
        let from = block.split(&format!("# {name}\n")).nth(1).unwrap_or_else(|| panic!("no {name} in {heading}"));
        let lines = from.lines().take_while(|line| !line.starts_with("# "));
        lines.fold(String::new(), |text, line| format!("{text}{line}\n"))
    };
    let ported = |text: String| {
        text.replace(":10025", &format!(":{}", house.relay))
            .replace(":10026", &format!(":{}", house.milter))
            .replace(":10027", &format!(":{back}"))
    };
    let toml = part("sekisho.toml");
    assert!(toml.contains("port = 10027") && toml.contains("xforward = true"), "as the test's house has it\n{toml}");
    let relay = toml.split("[relay]").nth(1).map(|rest| format!("[relay]{}", rest.split("\n[").next().unwrap()));
    let relay = relay.map(|table| format!("{table}\n")).unwrap_or_default();
    Recipe { main: ported(part("main.cf")), master: ported(part("master.cf")), relay }
}

/// A house and the Postfix around it.
fn built(heading: &str) -> Option<(House, Postfix)> {
    let back = free_port();
    let mut house = House::new(back, AT_ONCE);
    let Recipe { main, master, relay } = recipe(heading, &house, back);
    house.configure(&relay);
    house.start(None);
    house.add_people();
    Some((house, Postfix::serving(&main, &master)?))
}

/// The evidence so far, with its events as plain JSON.
fn evidence(house: &House) -> String {
    let path = house.path("evidence");
    let _ = std::fs::remove_file(&path);
    house.output(&["evidence", "export", &path.display().to_string()]);
    std::fs::read_to_string(path).unwrap().replace('\\', "")
}

/// Letters that were taken in by this door.
fn accepted(house: &House, door: &str) -> usize {
    evidence(house).matches(&format!("\"door\":\"{door}\"")).count()
}

#[test]
fn behind_an_mta_a_letter_arrives_once() {
    let Some((house, postfix)) = built("Behind an MTA: as its next hop") else { return };
    let letter = client::letter(TARO, "a@postfix.example", "through", "Hello\r\n");
    client::send(postfix.port, TARO, &["a@postfix.example"], &letter).unwrap();
    let mails = postfix.mails(1);
    thread::sleep(ROUND);
    assert_eq!(
        (postfix.delivered(), accepted(&house, "relay")),
        (1, 1),
        "once through, and once there\n{}",
        postfix.log()
    );
    let (by_house, rest) = mails[0].split_once("by gate.house.example with").unwrap();
    assert!(by_house.contains("from client.example ([127.0.0.1])"), "the real client\n{}", mails[0]);
    assert!(!rest.contains("by gate.house.example"), "{}", mails[0]);
}

#[test]
fn inside_an_mta_a_letter_arrives_once() {
    let Some((house, postfix)) = built("Inside an MTA: as its milter") else { return };
    let letter = client::letter(TARO, "a@postfix.example", "harmless", "Hello\r\n");
    client::send(postfix.port, TARO, &["a@postfix.example"], &letter).unwrap();
    postfix.mails(1);
    assert!(evidence(&house).contains("milter-answered"));
    let blind = with_file("a@postfix.example", "blind", "x.zip", "application/zip", &locked());
    client::send(postfix.port, TARO, &["a@postfix.example"], &blind).unwrap();
    let held = house.wait_held(1).remove(0);
    let done = house.run(&["mail", "release", &held, "--as", "boss", "--approve"], "");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success() && said.starts_with(&held), "the id as it is written: {said}");
    postfix.mails(2);
    thread::sleep(ROUND);
    assert_eq!((postfix.delivered(), accepted(&house, "milter")), (2, 1), "once each\n{}", postfix.log());
}

#[test]
fn a_way_back_that_asks_the_milter_is_refused_in_its_first_round_and_the_sender_is_told() {
    let house = House::new(0, AT_ONCE);
    let more = format!(
        "smtpd_milters = inet:127.0.0.1:{}\nvirtual_mailbox_domains = postfix.example, house.example\n\
         smtpd_authorized_xforward_hosts = 127.0.0.0/8\n",
        house.milter
    );
    let Some(postfix) = Postfix::start(&more) else { return };
    let text = std::fs::read_to_string(house.path("sekisho.toml")).unwrap();
    house.write("sekisho.toml", &text.replace("port = 0\n", &format!("port = {}\n", postfix.port)));
    let mut house = house;
    house.start(None);
    house.add_people();
    let blind = with_file("a@postfix.example", "blind", "x.zip", "application/zip", &locked());
    client::send(postfix.port, TARO, &["a@postfix.example"], &blind).unwrap();
    let held = house.wait_held(1).remove(0);
    assert!(house.run(&["mail", "release", &held, "--as", "boss", "--approve"], "").status.success());
    let shown = house.wait_shown(&held, "routing loop");
    assert!(shown.contains("554") && !shown.contains("accepted\t"), "{shown}");
    assert!(house.log().contains("a released letter came back"), "{}", house.log());
    let mails = postfix.mails(2);
    assert!(mails.iter().any(|mail| mail.contains("5.4.6")), "the sender is told\n{mails:?}");
    assert_eq!(accepted(&house, "milter"), 1, "no second round");
}
