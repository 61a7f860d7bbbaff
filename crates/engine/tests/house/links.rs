//! Download links: the mailbox is proven with a code; wrong ones, late ones, strangers and held letters open nothing.

use sekisho_engine::desk::{Action, DeskError, DownloadState};
use sekisho_model::{Event, LetterId, ParcelId};
use sekisho_store::About;

use crate::{
    letters::{FILE, with_file},
    stage::{HOURS, MINUTES, Stage, WAIT},
    town,
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";
const REN: &str = "ren@partner.example";

/// A letter with a link that has left, and the secret of the link.
fn sent(stage: &Stage) -> (LetterId, String) {
    let id = stage.submit("taro", &[AYA, REN], with_file(TARO, &[AYA, REN], "LINKED fair"));
    stage.pass(WAIT);
    let got = stage.hop.letters(AYA).remove(0);
    let attached = got.read().parts.iter().any(|part| part.name.as_deref() == Some("halls.csv"));
    assert!(!attached && !String::from_utf8_lossy(&got.bytes).contains("Tuesday"), "the file stays");
    (id, got.secret("/download/"))
}

/// Asks for a code and reads it in the mailbox.
fn code(stage: &Stage, link: &str, address: &str) -> String {
    let before = stage.hop.notices(address).len();
    stage.run(stage.desk().download_code(link, address)).unwrap();
    stage.settle();
    let notices = stage.hop.notices(address);
    assert_eq!(notices.len(), before + 1, "one code for {address}");
    let text = notices[before].text();
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|word| word.len() == 6).collect();
    assert_eq!(digits.len(), 1, "{text}");
    digits[0].to_owned()
}

fn other(code: &str) -> &'static str {
    if code == "123456" { "654321" } else { "123456" }
}

fn link_events(stage: &Stage, id: LetterId) -> Vec<String> {
    let link = stage.run(stage.house().store().links_of(stage.only(id).id)).unwrap()[0].link;
    let rows = stage.run(
        stage
            .house()
            .store()
            .events(sekisho_store::EventFilter::default(), sekisho_store::PageRequest { after: None, limit: 500 }),
    );
    let mut codes: Vec<String> = Vec::new();
    for row in rows.unwrap().rows {
        let event: Event = serde_json::from_str(&row.link.event).unwrap();
        match event {
            Event::LinkCodeSent { link: of, .. }
            | Event::LinkOpened { link: of, .. }
            | Event::LinkRefused { link: of }
            | Event::LinkLocked { link: of, .. }
                if of == link =>
            {
                codes.push(event.code());
            }
            _ => {}
        }
    }
    codes.reverse();
    codes
}

#[test]
fn a_proven_mailbox_gets_the_file_and_who_and_when_is_written_down() {
    let stage = Stage::new();
    let ((id, link), desk) = (sent(&stage), stage.desk());
    let page = stage.run(desk.download_page(&link)).unwrap();
    assert_eq!((page.state, page.files.len()), (DownloadState::Open, 0), "no names before the proof");
    let code = code(&stage, &link, AYA);
    let (grant, page) = stage.run(desk.download_open(&link, AYA, &code)).unwrap();
    assert_eq!(page.files, [("halls.csv".to_owned(), FILE.len() as u64)]);
    let file = stage.run(desk.download_file(&link, &grant, 0)).unwrap();
    assert_eq!((file.name.as_str(), file.bytes.as_slice()), ("halls.csv", FILE.as_bytes()));
    assert!(stage.run(desk.download_file(&link, &grant, 1)).is_err());
    assert!(stage.run(desk.download_open(&link, AYA, &code)).is_err(), "a code works once");

    let seen = stage.run(desk.parcel(&town::viewer("taro"), stage.only(id).id)).unwrap();
    let opened = &seen.links[0].opened;
    assert_eq!((opened.len(), opened[0].0.as_str()), (1, AYA));
    assert_eq!(link_events(&stage, id), ["link-code-sent", "link-opened", "link-refused"]);
    stage.clock.advance(31 * MINUTES);
    assert!(matches!(stage.run(desk.download_file(&link, &grant, 0)), Err(DeskError::TokenSpent)), "a grant is short");
}

#[test]
fn five_wrong_codes_and_the_right_one_is_dead() {
    let stage = Stage::new();
    let ((id, link), desk) = (sent(&stage), stage.desk());
    let right = code(&stage, &link, AYA);
    for _ in 0..5 {
        assert!(matches!(
            stage.run(desk.download_open(&link, AYA, other(&right))),
            Err(DeskError::Input { field: "code", .. })
        ));
    }
    for _ in 0..20 {
        assert!(stage.run(desk.download_open(&link, AYA, &right)).is_err());
    }
    let refused = link_events(&stage, id).iter().filter(|code| *code == "link-refused").count();
    assert_eq!(refused, 5, "who goes on guessing fills nothing");

    // The next code comes late after wrong tries.
    let before = stage.hop.notices(AYA).len();
    stage.clock.advance(60 * MINUTES);
    stage.run(desk.download_code(&link, AYA)).unwrap();
    stage.settle();
    assert_eq!(stage.hop.notices(AYA).len(), before);
    stage.clock.advance(16 * MINUTES);
    let right = code(&stage, &link, AYA);
    assert!(stage.run(desk.download_open(&link, AYA, &right)).is_ok());
}

