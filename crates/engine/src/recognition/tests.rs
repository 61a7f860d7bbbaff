use sekisho_content::mail::{Pictures, Role};
use sekisho_model::PartPath;

use super::{words::BELIEVED, *};

const TSV: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
    1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n\
    5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t91.5\t鈴木\n\
    5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t88.5\t花子\n\
    5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t90\tTEL\n\
    5\t1\t1\t1\t2\t2\t0\t0\t9\t9\t90\t090-1111-2222\n\
    5\t1\t1\t1\t2\t3\t0\t0\t9\t9\t-1\tnothing\n";

fn picture() -> Part {
    Part {
        path: PartPath(vec![2]),
        inside: None,
        role: Role::Attachment,
        mime: "image/png".to_owned(),
        really: None,
        name: Some("a.png".to_owned()),
        size: 9,
        reading: Reading::Blind { why: Blind::Image, text: "note".to_owned(), tables: Vec::new() },
        hidden: Vec::new(),
        unlocked: false,
        pictures: Pictures::default(),
    }
}

#[test]
fn words_become_lines_and_japanese_has_no_blanks() {
    assert_eq!(Words::of(TSV), Words { text: "鈴木花子\nTEL 090-1111-2222".to_owned(), confidence: 90 });
    assert_eq!(Words::of("nonsense\n\t\t\n"), Words { text: String::new(), confidence: 0 });
}

#[test]
fn only_what_was_read_whole_and_with_confidence_counts_as_read() {
    let words = |text: &str, confidence| Some(Arc::new(Words { text: text.to_owned(), confidence }));
    let sure = || words("鈴木花子", 90);
    for (pages, all, why, read) in [
        (vec![sure()], true, Blind::Image, true),
        (vec![words("鈴木花子", BELIEVED)], true, Blind::Image, true),
        (vec![words("鈴木花子", BELIEVED - 1)], true, Blind::Image, false),
        (vec![words("  ", 90)], true, Blind::Image, false),
        (vec![None], true, Blind::Image, false),
        (vec![], true, Blind::Image, false),
        (vec![sure(), sure()], true, Blind::Image, true),
        (vec![sure(), words("?", 10)], true, Blind::Image, false),
        (vec![sure(), None], true, Blind::Image, false),
        (vec![sure()], false, Blind::Image, false),
        (vec![sure()], true, Blind::Limit, false),
    ] {
        let mut part = picture();
        part.reading = Reading::Blind { why, text: "note".to_owned(), tables: Vec::new() };
        take_in(&mut part, &pages, all);
        assert_eq!(matches!(part.reading, Reading::Read { .. }), read, "{pages:?} {all} {why:?}");
        let found = pages.iter().flatten().all(|words| part.reading.text().contains(words.text.as_str()));
        assert!(found && part.reading.text().starts_with("note"), "{:?}", part.reading);
    }
}

#[test]
fn what_is_kept_of_pictures_is_bounded() {
    let known = Known::default();
    let long = Arc::new(Words { text: "x".repeat(1 << 20), confidence: 90 });
    let digest = |number: u32| Digest::of(&number.to_le_bytes());
    (0..100).for_each(|number| known.keep(digest(number), &long));
    let kept = (0..100).filter(|number| known.get(&digest(*number)).is_some()).count();
    assert_eq!((kept, known.get(&digest(99)), known.get(&digest(0))), (16, Some(long), None));
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
    // The second time nobody asks the command.
    let recogniser = Recogniser::new();
    let folder = tempfile::tempdir().unwrap();
    let once = format!("cat >/dev/null; mkdir {}/once && printf '{quoted}'", folder.path().display());
    recogniser.open(shell(&once));
    let first = recogniser.words(&wanted, b"picture").await;
    assert!(first.is_some() && recogniser.words(&wanted, b"picture").await == first);
    assert_eq!(recogniser.words(&wanted, b"another").await, None);
}
