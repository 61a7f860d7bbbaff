//! A second factor that is asked for: without it a right password opens the page where it is set up, and nothing else.

use sekisho_engine::settings::SecondFactorRule::{self, Approvers, Optional, Required};
use serde_json::json;

use super::{
    browser::Browser,
    stage::{PASSWORD, Stage, roll},
};

/// What GET shows: every kind of page.
const PAGES: [&str; 17] = [
    "/",
    "/mine",
    "/approve",
    "/held",
    "/history",
    "/search",
    "/mis-sent",
    "/campaigns",
    "/deliveries",
    "/lists",
    "/accounts",
    "/policy",
    "/evidence",
    "/evidence/export",
    "/account",
    "/account/second-factor",
    "/letters/01KAZK4Q00SEK1SHE0EXAMP0E1-0",
];
/// What forms do.
const FORMS: [&str; 9] = [
    "/account/password",
    "/account/second-factor",
    "/account/second-factor/remove",
    "/search",
    "/mis-sent",
    "/policy/try",
    "/evidence/verify",
    "/accounts",
    "/letters/01KAZK4Q00SEK1SHE0EXAMP0E1-0/act",
];
/// What programs ask.
const PROGRAMS: [(&str, &str); 7] = [
    ("GET", "/api/v1/session"),
    ("GET", "/api/v1/trays/mine"),
    ("GET", "/api/v1/evidence"),
    ("GET", "/api/v1/accounts"),
    ("POST", "/api/v1/account/second-factor"),
    ("PUT", "/api/v1/account/language"),
    ("POST", "/api/v1/mis-sent"),
];

fn code(stage: &Stage, page: &str) -> String {
    let secret = page.split("<code>").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let secret = totp_rs::Secret::Encoded(secret).to_bytes().unwrap();
    let totp = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, secret).unwrap();
    totp.generate(stage.clock.now().as_second().unsigned_abs())
}

async fn signed_in(stage: &Stage, user: &str) -> (Browser, String) {
    let mut browser = stage.stranger();
    let page = browser.post("/sign-in", &[("login", user), ("password", PASSWORD), ("next", "/history")]).await;
    assert_eq!(page.status, 303, "{user}");
    let to = page.header("location").to_owned();
    (browser, to)
}

#[tokio::test]
async fn who_must_have_one_is_led_to_it_and_others_are_offered_it() {
    let all = ["tanaka", "mori", "suzuki", "kato", "ito", "admin", "audit"];
    let cases: [(SecondFactorRule, &[&str]); 3] =
        [(Optional, &[]), (Approvers, &["suzuki", "kato", "ito", "admin", "audit"]), (Required, &all)];
    for (rule, must) in cases {
        let stage = Stage::asking(rule).await;
        for user in all {
            let (mut browser, to) = signed_in(&stage, user).await;
            let (first, status) = match must.contains(&user) {
                true => ("/second-factor", 303),
                false => ("/account/second-factor?first=yes", 200),
            };
            assert_eq!((to.as_str(), browser.get("/mine").await.status), (first, status), "{rule:?} {user}");
        }
    }
}

#[tokio::test]
async fn nothing_but_the_set_up_is_open_without_it() {
    let stage = Stage::asking(Required).await;
    for user in ["tanaka", "suzuki", "admin", "ito", "audit"] {
        let (mut browser, _) = signed_in(&stage, user).await;
        for page in PAGES {
            let led = browser.get(page).await;
            assert_eq!((led.status, led.header("location")), (303, "/second-factor"), "{user} {page}");
        }
        for form in FORMS {
            assert_eq!(browser.post(form, &[("code", "123456"), ("text", "x")]).await.status, 403, "{user} {form}");
        }
        for (method, path) in PROGRAMS {
            let refused = browser.json(method, path, &json!({ "language": "en", "letters": [] })).await;
            let told = refused.json()["code"].as_str().map(str::to_owned);
            assert_eq!((refused.status, told.as_deref()), (403, Some("second-factor")), "{user} {path}");
        }
        let page = browser.get("/second-factor").await;
        assert!(page.status == 200 && page.text.contains("<svg") && !page.text.contains("/mine"), "{}", page.text);
        assert_eq!(browser.post("/sign-out", &[]).await.status, 303);
        assert_eq!(browser.get("/second-factor").await.header("location"), "/sign-in?next=/second-factor");
    }
}

#[tokio::test]
async fn once_it_is_set_up_everything_is_open_and_it_stays() {
    let stage = Stage::asking(Required).await;
    let (mut browser, _) = signed_in(&stage, "suzuki").await;
    let before = browser.clone();
    let page = browser.get("/second-factor").await;
    let wrong = browser.post("/second-factor", &[("code", "abcdef")]).await;
    assert_eq!((wrong.status, wrong.text.contains("role=\"alert\"")), (422, true));
    assert_eq!(browser.get("/mine").await.status, 303, "a wrong code opened something");
    assert_eq!(
        browser.post("/second-factor", &[("code", &code(&stage, &page.text))]).await.status,
        422,
        "a secret of before"
    );
    let page = browser.get("/second-factor").await;
    let done = browser.post("/second-factor", &[("code", &code(&stage, &page.text))]).await;
    assert_eq!((done.status, done.header("location")), (303, "/"), "{}", done.text);
    assert_eq!(browser.get("/mine").await.status, 200);
    assert_eq!(
        before.clone().get("/mine").await.header("location"),
        "/sign-in?next=/mine",
        "the session of before ended"
    );
    assert_eq!(browser.get("/second-factor").await.header("location"), "/");
    let account = browser.get("/account").await;
    assert!(!account.text.contains("/account/second-factor/remove"), "it is not theirs to switch off");
    stage.clock.advance(std::time::Duration::from_secs(60));
    let fields = [("password", PASSWORD), ("code", "123456")];
    assert_eq!(browser.post("/account/second-factor/remove", &fields).await.status, 403);
    let mut thief = stage.stranger();
    thief.post("/sign-in", &[("login", "suzuki"), ("password", PASSWORD)]).await;
    assert_eq!(thief.get("/mine").await.status, 303, "the password alone opened a session");
}

#[tokio::test]
async fn a_notice_lets_nothing_go_where_one_is_asked_for() {
    let stage = Stage::asking(Approvers).await;
    stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let mut stranger = stage.stranger();
    let review = format!("/notice/{}", stage.notice_token("tanaka").await);
    assert_eq!(stranger.post(&review, &[("action", "review")]).await.status, 200, "a sender without a role goes on");
    let path = format!("/notice/{}", stage.notice_token("suzuki").await);
    let page = stranger.get(&path).await;
    assert!(!page.text.contains("value=\"approve\"") && page.text.contains("value=\"decline\""), "{}", page.text);
    let refused = stranger.post(&path, &[("action", "approve")]).await;
    assert_eq!((refused.status, refused.text.contains("二段階認証が必要です")), (403, true), "{}", refused.text);
    let declined = stranger.post(&path, &[("action", "decline")]).await;
    assert_eq!(declined.status, 200, "it is not used up, and sending back needs none: {}", declined.text);
}
