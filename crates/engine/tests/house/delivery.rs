//! The next hop says no, later, or nothing: each recipient has a fate, and the sender hears of each.

use sekisho_model::{Envelope, Event, Recipient, ReversePath, envelope::Notify};
use sekisho_store::{ParcelState, RecipientStatus as Status};

use crate::{
    hop::Answer,
    letters::plain,
    stage::{HOURS, MINUTES, Stage, WAIT, addresses, taken},
};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";
const REN: &str = "ren@partner.example";
const KEN: &str = "ken@other.example";

#[test]
fn a_refused_recipient_is_reported_and_the_others_get_theirs() {
    let stage = Stage::new();
    stage.hop.answer(REN, Some(Answer::Rcpt("550 5.1.1 no such person here")));
    let id = stage.submit("taro", &[AYA, REN], plain(TARO, &[AYA, REN], "fair"));
    stage.pass(WAIT);
    assert_eq!(stage.statuses(id), [Status::Accepted, Status::Refused]);
    let reports = stage.hop.notices(TARO);
    assert_eq!(reports.len(), 1);
    let text = String::from_utf8_lossy(&reports[0].bytes).into_owned();
    let diagnostic = "Diagnostic-Code: smtp; 550 5.1.1 no such person here";
    for part in ["message/delivery-status", "Action: failed", "Status: 5.1.1", diagnostic, REN] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(reports[0].from, "", "a report has no reverse path");
    stage.pass(24 * HOURS);
    assert_eq!((stage.hop.tries(REN), stage.hop.tries(AYA), stage.hop.notices(TARO).len()), (1, 1, 1));
}

#[test]
fn a_deferred_recipient_is_tried_on_schedule_alone() {
    let stage = Stage::new();
    stage.hop.answer(REN, Some(Answer::Rcpt("450 4.2.0 try later")));
    let id = stage.submit("taro", &[AYA, REN], plain(TARO, &[AYA, REN], "fair"));
    stage.pass(WAIT);
    assert_eq!((stage.statuses(id), stage.state(id)), (vec![Status::Accepted, Status::Deferred], ParcelState::Ready));
    stage.pass(9 * MINUTES);
    assert_eq!(stage.hop.tries(REN), 1);
    stage.pass(2 * MINUTES);
    assert_eq!((stage.hop.tries(REN), stage.hop.tries(AYA)), (2, 1));
    stage.pass(59 * MINUTES);
    assert_eq!(stage.hop.tries(REN), 2, "the second wait is an hour");
    stage.hop.answer(REN, None);
    stage.pass(2 * MINUTES);
    assert_eq!((stage.statuses(id), stage.state(id)), (vec![Status::Accepted; 2], ParcelState::Done));
    assert_eq!((stage.hop.letters(AYA).len(), stage.hop.letters(REN).len()), (1, 1));
    assert_eq!(stage.told("taro").len(), 0);
}

#[test]
fn a_recipient_is_given_up_with_a_report_and_only_counted_from_the_release() {
    let stage = Stage::new();
    stage.hop.answer(AYA, Some(Answer::Dot("451 4.3.0 disk trouble")));
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    stage.pass(40 * HOURS);
    stage.act("lead", stage.only(id).id, sekisho_engine::desk::Action::Approve).unwrap();
    let before = stage.hop.notices(TARO).len();
    for hours in [1, 24, 24, 24, 24, 21] {
        stage.pass(hours * HOURS);
    }
    assert_eq!((stage.statuses(id), stage.hop.notices(TARO).len()), (vec![Status::Deferred], before));
    stage.pass(3 * HOURS);
    assert_eq!((stage.statuses(id), stage.state(id)), (vec![Status::Returned], ParcelState::Done));
    let report = stage.hop.notices(TARO).pop().unwrap();
    let text = String::from_utf8_lossy(&report.bytes).into_owned();
    assert!(text.contains("Action: failed") && text.contains("disk trouble"), "{text}");
    let tries = stage.hop.tries(AYA);
    stage.pass(24 * HOURS);
    assert_eq!((stage.hop.tries(AYA), stage.hop.notices(TARO).len()), (tries, before + 1));
}

