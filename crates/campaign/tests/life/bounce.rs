//! Mails that come back find their row, and forged ones do not.

use sekisho_campaign::{
    Line, RowNumber,
    bounce::{self, Fate},
};
use sekisho_content::compose::{Action, Correspondent, DeliveryReport, FinalRecipient, Returned, delivery_report};
use sekisho_model::{Address, Domain, Time, envelope::Ret};

use crate::club::{Club, club};

fn letter(club: &Club, row: u32) -> (Vec<u8>, Line) {
    let bytes = club.with(|job| job.letter(job.audience.row(RowNumber(row)).unwrap()).unwrap().bytes);
    (bytes, club.manifest().line(RowNumber(row)).unwrap().clone())
}

fn domain() -> Domain {
    Domain::parse("club.example").unwrap()
}

/// What a gateway like ours sends back.
fn report(source: &[u8], action: Action, status: &str, ret: Option<Ret>) -> Vec<u8> {
    let address = |text: &str| Address::parse(text).unwrap();
    delivery_report(&DeliveryReport {
        from: &Correspondent::plain(address("mailer-daemon@customer1.example")),
        to: &address("bounce@club.example"),
        subject: "Undelivered",
        text: "Your mail could not be delivered.",
        message_id: "1@customer1.example",
        date: Time::UNIX_EPOCH,
        reporting_mta: "mx.customer1.example",
        arrival: Time::UNIX_EPOCH,
        envid: None,
        recipients: &[FinalRecipient {
            address: address("fan3@customer3.example"),
            original: None,
            action,
            status: status.to_owned(),
            remote: None,
            diagnostic: None,
            will_retry_until: None,
        }],
        returned: Returned { ret, source },
    })
}

#[test]
fn a_delivery_report_finds_its_row() {
    let club = club(5);
    let (source, line) = letter(&club, 3);
    for (action, status, ret, fate) in [
        (Action::Failed, "5.1.1", None, Fate::Failed),
        (Action::Failed, "5.2.2", Some(Ret::Hdrs), Fate::Failed),
        (Action::Failed, "5.2.2", Some(Ret::Full), Fate::Failed),
        (Action::Delayed, "4.4.1", None, Fate::Delayed),
        (Action::Delivered, "2.0.0", None, Fate::Delivered),
        (Action::Relayed, "2.0.0", None, Fate::Delivered),
    ] {
        let bounce = bounce::read(&report(&source, action, status, ret), true).unwrap();
        assert_eq!((bounce.fate, bounce.status.as_deref()), (fate, Some(status)));
        assert_eq!(bounce.claims.len(), 1);
        let claim = &bounce.claims[0];
        assert_eq!((claim.campaign.as_str(), claim.row), ("opening-day", RowNumber(3)));
        assert!(claim.is_of(&line, &domain()));
        assert!(!claim.is_of(&letter(&club, 4).1, &domain()), "another row's");
        assert!(!claim.is_of(&line, &Domain::parse("other.example").unwrap()));
    }
}

#[test]
fn old_programs_and_complaints_are_understood_as_far_as_they_say() {
    let club = club(5);
    let (source, line) = letter(&club, 3);
    let head = "From: mailer-daemon@old.example\r\nTo: bounce@club.example\r\nSubject: failure notice\r\n";
    let quoted = String::from_utf8(source.clone()).unwrap();
    let plain =
        format!("{head}\r\nHi. This is the program. I give up.\r\n\r\n--- Below this line is a copy\r\n\r\n{quoted}");
    let abuse = |kind: &str| {
        format!(
            "{head}MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nabuse\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n\
             Feedback-Type: {kind}\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{quoted}\r\n--b--\r\n"
        )
    };
    for (bytes, from_nobody, fate) in [
        (plain.clone(), true, Some(Fate::Unclear)),
        (plain, false, None),
        (abuse("abuse"), false, Some(Fate::Complained)),
        (abuse("not-spam"), false, Some(Fate::Unclear)),
        (format!("{head}\r\nnothing of ours: a.1.b@club.example"), true, None),
    ] {
        let bounce = bounce::read(bytes.as_bytes(), from_nobody);
        assert_eq!(bounce.as_ref().map(|bounce| bounce.fate), fate);
        if let Some(bounce) = bounce {
            assert!(bounce.claims.iter().any(|claim| claim.is_of(&line, &domain())), "{:?}", bounce.claims);
        }
    }
}

#[test]
fn a_guessed_message_id_is_no_row() {
    let club = club(5);
    let (source, line) = letter(&club, 3);
    let text = String::from_utf8(source).unwrap();
    let at = text.find("opening-day.3.").unwrap() + "opening-day.3.".len();
    let forged = format!("{}{}{}", &text[..at], "0".repeat(20), &text[at + 20..]);
    let bounce = bounce::read(&report(forged.as_bytes(), Action::Failed, "5.1.1", None), true).unwrap();
    assert!(bounce.claims.iter().all(|claim| !claim.is_of(&line, &domain())));
}
