//! The same as JSON.

use serde_json::json;

use super::stage::{PASSWORD, Stage, roll};

#[tokio::test]
async fn a_program_signs_in_reads_and_decides() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let mut browser = stage.stranger();
    let opened = browser.json("POST", "/api/v1/session", &json!({ "login": "tanaka", "password": PASSWORD })).await;
    assert_eq!(opened.status, 200);
    browser.cookies.insert("sekisho-session".to_owned(), opened.json()["token"].as_str().unwrap().to_owned());
    let me = browser.get("/api/v1/session").await.json();
    assert_eq!((me["user"].as_str(), me["mine"].as_u64()), (Some("tanaka"), Some(1)));
    let tray = browser.get("/api/v1/trays/mine").await.json();
    assert_eq!(tray["rows"][0]["id"].as_str(), Some(id.as_str()));
    let letter = browser.get(&format!("/api/v1/letters/{id}")).await.json();
    assert_eq!(letter["letter"]["state"], "held");
    assert!(letter["needs"].as_array().is_some_and(|needs| !needs.is_empty()));
    assert!(letter["findings"].as_array().is_some_and(|findings| !findings.is_empty()));
    let found = browser.json("POST", "/api/v1/search", &json!({ "query": "ren@partner.example.net" })).await.json();
    assert!(found["rows"].is_array(), "{found}");
    let decisions = format!("/api/v1/letters/{id}/decisions");
    let stale = browser.json("POST", &decisions, &json!({ "action": "stop", "seal": "0".repeat(64) })).await;
    assert_eq!((stale.status, stale.json()["code"].as_str()), (409, Some("stale")));
    let done = browser.json("POST", &decisions, &json!({ "action": "stop", "seal": letter["seal"] })).await;
    assert_eq!((done.status, done.json()["state"].as_str()), (200, Some("discarded")));
    assert_eq!(browser.send("DELETE", "/api/v1/session", None, String::new()).await.status, 204);
    assert_eq!(browser.get("/api/v1/session").await.status, 401);
}

#[tokio::test]
async fn every_described_operation_answers_and_asks_for_a_session() {
    let stage = Stage::open().await;
    let mut stranger = stage.stranger();
    let description = stranger.get("/api/v1/openapi.json").await.json();
    let mut operations = 0;
    for (path, methods) in description["paths"].as_object().unwrap() {
        let concrete = path
            .replace("{id}", "01KAZK4Q00SEK1SHE0EXAMP0E1-0")
            .replace("{tray}", "mine")
            .replace("{number}", "0")
            .replace("{form}", "csv")
            .replace("{row}", "1")
            .replace("{link}", &"0".repeat(64));
        for (method, operation) in methods.as_object().unwrap() {
            if operation["security"] == json!([{}]) {
                continue;
            }
            let answer = stranger.json(&method.to_uppercase(), &concrete, &json!({})).await;
            assert_eq!(answer.status, 401, "{method} {path}");
            assert_eq!(answer.header("content-type"), "application/problem+json", "{method} {path}");
            assert_eq!(answer.json()["code"], "sign-in");
            operations += 1;
        }
    }
    assert!(operations >= 15, "{operations}");
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_and_not_a_panic() {
    let stage = Stage::open().await;
    let mut admin = stage.browser("admin").await;
    for body in ["", "{", "[]", "null", "{\"login\": 1}", "\u{0}"] {
        let answer = admin.send("POST", "/api/v1/session", Some("application/json"), body.to_owned()).await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some("malformed")), "{body}");
    }
    for path in ["/api/v1/letters/x", "/api/v1/trays/none", "/api/v1/nothing"] {
        assert_eq!(admin.get(path).await.status, 404, "{path}");
    }
    let tried = admin.json("POST", "/api/v1/policy/try", &json!({ "source": "nonsense = [", "days": 7 })).await;
    assert_eq!(tried.status, 422);
    assert!(tried.json()["mistakes"][0]["line"].as_u64().is_some(), "{}", tried.text);
    assert_eq!(admin.json("POST", "/api/v1/policy/try", &json!({ "source": "", "days": 7 })).await.status, 200);
}
