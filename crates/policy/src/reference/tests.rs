use std::path::Path;

/// The file of the documentation. Tests may read it; the crate itself knows no files.
fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/policy.md")
}

#[test]
fn docs_are_generated() {
    let text = super::reference();
    if option_env!("UPDATE_DOCS").is_some() {
        #[expect(clippy::disallowed_methods, reason = "the test updates the documentation on request")]
        std::fs::write(path(), &text).unwrap();
    }
    let written = std::fs::read_to_string(path()).unwrap_or_default();
    assert!(written == text, "docs/policy.md differs; UPDATE_DOCS=1 cargo test -p sekisho-policy reference");
}

#[test]
fn every_key_is_documented() {
    let schema: serde_json::Value = serde_json::from_str(&super::schema()).unwrap();
    let text = super::reference();
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        let described = definition["description"].as_str().is_some_and(|text| !text.is_empty());
        assert!(described, "{name} has no description");
        for (key, member) in definition["properties"].as_object().into_iter().flatten() {
            assert!(member["description"].as_str().is_some_and(|text| !text.is_empty()), "{name}.{key}");
            assert!(text.contains(&format!("| `{key}`")), "{name}.{key} does not stand in the reference");
        }
    }
}

#[test]
fn every_detector_has_its_reasons() {
    for built_in in crate::rules::built_in::ALL {
        assert!(built_in.why.len() > 20 && built_in.what.len() > 20, "{:?}", built_in.kind);
        assert!(built_in.allowed.contains(&built_in.then), "{:?}", built_in.kind);
        assert!(built_in.numbers.iter().all(|number| number.why.len() > 10), "{:?}", built_in.kind);
    }
}

#[test]
fn the_example_of_the_reference_is_good() {
    let text = super::reference();
    let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let policy = crate::Policy::from_toml(example, "example").unwrap_or_else(|errors| panic!("{}", errors[0]));
    assert!(policy.run_cases().iter().all(|case| case.passed), "{:?}", policy.run_cases());
    assert_eq!(policy.run_cases().len(), 1);
}
