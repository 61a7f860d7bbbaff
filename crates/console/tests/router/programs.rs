//! What people do at pages, done by a program: accounts, invitations, the own account, notices, "I mis-sent".

use serde_json::{Value, json};

use super::stage::{PASSWORD, Stage, roll};

const FRESH: &str = "a quite new and long password";
const ACCOUNTS: &str = "/api/v1/accounts";
const CHANGE: &str = "/api/v1/accounts/change";

fn one<'a>(rows: &'a Value, user: &str) -> &'a Value {
    rows["rows"].as_array().unwrap().iter().find(|row| row["user"] == user).unwrap()
}

#[tokio::test]
async fn an_administrator_s_program_keeps_accounts() {
    let stage = Stage::open().await;
    let mut admin = stage.browser("admin").await;
    let abe = |user: &str, address: &str| json!({ "user": user, "name": "阿部 翔", "address": address, "roles": ["auditor"] });
    for (user, address, status, field) in [
        ("abe", "not an address", 422, "address"),
        ("a b", "abe@yamabuki.example", 422, "user"),
        ("tanaka", "abe@yamabuki.example", 409, ""),
    ] {
        let refused = admin.json("POST", ACCOUNTS, &abe(user, address)).await;
        let named = refused.json()["field"].as_str().unwrap_or_default().to_owned();
        assert_eq!((refused.status, named.as_str()), (status, field), "{user} {address}: {}", refused.text);
    }
    let unknown = json!({ "user": "x", "name": "x", "address": "x@yamabuki.example", "roles": ["king"] });
    assert_eq!(admin.json("POST", ACCOUNTS, &unknown).await.status, 400);
    assert_eq!(admin.json("POST", ACCOUNTS, &abe("abe", "abe@yamabuki.example")).await.status, 201);
    let row = admin.get(ACCOUNTS).await.json();
    assert_eq!(
        (one(&row, "abe")["invited"].as_bool(), one(&row, "abe")["roles"][0].as_str()),
        (Some(true), Some("auditor"))
    );

    let path = format!("/api/v1/invitations/{}", stage.mailed_secret("abe", "/invitation/").await);
    let mut stranger = stage.stranger();
    assert_eq!(stranger.get(&path).await.json()["name"], "阿部 翔");
    assert_eq!(stranger.json("POST", &path, &json!({ "new": "short" })).await.json()["field"], "new");
    assert_eq!(stranger.json("POST", &path, &json!({ "new": FRESH })).await.status, 204);
    assert_eq!(stranger.json("POST", &path, &json!({ "new": FRESH })).await.status, 410);

    let more =
        json!({ "user": "abe", "change": "addresses", "addresses": ["abe@yamabuki.example", "sho@yamabuki.example"] });
    let roles = json!({ "user": "abe", "change": "roles", "roles": [] });
    for change in [&more, &roles, &json!({ "user": "abe", "change": "disable" })] {
        assert_eq!(admin.json("POST", CHANGE, change).await.status, 204, "{change}");
    }
    let rows = admin.get(ACCOUNTS).await.json();
    let abe = one(&rows, "abe");
    assert_eq!((abe["addresses"].as_array().unwrap().len(), abe["disabled"].as_bool()), (2, Some(true)), "{abe}");
    let refused = [
        (json!({ "user": "abe", "change": "addresses", "addresses": [] }), 422),
        (json!({ "user": "abe", "change": "invite" }), 422),
        (json!({ "user": "admin", "change": "disable" }), 422),
        (json!({ "user": "nobody", "change": "invite" }), 404),
        (json!({ "user": "abe", "change": "burn" }), 400),
        (json!({ "user": "abe" }), 400),
    ];
    for (change, status) in refused {
        assert_eq!(admin.json("POST", CHANGE, &change).await.status, status, "{change}");
    }
}

#[tokio::test]
async fn a_program_keeps_its_own_account() {
    let stage = Stage::open().await;
    let mut mori = stage.browser("mori").await;
    assert_eq!(mori.json("PUT", "/api/v1/account/language", &json!({ "language": "en" })).await.status, 204);
    assert_eq!(mori.get("/api/v1/session").await.json()["language"], "en");
    let password = "/api/v1/account/password";
    let wrong = mori.json("PUT", password, &json!({ "old": "wrong", "new": FRESH })).await.json();
    assert_eq!(wrong["field"], "old");
    let short = mori.json("PUT", password, &json!({ "old": PASSWORD, "new": "short" })).await.json();
    assert_eq!(short["field"], "new");
    assert_eq!(mori.json("PUT", password, &json!({ "old": PASSWORD, "new": FRESH })).await.status, 204);
    let mut again = stage.stranger();
    let session = |password: &str| json!({ "login": "mori", "password": password });
    assert_eq!(again.json("POST", "/api/v1/session", &session(PASSWORD)).await.json()["code"], "sign-in");
    assert_eq!(again.json("POST", "/api/v1/session", &session(FRESH)).await.status, 200);
}

fn code(stage: &Stage, secret: &str) -> String {
    let secret = totp_rs::Secret::Encoded(secret.to_owned()).to_bytes().unwrap();
    let totp = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, secret).unwrap();
    totp.generate(stage.clock.now().as_second().unsigned_abs())
}

