//! Signing in: password, second factor, session.

use super::stage::{PASSWORD, Stage};

fn code(secret: &str, at: u64) -> String {
    use totp_rs::{Algorithm, Secret, TOTP};
    let bytes = Secret::Encoded(secret.replace(' ', "")).to_bytes().unwrap();
    TOTP::new_unchecked(Algorithm::SHA1, 6, 1, 30, bytes).generate(at)
}

fn now(stage: &Stage) -> u64 {
    stage.clock.now().as_second().try_into().unwrap()
}

#[tokio::test]
async fn a_wrong_password_says_nothing_about_the_name() {
    let stage = Stage::open().await;
    let mut browser = stage.stranger();
    let known = browser.post("/sign-in", &[("login", "tanaka"), ("password", "wrong")]).await;
    let unknown = browser.post("/sign-in", &[("login", "nobody"), ("password", "wrong")]).await;
    assert_eq!((known.status, unknown.status), (401, 401));
    let blind = |text: &str, nonce: &str, login: &str| text.replace(nonce, "").replace(login, "");
    let nonce = |page: &super::browser::Page| {
        page.header("content-security-policy").split("nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned()
    };
    assert_eq!(blind(&known.text, &nonce(&known), "tanaka"), blind(&unknown.text, &nonce(&unknown), "nobody"));
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn the_first_sign_in_leads_to_a_second_factor_that_is_then_asked_for() {
    let stage = Stage::open().await;
    let mut browser = stage.stranger();
    let first = browser.post("/sign-in", &[("login", "tanaka"), ("password", PASSWORD), ("next", "/history")]).await;
    assert_eq!(first.header("location"), "/account/second-factor?first=yes");
    let enrol = browser.get("/account/second-factor?first=yes").await;
    assert!(enrol.text.contains("<svg") && enrol.header("cache-control") == "no-store");
    let secret = enrol.text.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let wrong = browser.post("/account/second-factor", &[("code", "abcdef")]).await;
    assert_eq!(wrong.status, 422);
    let secret = wrong.text.split("<code>").nth(1).map_or(secret, |rest| rest.split('<').next().unwrap().to_owned());
    let confirmed = browser.post("/account/second-factor", &[("code", &code(&secret, now(&stage)))]).await;
    assert_eq!(confirmed.status, 303, "{}", confirmed.text);
    assert!(browser.get("/mine").await.text.contains("二段階認証を設定しました"));

    stage.clock.advance(std::time::Duration::from_secs(60));
    let mut again = stage.stranger();
    let asked = again.post("/sign-in", &[("login", "tanaka"), ("password", PASSWORD), ("next", "/history")]).await;
    assert_eq!((asked.status, asked.text.contains("one-time-code")), (200, true));
    assert!(!asked.text.contains(PASSWORD), "the password came back");
    assert_eq!(again.get("/mine").await.status, 303, "a password alone opened a session");
    assert_eq!(again.post("/sign-in/code", &[("code", "000000"), ("next", "/history")]).await.status, 401);
    let code = code(&secret, now(&stage));
    let open = again.post("/sign-in/code", &[("code", &code), ("next", "/history")]).await;
    assert_eq!((open.status, open.header("location")), (303, "/history"));
    assert_eq!(again.get("/history").await.status, 200);

    let mut thief = stage.stranger();
    thief.post("/sign-in", &[("login", "tanaka"), ("password", PASSWORD)]).await;
    assert_eq!(thief.post("/sign-in/code", &[("code", &code)]).await.status, 401, "a code worked twice");
}

#[tokio::test]
async fn a_code_without_its_password_opens_nothing() {
    let stage = Stage::open().await;
    let page = stage.stranger().post("/sign-in/code", &[("code", "123456")]).await;
    assert_eq!(page.status, 401);
}

#[tokio::test]
async fn signing_in_again_ends_the_session_of_before_and_signing_out_ends_it() {
    let stage = Stage::open().await;
    let mut browser = stage.browser("tanaka").await;
    let old = browser.clone();
    browser.post("/sign-in", &[("login", "tanaka"), ("password", PASSWORD)]).await;
    assert_ne!(old.cookies.get("sekisho-session"), browser.cookies.get("sekisho-session"));
    assert_eq!(old.clone().get("/mine").await.status, 303, "the old session is still open");
    assert_eq!(browser.get("/mine").await.status, 200);
    let kept = browser.clone();
    assert_eq!(browser.post("/sign-out", &[]).await.status, 303);
    assert!(!browser.cookies.contains_key("sekisho-session"));
    assert_eq!(kept.clone().get("/mine").await.status, 303, "the session outlived the sign-out");
}

#[tokio::test]
async fn the_cookie_of_a_session_is_for_this_host_and_not_for_scripts() {
    let stage = Stage::open_secure().await;
    let page = stage.stranger().post("/sign-in", &[("login", "tanaka"), ("password", PASSWORD)]).await;
    let cookies: Vec<&str> = page.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("__Host-sekisho-session=")).unwrap();
    for attribute in ["; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax"] {
        assert!(session.contains(attribute), "{session}");
    }
    assert!(!session.contains("Domain"));
    assert!(page.header("strict-transport-security").starts_with("max-age="));
}

#[tokio::test]
async fn the_language_is_kept_for_a_stranger_and_for_the_account() {
    let stage = Stage::open().await;
    let mut stranger = stage.stranger();
    assert!(stranger.get("/sign-in").await.text.contains("<html lang=\"ja\">"));
    let page = stranger.post("/language", &[("language", "en"), ("back", "//evil.example/x")]).await;
    assert_eq!((page.status, page.header("location")), (303, "/"));
    assert!(stranger.get("/sign-in").await.text.contains("<html lang=\"en\">"));
    let mut browser = stage.browser("tanaka").await;
    browser.post("/language", &[("language", "en"), ("back", "/history")]).await;
    let mut elsewhere = stage.browser("tanaka").await;
    assert!(elsewhere.get("/mine").await.text.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    let stage = Stage::open().await;
    let (mut browser, mut other) = (stage.browser("tanaka").await, stage.browser("tanaka").await);
    let new = "another long password";
    let refused = browser.post("/account/password", &[("old", "wrong wrong wrong"), ("new", new)]).await;
    assert_eq!((refused.status, refused.text.contains("今のパスワードが違います")), (422, true));
    let short = browser.post("/account/password", &[("old", PASSWORD), ("new", "short")]).await;
    assert_eq!((short.status, short.text.contains("12 文字以上 256 文字以下にしてください")), (422, true));
    assert_eq!(browser.post("/account/password", &[("old", PASSWORD), ("new", new)]).await.status, 303);
    assert_eq!(browser.get("/mine").await.status, 200);
    assert_eq!(other.get("/mine").await.status, 303, "another session outlived the password");
}
