//! Scanned documents and pictures: recognised where that is wanted, and then unreadable no more, neither for the rules
//! nor on the letter's page. The command is a shell script that knows two pictures.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sekisho_engine::{rooms::Door, settings::Recognition};
use sekisho_model::{Fact, FindingKind, LetterId};

use crate::{stage::Stage, town};

const TARO: &str = "taro@house.example";
const AYA: &str = "aya@partner.example";

/// Pages that the command knows begin so; any other it cannot read.
const LEGIBLE: &[u8] = b"\xFF\xD8legible";

fn stage(wanted: bool) -> Stage {
    let stage = Stage::with(town::RULES, |settings| {
        settings.recognition =
            wanted.then(|| Recognition { command: "recogniser".to_owned(), languages: "jpn".to_owned() });
    });
    let script = "grep -aq legible || exit 3; printf '5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t91\\t糖尿病の患者\\n\
         5\\t1\\t1\\t1\\t2\\t1\\t0\\t0\\t9\\t9\\t91\\t鈴木花子\\n5\\t1\\t1\\t1\\t2\\t2\\t0\\t0\\t9\\t9\\t91\\t090-1111-2222\\n'";
    let door = Door { program: "/bin/sh".into(), arguments: vec!["-c".to_owned(), script.to_owned()] };
    stage.house().open_cage(door);
    stage
}

/// A scanned document with these pages.
fn scan(pages: &[&[u8]]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".to_vec();
    let mut kids = String::new();
    for (number, page) in (1..).zip(pages) {
        let (own, content, picture) = (number * 10, number * 10 + 1, number * 10 + 2);
        kids += &format!("{own} 0 R ");
        let draw = "q 595 0 0 842 0 0 cm /P Do Q";
        let head = format!(
            "{own} 0 obj<</Type/Page/Contents {content} 0 R/Resources<</XObject<</P {picture} 0 R>>>>>>endobj\n\
             {content} 0 obj<</Length {}>>stream\n{draw}\nendstream endobj\n\
             {picture} 0 obj<</Subtype/Image/Width 99/Height 99/Filter/DCTDecode/Length {}>>stream\n",
            draw.len(),
            page.len()
        );
        out.extend([head.as_bytes(), page, b"\nendstream endobj\n"].concat());
    }
    out.extend(format!("2 0 obj<</Type/Pages/Kids[{kids}]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF").into_bytes());
    out
}

fn send(stage: &Stage, name: &str, mime: &str, file: &[u8]) -> LetterId {
    let letter = format!(
        "From: {TARO}\r\nTo: {AYA}\r\nSubject: Papers\r\nDate: Mon, 07 Jun 2027 10:00:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nPlease see the file.\r\n\
         --b\r\nContent-Type: {mime}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        STANDARD.encode(file)
    );
    stage.submit("taro", &[AYA], letter.into_bytes())
}

/// Whether the letter is blind for a picture, names special-care data, and shows its file as unreadable.
fn seen(stage: &Stage, letter: LetterId) -> (bool, bool, bool) {
    let parcel = stage.only(letter);
    let image = |finding: &sekisho_model::Finding| {
        finding.kind == FindingKind::Blind && finding.facts.get("reason") == Some(&Fact::Word("image".to_owned()))
    };
    let special = parcel.findings.iter().any(|finding| finding.kind == FindingKind::SpecialCareData);
    let page = stage.run(stage.desk().parcel(&town::viewer("taro"), parcel.id)).unwrap();
    (parcel.findings.iter().any(image), special, page.attachments[0].blind.is_some())
}

#[test]
fn a_recognised_page_is_no_longer_unreadable() {
    let unknown = b"\xFF\xD8noise";
    let photo = [b"\xFF\xD8\xFFlegible", &[7; 40 << 10][..]].concat();
    let stage = stage(true);
    for (what, name, mime, file, expected) in [
        ("a scan", "a.pdf", "application/pdf", scan(&[LEGIBLE]), (false, true, false)),
        ("two pages", "a.pdf", "application/pdf", scan(&[LEGIBLE, b"\xFF\xD8also legible"]), (false, true, false)),
        ("one page is not legible", "a.pdf", "application/pdf", scan(&[LEGIBLE, unknown]), (true, true, true)),
        ("none is", "a.pdf", "application/pdf", scan(&[unknown]), (true, false, true)),
        ("a picture", "a.jpg", "image/jpeg", photo, (false, true, false)),
    ] {
        let letter = send(&stage, name, mime, &file);
        assert_eq!(seen(&stage, letter), expected, "{what}");
    }
}

#[test]
fn a_scan_is_blind_where_nobody_asked_for_recognition_however_small_it_is() {
    let stage = stage(false);
    let letter = send(&stage, "a.pdf", "application/pdf", &scan(&[LEGIBLE]));
    assert_eq!(seen(&stage, letter), (true, false, true));
}

#[test]
fn after_a_restart_the_page_is_read_again_beside() {
    let mut stage = stage(true);
    let letter = send(&stage, "a.pdf", "application/pdf", &scan(&[LEGIBLE]));
    stage.crash_and_start();
    // Without the command nothing is known, and that is what it says.
    assert_eq!(seen(&stage, letter), (false, true, true));
    let script = "cat >/dev/null; printf '5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t91\\t鈴木花子\\n'";
    let door = Door { program: "/bin/sh".into(), arguments: vec!["-c".to_owned(), script.to_owned()] };
    stage.house().open_cage(door);
    let read = (0..3_600).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        !seen(&stage, letter).2
    });
    assert!(read);
}
