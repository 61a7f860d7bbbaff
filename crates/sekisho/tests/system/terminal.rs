//! What commands say on a terminal: in words, and to a reader that goes away.

use std::process::{Command, Stdio};

use crate::{AT_ONCE, house::BINARY, house::House, locked, with_file};

#[test]
fn a_reader_that_has_seen_enough_ends_a_command_quietly() {
    let mut child =
        Command::new(BINARY).args(["config", "docs"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Gone before the first word.
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success() && done.stderr.is_empty(), "{done:?}");
}

#[test]
fn a_letter_is_explained_in_words() {
    let house = House::new(1, AT_ONCE);
    let blind = with_file("a@out.example", "blind", "x.zip", "application/zip", &locked());
    house.write("letter.eml", &String::from_utf8(blind).unwrap());
    let letter = house.path("letter.eml").display().to_string();
    for (lang, needed) in [("en", "needed: Supervisor approval (approvers"), ("ja", "必要な確認: 上長承認")] {
        let said = house.output(&["policy", "explain", &letter, "--lang", lang]);
        assert!(said.contains(needed), "{said}");
        for code in ["{\"", "Some(", "Approval {", "=["] {
            assert!(!said.contains(code), "`{code}` is no word\n{said}");
        }
    }
}
