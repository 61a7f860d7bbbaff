//! What every response carries, and that other sites can change nothing.

use super::stage::{Stage, roll};

#[tokio::test]
async fn every_response_has_its_policy_and_no_store() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let mut admin = stage.browser("admin").await;
    let paths = [
        "/",
        "/sign-in",
        "/mine",
        "/approve",
        "/held",
        "/search",
        "/history",
        "/mis-sent",
        "/account",
        "/account/second-factor",
        "/deliveries",
        "/evidence",
        "/evidence/export",
        "/policy",
        "/nothing",
        "/notice/NONE",
        "/download/NONE",
        "/api/v1/session",
        "/api/v1/openapi.json",
    ];
    let letters = ["", "/recipients", "/outgoing/0", "/outgoing/0/raw"].map(|end| format!("/letters/{id}{end}"));
    let mut nonces = std::collections::BTreeSet::new();
    for path in paths.into_iter().chain(letters.iter().map(String::as_str)) {
        let page = admin.get(path).await;
        let policy = page.header("content-security-policy").to_owned();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("strict-dynamic") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(!page.header("permissions-policy").is_empty(), "{path}");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        if page.header("content-type").starts_with("text/html") {
            let scripts = page.text.matches("<script").count();
            assert_eq!(page.text.matches(&format!("nonce=\"{nonce}\" defer></script>")).count(), scripts, "{path}");
            assert!(page.text.len() < 100_000, "{path} is {} bytes", page.text.len());
        }
        assert!(nonces.insert(nonce), "a nonce was used twice");
    }
}

#[tokio::test]
async fn style_and_script_are_kept_by_the_browser_and_found_by_their_digest() {
    let stage = Stage::open().await;
    let mut stranger = stage.stranger();
    let page = stranger.get("/sign-in").await;
    let mut found = 0;
    for path in page.text.split('"').filter(|text| text.starts_with("/static/")) {
        let asset = stranger.get(path).await;
        assert_eq!(
            (asset.status, asset.header("cache-control")),
            (200, "public, max-age=31536000, immutable"),
            "{path}"
        );
        found += 1;
    }
    assert!(found >= 3, "{found}");
}

#[tokio::test]
async fn other_sites_change_nothing() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let mut browser = stage.browser("tanaka").await;
    let seal = browser.get(&format!("/letters/{id}")).await.field("seal");
    for site in ["cross-site", "same-site"] {
        let mut foreign = browser.at_site(site);
        let act = foreign.post(&format!("/letters/{id}/act"), &[("action", "stop"), ("seal", &seal)]).await;
        assert_eq!((act.status, act.text.contains("ほかのサイトからの操作は受け付けません")), (403, true), "{site}");
        for path in ["/sign-in", "/sign-out", "/language", "/mis-sent", "/notice/X", "/download/X/open", "/policy/try"]
        {
            assert_eq!(foreign.post(path, &[]).await.status, 403, "{site} {path}");
        }
        let body = serde_json::json!({ "action": "stop", "seal": seal });
        let api = foreign.json("POST", &format!("/api/v1/letters/{id}/decisions"), &body).await;
        assert_eq!((api.status, api.header("content-type")), (403, "application/problem+json"), "{site}");
        assert_eq!(foreign.get(&format!("/letters/{id}")).await.status, 200, "looking is not changing");
    }
    assert!(browser.get(&format!("/letters/{id}")).await.text.contains("保留中"));
}
