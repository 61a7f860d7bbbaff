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
