//! What no template may hold: a way around escaping, a script or style of its own, a word that is not in a catalogue.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the sources fails")]

use std::{collections::BTreeSet, fs, path::Path};

use sekisho_words::{Lang, Words};

fn texts(folder: &str, extensions: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), extensions, &mut found);
    assert!(!found.is_empty(), "nothing in {folder}");
    found
}

fn collect(folder: &Path, extensions: &[&str], found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, extensions, found);
        } else if path.extension().is_some_and(|end| extensions.contains(&end.to_str().unwrap())) {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn templates_escape_everything_and_carry_no_script_or_style() {
    let banned = [
        "|safe",
        "| safe",
        "{% autoescape",
        "{%- autoescape",
        "hx-on",
        "hx-",
        "javascript:",
        " style=",
        "<style",
        "srcdoc",
        "http://",
        "https://",
        "target=",
        "<base",
        "unsafe",
    ];
    for (name, text) in texts("templates", &["html"]) {
        for word in banned {
            assert!(!text.contains(word), "{name} holds {word}");
        }
        for (at, _) in text.match_indices(" on") {
            let handler: String = text[at + 3..].chars().take_while(char::is_ascii_lowercase).collect();
            assert!(!text[at + 3 + handler.len()..].starts_with('='), "{name} holds an inline handler on{handler}");
        }
        for (at, _) in text.match_indices("<script") {
            let tag = &text[at..at + text[at..].find("</script>").unwrap()];
            assert!(tag.contains("nonce=") && tag.contains("src=") && tag.ends_with('>'), "{name}: {tag}");
        }
    }
}

#[test]
fn every_form_posts_to_this_site() {
    let mut forms = 0;
    for (name, text) in texts("templates", &["html"]) {
        for (at, _) in text.match_indices("<form") {
            let tag = &text[at..at + text[at..].find('>').unwrap()];
            assert!(tag.contains("action=\"/"), "{name}: {tag}");
            forms += 1;
        }
    }
    assert!(forms > 20, "{forms}");
}

#[test]
fn attributes_are_quoted() {
    for (name, text) in texts("templates", &["html"]) {
        for (at, _) in text.match_indices("={{") {
            let word = text[..at].rsplit(char::is_whitespace).next().unwrap();
            assert!(word.contains(['"', '}']), "{name} has an attribute without quotes: {word}");
        }
    }
}

/// First words of the keys that the console brings.
const FAMILIES: [&str; 28] = [
    "shell",
    "nav",
    "sign-in",
    "second",
    "account",
    "tray",
    "search",
    "page",
    "filter",
    "mis-sent",
    "campaigns",
    "letter",
    "file",
    "fact",
    "act",
    "done",
    "edit",
    "invited",
    "outgoing",
    "deliveries",
    "evidence",
    "policy",
    "download",
    "fault",
    "advice",
    "people",
    "lists",
    "invitation",
];

/// Keys that are put together while running, by their beginning.
const COMPOSED: [&str; 23] = [
    "fault-",
    "advice-",
    "fact-",
    "sign-in-",
    "done-",
    "tray-",
    "account-role-",
    "download-",
    "act-stop-",
    "act-recall-",
    "act-inside-",
    "campaigns-stand-",
    "campaigns-lead-",
    "campaigns-mark-",
    "campaigns-step-",
    "campaigns-role-",
    "campaigns-meaning-",
    "campaigns-stage-",
    "campaigns-state-",
    "campaigns-question-",
    "campaigns-act-",
    "campaigns-wrong-",
    "campaigns-refused-",
];

fn literals(text: &str) -> BTreeSet<String> {
    let pieces = text.split('"').skip(1);
    let plain = |piece: &&str| {
        !piece.is_empty()
            && piece.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    pieces.filter(plain).map(str::to_owned).collect()
}

fn used() -> BTreeSet<String> {
    let templates = texts("templates", &["html"]);
    let sources = texts("src", &["rs"]);
    templates.iter().chain(&sources).flat_map(|(_, text)| literals(text)).collect()
}

fn known(key: &str) -> bool {
    Lang::ALL.into_iter().all(|lang| Words::new(lang).text(key) != key)
}

#[test]
fn every_word_of_a_template_is_in_both_catalogues() {
    let mut checked = 0;
    for (name, text) in texts("templates", &["html"]) {
        for call in ["s.t(\"", "s.n(\"", "s.tx(\"", "s.tx2(\""] {
            for (at, _) in text.match_indices(call) {
                let key: String = text[at + call.len()..].chars().take_while(|c| *c != '"').collect();
                assert!(known(&key), "{name}: {key}");
                checked += 1;
            }
        }
    }
    assert!(checked > 150, "{checked}");
}

#[test]
fn no_message_of_the_console_is_left_over() {
    let catalogue = include_str!("../../words/locales/en/console.ftl");
    let used = used();
    let keys = catalogue.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key);
    let keys: Vec<&str> = keys.filter(|key| FAMILIES.iter().any(|family| key.starts_with(family))).collect();
    assert!(keys.len() > 200, "{}", keys.len());
    for key in keys {
        let composed = COMPOSED.iter().any(|begin| key.starts_with(begin));
        assert!(composed || used.contains(key), "{key} is not used");
    }
}

#[test]
fn style_and_script_load_nothing_from_elsewhere() {
    for (name, text) in texts("assets", &["css", "js"]) {
        for word in ["http:", "https:", "@import", "url(", "eval(", "innerHTML", "document.write", "localStorage"] {
            assert!(!text.contains(word), "{name} holds {word}");
        }
    }
}
