//! The house keeps its directions: who may use whom is the table of docs/architecture.md, and the pure rooms know
//! no clock, no chance, no files and no network.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    process::Command,
};

/// Rooms without a window.
const PURE: &[&str] = &["model", "romaji", "words", "content", "privacy", "roster", "policy", "campaign"];

/// What a pure room must not even link.
const WORLDLY: &[&str] = &["tokio", "sqlx", "axum", "rand", "getrandom", "hyper", "rustls", "socket2"];

/// Crate → what of ours it may use: the table of docs/architecture.md, in its order.
fn may_use() -> Vec<(String, Vec<String>)> {
    let docs = std::fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let mut table: Vec<(String, Vec<String>)> = Vec::new();
    for row in docs.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let name = cells[1].split('`').nth(1).expect("a crate's name in backticks");
        let allowed = match cells[3] {
            "–" => Vec::new(),
            "all above" => table.iter().map(|(name, _)| name.clone()).collect(),
            list => list.split(", ").map(str::to_owned).collect(),
        };
        table.push((name.to_owned(), allowed));
    }
    table
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Normal (not dev, not build) dependencies of each of our crates, by short name.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo metadata runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let rooms = packages.iter().filter(|package| package["name"] != "sekisho-fuzz");
    rooms.map(|package| (short(&package["name"]), normal(package))).collect()
}

fn short(name: &serde_json::Value) -> String {
    name.as_str().expect("a name").trim_start_matches("sekisho-").to_owned()
}

fn normal(package: &serde_json::Value) -> Vec<String> {
    let all = package["dependencies"].as_array().expect("dependencies");
    all.iter().filter(|dependency| dependency["kind"].is_null()).map(|dependency| short(&dependency["name"])).collect()
}

#[test]
fn arrows_go_one_way() {
    let dependencies = dependencies();
    let table = may_use();
    let ours: BTreeSet<&String> = table.iter().map(|(name, _)| name).collect();
    assert_eq!(
        dependencies.keys().collect::<BTreeSet<_>>(),
        ours,
        "every crate stands in the table, and the table has no others"
    );
    for (name, allowed) in &table {
        for used in dependencies[name].iter().filter(|used| ours.contains(used)) {
            assert!(allowed.contains(used), "{name} must not use {used}");
        }
    }
}

#[test]
fn pure_rooms_have_no_window() {
    let dependencies = dependencies();
    for name in PURE {
        for used in &dependencies[*name] {
            assert!(!WORLDLY.contains(&used.as_str()), "{name} is pure and must not use {used}");
        }
        let guard = std::fs::read_to_string(root().join("crates").join(name).join("clippy.toml"));
        let guard = guard.unwrap_or_else(|error| panic!("{name} has no clippy.toml: {error}"));
        for method in ["std::time::SystemTime::now", "jiff::Timestamp::now", "std::fs::File::open", "std::env::var"] {
            assert!(guard.contains(method), "crates/{name}/clippy.toml does not forbid {method}");
        }
    }
}

#[test]
fn every_crate_keeps_the_lints_of_the_house() {
    for (name, _) in may_use() {
        let manifest = root().join("crates").join(&name).join("Cargo.toml");
        let manifest = std::fs::read_to_string(manifest).expect("a manifest");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name} does not take the workspace lints");
    }
}

#[test]
fn nothing_leaves_but_outgoing() {
    let read = |name: &str| std::fs::read_to_string(root().join("crates/model/src").join(name)).expect(name);
    let (hold, release) = (read("hold.rs"), read("hold/release.rs"));
    assert_eq!(release.matches("Outgoing { parcel:").count(), 1, "one constructor of Outgoing");
    assert_eq!(
        release.matches("pub(super) const fn new(").count(),
        1,
        "one constructor of Release, for the hold alone"
    );
    assert_eq!(hold.matches("Release::new(").count(), 2, "a release comes from a pass or from the last proof");
}

#[test]
fn every_library_has_its_line_in_the_docs() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let libraries = manifest["workspace"]["dependencies"].as_table().expect("dependencies");
    let docs = std::fs::read_to_string(root().join("docs/dependencies.md")).expect("docs/dependencies.md");
    let missing = |name: &&String| !name.starts_with("sekisho-") && !docs.contains(&format!("\n| {name} | "));
    let missing: Vec<&String> = libraries.keys().filter(missing).collect();
    assert!(missing.is_empty(), "without a line in docs/dependencies.md: {missing:?}");
    let listed = docs.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next());
    let gone: Vec<&str> = listed.filter(|name| *name != "library" && !libraries.contains_key(*name)).collect();
    assert!(gone.is_empty(), "in docs/dependencies.md, but not used: {gone:?}");
}
