//! Who may do what with JSON: every operation, every role. An operation that is not in the table fails the test.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::stage::{Stage, roll};

/// The sender; the deputy of the approvers, who also answers for a list; a bystander; and the three roles.
const PEOPLE: [&str; 6] = ["tanaka", "kato", "mori", "audit", "ito", "admin"];

/// What each of [`PEOPLE`] is answered.
type Answers = [u16; 6];

const ALL: Answers = [200; 6];
const DONE: Answers = [204; 6];
const UNFIT: Answers = [422; 6];
const NONE: Answers = [404; 6];
/// The letter of the sender: its sides, and who oversees all.
const SEEN: Answers = [200, 200, 404, 404, 200, 200];
const OVERSEERS: Answers = [403, 403, 403, 403, 200, 200];
const INSPECTORS: Answers = [403, 403, 403, 200, 200, 200];

/// A draft of the sender, and what only a maker may do to it.
const MAKER: Answers = [422, 404, 404, 403, 403, 403];
/// What cannot be made yet, for those who may see letters and cells.
const UNMADE: Answers = [422, 404, 404, 403, 422, 422];

/// Method, path behind `/api/v1`, body, answers. Bodies are such that nothing is changed for the next one.
#[expect(clippy::too_many_lines, reason = "a table")]
fn table(nothing: &str) -> Vec<(&'static str, &'static str, Value, Answers)> {
    let stranger = json!({ "user": "nobody", "change": "disable" });
    let nameless = json!({ "user": "x", "name": "", "address": "x@yamabuki.example" });
    let recipients = json!({ "seal": nothing, "recipients": ["x@mail.example.com"] });
    let decision = |action: &str| json!({ "action": action, "seal": nothing });
    vec![
        ("get", "/session", json!({}), ALL),
        ("put", "/account/language", json!({ "language": "ja" }), DONE),
        ("put", "/account/password", json!({ "old": "wrong", "new": "wrong" }), UNFIT),
        ("post", "/account/second-factor", json!({}), ALL),
        ("post", "/account/second-factor/confirm", json!({ "code": "none" }), UNFIT),
        ("post", "/account/second-factor/remove", json!({ "password": "wrong", "code": "none" }), UNFIT),
        ("get", "/trays/{tray}", json!({}), ALL),
        ("get", "/trays/held", json!({}), OVERSEERS),
        ("post", "/search", json!({ "query": "x" }), ALL),
        ("get", "/letters/{id}", json!({}), SEEN),
        ("post", "/letters/{id}/decisions", decision("approve"), [409, 409, 404, 404, 409, 409]),
        ("post", "/letters/{id}/decisions", decision("stop"), [409, 403, 404, 404, 409, 409]),
        ("put", "/letters/{id}/recipients", recipients, [409, 403, 404, 404, 403, 403]),
        ("post", "/letters/{id}/findings/{number}/reveal", json!({}), SEEN),
        ("get", "/letters/{id}/outgoing/{number}", json!({}), SEEN),
        ("get", "/letters/{id}/outgoing/{number}/raw", json!({}), SEEN),
        ("post", "/links/{link}/lock", json!({}), NONE),
        ("get", "/mis-sent", json!({}), ALL),
        ("post", "/mis-sent", json!({ "letters": [] }), ALL),
        ("get", "/lists", json!({}), [403, 200, 403, 200, 200, 200]),
        ("get", "/accounts", json!({}), [403, 403, 403, 403, 403, 200]),
        ("post", "/accounts", nameless, [403, 403, 403, 403, 403, 422]),
        ("post", "/accounts/change", stranger, [403, 403, 403, 403, 403, 404]),
        ("get", "/deliveries", json!({}), INSPECTORS),
        ("get", "/evidence", json!({}), INSPECTORS),
        ("post", "/evidence/verify", json!({}), INSPECTORS),
        ("get", "/evidence/export", json!({}), INSPECTORS),
        ("get", "/policy", json!({}), INSPECTORS),
        ("post", "/policy/try", json!({ "source": "", "days": 1 }), [403, 403, 403, 403, 403, 200]),
        ("get", "/campaigns", json!({}), ALL),
        ("post", "/campaigns", json!({ "id": "NONE" }), UNFIT),
        ("get", "/campaigns/{id}", json!({}), [200, 404, 404, 200, 200, 200]),
        ("post", "/campaigns/{id}/parts", json!({}), [400; 6]),
        ("delete", "/campaigns/{id}/parts", json!({ "name": "none" }), NONE),
        ("post", "/campaigns/{id}/makers", json!({ "user": "nobody" }), MAKER),
        ("put", "/campaigns/{id}/sources", json!({}), MAKER),
        ("put", "/campaigns/{id}/letter", json!({ "from": "x", "subject": "x", "text": "x" }), MAKER),
        ("put", "/campaigns/{id}/sending", json!({ "per_minute": 0 }), MAKER),
        (
            "post",
            "/campaigns/{id}/decisions",
            json!({ "action": "propose", "root": nothing }),
            [409, 404, 404, 409, 409, 409],
        ),
        ("get", "/campaigns/{id}/rows", json!({}), [200, 404, 404, 403, 200, 200]),
        ("get", "/campaigns/{id}/rows/{form}", json!({}), [200, 404, 404, 403, 200, 200]),
        ("get", "/campaigns/{id}/differences/{form}", json!({}), UNMADE),
        ("get", "/campaigns/{id}/letters/{row}", json!({}), UNMADE),
        ("get", "/campaigns/{id}/letters/{row}/raw", json!({}), UNMADE),
        ("get", "/campaigns/{id}/certificate", json!({}), [409, 404, 404, 409, 409, 409]),
        ("post", "/campaigns/{id}/waivers", json!({ "code": "none", "count": 1, "reason": "x" }), UNMADE),
        ("post", "/campaigns/{id}/trial", json!({}), [422, 404, 404, 403, 403, 403]),
        ("post", "/campaigns/{id}/rest", json!({ "root": nothing }), [409, 404, 404, 409, 409, 409]),
        ("post", "/campaigns/{id}/rows/settle", json!({ "row": 1, "arrived": true }), [409, 404, 404, 403, 409, 409]),
        (
            "post",
            "/campaigns/{id}/rows/settle-all",
            json!({ "count": 3, "arrived": true }),
            [409, 404, 404, 403, 409, 409],
        ),
        ("post", "/campaigns/{id}/rows/again", json!({ "root": nothing, "rows": [1] }), [409, 404, 404, 409, 409, 409]),
        ("post", "/campaigns/{id}/complaints", json!({ "row": 1 }), [404, 404, 404, 403, 404, 404]),
        ("post", "/campaigns/{id}/check", json!({}), [202, 404, 404, 403, 403, 403]),
        ("delete", "/session", json!({}), DONE),
    ]
}

