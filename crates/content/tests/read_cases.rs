//! Golden corpus of reading: `mail/NAME.eml` is read, once with LF and once with CRLF line ends, and both must give
//! `mail/NAME.json`. Cases called `raw-…` are about line ends and are read as they are.
//!
//! What came out of a failing case is left under the build folder for comparing.

#![expect(clippy::disallowed_methods, reason = "the corpus is files")]

use std::{fs, path::Path};

use sekisho_content::{Limits, Mail, Mailbox, Part, Reading, mail::Role, read};
use serde_json::{Map, Value, json};

#[test]
fn every_letter_of_the_corpus_reads_as_written_beside_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail");
    let left = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail");
    fs::create_dir_all(&left).unwrap();
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| {
            entry.unwrap().file_name().to_str().and_then(|name| name.strip_suffix(".eml").map(str::to_owned))
        })
        .collect();
    names.sort();
    assert!(names.len() >= 60, "only {} cases found", names.len());
    let mut failed = Vec::new();
    for name in names {
        let source = fs::read(folder.join(format!("{name}.eml"))).unwrap();
        let wanted = fs::read(folder.join(format!("{name}.json"))).unwrap_or_default();
        let wanted: Value = serde_json::from_slice(&wanted).unwrap_or_default();
        for (ends, bytes) in forms(&name, source) {
            let found = shown(&read(&bytes, &Limits::default()));
            if found != wanted {
                fs::write(left.join(format!("{name}.json")), format!("{found:#}\n")).unwrap();
                failed.push(format!("{name} ({ends}): {found:#}"));
            }
        }
    }
    assert!(failed.is_empty(), "{} readings differ:\n{}", failed.len(), failed.join("\n"));
}

fn forms(name: &str, source: Vec<u8>) -> Vec<(&'static str, Vec<u8>)> {
    if name.starts_with("raw-") {
        return vec![("as it is", source)];
    }
    assert!(!source.contains(&b'\r'), "{name} must be stored with LF");
    let mut crlf = Vec::with_capacity(source.len() + 64);
    for byte in &source {
        if *byte == b'\n' {
            crlf.push(b'\r');
        }
        crlf.push(*byte);
    }
    vec![("LF", source), ("CRLF", crlf)]
}

fn shown(mail: &Mail) -> Value {
    let mut all = Map::new();
    for (name, list) in [
        ("from", &mail.from),
        ("sender", &mail.sender),
        ("reply-to", &mail.reply_to),
        ("to", &mail.to),
        ("cc", &mail.cc),
        ("bcc", &mail.bcc),
    ] {
        if !list.is_empty() {
            all.insert(name.to_owned(), list.iter().map(mailbox).collect());
        }
    }
    all.insert("subject".to_owned(), json!(mail.subject));
    all.insert("message-id".to_owned(), json!(mail.message_id));
    all.insert("references".to_owned(), json!(mail.references));
    all.insert("date".to_owned(), json!(mail.date));
    all.insert("parts".to_owned(), mail.parts.iter().map(part).collect());
    let defect = |defect: &sekisho_content::Defect| format!("{} @{}", defect.code, defect.part);
    all.insert("defects".to_owned(), mail.defects.iter().map(defect).collect());
    Value::Object(all)
}

fn mailbox(mailbox: &Mailbox) -> Value {
    let address = mailbox.address.as_ref().map(ToString::to_string);
    json!({ "name": mailbox.name, "address": address, "written": mailbox.written })
}

fn part(part: &Part) -> Value {
    let mut shown = Map::new();
    shown.insert("path".to_owned(), json!(part.path.to_string()));
    for (name, value) in [("inside", part.inside.as_deref()), ("name", part.name.as_deref()), ("really", part.really)] {
        if let Some(value) = value {
            shown.insert(name.to_owned(), json!(value));
        }
    }
    let role = match part.role {
        Role::Frame => "frame",
        Role::Body => "body",
        Role::Attachment => "attachment",
        Role::Inner => "inner",
    };
    shown.insert("role".to_owned(), json!(role));
    shown.insert("mime".to_owned(), json!(part.mime));
    match &part.reading {
        Reading::Read { text, .. } => shown.insert("text".to_owned(), json!(text)),
        Reading::Nothing => None,
        Reading::Blind { why, text, .. } => {
            shown.insert("blind".to_owned(), serde_json::to_value(why).unwrap_or_default());
            shown.insert("text".to_owned(), json!(text))
        }
    };
    Value::Object(shown)
}
