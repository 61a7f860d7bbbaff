//! What is decided on the page of a letter.

use super::stage::{Stage, roll};

#[tokio::test]
async fn the_sender_stops_a_letter_for_the_seal_that_was_shown() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let (page, act) = (format!("/letters/{id}"), format!("/letters/{id}/act"));
    let mut tanaka = stage.browser("tanaka").await;
    let shown = tanaka.get(&page).await;
    let seal = shown.field("seal");
    assert!(!shown.text.contains("<script>alert"), "the subject became markup");
    let other = "0".repeat(64);
    let stale = tanaka.post(&act, &[("action", "stop"), ("seal", &other)]).await;
    assert_eq!((stale.status, stale.text.contains("判断は無効です")), (409, true));
    assert_eq!(tanaka.post(&act, &[("action", "stop"), ("seal", "nonsense")]).await.status, 400);
    assert_eq!(tanaka.post(&act, &[("action", "burn"), ("seal", &seal)]).await.status, 400);
    let done = tanaka.post(&act, &[("action", "stop"), ("seal", &seal)]).await;
    assert_eq!((done.status, done.header("location")), (303, page.as_str()));
    let after = tanaka.get(&page).await;
    assert!(after.text.contains("メールを止め、破棄しました。") && after.text.contains("破棄"));
    assert!(!tanaka.get(&page).await.text.contains("メールを止め、破棄しました。"), "what was done is said once");
    assert_eq!(tanaka.post(&act, &[("action", "stop"), ("seal", &seal)]).await.status, 403);
}

#[tokio::test]
async fn nobody_approves_their_own_letter_and_another_person_does() {
    let stage = Stage::open().await;
    let id = stage.submit("suzuki", &["ren@partner.example.net"], &roll(12)).await;
    let (page, act) = (format!("/letters/{id}"), format!("/letters/{id}/act"));
    let mut suzuki = stage.browser("suzuki").await;
    let shown = suzuki.get(&page).await;
    let seal = shown.field("seal");
    assert!(!shown.text.contains("value=\"approve\""), "the author has a button to approve");
    assert_eq!(suzuki.post(&act, &[("action", "approve"), ("seal", &seal)]).await.status, 403);
    let mut kato = stage.browser("kato").await;
    assert!(kato.get("/approve").await.text.contains(&page));
    let done = kato.post(&act, &[("action", "approve"), ("seal", &seal)]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(!kato.get(&page).await.text.contains("value=\"approve\""), "who approved is asked again");
    let again = kato.post(&act, &[("action", "approve"), ("seal", &seal)]).await;
    assert_eq!(again.status, 409);
}

#[tokio::test]
async fn an_approver_sends_it_back() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let mut suzuki = stage.browser("suzuki").await;
    let seal = suzuki.get(&format!("/letters/{id}")).await.field("seal");
    let done = suzuki.post(&format!("/letters/{id}/act"), &[("action", "decline"), ("seal", &seal)]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(suzuki.get(&format!("/letters/{id}")).await.text.contains("差出人へ差し戻しました。"));
}

#[tokio::test]
async fn what_an_approver_writes_stands_on_the_page_of_the_sender_as_text() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let act = format!("/letters/{id}/act");
    let mut suzuki = stage.browser("suzuki").await;
    let shown = suzuki.get(&format!("/letters/{id}")).await;
    assert!(shown.text.contains("<textarea id=\"comment-decline\""));
    let seal = shown.field("seal");
    let fields = |comment: &'static str| {
        [("action", "decline"), ("seal", &*seal), ("comment", comment)].map(|(a, b)| (a, b.to_owned()))
    };
    let long: &'static str = Box::leak("x".repeat(2_001).into_boxed_str());
    let too_long = fields(long);
    let too_long: Vec<(&str, &str)> = too_long.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(suzuki.post(&act, &too_long).await.status, 422);
    let written = fields("表が古いです。\r\n<b>差し替えて</b>ください。");
    let written: Vec<(&str, &str)> = written.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(suzuki.post(&act, &written).await.status, 303);
    let page = stage.browser("tanaka").await.get(&format!("/letters/{id}")).await;
    assert!(page.text.contains("表が古いです。\n&#60;b&#62;差し替えて"), "{}", page.text);
    assert!(page.text.contains("suzuki さんからの連絡"));
}

