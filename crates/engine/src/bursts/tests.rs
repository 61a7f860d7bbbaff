use sekisho_content::{Limits, read};
use sekisho_model::{GroupId, Need, Verdict};

use super::*;

fn letter(body: &str) -> Mail {
    let text = format!(
        "From: Shop <shop@house.example>\r\nTo: x@one.example\r\nSubject: Tickets\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}"
    );
    read(text.as_bytes(), &Limits::default())
}

/// What a mail merge makes.
fn merged(name: &str, number: u32) -> Mail {
    letter(&format!(
        "{name} 様\r\n\r\nいつもありがとうございます。\r\n会員番号: {number}\r\n座席: {number} 列 12 番\r\nチケットを下記の場所でお受け取りください。\r\n受取場所: 球場の 3 番窓口\r\n"
    ))
}

fn sender() -> Address {
    "shop@house.example".parse().unwrap()
}

fn at(seconds: i64) -> Time {
    Time::from_second(1_790_000_000 + seconds).unwrap()
}

fn id(number: u8) -> LetterId {
    LetterId::from_bytes([number; 16])
}

fn of(mail: &Mail) -> Shape {
    Shape::of(mail).unwrap()
}

#[test]
fn no_digit_is_taken_for_a_letter() {
    let scripts: Vec<char> = ('\0'..=char::MAX).filter(|c| is_script(*c)).collect();
    assert!(scripts.contains(&'あ') && scripts.contains(&'龍'));
    assert!(!scripts.into_iter().any(char::is_numeric));
}

#[test]
fn letters_of_a_template_are_alike_and_others_are_not() {
    let one = of(&merged("鈴木花子", 101));
    assert!(one.is_like(&of(&merged("佐藤由美", 20_002))));
    let other =
        letter("山田様\r\n\r\nお世話になっております。\r\n見積書をお送りします。\r\nご確認をお願いいたします。\r\n");
    assert!(!one.is_like(&of(&other)));
    assert_eq!(Shape::of(&letter("了解です\r\n")), None);
}

#[test]
fn a_burst_is_told_of_from_the_first_wrong_letter_until_somebody_looks() {
    let bursts = Bursts::new();
    let (right, wrong) = (merged("鈴木花子", 1), merged("佐藤由美", 2));
    bursts.note(&sender(), &of(&right), id(1), at(0), false);
    assert_eq!(bursts.seen(&sender(), &right, at(1)), None);
    bursts.note(&sender(), &of(&wrong), id(2), at(1), true);
    assert_eq!(bursts.seen(&sender(), &right, at(2)), Some(BurstFacts { letters: 3, wrong: 1 }));
    // Another sender, another shape, much later: another matter.
    let another: Address = "other@house.example".parse().unwrap();
    assert_eq!(bursts.seen(&another, &right, at(2)), None);
    let other =
        letter("山田様\r\n\r\nお世話になっております。\r\n見積書をお送りします。\r\nご確認をお願いいたします。\r\n");
    assert_eq!(bursts.seen(&sender(), &other, at(2)), None);
    assert_eq!(bursts.seen(&sender(), &right, at(QUIET_SECONDS + 2)), None);
    // Releasing a letter from before the wrong one is no look at it.
    bursts.looked(id(1));
    assert!(bursts.seen(&sender(), &right, at(3)).is_some());
    bursts.note(&sender(), &of(&right), id(3), at(3), true);
    bursts.looked(id(3));
    assert_eq!(bursts.seen(&sender(), &right, at(4)), None);
}

#[test]
fn what_is_followed_is_bounded_and_what_went_wrong_is_not_forgotten_for_room() {
    let bursts = Bursts::new();
    bursts.note(&sender(), &of(&merged("佐藤由美", 1)), id(1), at(0), true);
    for number in 0..200_u32 {
        let line = |k: u32| format!("{}行目の文章です。\r\n", char::from_u32(0x4E00 + number * 7 + k).unwrap());
        let mail = letter(&(0..5).map(line).collect::<String>());
        bursts.note(&sender(), &of(&mail), id(2), at(1), false);
    }
    assert!(bursts.0.lock().unwrap()[&sender().key()].len() <= SHAPES);
    assert!(bursts.seen(&sender(), &merged("鈴木花子", 2), at(2)).is_some());
}

fn shape() -> Shape {
    of(&merged("鈴木花子", 1))
}

