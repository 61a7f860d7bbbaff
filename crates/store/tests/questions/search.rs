//! Search.

use sekisho_model::LetterId;
use sekisho_store::{PageRequest, ParcelState, Unit};

use crate::{
    stage::{self, Stage, decide, held, id, nowhere, parcel, row},
    walk,
};

#[tokio::test]
async fn search_finds_words_of_subject_and_addresses() {
    let mut stage = Stage::new().await;
    let letters = [
        (1, "個人情報の取り扱いについて", "taro@example.org"),
        (2, "ﾊﾟｽﾜｰﾄﾞのお知らせ", "yamada@例え.jp"),
        (3, "Meeting ABC", "TARO@Example.NET"),
        (4, "情人", "jiro@example.com"),
    ];
    for (number, subject, to) in letters {
        let location = stage.store.accept(stage::new_letter(number)).await.unwrap();
        let letter = sekisho_store::LetterRow { subject: subject.into(), ..row(number, location) };
        let new = parcel(number, 0, ParcelState::Held, &[to]);
        stage.store.commit(decide(&letter, vec![new])).await.unwrap();
    }
    stage.indexed().await;
    let cases: [(&str, &[u64]); 16] = [
        ("情報", &[1]),
        ("個人 情報", &[1]),
        ("情報　taro", &[1]),
        ("人情報", &[1]),
        ("情", &[4, 1]),
        ("パスワード", &[2]),
        ("ｐａｓｓ", &[]),
        ("taro@", &[3, 1]),
        ("ＴＡＲＯ", &[3, 1]),
        ("abc meeting", &[3]),
        ("tarox", &[]),
        ("hanako@house.example", &[4, 3, 2, 1]),
        ("山田花子", &[4, 3, 2, 1]),
        ("@例え", &[2]),
        ("", &[]),
        ("\" OR NEAR( *", &[]),
    ];
    for round in 0..2 {
        for (question, numbers) in cases {
            let found = walk(|page| stage.store.search(question.into(), page)).await;
            let found: Vec<LetterId> = found.iter().map(|letter| letter.id).collect();
            assert_eq!(found, numbers.iter().map(|&number| id(number)).collect::<Vec<_>>(), "{question} {round}");
        }
        stage.again().await;
    }
}

#[tokio::test]
async fn a_search_that_looks_at_many_goes_on_with_the_next_page() {
    let stage = Stage::new().await;
    // Every letter has all pairs of "abca", one has the word.
    let letters: Vec<Unit> = (1..=700u64)
        .map(|number| {
            let subject = if number == 3 { "abca" } else { "ca ab bc" };
            let letter = sekisho_store::LetterRow { subject: subject.into(), ..row(number, nowhere(number)) };
            decide(&letter, vec![held(number, 0)])
        })
        .collect();
    assert!(stage.store.commit_all(letters).await.iter().all(Result::is_ok));
    stage.indexed().await;
    let first = stage.store.search("abca".into(), PageRequest::default()).await.unwrap();
    assert!(first.rows.is_empty() && first.next.is_some());
    let mut after = first.next;
    let mut found = Vec::new();
    while let Some(next) = after {
        let page = stage.store.search("abca".into(), PageRequest { after: Some(next), limit: 0 }).await.unwrap();
        found.extend(page.rows.into_iter().map(|letter| letter.id));
        after = page.next;
    }
    assert_eq!(found, [id(3)]);
}
