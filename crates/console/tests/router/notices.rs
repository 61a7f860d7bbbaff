//! The link of a notice mail: looking changes nothing, deciding works once and for these bytes only.

use super::stage::{Stage, roll};

/// The sender's side is asked first; only then the approvers are.
async fn review_by_notice(stage: &Stage) {
    let path = format!("/notice/{}", stage.notice_token("tanaka").await);
    let mut stranger = stage.stranger();
    let page = stranger.get(&path).await;
    assert!(page.text.contains("value=\"review\"") && !page.text.contains("value=\"approve\""), "{}", page.text);
    assert_eq!(stranger.post(&path, &[("action", "approve")]).await.status, 403, "a sender's notice approved");
    let done = stranger.post(&path, &[("action", "review")]).await;
    assert_eq!((done.status, done.text.contains("送信を確認しました。")), (200, true), "{}", done.text);
    assert!(done.text.contains("まだ必要な確認があります。"));
}

#[tokio::test]
async fn a_notice_is_looked_at_often_and_decided_once() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let mut stranger = stage.stranger();
    review_by_notice(&stage).await;
    let path = format!("/notice/{}", stage.notice_token("suzuki").await);
    for _ in 0..3 {
        let page = stranger.get(&path).await;
        assert_eq!((page.status, page.text.contains("value=\"approve\"")), (200, true), "{}", page.text);
        assert!(!page.text.contains("person3@mail3.example.com"), "the notice's page is masked");
        assert!(!page.text.contains("/reveal/"));
    }
    assert!(
        stage.browser("tanaka").await.get(&format!("/letters/{id}")).await.text.contains("保留中"),
        "looking decided"
    );
    assert_eq!(stranger.post(&path, &[("action", "review")]).await.status, 403, "an approver's notice reviewed");
    let done = stranger.post(&path, &[("action", "approve")]).await;
    assert_eq!((done.status, done.text.contains("承認しました。")), (200, true), "{}", done.text);
    let twice = stranger.post(&path, &[("action", "approve")]).await;
    assert_eq!((twice.status, twice.text.contains("このリンクは使えません")), (410, true));
    assert_eq!(stranger.get(&path).await.status, 410);
}

#[tokio::test]
async fn a_notice_dies_with_the_letter_it_was_about() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net", "aoi@mail.example.com"], &roll(12)).await;
    review_by_notice(&stage).await;
    let token = stage.notice_token("suzuki").await;
    let mut tanaka = stage.browser("tanaka").await;
    let edit = format!("/letters/{id}/recipients");
    let seal = tanaka.get(&edit).await.field("seal");
    assert_eq!(tanaka.post(&edit, &[("seal", &seal), ("keep", "0")]).await.status, 303);
    let mut stranger = stage.stranger();
    let stale = stranger.post(&format!("/notice/{token}"), &[("action", "approve")]).await;
    assert_eq!((stale.status, stale.text.contains("変わる前の内容への判断は受け付けません")), (410, true));
}

#[tokio::test]
async fn an_invented_token_opens_nothing() {
    let stage = Stage::open().await;
    let mut stranger = stage.stranger();
    let long = "A".repeat(5_000);
    for token in ["AAAAAAAAAAAAAAAAAAAAAAAAAA", "%00", "..", &long] {
        let page = stranger.get(&format!("/notice/{token}")).await;
        assert!([404, 410].contains(&page.status), "{token}: {}", page.status);
        let page = stranger.get(&format!("/download/{token}")).await;
        assert_eq!(page.status, 404, "{token}");
    }
}

#[tokio::test]
async fn a_recipient_inside_stops_the_copy_to_outside_from_the_notice() {
    let stage = Stage::open().await;
    stage.house.load_policy("[wait]\ninside_may_stop = true\n".to_owned()).await.unwrap();
    let id = stage.submit("tanaka", &["ren@partner.example.net", "mori@yamabuki.example"], "本文").await;
    let token = stage.notice_token("mori").await;
    let mut stranger = stage.stranger();
    let page = stranger.get(&format!("/notice/{token}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(
        page.text.contains("社外の宛先にはまだ送信されていません") && page.text.contains("ren@partner.example.net")
    );
    for other in ["value=\"review\"", "value=\"approve\"", "value=\"decline\"", "id=\"why\"", "/reveal/"] {
        assert!(!page.text.contains(other), "{other}");
    }
    let mut mori = stage.browser("mori").await;
    let full = mori.get(&format!("/letters/{id}")).await;
    assert!(full.text.contains("社外への送信を止める") && !full.text.contains("id=\"history\""), "{}", full.text);
    assert_eq!(mori.get(&format!("/letters/{id}/outgoing/0")).await.status, 404);
    let done = stranger.post(&format!("/notice/{token}"), &[("action", "stop"), ("comment", "宛先が違います")]).await;
    assert_eq!(done.status, 200, "{}", done.text);
    let told = stage.browser("tanaka").await.get(&format!("/letters/{id}")).await;
    assert!(told.text.contains("宛先が違います") && told.text.contains("mori さんからの連絡"));
    assert_eq!(stranger.post(&format!("/notice/{token}"), &[("action", "stop")]).await.status, 410);
}
