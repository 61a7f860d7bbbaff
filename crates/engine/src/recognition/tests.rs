use sekisho_content::mail::Role;
use sekisho_model::PartPath;

use super::*;

const TSV: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
    1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n\
    5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t91.5\t鈴木\n\
    5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t88.5\t花子\n\
    5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t90\tTEL\n\
    5\t1\t1\t1\t2\t2\t0\t0\t9\t9\t90\t090-1111-2222\n\
    5\t1\t1\t1\t2\t3\t0\t0\t9\t9\t-1\tnothing\n";

fn picture(bytes: usize) -> Part {
    Part {
        path: PartPath(vec![2]),
        inside: None,
        role: Role::Attachment,
        mime: "image/png".to_owned(),
        really: None,
        name: Some("a.png".to_owned()),
        size: bytes,
        reading: Reading::Blind { why: Blind::Image, text: "note".to_owned() },
        hidden: Vec::new(),
        unlocked: false,
        picture: Some(vec![0; bytes]),
    }
}

#[test]
fn words_become_lines_and_japanese_has_no_blanks() {
    assert_eq!(Words::of(TSV), Words { text: "鈴木花子\nTEL 090-1111-2222".to_owned(), confidence: 90 });
    assert_eq!(Words::of("nonsense\n\t\t\n"), Words { text: String::new(), confidence: 0 });
}

#[test]
fn only_what_was_read_with_confidence_counts_as_read() {
    for (text, confidence, read) in
        [("鈴木花子", 90, true), ("鈴木花子", BELIEVED, true), ("鈴木花子", BELIEVED - 1, false), ("  ", 90, false)]
    {
        let mut part = picture(9);
        take_in(&mut part, Words { text: text.to_owned(), confidence });
        assert_eq!(matches!(part.reading, Reading::Read { .. }), read, "{text} {confidence}");
        assert!(part.reading.text().starts_with("note\n"), "{:?}", part.reading);
    }
}

#[tokio::test]
async fn a_command_that_fails_or_is_missing_leaves_the_picture_blind() {
    let wanted = Recognition { command: "tesseract".to_owned(), languages: "jpn".to_owned() };
    let shell = |script: &str| Door { program: "/bin/sh".into(), arguments: vec!["-c".to_owned(), script.to_owned()] };
    let quoted = TSV.replace('\t', "\\t").replace('\n', "\\n");
    for (door, found) in [
        (shell(&format!("cat >/dev/null; printf '{quoted}'")), true),
        (shell(&format!("printf '{quoted}'; exit 3")), false),
        (shell("kill -9 $$"), false),
        (Door { program: "/nonexistent/program".into(), arguments: Vec::new() }, false),
    ] {
        let recogniser = Recogniser::new();
        recogniser.open(door);
        assert_eq!(recogniser.words(&wanted, &[7; 1 << 20]).await.is_some(), found);
    }
    assert_eq!(Recogniser::new().words(&wanted, b"x").await, None, "without a door");
}