#[test]
fn a_lost_line_after_the_dot_is_told_and_never_tried_again() {
    let stage = Stage::new();
    stage.hop.answer(AYA, Some(Answer::Lost));
    let id = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "fair"));
    stage.pass(WAIT);
    assert_eq!((stage.statuses(id), stage.state(id)), (vec![Status::Unknown], ParcelState::Done));
    let told = stage.hop.notices(TARO);
    assert_eq!(told.len(), 1);
    assert!(told[0].text().contains(AYA), "{}", told[0].text());
    stage.pass(10 * 24 * HOURS);
    assert_eq!((stage.hop.tries(AYA), stage.hop.letters(AYA).len(), stage.hop.notices(TARO).len()), (1, 1, 1));
}

#[test]
fn a_wanted_success_that_nobody_will_report_is_told_as_relayed() {
    let stage = Stage::new();
    stage.hop.reports_nothing();
    let notify = Notify { success: true, ..Notify::default() };
    let wanted = Recipient { notify, ..Recipient::plain(AYA.parse().unwrap()) };
    let from = ReversePath::Address(TARO.parse().unwrap());
    let mut envelope = Envelope::plain(from, addresses(&[AYA, REN]));
    envelope.recipients[0] = wanted;
    let id = taken(&stage.hand_in_as(Some("taro"), envelope, plain(TARO, &[AYA, REN], "fair")));
    stage.pass(WAIT);
    assert_eq!(stage.statuses(id), [Status::Accepted; 2]);
    let reports = stage.hop.notices(TARO);
    assert_eq!(reports.len(), 1);
    let text = String::from_utf8_lossy(&reports[0].bytes).into_owned();
    assert!(text.contains("Action: relayed") && text.contains("Status: 2.0.0") && text.contains(AYA), "{text}");
    assert_eq!(text.matches("Final-Recipient:").count(), 1, "only who asked is told of: {text}");
    stage.pass(24 * HOURS);
    assert_eq!((stage.hop.notices(TARO).len(), stage.hop.tries(AYA)), (1, 1));
}

#[test]
fn notify_never_is_silence_and_null_paths_get_no_report() {
    let stage = Stage::new();
    for address in [AYA, REN, KEN] {
        stage.hop.answer(address, Some(Answer::Rcpt("550 5.1.1 no such person here")));
    }
    let with = |address: &str, notify| Recipient { notify, ..Recipient::plain(address.parse().unwrap()) };
    let never = Notify { never: true, ..Notify::default() };
    let success = Notify { success: true, ..Notify::default() };
    let failure = Notify { failure: true, ..Notify::default() };
    let from = ReversePath::Address(TARO.parse().unwrap());
    let all = vec![with(AYA, never), with(REN, success), with(KEN, failure)];
    let envelope = Envelope::plain(from, addresses(&[AYA])).with_recipients(all);
    let id = taken(&stage.hand_in_as(Some("taro"), envelope, plain(TARO, &[AYA, REN, KEN], "HIDDEN fair")));
    stage.settle();
    // Strangers that would see each other are asked about; here they do not.
    for parcel in stage.parcels(id) {
        let _ = stage.act("taro", parcel.id, sekisho_engine::desk::Action::Review);
    }
    stage.pass(WAIT);
    let reports: Vec<String> = stage
        .hop
        .notices(TARO)
        .iter()
        .map(|mail| String::from_utf8_lossy(&mail.bytes).into_owned())
        .filter(|text| text.contains("delivery-status"))
        .collect();
    assert_eq!(reports.len(), 1, "{reports:?}");
    let told: Vec<&str> =
        reports[0].lines().filter_map(|line| line.strip_prefix("Final-Recipient: rfc822; ")).collect();
    assert_eq!(told, [KEN]);

    let before = stage.hop.mails().len();
    let id = stage.relay("", &[AYA], plain(TARO, &[AYA], "bounce"));
    stage.pass(WAIT);
    assert_eq!((stage.statuses(id), stage.hop.mails().len()), (vec![Status::Refused], before));
}

