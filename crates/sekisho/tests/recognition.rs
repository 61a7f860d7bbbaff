//! The cage of character recognition, with the real `tesseract` (Debian: tesseract-ocr, tesseract-ocr-jpn) in it.
#![allow(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

const PAGE: &[u8] = include_bytes!("files/page.png");

/// Runs a command in the cage.
fn caged(command: &[&str], input: &[u8]) -> Output {
    let mut cage = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    cage.arg("recognition-room").args(command).env_clear().env("PATH", "/usr/bin:/bin").env("OMP_THREAD_LIMIT", "1");
    let mut child = cage.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read ends the pipe.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[test]
fn a_page_of_japanese_is_read_in_the_cage() {
    let read = caged(&["tesseract", "stdin", "stdout", "-l", "jpn+eng"], PAGE);
    let text = String::from_utf8_lossy(&read.stdout);
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    assert!(text.contains("鈴木") && text.contains("090-1111-2222") && text.contains("080-3333-4444"), "{text}");
}

#[test]
fn the_cage_has_no_network_and_writes_no_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    let write = format!("printf x > {}; wc -c < {0}", file.display());
    for (script, refused) in
        [("exec 3<>/dev/tcp/127.0.0.1/9 && echo connected", true), (write.as_str(), true), ("echo fine", false)]
    {
        let done = caged(&["bash", "-c", script], b"");
        let said = String::from_utf8_lossy(&done.stdout);
        let told = String::from_utf8_lossy(&done.stderr);
        assert_eq!(
            !said.contains("connected") && !said.contains("fine") && !said.contains('1'),
            refused,
            "{script}: {said} {told}"
        );
    }
    // Not "refused by the other side", but not even asked.
    let asked = caged(&["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9"], b"");
    assert!(String::from_utf8_lossy(&asked.stderr).contains("not permitted"), "{asked:?}");
}

#[test]
fn the_cage_is_bounded() {
    let shown = caged(&["cat", "/proc/self/limits"], b"");
    let limits = String::from_utf8_lossy(&shown.stdout);
    for what in ["Max cpu time", "Max file size", "Max address space", "Max core file size"] {
        let line = limits.lines().find(|line| line.starts_with(what)).unwrap();
        assert!(!line.contains("unlimited"), "{line}");
    }
    assert!(!caged(&["/nonexistent/command"], b"").status.success());
}
