//! Mistakes in rules files: each is found, at its place, with what would have been right.

use crate::Policy;

/// What stands around the text of a case.
#[derive(Clone, Copy)]
enum Frame {
    /// Nothing.
    File,
    /// A rule without `then`; the text is line 4.
    Rule,
    /// A rule with `then`; the text is line 5.
    When,
    /// The same, twice.
    Twice,
}
use Frame::{File, Rule, Twice, When};

impl Frame {
    fn around(self, text: &str) -> String {
        let rule = "[[rule]]\nid = \"r\"\ndescription = { en = \"r\" }\n";
        let then = "then = { self_review = true }\n";
        match self {
            File => text.to_owned(),
            Rule => format!("{rule}{text}"),
            When => format!("{rule}{then}{text}"),
            Twice => format!("{rule}{then}\n{rule}{then}"),
        }
    }
}

/// Frame and text, line, column, part of the message, part of the help.
const MISTAKES: &[(Frame, &str, u32, u32, &str, &str)] = &[
    (File, "aprovers = \"x\"", 1, 1, "unknown field `aprovers`", "did you mean `approvers`?"),
    (File, "[wait]\noutside = \"5 weeks\"", 2, 11, "not a length of time", "\"5m\""),
    (File, "[wait]\noutside = \"1m\"", 2, 11, "without a reason", "reason"),
    (File, "utc_offset = \"JST\"", 1, 14, "not an offset", "+09:00"),
    (File, "[patience]\ndeputy_reminder = \"1h\"", 2, 19, "out of order", "approver_reminder"),
    (File, "[detector.first-domian]\nmode = \"ask\"", 1, 11, "unknown detector", "did you mean `first-domain`?"),
    (File, "[detector.first-domain]\nmode = \"ask\"", 1, 11, "weaker than by default", "reason"),
    (File, "[detector.personal-data]\npersons = 50", 1, 11, "weaker than by default", "reason"),
    (File, "[detector.personal-data]\npersons = 0", 2, 11, "at least 1", ""),
    (File, "[detector.personal-data]\ndays = 5", 2, 8, "`days` means nothing", "persons"),
    (File, "[detector.freemail]\nimages = \"approval\"", 2, 10, "`images` means nothing", ""),
    (File, "[detector.blind]\nreason = \"x\"\nthen = \"link\"", 3, 8, "`link` is not possible", "approval"),
    (File, "[detector.blind]\nthen = \"aproval\"", 2, 8, "unknown variant `aproval`", "did you mean `approval`?"),
    (File, "[detector.freemail]\nadd = [\"*.example\"]", 2, 8, "domain", "no `*`"),
    (File, "[detector.detector-failed]", 1, 11, "always needs a person", ""),
    (File, "[[rule]]\nid = \"r\"\ndescription = {}\nthen.refuse = true", 2, 6, "no description", "ja"),
    (File, "[[rule]]\nid = \"R 1\"\ndescription.en = \"r\"\nthen.refuse = true", 2, 6, "not an id", "lower-case"),
    (
        File,
        "[[rule]]\nid = \"blind\"\ndescription.en = \"r\"\nthen.refuse = true",
        2,
        6,
        "built-in detector",
        "detector",
    ),
    (Rule, "then = {}", 4, 8, "does nothing", "observe"),
    (Rule, "then = { strip = true }", 4, 8, "needs a note", "strip_note"),
    (Rule, "then = { self_review = true, approval_count = 2 }", 4, 8, "without approval", "approval"),
    (When, "when = { person = 3 }", 5, 10, "unknown field `person`", "did you mean `persons`?"),
    (When, "when = { kinds = [\"fone\"] }", 5, 19, "unknown kind", "known: email, phone"),
    (When, "when = { sensitivity = \"high\" }", 5, 24, "unknown grade", "special-care"),
    (When, "when = { blind = [\"encrypt\"] }", 5, 19, "unknown reason", "did you mean `encrypted`?"),
    (When, "when = { findings = [\"free-mail\"] }", 5, 22, "unknown built-in finding", "did you mean `freemail`?"),
    (When, "when = { to = { domains = [\"a b\"] } }", 5, 28, "domain", "no `*`"),
    (When, "when = { to = { addresses = [\"a\"] } }", 5, 30, "needs an @", ""),
    (When, "when = { body = { regex = '(' } }", 5, 27, "unclosed group", "regex"),
    (When, "when = { header = [{ name = \"x y\" }] }", 5, 29, "header field", ""),
    (When, "when = { time = { from = \"6pm\" } }", 5, 26, "time of day", "18:00"),
    (When, "when = { time = { days = [\"monday\"] } }", 5, 27, "unknown day", "mon"),
    (When, "expr = 'outsid > 1'", 5, 9, "unknown field `outsid`", "did you mean `outside`?"),
    (
        When,
        "expr = 'outside > 0 && recipients.exists(r, r.frist)'",
        5,
        46,
        "unknown field `frist`",
        "did you mean `first`?",
    ),
    (When, "expr = 'outside'", 5, 9, "must be true or false", ""),
    (When, "expr = 'outside > \"1\"'", 5, 17, "compares int with string", ""),
    (When, "expr = 'subject.startWith(\"x\")'", 5, 26, "unknown function `startWith`", "did you mean `startsWith`?"),
    (When, "expr = 'subject.matches(\"(\")'", 5, 25, "not a regular expression", ""),
    (When, "expr = 'outside >'", 5, 8, "", ""),
    (When, "expr = 'headers.subject == \"x\"'", 5, 16, "not members", "headers[\"subject\"]"),
    (When, "except = [{ reason = \" \", until = \"2027-01-01\" }]", 5, 22, "needs a reason", ""),
    (When, "except = [{ reason = \"x\", until = \"soon\" }]", 5, 35, "not a date", "2027-03-31"),
    (When, "except = [{ reason = \"x\" }]", 5, 11, "missing field `until`", ""),
    (
        When,
        "[[rule.test]]\nname = \"x\"\nexpect = \"match\"\nletter = { to = [\"nobody\"] }",
        8,
        10,
        "not an address",
        "",
    ),
    (Twice, "", 7, 6, "a second rule `r`", "unique"),
    (File, "[wait", 1, 6, "", ""),
];

