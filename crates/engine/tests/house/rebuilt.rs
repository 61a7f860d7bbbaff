//! A database that is lost and rebuilt from the spool: nobody knows what was sent, so nothing leaves without a person.

use sekisho_engine::desk::Action;
use sekisho_model::{Event, Fact, FindingKind};
use sekisho_smtp::milter::MilterAnswer;
use sekisho_store::{MasterKeys, ParcelState, Store};

use crate::{
    gate::ask,
    letters::plain,
    stage::{Stage, WAIT, taken},
};

const TARO: &str = "taro@house.example";
const JIRO: &str = "jiro@house.example";
const AYA: &str = "aya@partner.example";

#[test]
fn letters_found_again_wait_for_a_person_and_old_notices_stay() {
    let mut stage = Stage::new();
    let sent = stage.submit("taro", &[JIRO], plain(TARO, &[JIRO], "fair"));
    let asked = stage.submit("taro", &[AYA], plain(TARO, &[AYA], "APPROVE fair"));
    stage.pass(WAIT);
    assert_eq!((stage.state(sent), stage.told("lead").len()), (ParcelState::Done, 1));

    stage.crash();
    std::fs::remove_file(stage.data().join("sekisho.db")).unwrap();
    let keys = MasterKeys::load(&stage.key()).unwrap().into();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let rebuilt = runtime.block_on(Store::rebuild(&stage.data(), keys, stage.clock.now())).unwrap();
    assert!(rebuilt.letters >= 3 && rebuilt.unreadable == 0 && rebuilt.damaged == 0, "{rebuilt:?}");
    let workers = std::mem::replace(&mut stage.workers, 0);
    stage.start();
    stage.add_people();
    stage.workers = workers;
    stage.crash_and_start();
    stage.pass(WAIT);

    for letter in [sent, asked] {
        let parcel = stage.only(letter);
        assert_eq!(parcel.state, ParcelState::Held);
        let why = |fact: &Fact| *fact == Fact::Word("found-again".to_owned());
        let found = |kind, name: &str| {
            parcel.findings.iter().any(|found| found.kind == kind && found.facts.get(name).is_some_and(why))
        };
        assert!(found(FindingKind::DetectorFailed, "reason"), "{:?}", parcel.findings);
    }
    assert_eq!(stage.hop.letters(JIRO).len(), 1, "not once more by itself");
    let told = stage.told("lead").len();
    assert_eq!(told, 3, "asked for both, and the old notice did not go again");
    let chain = stage.run(stage.house().store().events(Default::default(), Default::default())).unwrap().rows;
    let noted = chain.iter().filter_map(|row| serde_json::from_str(&row.link.event).ok());
    let noted = noted.filter(|event| matches!(event, Event::SpoolDamaged { rebuilt: true, .. })).count();
    assert_eq!(noted, 1, "once, at the first start");

    stage.act("lead", stage.only(sent).id, Action::Approve).unwrap();
    assert_eq!(stage.hop.letters(JIRO).len(), 2);
    // What comes in from now on goes its usual way.
    let fresh = stage.submit("taro", &[JIRO], plain(TARO, &[JIRO], "later"));
    assert_eq!(stage.state(fresh), ParcelState::Done);
}

#[test]
fn a_letter_the_spool_does_not_take_is_refused_for_good() {
    let mut stage = Stage::new();
    stage.crash();
    stage.letter_bytes = 4_000;
    stage.start();
    let mut large = plain(TARO, &[AYA], "large");
    large.extend(std::iter::repeat_n(b"word after word\r\n".as_slice(), 400).flatten());
    let reply = stage.hand_in(None, TARO, &[AYA], large);
    assert_eq!(reply.code(), 552, "{}", reply.text());
    let subject = format!("APPROVE {}", "very ".repeat(700));
    let answer = ask(&stage, &[AYA], &subject);
    let MilterAnswer::Refuse(reply) = answer else { panic!("{answer:?}") };
    assert!(format!("{reply:?}").contains("code: 552"), "{reply:?}");
    taken(&stage.hand_in(None, TARO, &[AYA], plain(TARO, &[AYA], "small")));
    stage.settle();
}
