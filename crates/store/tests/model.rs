//! Random units against a model in memory: the same answers, the same state, the same number of events, also after the
//! store was opened again.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "model/expected.rs"]
mod expected;
mod stage;

use expected::{FEW, Model, Parcel, Step, self_version};

use proptest::prelude::*;
use sekisho_model::Event;
use sekisho_store::{
    Change, CommitError, LinkCode, ParcelSet, ParcelState, RecipientSet, RecipientStatus, Token, Tray, Unit,
};
use stage::{Stage, at, circle, digest, envelope, held, id, nowhere, parcel_id, people, row, user};

const PEOPLE: [&str; 4] = ["hanako", "desk", "boss", "saburo"];

fn state() -> impl Strategy<Value = ParcelState> {
    prop_oneof![4 => Just(ParcelState::Held), 1 => Just(ParcelState::Ready), 3 => prop::sample::select(&ParcelState::ALL[..])]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..FEW, prop::collection::vec(state(), 0..3)).prop_map(|(letter, states)| Step::Decide { letter, states }),
        6 => (0..FEW, prop::bool::weighted(0.2), state(), prop::option::of(0..9i64), any::<bool>(), any::<bool>(), any::<bool>())
            .prop_map(|(letter, stale, state, due, other_circle, edit, outcome)| {
                Step::Move { letter, stale, state, due, other_circle, edit, outcome }
            }),
        2 => (0..FEW, 0..FEW).prop_map(|(token, letter)| Step::AddToken { token, letter }),
        2 => (0..FEW).prop_map(|token| Step::UseToken { token }),
        1 => (0..FEW).prop_map(|letter| Step::Void { letter }),
        1 => (0..2u64).prop_map(|code| Step::PutCode { code }),
        1 => (0..2u64).prop_map(|code| Step::UseCode { code }),
        1 => (0..FEW).prop_map(|letter| Step::Erase { letter }),
        2 => (0..2u64, prop::option::of(0..9u64)).prop_map(|(key, value)| Step::Set { key, value }),
    ]
}

/// A unit: its time, its steps, its events; some have a payload.
type Drawn = (i64, Vec<Step>, Vec<(u64, bool)>);

fn unit() -> impl Strategy<Value = Drawn> {
    (0..9i64, prop::collection::vec(step(), 1..4), prop::collection::vec((0..FEW, any::<bool>()), 0..3))
}

/// The change of the store that a step stands for, given what the model knew before it.
fn change(model: &Model, step: &Step) -> Change {
    match step {
        Step::Decide { letter, states } => {
            let new = |(index, state): (u16, &ParcelState)| {
                stage::parcel(*letter, index, *state, &["taro@example.org", "jiro@example.com"])
            };
            Change::Decide { letter: row(*letter, nowhere(*letter)), parcels: (0..).zip(states).map(new).collect() }
        }
        Step::Move { letter, stale, state, due, other_circle, edit, outcome } => {
            let parcel = parcel_id(*letter, 0);
            let mut set = ParcelSet::to(*state);
            set.due_at = due.map(at);
            if *other_circle {
                set.circle = Some(sekisho_model::Circle { reviewers: people(&["saburo"]), ..circle() });
            }
            set.envelope = edit.then(|| envelope(&["saburo@example.net"]));
            let deferred = RecipientSet {
                number: 0,
                status: RecipientStatus::Deferred,
                attempted: true,
                next_at: None,
                code: 450,
                reply: String::new(),
                upstream: String::new(),
            };
            let recipients = if *outcome { vec![deferred] } else { vec![] };
            Change::Parcel { parcel, expect: self_version(model.parcel(parcel), *stale), set, recipients }
        }
        Step::AddToken { token, letter } => Change::AddToken(Token {
            token: digest(&token.to_string()),
            kind: "review".into(),
            user: None,
            parcel: Some(parcel_id(*letter, 0)),
            seal: None,
            link: None,
            expires_at: at(5),
            used_at: None,
        }),
        Step::UseToken { token } => Change::UseToken { token: digest(&token.to_string()) },
        Step::Void { letter } => Change::VoidTokensOf { parcel: parcel_id(*letter, 0) },
        Step::PutCode { code } => Change::PutLinkCode(LinkCode {
            link: digest(&code.to_string()),
            recipient: 0,
            code: digest("code"),
            expires_at: at(5),
            tries: 0,
            created_at: at(0),
        }),
        Step::UseCode { code } => {
            Change::UseLinkCode { link: digest(&code.to_string()), recipient: 0, code: digest("code"), max_tries: 5 }
        }
        Step::Erase { letter } => Change::ErasePersonal { letter: id(*letter) },
        Step::Set { key, value } => {
            Change::SetSetting { key: key.to_string(), value: value.map_or(serde_json::Value::Null, Into::into) }
        }
    }
}

