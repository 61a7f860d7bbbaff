//! The committed description is the one the console serves.

use std::{fs, path::Path};

#[test]
fn the_committed_description_is_the_served_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let served = format!("{}\n", sekisho_console::openapi().unwrap());
    if std::env::var_os("SEKISHO_WRITE_OPENAPI").is_some() {
        fs::write(&path, &served).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap();
    assert!(
        committed == served,
        "docs/openapi.json is old: run this test with SEKISHO_WRITE_OPENAPI=1 and read the difference"
    );
}

#[test]
fn every_operation_says_who_may_call_it_and_what_can_go_wrong() {
    let description: serde_json::Value = serde_json::from_str(&sekisho_console::openapi().unwrap()).unwrap();
    let mut operations = 0;
    for (path, methods) in description["paths"].as_object().unwrap() {
        assert!(path.starts_with("/api/v1/"), "{path}");
        for (method, operation) in methods.as_object().unwrap() {
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{method} {path} has no summary");
            // What the secret of a mail opens asks for no session.
            let open = operation["security"] == serde_json::json!([{}]);
            assert!(open || operation["responses"]["401"].is_object(), "{method} {path} does not say 401");
            operations += 1;
        }
    }
    assert!(operations >= 37, "{operations}");
    assert_eq!(description["security"][0]["session"], serde_json::json!([]));
}
