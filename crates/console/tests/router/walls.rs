//! Who gets in: nobody without a session, nobody into another role's pages, nobody into another's letters.

use super::stage::{Stage, roll};

/// Every page, and who may see it besides admins.
const PAGES: [(&str, &[&str]); 13] = [
    ("/", &["tanaka", "audit", "ito"]),
    ("/mine", &["tanaka", "audit", "ito"]),
    ("/approve", &["tanaka", "audit", "ito"]),
    ("/history", &["tanaka", "audit", "ito"]),
    ("/search", &["tanaka", "audit", "ito"]),
    ("/mis-sent", &["tanaka", "audit", "ito"]),
    ("/account", &["tanaka", "audit", "ito"]),
    ("/campaigns", &["tanaka", "audit", "ito"]),
    ("/held", &["ito"]),
    ("/deliveries", &["audit", "ito"]),
    ("/evidence", &["audit", "ito"]),
    ("/evidence/export", &["audit", "ito"]),
    ("/policy", &["audit", "ito"]),
];

/// Pages of a letter.
const OF_A_LETTER: [&str; 5] = ["", "/recipients", "/outgoing/0", "/outgoing/0/raw", "/outgoing/0/html"];

/// Everything that changes something and asks for a session.
const ACTS: [&str; 30] = [
    "/sign-out",
    "/search",
    "/mis-sent",
    "/account/password",
    "/account/second-factor",
    "/account/second-factor/remove",
    "/letters/01KAZK4Q00SEK1SHE0EXAMP0E1-0/act",
    "/letters/01KAZK4Q00SEK1SHE0EXAMP0E1-0/reveal/0",
    "/letters/01KAZK4Q00SEK1SHE0EXAMP0E1-0/recipients",
    "/letters/01KAZK4Q00SEK1SHE0EXAMP0E1-0/links/0000000000000000000000000000000000000000000000000000000000000000/lock",
    "/evidence/verify",
    "/policy/try",
    "/campaigns",
    "/campaigns/x/parts",
    "/campaigns/x/parts/remove",
    "/campaigns/x/makers",
    "/campaigns/x/plan",
    "/campaigns/x/tables",
    "/campaigns/x/columns",
    "/campaigns/x/letter",
    "/campaigns/x/sending",
    "/campaigns/x/check",
    "/campaigns/x/act",
    "/campaigns/x/waivers",
    "/campaigns/x/trial",
    "/campaigns/x/rest",
    "/campaigns/x/complaints",
    "/campaigns/x/rows/settle",
    "/campaigns/x/rows/settle-all",
    "/campaigns/x/rows/again",
];

#[tokio::test]
async fn nobody_gets_in_without_a_session() {
    let stage = Stage::open().await;
    let mut stranger = stage.stranger();
    for (path, _) in PAGES {
        let page = stranger.get(path).await;
        assert_eq!(page.status, 303, "{path}");
        assert!(page.header("location").starts_with("/sign-in"), "{path}");
    }
    for end in OF_A_LETTER {
        let page = stranger.get(&format!("/letters/01KAZK4Q00SEK1SHE0EXAMP0E1-0{end}")).await;
        assert!(page.status == 303 && page.header("location").starts_with("/sign-in"), "{end}");
    }
    for path in ACTS {
        assert_eq!(stranger.post(path, &[]).await.status, 401, "{path}");
    }
    stranger.cookies.insert("sekisho-session".to_owned(), "AAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned());
    assert_eq!(stranger.get("/mine").await.status, 303, "an invented session opened a page");
}

#[tokio::test]
async fn nobody_gets_into_the_pages_of_another_role() {
    let stage = Stage::open().await;
    for user in ["tanaka", "audit", "ito", "admin"] {
        let mut browser = stage.browser(user).await;
        for (path, allowed) in PAGES {
            let page = browser.get(path).await;
            let expected = match path {
                "/" => 303,
                _ if user == "admin" || allowed.contains(&user) => 200,
                _ => 403,
            };
            assert_eq!(page.status, expected, "{user} {path}");
        }
        let tried = browser.post("/policy/try", &[("source", ""), ("days", "1")]).await;
        assert_eq!(tried.status, if user == "admin" { 200 } else { 403 }, "{user} tries a policy");
        let verified = browser.post("/evidence/verify", &[]).await;
        assert_eq!(verified.status, if user == "tanaka" { 403 } else { 200 }, "{user} verifies");
    }
}

#[tokio::test]
async fn another_person_s_letter_does_not_exist() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let mut mori = stage.browser("mori").await;
    for end in OF_A_LETTER {
        let page = mori.get(&format!("/letters/{id}{end}")).await;
        assert_eq!(page.status, 404, "{end}");
        assert!(!page.text.contains("ren@partner"), "{end}");
    }
    let seal = stage.browser("tanaka").await.get(&format!("/letters/{id}")).await.field("seal");
    for action in ["review", "approve", "decline", "stop"] {
        let page = mori.post(&format!("/letters/{id}/act"), &[("action", action), ("seal", &seal)]).await;
        assert_eq!(page.status, 404, "{action}");
    }
    let mut audit = stage.browser("audit").await;
    assert_eq!(audit.get(&format!("/letters/{id}")).await.status, 404, "an auditor reads no letters");
    let mut admin = stage.browser("admin").await;
    assert_eq!(admin.get(&format!("/letters/{id}")).await.status, 200);
}

#[tokio::test]
async fn what_does_not_exist_is_said_as_a_page() {
    let stage = Stage::open().await;
    let mut browser = stage.browser("tanaka").await;
    for path in ["/nothing", "/letters/nonsense", "/letters/01KAZK4Q00SEK1SHE0EXAMP0E1-0", "/static/0/console.css"] {
        let page = browser.get(path).await;
        assert_eq!((page.status, page.text.contains("どうすればよいか")), (404, true), "{path}");
    }
    assert_eq!(browser.post("/mine", &[]).await.status, 405);
    assert_eq!(browser.post("/search", &[("query", &"x".repeat(600_000))]).await.status, 413);
    assert_eq!(browser.post("/search", &[]).await.status, 400);
}
