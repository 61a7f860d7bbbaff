//! Accounts at the counter, invitations, and the page of mailing lists.

use super::stage::{PASSWORD, Stage};

const FRESH: &str = "a quite new and long password";

#[tokio::test]
async fn a_person_is_invited_and_sets_the_password_once() {
    let stage = Stage::open().await;
    let mut admin = stage.browser("admin").await;
    for user in ["tanaka", "audit", "ito"] {
        let mut other = stage.browser(user).await;
        assert_eq!(other.get("/accounts").await.status, 403, "{user}");
        let fields = [("user", "eve"), ("name", "Eve"), ("address", "eve@yamabuki.example"), ("role", "admin")];
        assert_eq!(other.post("/accounts", &fields).await.status, 403, "{user}");
    }
    let fields = |user: &'static str, address: &'static str| {
        [("user", user), ("name", "阿部 翔"), ("address", address), ("language", "ja"), ("role", "auditor")]
    };
    for (user, address, why) in [
        ("abe", "not an address", "メールアドレスとして正しくありません"),
        ("", "abe@yamabuki.example", "利用者名は"),
        ("a b", "abe@yamabuki.example", "利用者名は"),
        ("tanaka", "abe@yamabuki.example", "同じ利用者名"),
    ] {
        let refused = admin.post("/accounts", &fields(user, address)).await;
        assert_eq!((refused.status, refused.text.contains(why)), (422, true), "{user} {address}: {}", refused.text);
        assert!(refused.text.contains("value=\"阿部 翔\""), "the form forgot what was typed");
    }
    let done = admin.post("/accounts", &fields("abe", "abe@yamabuki.example")).await;
    assert_eq!((done.status, done.header("location")), (303, "/accounts"), "{}", done.text);
    assert!(admin.get("/accounts").await.text.contains("招待中"));

    let path = format!("/invitation/{}", stage.mailed_secret("abe", "/invitation/").await);
    let mut stranger = stage.stranger();
    for _ in 0..2 {
        let page = stranger.get(&path).await;
        assert!(page.status == 200 && page.text.contains("阿部 翔"), "{}", page.text);
    }
    assert_eq!(stranger.post(&path, &[("new", "short")]).await.status, 422);
    let done = stranger.post(&path, &[("new", FRESH)]).await;
    assert_eq!((done.status, done.header("location")), (303, "/sign-in"));
    assert_eq!((stranger.get(&path).await.status, stranger.post(&path, &[("new", FRESH)]).await.status), (410, 410));
    let signed_in = stranger.post("/sign-in", &[("login", "abe"), ("password", FRESH)]).await;
    assert_eq!(signed_in.status, 303, "{}", signed_in.text);
    assert_eq!(stranger.get("/evidence").await.status, 200, "the role was given");
}

#[tokio::test]
async fn an_administrator_bars_helps_and_gives_roles_and_keeps_the_own_account() {
    let stage = Stage::open().await;
    let (mut admin, mut mori) = (stage.browser("admin").await, stage.browser("mori").await);
    let change = |user: &'static str, action: &'static str| [("user", user), ("action", action)];
    assert_eq!(mori.post("/accounts/change", &change("admin", "disable")).await.status, 403);
    for action in ["disable", "roles", "reset-second-factor", "invite"] {
        assert_eq!(admin.post("/accounts/change", &change("admin", action)).await.status, 422, "{action}");
    }
    assert_eq!(admin.post("/accounts/change", &change("nobody", "disable")).await.status, 404);
    assert_eq!(admin.post("/accounts/change", &change("mori", "burn")).await.status, 400);

    let roles = [("user", "mori"), ("action", "roles"), ("role", "auditor")];
    assert_eq!(admin.post("/accounts/change", &roles).await.status, 303);
    assert_eq!(mori.get("/evidence").await.header("location"), "/sign-in?next=/evidence", "the session has ended");
    let mut mori = stage.browser("mori").await;
    assert_eq!(mori.get("/evidence").await.status, 200);

    assert_eq!(admin.post("/accounts/change", &change("mori", "disable")).await.status, 303);
    let barred = stage.stranger().post("/sign-in", &[("login", "mori"), ("password", PASSWORD)]).await;
    assert_eq!(barred.status, 401, "{}", barred.text);
    assert_eq!(admin.post("/accounts/change", &change("mori", "enable")).await.status, 303);

    // Somebody who lost the password gets an invitation; the old one opens nothing any more.
    assert_eq!(admin.post("/accounts/change", &change("mori", "invite")).await.status, 303);
    let old = stage.stranger().post("/sign-in", &[("login", "mori"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, 401);
    let path = format!("/invitation/{}", stage.mailed_secret("mori", "/invitation/").await);
    let mut stranger = stage.stranger();
    assert_eq!(stranger.post(&path, &[("new", FRESH)]).await.status, 303);
    assert_eq!(stranger.post("/sign-in", &[("login", "mori"), ("password", FRESH)]).await.status, 303);
}

#[tokio::test]
async fn lists_are_shown_to_who_answers_for_them_or_looks_after_all() {
    let stage = Stage::open().await;
    for (user, may) in [("kato", true), ("audit", true), ("admin", true), ("tanaka", false)] {
        let mut browser = stage.browser(user).await;
        let page = browser.get("/lists").await;
        assert_eq!(page.status, if may { 200 } else { 403 }, "{user}");
        let nav = browser.get("/mine").await.text.contains("href=\"/lists\"");
        assert_eq!(nav, may, "{user}");
        if may {
            assert!(page.text.contains("all@yamabuki.example") && page.text.contains("社外 1 件"), "{}", page.text);
            assert!(page.text.find("out@partner.example.net") < page.text.find("tanaka@yamabuki.example"));
        }
    }
}
