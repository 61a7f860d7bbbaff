//! Lists, memory, settings.

use sekisho_model::Digest;
use sekisho_store::{Change, CommitError, KnownName, ListMember, MailingList, Thread};

use crate::{
    commit,
    stage::{Stage, address, at, digest, user},
};

#[tokio::test]
async fn lists_and_members_come_and_go() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let list = |name: &str| MailingList {
        address: address("All@house.example"),
        name: name.into(),
        owners: vec![user("hanako")],
        attested_at: None,
        updated_at: at(1),
    };
    let member = |text: &str, approved: Option<&str>| ListMember {
        list: address("All@house.example"),
        address: address(text),
        added_by: Some(user("hanako")),
        added_at: at(2),
        approved_by: approved.map(user),
    };
    let added = commit(store, at(1), Change::PutMember(member("taro@example.org", None))).await;
    assert_eq!(added, Err(CommitError::Missing("list")));
    commit(store, at(1), Change::PutList(list("all"))).await.unwrap();
    commit(store, at(1), Change::PutList(list("everybody"))).await.unwrap();
    assert_eq!(store.lists().await.unwrap(), [list("everybody")]);
    assert_eq!(store.list(address("all@house.example")).await.unwrap(), Some(list("everybody")));
    for text in ["taro@example.org", "jiro@example.com", "Taro@example.org"] {
        commit(store, at(2), Change::PutMember(member(text, (text != "jiro@example.com").then_some("boss"))))
            .await
            .unwrap();
    }
    let members = store.members(address("all@house.example")).await.unwrap();
    assert_eq!(members, [member("jiro@example.com", None), member("Taro@example.org", Some("boss"))]);
    let gone = |text: &str| Change::RemoveMember { list: address("all@house.example"), address: address(text) };
    commit(store, at(3), gone("TARO@example.org")).await.unwrap();
    let twice = commit(store, at(3), gone("taro@example.org")).await;
    assert_eq!(twice, Err(CommitError::Missing("member")));
    let remove = || Change::RemoveList { list: address("all@house.example") };
    commit(store, at(4), remove()).await.unwrap();
    assert_eq!(commit(store, at(4), remove()).await, Err(CommitError::Missing("list")));
    assert_eq!(store.members(address("all@house.example")).await.unwrap(), []);
}

#[tokio::test]
async fn the_memory_keeps_what_is_used() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let domain = |text: &str| text.parse::<sekisho_model::Domain>().unwrap();
    commit(store, at(10), Change::SeeDomains(vec![domain("a.example"), domain("b.example")])).await.unwrap();
    commit(store, at(20), Change::SeeDomains(vec![domain("a.example")])).await.unwrap();
    commit(store, at(15), Change::SeeDomains(vec![domain("a.example")])).await.unwrap();
    let seen = store.domains(vec![domain("a.example"), domain("x.example")]).await.unwrap();
    assert_eq!((seen.len(), seen[0].letters, seen[0].first_at, seen[0].last_at), (1, 3, at(10), at(20)));
    assert_eq!(store.all_domains().await.unwrap().len(), 2);

    let name =
        |key: &str, name: &str, when| KnownName { address_key: key.into(), name: name.into(), last_at: at(when) };
    let names = (0..7).map(|n| name("taro@example.org", &format!("太郎{n}"), n)).collect();
    commit(store, at(20), Change::KnowNames(names)).await.unwrap();
    let more = vec![name("taro@example.org", "太郎3", 30), name("jiro@example.com", "次郎", 5)];
    commit(store, at(20), Change::KnowNames(more)).await.unwrap();
    commit(store, at(20), Change::KnowNames(vec![])).await.unwrap();
    let asked = vec!["taro@example.org".into(), "jiro@example.com".into(), "x@example.org".into()];
    let found = store.names(asked).await.unwrap();
    let taro = [("太郎3", 30), ("太郎6", 6), ("太郎5", 5), ("太郎4", 4), ("太郎2", 2)];
    let expected: Vec<_> = std::iter::once(name("jiro@example.com", "次郎", 5))
        .chain(taro.map(|(text, when)| name("taro@example.org", text, when)))
        .collect();
    assert!(found == expected);

    let thread = |people: &[&str], when| Thread {
        message_id: digest("message"),
        participants: people.iter().map(|&text| text.to_owned()).collect(),
        at: at(when),
    };
    commit(store, at(20), Change::PutThread(thread(&["a@a.example"], 1))).await.unwrap();
    commit(store, at(20), Change::PutThread(thread(&["b@b.example"], 4))).await.unwrap();
    let found = store.threads(vec![digest("message"), digest("other")]).await.unwrap();
    assert!(found == [thread(&["b@b.example"], 4)]);

    commit(store, at(40), Change::PruneMemory { before: at(15) }).await.unwrap();
    assert_eq!(store.all_domains().await.unwrap().len(), 1);
    assert_eq!(store.names(vec!["taro@example.org".into(), "jiro@example.com".into()]).await.unwrap().len(), 1);
    assert_eq!(store.threads(vec![digest("message")]).await.unwrap().len(), 0);
}

#[tokio::test]
async fn settings_are_set_replaced_and_removed() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let set = |value| Change::SetSetting { key: "k".into(), value };
    for value in [serde_json::json!([1, 2]), serde_json::json!("text"), serde_json::json!({"a": null})] {
        commit(store, at(1), set(value.clone())).await.unwrap();
        assert_eq!(store.setting("k".into()).await.unwrap(), Some(value));
    }
    commit(store, at(1), set(serde_json::Value::Null)).await.unwrap();
    assert_eq!(store.setting("k".into()).await.unwrap(), None);
}

#[tokio::test]
async fn a_digest_of_nothing_is_no_special_case() {
    let stage = Stage::new().await;
    assert_eq!(stage.store.session(Digest::ZERO).await.unwrap(), None);
    assert_eq!(stage.store.link(Digest::ZERO).await.unwrap(), None);
    assert_eq!(stage.store.token(Digest::ZERO).await.unwrap(), None);
    assert!(stage.store.names(vec![]).await.unwrap().is_empty());
    assert!(stage.store.threads(vec![]).await.unwrap().is_empty());
    assert!(stage.store.domains(vec![]).await.unwrap().is_empty());
}
