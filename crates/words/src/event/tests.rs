use sekisho_model::{
    CampaignAct, CampaignId, Digest, GroupId, IncidentId, LetterId, Need, Needs, Origin, ParcelId, Pause, Seal, Time,
    UserId, Verdict,
    campaign::Look,
    event::ReturnReason,
    hold::{Capacity, Means},
    ledger::RowStep,
};

use super::*;
use crate::{Lang, codes};

const ID: ParcelId = ParcelId { letter: LetterId::from_parts(1, 1), number: 0 };
const SEAL: Seal = Seal { parcel: Digest::ZERO, source: Digest::ZERO, outgoing: Digest::ZERO };

/// One event of every variant.
fn events() -> Vec<Event> {
    let (letter, parcel, seal, link, user) = (ID.letter, ID, SEAL, Digest::ZERO, UserId::new("sato"));
    let (by, group, means) = (user.clone(), GroupId::new("leads"), Means::SecondFactor);
    let verdict = Verdict::Hold { needs: Needs::new([Need::SelfReview]).unwrap() };
    let incident = IncidentId::new("I-7");
    let capacity = Capacity::Deputy { of: UserId::new("suzuki") };
    let (expires, number) = (Time::UNIX_EPOCH, 2);
    let campaign: CampaignId = "spring".parse().unwrap();
    vec![
        Event::Accepted { letter, origin: Origin::House, bytes: 1, recipients: 3, source: link, envelope: link },
        Event::Decided { parcel, verdict, findings: vec![], policy: link, seal, steps: vec![], recipients: 3 },
        Event::Stuck { letter, stage: "read".into() },
        Event::Waited { parcel, seal },
        Event::Reviewed { parcel, by: by.clone(), seal, means },
        Event::Approved { parcel, by: by.clone(), group, capacity, seal, means },
        Event::Thawed { parcel, by: by.clone(), incident },
        Event::Released { parcel, seal },
        Event::Discarded { parcel, by: by.clone() },
        Event::StoppedInside { parcel, by: by.clone(), means },
        Event::Returned { parcel, reason: ReturnReason::ApprovalTimeout },
        Event::Edited { parcel, by: by.clone(), old: seal, new: seal },
        Event::Altered { parcel, sealed: seal, found: None },
        Event::Delivered { parcel, recipient: 0, outcome: "accepted".into(), code: 250, seal, upstream: "main".into() },
        Event::Notified { about: Some(parcel), notice: "approve".into(), to: user.clone(), letter },
        Event::Revealed { parcel, by: by.clone(), finding: number },
        Event::Viewed { parcel, by: by.clone(), seal },
        Event::LinkMade { parcel, link, expires },
        Event::LinkCodeSent { link, letter },
        Event::LinkOpened { link, recipient: number },
        Event::LinkRefused { link },
        Event::LinkLocked { link, by: None },
        Event::SignedIn { user: user.clone(), means },
        Event::SignInFailed { user: user.clone() },
        Event::SignedOut { user: user.clone() },
        Event::UserChanged { user, change: "disabled".into(), by: Some(by.clone()) },
        Event::ListChanged { list: "all".into(), change: "member-added".into(), by: Some(by.clone()) },
        Event::PolicyLoaded { policy: link, by: None },
        Event::PolicyTried { policy: link, by, letters: 3_210, held: 14 },
        Event::Started { version: "0.1.0".into(), config: link },
        Event::Shredded { letter },
        Event::SpoolDamaged { unreadable: 2, damaged: 1, log_lost: true, rebuilt: false },
        Event::MilterAnswered {
            verdict: Verdict::Pass,
            findings: 1,
            policy: link,
            bytes: 900,
            recipients: 2,
            source: link,
            envelope: link,
            message: None,
            user: None,
        },
        Event::CampaignActed { campaign: campaign.clone(), act: CampaignAct::Paused { why: Pause::Altered }, by: None },
        Event::CampaignRowMoved { campaign, row: 412, step: RowStep::Lose, parcel: None, by: None },
    ]
}

#[test]
fn every_event_has_a_name_and_a_sentence() {
    let told: Vec<String> = events().iter().map(Event::code).collect();
    assert_eq!(told, codes::tagged::<Event>("event"), "an event is new: add it here and to both catalogues");
    for words in Lang::ALL.map(Words::new) {
        for event in events() {
            let (name, sentence) = (words.event(&event.code()), words.told(&event));
            assert!(name != event.code() && sentence != name, "{name}: {sentence}");
            assert!(!sentence.contains('{') && !sentence.contains("event-"), "{sentence}");
        }
    }
}

#[test]
fn a_refusal_tells_its_reason_and_a_change_what_changed() {
    let words = Words::new(Lang::Ja);
    let reason = ReturnReason::Refused { reason: sekisho_model::RefuseReason::UnknownList };
    let told = words.told(&Event::Returned { parcel: ID, reason });
    assert!(told.contains(&words.text("refuse-unknown-list")), "{told}");
    // Codes of `sekisho-engine`.
    for change in [
        "added",
        "password",
        "password-reset",
        "disabled",
        "enabled",
        "roles",
        "addresses",
        "language",
        "second-factor",
        "second-factor-reset",
    ] {
        let event = Event::UserChanged { user: UserId::new("x"), change: change.to_owned(), by: None };
        let told = words.told(&event);
        assert!(!told.contains(change) && told.contains("システム"), "{told}");
    }
}

#[test]
fn all_events_in_words() {
    for words in Lang::ALL.map(Words::new) {
        let lines: Vec<String> =
            events().iter().map(|event| format!("{} | {}", words.event(&event.code()), words.told(event))).collect();
        insta::assert_snapshot!(format!("events-{}", words.lang().code()), lines.join("\n"));
    }
}

#[test]
fn every_act_step_and_pause_is_in_words() {
    let root = Digest::ZERO;
    let acts = [
        CampaignAct::Made { dossier: root },
        CampaignAct::Checked { check: root, rows: 1_369, ready: 1_368 },
        CampaignAct::Tried { letters: 3 },
        CampaignAct::Proposed { root, rows: 1_369 },
        CampaignAct::Approved { root, means: Means::Password },
        CampaignAct::Released { root, means: Means::Password },
        CampaignAct::PartOpened { number: 1, purpose: "canary".into(), root, rows: 100 },
        CampaignAct::Paused { why: Pause::Person },
        CampaignAct::Resumed,
        CampaignAct::Stopped,
        CampaignAct::Complained { row: None },
        CampaignAct::Complained { row: Some(412) },
        CampaignAct::Looked { what: Look::Letter, row: Some(7) },
        CampaignAct::Looked { what: Look::Rows, row: None },
        CampaignAct::Looked { what: Look::Differences, row: None },
        CampaignAct::Ended,
        CampaignAct::Forgotten,
    ];
    let told: std::collections::BTreeSet<&str> = acts.iter().map(CampaignAct::code).collect();
    assert_eq!(told, codes::tagged::<CampaignAct>("act").iter().map(String::as_str).collect(), "an act is new");
    for words in Lang::ALL.map(Words::new) {
        let shown = |text: String| assert!(!text.contains("campaign-") && !text.contains('{'), "{text}");
        acts.iter().for_each(|act| shown(words.act(act)));
        RowStep::ALL.into_iter().for_each(|step| shown(words.code("campaign-step", step.code())));
        codes::plain::<Pause>().iter().for_each(|why| shown(words.code("campaign-pause", why)));
        ["canary", "rest", "resend"].into_iter().for_each(|what| shown(words.code("campaign-part-purpose", what)));
    }
}
