//! The demonstration: every accident replayed through the real doors of the real program, and stopped.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

use std::process::{Command, Stdio};

#[test]
fn every_accident_is_stopped_and_told_with_its_evidence() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    let output = command.args(["demo", "--once", "--json", "--patience", "7200"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let told: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    let accidents = told["accidents"].as_array().unwrap();
    for name in ["ticket-shift", "ticket-shift-outside", "list-attached", "wrong-list", "to-not-bcc", "list-drift"] {
        let accident = accidents.iter().find(|accident| accident["id"] == name).unwrap();
        assert_eq!(accident["stopped"], true, "{accident}");
        assert!(accident["evidence"].as_u64().unwrap() > 0, "{accident}");
    }
}

/// Nobody reads to the end: the accidents are replayed all the same, and nothing is left behind.
#[test]
fn a_closed_pipe_ends_it_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    command
        .args(["demo", "--once", "--patience", "7200"])
        .env("TMPDIR", folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && !said.contains("panicked"), "{}\n{said}", done.status);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}