/// Draws the units of a batch and says what the model answers.
fn play(model: &mut Model, batch: &[Drawn]) -> (Vec<Unit>, Vec<Result<u64, CommitError>>) {
    let (mut units, mut answers) = (Vec::new(), Vec::new());
    for (now, steps, payloads) in batch {
        let mut next = model.clone();
        let mut unit = Unit::new(at(*now));
        let mut answer = Ok(model.events.len() as u64 + 1);
        for step in steps {
            unit = unit.change(change(&next, step));
            if answer.is_ok() {
                answer = next.apply(at(*now), step).and(answer);
            }
        }
        for (letter, payload) in payloads {
            next.events.push((*letter, *payload, *payload));
            let event = Event::Shredded { letter: id(*letter) };
            unit = match payload {
                true => unit.event_with(event, serde_json::json!(letter)),
                false => unit.event(event),
            };
        }
        units.push(unit);
        if answer.is_ok() {
            *model = next;
        }
        answers.push(answer);
    }
    (units, answers)
}

async fn compare(stage: &Stage, model: &Model) {
    let store = &stage.store;
    let chain = store.verify_chain(0).await.unwrap();
    assert_eq!(chain.events, model.events.len() as u64);
    for letter in 0..FEW {
        let rows = store.events_of(sekisho_store::About::Letter(id(letter)), true).await.unwrap();
        let found = rows.iter().map(|row| (letter, row.link.personal.is_some(), row.personal.is_some()));
        let expected = model.events.iter().copied().filter(|(about, ..)| *about == letter);
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }
    for (id, expected) in &model.parcels {
        let parcel = store.parcel(*id).await.unwrap().unwrap();
        let rows = store.recipients(*id).await.unwrap();
        let found = Parcel {
            version: parcel.version,
            state: parcel.state,
            due: parcel.due_at,
            saburo: parcel.circle.reviewers.contains(&user("saburo")),
            recipients: rows.into_iter().map(|row| (row.address, row.status, row.attempts)).collect(),
        };
        assert_eq!(found, *expected);
    }
    for state in ParcelState::ALL {
        let expected = model.parcels.iter().filter(|(_, parcel)| parcel.state == state).map(|(id, _)| *id);
        assert_eq!(store.parcels_in(state, 99).await.unwrap(), expected.collect::<Vec<_>>());
    }
    for name in PEOPLE {
        let trays = [("reviewer", Tray::Reviewer(user(name))), ("approver", Tray::Approver(user(name), vec![]))];
        for (role, tray) in trays {
            let page = store.held(tray.clone(), Default::default()).await.unwrap();
            let shown: Vec<_> = page.rows.iter().map(|line| line.parcel.id).collect();
            assert_eq!(shown, model.waits_for(name, role), "{name} {role}");
            assert_eq!(store.count_held(tray.clone()).await.unwrap(), shown.len() as u64);
        }
    }
    for number in 0..FEW {
        let token = store.token(digest(&number.to_string())).await.unwrap();
        let found = token.map(|token| (token.parcel, token.used_at));
        assert_eq!(found, model.tokens.get(&number).copied());
        let setting = store.setting(number.to_string()).await.unwrap();
        assert_eq!(setting, model.settings.get(&number).map(|value| (*value).into()));
    }
    let stats = store.stats().await.unwrap();
    assert_eq!(stats.letters, model.letters.len() as u64);
    assert_eq!(stats.states.iter().map(|count| count.parcels).sum::<u64>(), model.parcels.len() as u64);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn the_store_does_what_the_model_does(batches in prop::collection::vec(prop::collection::vec(unit(), 1..6), 1..6)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut stage = Stage::new().await;
            let mut model = Model::default();
            for batch in &batches {
                let (units, expected) = play(&mut model, batch);
                let found = stage.store.commit_all(units).await;
                let found: Vec<_> = found.into_iter().map(|done| done.map(|done| done.first_seq)).collect();
                assert_eq!(found, expected);
                compare(&stage, &model).await;
            }
            stage.again().await;
            compare(&stage, &model).await;
            assert!(stage.store.letter(held(99, 0).id.letter).await.unwrap().is_none());
        });
    }
}