#[tokio::test]
async fn a_program_sets_a_second_factor_up_and_switches_it_off() {
    let stage = Stage::open().await;
    let mut mori = stage.browser("mori").await;
    let factor = "/api/v1/account/second-factor";
    let secret = mori.json("POST", factor, &json!({})).await.json();
    assert!(secret["uri"].as_str().unwrap().starts_with("otpauth://totp/"), "{secret}");
    let secret = secret["secret"].as_str().unwrap().to_owned();
    let confirm = json!({ "code": code(&stage, &secret) });
    assert_eq!(mori.json("POST", &format!("{factor}/confirm"), &confirm).await.status, 204);
    assert_eq!(mori.get("/api/v1/session").await.json()["second_factor"], true);
    let mut again = stage.stranger();
    let session = json!({ "login": "mori", "password": PASSWORD });
    let needed = again.json("POST", "/api/v1/session", &session).await;
    assert_eq!((needed.status, needed.json()["code"].as_str()), (401, Some("code-needed")));

    stage.clock.advance(std::time::Duration::from_secs(60));
    let remove = |password: &str, code: &str| json!({ "password": password, "code": code });
    for (password, code, field) in [("wrong", "", "password"), (PASSWORD, "", "code")] {
        let refused = mori.json("POST", &format!("{factor}/remove"), &remove(password, code)).await;
        assert_eq!((refused.status, refused.json()["field"].as_str()), (422, Some(field)));
    }
    let page = mori.post("/account/second-factor/remove", &[("password", PASSWORD), ("code", "1")]).await;
    assert_eq!((page.status, page.text.contains("パスワードか確認コードが違います")), (422, true));
    let right = code(&stage, &secret);
    let page = mori.post("/account/second-factor/remove", &[("password", PASSWORD), ("code", &right)]).await;
    assert_eq!((page.status, page.header("location")), (303, "/account"), "{}", page.text);
    assert!(mori.get("/account").await.text.contains("二段階認証をやめました"));
    for _ in 0..10 {
        again.json("POST", "/api/v1/session", &json!({ "login": "mori", "password": "wrong" })).await;
    }
    let locked = again.json("POST", "/api/v1/session", &session).await;
    assert_eq!((locked.status, locked.json()["code"].as_str()), (429, Some("locked")));
}

#[tokio::test]
async fn a_program_stops_what_was_mis_sent_and_nothing_of_others() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let (path, wanted) = ("/api/v1/mis-sent", json!({ "letters": [id] }));
    let mut mori = stage.browser("mori").await;
    assert_eq!(mori.get(path).await.json()["rows"], json!([]));
    assert_eq!(mori.json("POST", path, &wanted).await.json(), json!({ "stopped": 0, "left": [id] }));
    let mut tanaka = stage.browser("tanaka").await;
    assert_eq!(tanaka.get(path).await.json()["rows"][0]["id"], json!(id));
    let many = json!({ "letters": vec![&id; 1_001] });
    assert_eq!(tanaka.json("POST", path, &many).await.json()["field"], "letters");
    assert_eq!(tanaka.json("POST", path, &wanted).await.json(), json!({ "stopped": 1, "left": [] }));
    assert_eq!(tanaka.json("POST", path, &wanted).await.json()["stopped"], 0, "it was stopped already");
    assert_eq!(tanaka.get(&format!("/api/v1/letters/{id}")).await.json()["letter"]["state"], "discarded");
}

#[tokio::test]
async fn a_notice_is_answered_by_a_program_once() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let mut tanaka = stage.browser("tanaka").await;
    let letter = tanaka.get(&format!("/api/v1/letters/{id}")).await.json();
    let review = json!({ "action": "review", "seal": letter["seal"] });
    tanaka.json("POST", &format!("/api/v1/letters/{id}/decisions"), &review).await;
    let path = format!("/api/v1/notices/{}", stage.notice_token("suzuki").await);
    let mut stranger = stage.stranger();
    let notice = stranger.get(&path).await.json();
    assert_eq!((notice["user"].as_str(), notice["kind"].as_str()), (Some("suzuki"), Some("approve")), "{notice}");
    assert_eq!(notice["letter"]["letter"]["id"], json!(id));
    assert_eq!(stranger.json("POST", &path, &json!({ "action": "stop" })).await.status, 403, "not what was asked");
    let declined = json!({ "action": "decline", "comment": "表が古いです" });
    assert_eq!(stranger.json("POST", &path, &declined).await.json()["state"], "returned");
    let (looked, done) = (stranger.get(&path).await, stranger.json("POST", &path, &declined).await);
    assert_eq!((looked.status, done.status, done.json()["code"].as_str()), (410, 410, Some("spent")));
}

#[tokio::test]
async fn an_export_is_one_record_a_line() {
    let stage = Stage::open().await;
    let mut audit = stage.browser("audit").await;
    let all = audit.get("/api/v1/evidence/export").await;
    assert_eq!(all.header("content-type"), "application/jsonl");
    let lines: Vec<Value> = all.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() > 5 && lines.iter().all(|line| line["hash"].is_string()), "{}", all.text);
    let some = audit.get("/api/v1/evidence/export?code=user-changed").await.text;
    assert!(!some.is_empty() && some.lines().count() < lines.len());
    assert!(some.lines().all(|line| line.contains("\"code\":\"user-changed\"")), "{some}");
}

#[tokio::test]
async fn a_link_that_nobody_made_opens_nothing() {
    let stage = Stage::open().await;
    let mut stranger = stage.stranger();
    let proof = json!({ "address": "ren@partner.example.net", "code": "000000" });
    for (method, end, body, status) in [
        ("GET", "", json!({}), 404),
        ("POST", "/code", json!({ "address": "ren@partner.example.net" }), 404),
        ("POST", "/open", proof, 404),
        ("POST", "/open", json!({}), 400),
        ("GET", "/files/0", json!({}), 410),
    ] {
        let answer = stranger.json(method, &format!("/api/v1/downloads/NONE{end}"), &body).await;
        assert_eq!(answer.status, status, "{method} {end}");
    }
}