/// Whether a future is still waiting after everybody had a chance to go on.
async fn waits(future: &mut (impl Future<Output = ()> + Unpin)) -> bool {
    for _ in 0..10 {
        tokio::task::yield_now().await;
        if futures_util::poll!(&mut *future).is_ready() {
            return false;
        }
    }
    true
}

#[tokio::test]
async fn a_letter_waits_for_those_of_its_burst_that_came_before_it() {
    let (turns, bursts) = (Turns::new(), Bursts::new());
    let (first, second) = (turns.rank().of(&sender()), turns.rank().of(&sender()));
    let stranger = turns.rank().of(&"other@house.example".parse().unwrap());
    second.read(Some(&shape()));
    stranger.read(Some(&shape()));
    assert_eq!(stranger.come(&shape()).await, Came::InTurn);
    let right = merged("佐藤由美", 2);
    bursts.note(&sender(), &of(&right), id(2), at(0), false);
    second.judged();
    let own = shape();
    let mut turn = std::pin::pin!(async { assert_eq!(second.come(&own).await, Came::InTurn) });
    // However long the one before takes: while it is not read, with its documents closed, with them open.
    assert!(waits(&mut turn).await);
    first.skimmed(Some(shape()));
    assert!(waits(&mut turn).await);
    first.read(Some(&shape()));
    assert!(waits(&mut turn).await);
    assert_eq!(bursts.seen(&sender(), &right, at(0)), None);
    bursts.note(&sender(), &of(&merged("鈴木花子", 1)), id(1), at(0), true);
    first.judged();
    assert!(!waits(&mut turn).await);
    assert!(bursts.seen(&sender(), &right, at(0)).is_some());
    bursts.hold(&sender(), &right, id(2));
    bursts.looked(id(2));
    assert_eq!(bursts.seen(&sender(), &right, at(0)), None, "releasing it is a look at the burst");
}

#[tokio::test]
async fn nobody_waits_for_letters_that_are_gone_unlike_or_later() {
    let turns = Turns::new();
    let other = letter("山田様\r\n\r\nお世話になっております。\r\n見積書です。\r\nご確認をお願いいたします。\r\n");
    for what in ["dropped", "judged", "without a shape", "unlike", "unlike as far as it is read", "alone"] {
        let rank = turns.rank();
        let before = turns.rank().of(&sender());
        // A letter of the house itself has no turn.
        drop(rank);
        let own = turns.rank().of(&sender());
        own.read(Some(&shape()));
        let later = turns.rank().of(&sender());
        later.read(Some(&shape()));
        match what {
            "dropped" => drop(before),
            "judged" => before.judged(),
            "without a shape" => before.read(None),
            "unlike" => before.read(Shape::of(&other).as_ref()),
            "unlike as far as it is read" => before.skimmed(Shape::of(&other)),
            _ => drop((before, later)),
        }
        assert_eq!(own.come(&shape()).await, Came::InTurn, "{what}");
    }
}

#[tokio::test]
async fn who_waited_too_long_is_late() {
    let turns = Turns::within(std::time::Duration::from_millis(20));
    for before in ["not read", "without bodies so far", "alike", "anybody's"] {
        let rank = (before == "anybody's").then(|| turns.rank());
        let (first, own) = (turns.rank().of(&sender()), turns.rank().of(&sender()));
        match before {
            "alike" => first.read(Some(&shape())),
            "without bodies so far" => first.skimmed(None),
            _ => {}
        }
        own.read(Some(&shape()));
        own.judged();
        if before == "anybody's" {
            drop(first);
        }
        assert_eq!(own.come(&shape()).await, Came::Late, "{before}");
        drop(rank);
    }
}

#[test]
fn a_late_letter_is_held_for_a_person_whatever_was_decided() {
    let group = GroupId::new("approvers");
    for recipients in [1, 3] {
        let passing = crate::worker::passing(recipients);
        let late = crate::stricter::out_of_turn(passing, &group);
        let Verdict::Hold { needs } = &late.verdict else { panic!("{:?}", late.verdict) };
        assert_eq!(needs.as_slice(), [Need::Approval { group: group.clone(), count: 1 }]);
        assert_eq!(late.findings[0].facts.get("reason"), Some(&Fact::Word("out-of-turn".to_owned())));
    }
}