#[tokio::test]
async fn other_recipients_make_another_seal() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net", "wrong@mail.example.com"], &roll(12)).await;
    let (page, edit) = (format!("/letters/{id}"), format!("/letters/{id}/recipients"));
    let mut tanaka = stage.browser("tanaka").await;
    let old = tanaka.get(&page).await.field("seal");
    let form = tanaka.get(&edit).await;
    let seal = form.field("seal");
    assert_eq!(form.text.matches("name=\"keep\"").count(), 2);
    let nobody = tanaka.post(&edit, &[("seal", &seal)]).await;
    assert_eq!((nobody.status, nobody.text.contains("宛先が 1 件も残りません")), (422, true));
    let broken = tanaka.post(&edit, &[("seal", &seal), ("keep", "0"), ("add", "not an address")]).await;
    assert_eq!((broken.status, broken.text.contains("not an address")), (422, true));
    assert!(broken.text.matches(" checked").count() == 1, "the form forgot what was ticked");
    let typed = [("seal", &*"0".repeat(64)), ("keep", "0"), ("add", "typed@mail.example.com")];
    let late = tanaka.post(&edit, &typed).await;
    assert_eq!((late.status, late.text.contains("メールの状態が変わりました")), (422, true));
    assert!(late.text.contains("typed@mail.example.com"), "the form forgot what was typed");
    assert_eq!(late.text.matches(" checked").count(), 2, "numbers of another mail were ticked");
    let done = tanaka.post(&edit, &[("seal", &seal), ("keep", "0"), ("add", "right@mail.example.com")]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let after = tanaka.get(&page).await;
    let gets = |address: &str| after.text.contains(&format!("<span class=\"address\">{address}</span>"));
    assert!(gets("right@mail.example.com") && gets("ren@partner.example.net") && !gets("wrong@mail.example.com"));
    assert_ne!(after.field("seal"), old);
    let stale = tanaka.post(&format!("{page}/act"), &[("action", "stop"), ("seal", &old)]).await;
    assert_eq!(stale.status, 409, "a decision for the old letter was taken");
}

#[tokio::test]
async fn one_click_stops_everything_that_has_not_left() {
    let stage = Stage::open().await;
    let first = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    stage.submit("tanaka", &["aoi@partner.example.net"], &roll(13)).await;
    let mut tanaka = stage.browser("tanaka").await;
    let mut page = tanaka.get("/mis-sent").await;
    for _ in 0..3_600 {
        if page.text.matches("name=\"parcel\"").count() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        page = tanaka.get("/mis-sent").await;
    }
    let ids: Vec<String> = page
        .text
        .split("name=\"parcel\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert!(ids.len() == 2 && ids.contains(&first), "{ids:?}");
    let fields: Vec<(&str, &str)> = ids.iter().map(|id| ("parcel", id.as_str())).collect();
    let done = tanaka.post("/mis-sent", &fields).await;
    assert_eq!((done.status, done.header("location")), (303, "/history"));
    let history = tanaka.get("/history").await;
    assert!(history.text.contains("2 件のメールを止めました。"), "{}", history.text);
    assert!(tanaka.get("/mis-sent").await.text.contains("止められるメールはありません。"));
    let again = tanaka.post("/mis-sent", &fields).await;
    assert_eq!(again.header("location"), "/mine", "what could not be stopped is said");
}

#[tokio::test]
async fn the_outgoing_mail_is_shown_and_saved_and_looking_is_evidence() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let mut tanaka = stage.browser("tanaka").await;
    let shown = tanaka.get(&format!("/letters/{id}/outgoing/0")).await;
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains("person3@mail3.example.com"), "the exact text is shown");
    assert!(!shown.text.contains("<script>alert"));
    let raw = tanaka.get(&format!("/letters/{id}/outgoing/0/raw")).await;
    assert!(raw.header("content-disposition").starts_with("attachment;") && raw.text.contains("\r\n\r\n"));
    assert_eq!(raw.header("content-type"), "application/octet-stream");
    assert_eq!(tanaka.get(&format!("/letters/{id}/outgoing/99")).await.status, 404);
    let mut audit = stage.browser("audit").await;
    let evidence = audit.get("/evidence?code=viewed").await;
    assert_eq!(evidence.text.matches("&#34;event&#34;:&#34;viewed&#34;").count(), 2, "{}", evidence.text);
}