#[test]
fn each_is_found_at_its_place() {
    let mut wrong = Vec::new();
    for (frame, text, line, column, message, help) in MISTAKES {
        let file = frame.around(text);
        let Err(errors) = Policy::from_toml(&file, "policy.toml") else {
            wrong.push(format!("nothing wrong?\n{file}"));
            continue;
        };
        let error = &errors[0];
        let helped = help.is_empty() || error.help.as_deref().is_some_and(|text| text.contains(help));
        let placed = (error.line, error.column) == (*line, *column) || message.is_empty();
        if !error.message.contains(message) || !helped || !placed {
            wrong.push(format!("{error}\nexpected {line}:{column} {message} / {help}\n"));
        }
        assert!(error.excerpt.contains('^'), "{error}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn several_are_told_at_once_in_order() {
    let file = "utc_offset = \"x\"\n[wait]\noutside = \"y\"\n[detector.blnd]\nmode = \"enforce\"\n";
    let errors = Policy::from_toml(file, "p.toml").unwrap_err();
    let lines: Vec<u32> = errors.iter().map(|error| error.line).collect();
    assert_eq!(lines, [1, 3, 4]);
}

#[test]
fn an_error_is_shown_with_its_line_and_a_caret() {
    let errors = Policy::from_toml("approvers = \"x\"\n価格 = 1\n", "policy.toml").unwrap_err();
    let shown = errors[0].to_string();
    assert!(shown.starts_with("policy.toml:2:1: "), "{shown}");
    let errors = Policy::from_toml("utc_offset = \"日本\" # x", "policy.toml").unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "policy.toml:1:14: not an offset from UTC\n1 | utc_offset = \"日本\" # x\n  |              ^^^^^^\n  help: write it like \"+09:00\""
    );
}

#[test]
fn the_digest_is_of_the_meaning() {
    let digest = |text: &str| Policy::from_toml(text, "x").unwrap().digest();
    let same = [
        "",
        "# a comment",
        "approvers = \"approvers\"",
        "[wait]\noutside = \"300s\"",
        "[detector.blind]\nthen = \"approval\"",
    ];
    assert!(same.iter().all(|text| digest(text) == digest("")));
    let other = [
        "approvers = \"x\"",
        "[wait]\noutside = \"6m\"",
        "[detector.personal-data]\npersons = 5",
        "[detector.freemail]\nadd = [\"x.example\"]",
    ];
    assert!(other.iter().all(|text| digest(text) != digest("")));
}