#[test]
fn a_code_is_for_one_mailbox_and_a_quarter_of_an_hour() {
    let stage = Stage::new();
    let ((_, link), desk) = (sent(&stage), stage.desk());
    let aya = code(&stage, &link, AYA);
    assert!(stage.run(desk.download_open(&link, REN, &aya)).is_err(), "not for somebody else");
    stage.run(desk.download_code(&link, AYA)).unwrap();
    stage.settle();
    assert_eq!(stage.hop.notices(AYA).len(), 1, "at most one a minute");
    stage.clock.advance(15 * MINUTES);
    assert!(stage.run(desk.download_open(&link, AYA, &aya)).is_err(), "expired");
    let mails = stage.hop.mails().len();
    for stranger in ["eve@elsewhere.example", TARO, "", "not an address"] {
        stage.run(desk.download_code(&link, stranger)).unwrap();
        assert!(stage.run(desk.download_open(&link, stranger, "123456")).is_err());
    }
    stage.settle();
    assert_eq!(stage.hop.mails().len(), mails, "nobody else gets a mail, and the answer is the same");
}

#[test]
fn a_locked_or_expired_link_opens_nothing() {
    let stage = Stage::new();
    let ((id, link), desk) = (sent(&stage), stage.desk());
    let code = code(&stage, &link, AYA);
    let (grant, _) = stage.run(desk.download_open(&link, AYA, &code)).unwrap();
    let digest = stage.run(stage.house().store().links_of(stage.only(id).id)).unwrap()[0].link;
    for who in ["jiro", "lead", "auditor"] {
        assert!(stage.run(desk.lock_link(&town::viewer(who), digest)).is_err(), "{who} locks");
    }
    stage.run(desk.lock_link(&town::viewer("taro"), digest)).unwrap();
    assert_eq!(stage.run(desk.download_page(&link)).unwrap().state, DownloadState::Locked);
    assert!(stage.run(desk.download_file(&link, &grant, 0)).is_err(), "a lock counts for who is in already");
    let mails = stage.hop.mails().len();
    stage.clock.advance(HOURS);
    stage.run(desk.download_code(&link, REN)).unwrap();
    stage.settle();
    assert_eq!(stage.hop.mails().len(), mails);

    let (_, link) = {
        let id = stage.submit("taro", &[AYA], with_file(TARO, &[AYA], "LINKED fair again"));
        stage.pass(WAIT);
        (id, stage.hop.letters(AYA).pop().unwrap().secret("/download/"))
    };
    let right = self::code(&stage, &link, AYA);
    let (grant, _) = stage.run(desk.download_open(&link, AYA, &right)).unwrap();
    stage.clock.advance(7 * 24 * HOURS);
    assert_eq!(stage.run(desk.download_page(&link)).unwrap().state, DownloadState::Expired);
    assert!(stage.run(desk.download_file(&link, &grant, 0)).is_err());
}

/// The secret of a link in a mail that is still looked at.
fn seen_by(stage: &Stage, who: &str, id: ParcelId) -> String {
    let shown = stage.run(stage.desk().outgoing(&town::viewer(who), id, 0)).unwrap();
    let text = String::from_utf8_lossy(&shown.raw).into_owned();
    let text = text.replace("=\r\n", "");
    let at = text.find("/download/").unwrap_or_else(|| panic!("{text}")) + "/download/".len();
    text[at..].chars().take_while(char::is_ascii_alphanumeric).collect()
}

#[test]
fn the_link_of_a_held_letter_is_no_way_past_the_approver() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], with_file(TARO, &[AYA], "LINKED APPROVE fair"));
    stage.pass(WAIT);
    let (id, desk) = (stage.only(id).id, stage.desk());
    let link = seen_by(&stage, "taro", id);
    let mails = stage.hop.mails().len();
    assert!(matches!(stage.run(desk.download_page(&link)), Err(DeskError::NotFound)));
    assert!(matches!(stage.run(desk.download_code(&link, AYA)), Err(DeskError::NotFound)));
    assert!(matches!(stage.run(desk.download_open(&link, AYA, "123456")), Err(DeskError::NotFound)));
    stage.settle();
    assert_eq!(stage.hop.mails().len(), mails);
    stage.act("lead", id, Action::Approve).unwrap();
    let code = code(&stage, &link, AYA);
    assert!(stage.run(desk.download_open(&link, AYA, &code)).is_ok());
    let about = stage.run(stage.house().store().events_of(About::Parcel(id), false)).unwrap();
    assert!(about.iter().any(|row| row.link.event.contains("link-made")));
}

#[test]
fn a_stopped_letter_takes_its_link_with_it() {
    let stage = Stage::new();
    let id = stage.submit("taro", &[AYA], with_file(TARO, &[AYA], "LINKED APPROVE fair"));
    let id = stage.only(id).id;
    let link = seen_by(&stage, "lead", id);
    stage.act("taro", id, Action::Stop).unwrap();
    assert_eq!(stage.run(stage.desk().download_page(&link)).unwrap().state, DownloadState::Locked);
}
