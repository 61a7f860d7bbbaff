use sekisho_content::{Limits, read};

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

#[test]
fn letters_of_a_template_are_alike_and_others_are_not() {
    let shape = |mail: &Mail| Shape::of(mail).unwrap();
    let one = shape(&merged("鈴木花子", 101));
    assert!(one.is_like(&shape(&merged("佐藤由美", 20_002))));
    let other =
        letter("山田様\r\n\r\nお世話になっております。\r\n見積書をお送りします。\r\nご確認をお願いいたします。\r\n");
    assert!(!one.is_like(&shape(&other)));
    assert_eq!(Shape::of(&letter("了解です\r\n")), None);
}

#[test]
fn a_burst_is_told_of_from_the_first_wrong_letter_until_somebody_looks() {
    let bursts = Bursts::new();
    let (right, wrong) = (merged("鈴木花子", 1), merged("佐藤由美", 2));
    bursts.note(&sender(), &right, id(1), at(0), false);
    assert_eq!(bursts.seen(&sender(), &right, at(1)), None);
    bursts.note(&sender(), &wrong, id(2), at(1), true);
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
    bursts.note(&sender(), &right, id(3), at(3), true);
    bursts.looked(id(3));
    assert_eq!(bursts.seen(&sender(), &right, at(4)), None);
}

#[test]
fn what_is_followed_is_bounded_and_what_went_wrong_is_not_forgotten_for_room() {
    let bursts = Bursts::new();
    bursts.note(&sender(), &merged("佐藤由美", 1), id(1), at(0), true);
    for number in 0..200_u32 {
        let line = |k: u32| format!("{}行目の文章です。\r\n", char::from_u32(0x4E00 + number * 7 + k).unwrap());
        let mail = letter(&(0..5).map(line).collect::<String>());
        bursts.note(&sender(), &mail, id(2), at(1), false);
    }
    assert!(bursts.0.lock().unwrap()[&sender().key()].len() <= SHAPES);
    assert!(bursts.seen(&sender(), &merged("鈴木花子", 2), at(2)).is_some());
}

fn shape() -> Shape {
    Shape::of(&merged("鈴木花子", 1)).unwrap()
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
    let (turns, bursts) = (Turns::default(), Bursts::new());
    let (first, second) = (turns.take(&sender(), 900), turns.take(&sender(), 900));
    let stranger = turns.take(&"other@house.example".parse().unwrap(), 900);
    [&first, &second, &stranger].into_iter().for_each(|turn| turn.read(Some(&shape())));
    stranger.come(&shape()).await;
    let right = merged("佐藤由美", 2);
    bursts.note(&sender(), &right, id(2), at(0), false);
    second.judged();
    let own = shape();
    let mut turn = std::pin::pin!(second.come(&own));
    assert!(waits(&mut turn).await);
    assert_eq!(bursts.seen(&sender(), &right, at(0)), None);
    bursts.note(&sender(), &merged("鈴木花子", 1), id(1), at(0), true);
    first.judged();
    assert!(!waits(&mut turn).await);
    assert!(bursts.seen(&sender(), &right, at(0)).is_some());
    bursts.hold(&sender(), &right, id(2));
    bursts.looked(id(2));
    assert_eq!(bursts.seen(&sender(), &right, at(0)), None, "releasing it is a look at the burst");
}

#[tokio::test]
async fn nobody_waits_for_letters_that_are_gone_long_unlike_or_later() {
    let turns = Turns::default();
    let other = letter("山田様\r\n\r\nお世話になっております。\r\n見積書です。\r\nご確認をお願いいたします。\r\n");
    for what in ["dropped", "without a shape", "unlike", "long and unread", "later"] {
        let before = turns.take(&sender(), if what == "long and unread" { SHORT_AND_MORE } else { 900 });
        let own = turns.take(&sender(), 900);
        own.read(Some(&shape()));
        match what {
            "dropped" => drop(before),
            "without a shape" => before.read(None),
            "unlike" => before.read(Shape::of(&other).as_ref()),
            "later" => {
                drop(before);
                turns.take(&sender(), 900).read(Some(&shape()));
            }
            _ => {}
        }
        let alike = shape();
        let mut turn = std::pin::pin!(own.come(&alike));
        assert!(!waits(&mut turn).await, "{what}");
    }
    // A short one that is still being read is waited for, but not for ever.
    let _unread = turns.take(&sender(), 900);
    let own = turns.take(&sender(), 900);
    own.read(Some(&shape()));
    let alike = shape();
    own.come(&alike).await;
}

const SHORT_AND_MORE: usize = 1 << 20;