#[test]
fn a_hop_that_is_away_loses_nothing() {
    let stage = Stage::with(crate::town::RULES, |settings| settings.upstreams[0].port = 9);
    let id = stage.submit("taro", &[AYA, "jiro@house.example"], plain(TARO, &[AYA], "fair"));
    stage.pass(WAIT);
    for parcel in stage.parcels(id) {
        assert_eq!(parcel.state, ParcelState::Ready, "{parcel:?}");
    }
    let deferred = |event: &Event| matches!(event, Event::Delivered { outcome, code: 0, .. } if outcome == "deferred");
    assert_eq!(stage.events(id).iter().filter(|event| deferred(event)).count(), 2);
}

#[test]
fn routes_choose_the_next_hop() {
    let second = crate::hop::Hop::open();
    let port = second.port;
    let stage = Stage::with(crate::town::RULES, |settings| {
        let mut upstream = settings.upstreams[0].clone();
        (upstream.name, upstream.port) = ("second".to_owned(), port);
        settings.upstreams.push(upstream);
        settings.routes = vec![sekisho_engine::settings::Route {
            recipients: vec!["other.example".parse().unwrap()],
            senders: Vec::new(),
            upstream: "second".to_owned(),
        }];
    });
    let id = stage.submit("taro", &[AYA, KEN], plain(TARO, &[TARO], "fair"));
    stage.pass(WAIT);
    assert_eq!(stage.parcels(id).iter().filter(|parcel| parcel.state != ParcelState::Done).count(), 0);
    assert_eq!((stage.hop.mails().len(), stage.hop.letters(AYA).len()), (1, 1));
    assert_eq!((second.mails().len(), second.letters(KEN).len()), (1, 1));
}

/// Delivery reports to the sender.
fn reports(stage: &Stage) -> Vec<String> {
    let text = |mail: crate::hop::Got| String::from_utf8_lossy(&mail.bytes).into_owned();
    stage.hop.notices(TARO).into_iter().map(text).filter(|text| text.contains("delivery-status")).collect()
}

#[test]
fn a_delay_is_told_once_in_time_and_only_to_who_wants_it() {
    let stage = Stage::with(crate::town::RULES, |settings| settings.delay_notice = Some(4 * HOURS));
    for address in [AYA, REN, KEN] {
        stage.hop.answer(address, Some(Answer::Rcpt("450 4.7.1 greylisted")));
    }
    let with = |address: &str, notify| Recipient { notify, ..Recipient::plain(address.parse().unwrap()) };
    let failure = Notify { failure: true, ..Notify::default() };
    let delay = Notify { delay: true, ..Notify::default() };
    let from = ReversePath::Address(TARO.parse().unwrap());
    let all = vec![with(AYA, Notify::default()), with(REN, failure), with(KEN, delay)];
    let envelope = Envelope::plain(from, addresses(&[AYA])).with_recipients(all);
    let id = taken(&stage.hand_in_as(Some("taro"), envelope, plain(TARO, &[AYA, REN, KEN], "HIDDEN fair")));
    stage.settle();
    for parcel in stage.parcels(id) {
        let _ = stage.act("taro", parcel.id, sekisho_engine::desk::Action::Review);
    }
    stage.pass(WAIT);
    stage.pass(3 * HOURS + 50 * MINUTES);
    assert_eq!(reports(&stage).len(), 0);
    stage.pass(11 * MINUTES);
    let told = reports(&stage);
    assert_eq!(told.len(), 1, "{told:?}");
    for part in ["Action: delayed", "Status: 4.7.1", "Will-Retry-Until: ", "greylisted"] {
        assert!(told[0].contains(part), "{part}: {}", told[0]);
    }
    let named = |address: &str| told[0].contains(&format!("Final-Recipient: rfc822; {address}"));
    assert_eq!([AYA, REN, KEN].map(named), [true, false, true]);
    stage.pass(24 * HOURS);
    assert_eq!(reports(&stage).len(), 1, "once");

    let relayed = stage.relay("", &[AYA], plain(TARO, &[AYA], "bounce"));
    let before = stage.hop.mails().len();
    stage.pass(WAIT);
    stage.pass(10 * HOURS);
    assert_eq!((stage.statuses(relayed), stage.hop.mails().len()), (vec![Status::Deferred], before), "never to <>");
}
