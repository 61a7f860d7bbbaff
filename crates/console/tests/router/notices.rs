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
    let version = tanaka.get(&edit).await.field("version");
    assert_eq!(tanaka.post(&edit, &[("version", &version), ("keep", "0")]).await.status, 303);
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
