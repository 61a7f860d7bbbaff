//! What comes back, and what is kept.

use super::*;

#[test]
fn a_letter_that_came_back_fails_its_row_and_a_forged_one_does_not() {
    let stage = stage();
    released(&stage, 4, "開幕戦", "");
    settle(&stage);
    let own = letters(&stage, 2)[0].read().message_id.unwrap();
    let id_of = |own: &str| own.trim_matches(['<', '>']).to_owned();
    let report = |message_id: &str| {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: bounces@house.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
             Final-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--b--\r\n",
            address(2)
        )
        .into_bytes()
    };
    let hand_in = |message_id: &str| stage.hand_in(None, "", &["bounces@house.example"], report(message_id));
    let forged = id_of(&own).replace("spring.2.", "spring.3.");
    assert_eq!(hand_in(&forged).code(), 550);
    assert_eq!(count(&stage, RowState::Failed), 0);
    assert_eq!(hand_in(&id_of(&own)).code(), 250);
    assert_eq!(hand_in(&id_of(&own)).code(), 250, "once more changes nothing");
    assert_eq!(states(&stage)[&RowState::Failed], [2]);
    let row = stage.run(stage.house().store().campaign_row(&id(), 2)).unwrap().unwrap();
    assert_eq!(row.reply, "5.1.1");
    let person =
        stage.hand_in(None, "fan@customer1.example", &["bounces@house.example"], b"Subject: hi\r\n\r\nhi\r\n".to_vec());
    assert_eq!(person.code(), 550, "not thrown away: its sender hears of it");
}

#[test]
fn a_campaign_is_forgotten_when_its_time_is_over() {
    let stage = stage();
    released(&stage, 3, "開幕戦", "");
    settle(&stage);
    stage.clock.advance(89 * 24 * HOURS);
    stage.run(stage.house().forget()).unwrap();
    assert!(stage.run(stage.desk().campaign_letter(&viewer("taro"), &id(), 1)).is_ok());
    stage.clock.advance(2 * 24 * HOURS);
    stage.run(stage.house().forget()).unwrap();
    assert!(stage.run(stage.desk().campaign_letter(&viewer("taro"), &id(), 1)).is_err());
    let stored = stage.run(stage.house().store().campaign(&id())).unwrap().unwrap();
    assert!(stored.forgotten_at.is_some() && stored.sheet.is_null());
    assert_eq!(count(&stage, RowState::Accepted), 3, "the ledger stays");
    assert!(stage.run(stage.desk().new_campaign(&viewer("taro"), "spring")).is_err(), "and its name");
    stage.verify_chain();
}
