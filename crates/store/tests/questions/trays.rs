//! Trays and history.

use sekisho_model::{Circle, GroupId};
use sekisho_store::{PageRequest, ParcelState, Tray};

use crate::{
    move_to,
    stage::{Stage, at, circle, held, id, parcel_id, people, ready, user},
    walk,
};

#[tokio::test]
async fn a_tray_shows_what_waits_for_its_person() {
    let stage = Stage::new().await;
    let store = &stage.store;
    for number in 1..=7 {
        let mut new = if number == 6 { ready(number, 0) } else { held(number, 0) };
        if number == 3 {
            new.circle = Circle { reviewers: people(&["saburo"]), authors: people(&["saburo"]), ..circle() };
        }
        stage.letter(number, vec![new]).await;
    }
    move_to(store, parcel_id(2, 0), ParcelState::Done, at(50)).await;
    let of = |team: &[&str]| team.iter().map(|name| GroupId::new(*name)).collect::<Vec<_>>();
    let approver = |name: &str, teams: &[&str]| Tray::Approver(user(name), of(teams));
    let cases = [
        (Tray::All, vec![1, 3, 4, 5, 7]),
        (Tray::Reviewer(user("hanako")), vec![1, 4, 5, 7]),
        (Tray::Reviewer(user("saburo")), vec![3]),
        (Tray::Reviewer(user("boss")), vec![]),
        (approver("boss", &[]), vec![1, 3, 4, 5, 7]),
        (approver("boss", &["privacy"]), vec![1, 3, 4, 5, 7]),
        (approver("boss", &["privacy", "leads", "other"]), vec![1, 3, 4, 5, 7]),
        (approver("boss", &["other"]), vec![]),
        (approver("officer", &["leads"]), vec![]),
        // Hanako is in the group of approvers and wrote all but one.
        (approver("hanako", &[]), vec![3]),
        (approver("hanako", &["leads"]), vec![3]),
        (approver("nobody", &[]), vec![]),
    ];
    for (tray, numbers) in cases {
        let lines = walk(|page| store.held(tray.clone(), page)).await;
        let shown: Vec<_> = lines.iter().map(|line| (line.parcel.id, line.letter.id)).collect();
        let expected: Vec<_> = numbers.iter().map(|&number| (parcel_id(number, 0), id(number))).collect();
        assert_eq!(shown, expected, "{tray:?}");
        assert_eq!(store.count_held(tray.clone()).await.unwrap(), numbers.len() as u64, "{tray:?}");
    }
    // Held again: it is back in every tray, with the circle it had.
    move_to(store, parcel_id(2, 0), ParcelState::Held, at(60)).await;
    assert_eq!(store.count_held(approver("boss", &[])).await.unwrap(), 6);
    assert_eq!(store.count_held(Tray::Reviewer(user("hanako"))).await.unwrap(), 5);
    assert_eq!(store.count_held(Tray::All).await.unwrap(), 6);
}

#[tokio::test]
async fn history_shows_every_state_newest_first() {
    let stage = Stage::new().await;
    let store = &stage.store;
    for number in 1..=5 {
        stage.letter(number, vec![held(number, 0), ready(number, 1)]).await;
    }
    move_to(store, parcel_id(3, 0), ParcelState::Returned, at(9)).await;
    let all: Vec<_> = (1..=5).rev().flat_map(|number| [parcel_id(number, 1), parcel_id(number, 0)]).collect();
    let cases = [
        (Tray::All, true),
        (Tray::Reviewer(user("desk")), true),
        (Tray::Approver(user("boss"), vec![]), true),
        (Tray::Approver(user("boss"), vec![GroupId::new("privacy")]), true),
        (Tray::Approver(user("hanako"), vec![]), false),
        (Tray::Reviewer(user("boss")), false),
    ];
    for (tray, sees) in cases {
        let lines = walk(|page| store.history(tray.clone(), page)).await;
        let shown: Vec<_> = lines.iter().map(|line| line.parcel.id).collect();
        assert_eq!(shown, if sees { all.clone() } else { vec![] }, "{tray:?}");
    }
}

#[tokio::test]
async fn a_page_does_not_shift_when_rows_are_added() {
    let stage = Stage::new().await;
    for number in [1, 2, 3, 4] {
        stage.held(number).await;
    }
    let first = stage.store.history(Tray::All, PageRequest { after: None, limit: 2 }).await.unwrap();
    for number in [5, 6] {
        stage.held(number).await;
    }
    move_to(&stage.store, first.rows[1].parcel.id, ParcelState::Done, at(9)).await;
    let second = stage.store.history(Tray::All, PageRequest { after: first.next, limit: 2 }).await.unwrap();
    let shown: Vec<_> = second.rows.iter().map(|line| line.parcel.id).collect();
    assert_eq!((shown, second.next), (vec![parcel_id(2, 0), parcel_id(1, 0)], None));
}

#[tokio::test]
async fn everybody_in_the_circle_may_see() {
    let stage = Stage::new().await;
    let parcel = stage.held(1).await;
    let seen = ["hanako", "desk", "boss", "deputy", "officer"].map(|name| (name, true));
    for (name, sees) in seen.into_iter().chain([("stranger", false), ("", false)]) {
        assert_eq!(stage.store.may_see(user(name), parcel).await.unwrap(), sees, "{name}");
        assert!(!stage.store.may_see(user(name), parcel_id(9, 0)).await.unwrap());
    }
}