/// Every operation that asks for a session.
fn described() -> BTreeSet<(String, String)> {
    let description: Value = serde_json::from_str(&sekisho_console::openapi().unwrap()).unwrap();
    let mut found = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if operation["security"] != json!([{}]) {
                found.insert((method.clone(), path.strip_prefix("/api/v1").unwrap().to_owned()));
            }
        }
    }
    found
}

#[tokio::test]
async fn every_operation_is_for_whom_it_is_meant() {
    let stage = Stage::open().await;
    let id = stage.submit("tanaka", &["ren@partner.example.net"], &roll(12)).await;
    let begun = stage.browser("tanaka").await.json("POST", "/api/v1/campaigns", &json!({ "id": "spring" })).await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let nothing = "0".repeat(64);
    let table = table(&nothing);
    let listed: BTreeSet<(String, String)> =
        table.iter().map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned())).collect();
    let missing: Vec<_> = described().into_iter().filter(|operation| !listed.contains(operation)).collect();
    assert!(missing.is_empty(), "nobody says who may do this: {missing:?}");
    for (at, user) in PEOPLE.into_iter().enumerate() {
        let mut browser = stage.browser(user).await;
        for (method, path, body, answers) in &table {
            let about = if path.starts_with("/campaigns") { "spring" } else { &id };
            let concrete = path
                .replace("{id}", about)
                .replace("{form}", "csv")
                .replace("{row}", "1")
                .replace("{tray}", "mine")
                .replace("{number}", "0")
                .replace("{link}", &nothing);
            let answer = browser.json(&method.to_uppercase(), &format!("/api/v1{concrete}"), body).await;
            assert_eq!(answer.status, answers[at], "{user}: {method} {concrete} {body}: {}", answer.text);
            let problem = answer.header("content-type") == "application/problem+json";
            assert_eq!(problem, answer.status >= 400, "{user}: {method} {concrete}");
        }
    }
}

#[tokio::test]
async fn another_site_changes_nothing_with_json_either() {
    let stage = Stage::open().await;
    let mut foreign = stage.browser("admin").await.at_site("cross-site");
    let mut changing = 0;
    for (method, path) in described().into_iter().filter(|(method, _)| method != "get") {
        let concrete = path.replace("{id}", "01KAZK4Q00SEK1SHE0EXAMP0E1-0").replace(['{', '}'], "");
        let answer = foreign.json(&method.to_uppercase(), &format!("/api/v1{concrete}"), &json!({})).await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (403, Some("cross-site")), "{method} {path}");
        changing += 1;
    }
    assert!(changing > 12, "{changing}");
}
