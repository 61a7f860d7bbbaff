use std::path::Path;

const GOOD: &str = r#"
[house]
name = "例"
hostname = "sekisho.example.jp"
domains = ["example.jp"]
[listen]
relay = "127.0.0.1:10025"
[[upstream]]
name = "mta"
host = "127.0.0.1"
"#;

fn sentences(text: &str) -> Vec<String> {
    super::parse(text, Path::new("sekisho.toml")).unwrap_err().sentences()
}

#[test]
fn a_small_file_is_enough() {
    let checked = super::parse(GOOD, Path::new("sekisho.toml")).unwrap();
    assert_eq!(checked.settings.notices_from.as_str(), "sekisho@example.jp");
    assert_eq!(checked.settings.retry.len(), 7);
    assert_eq!(checked.relay.peers, ["127.0.0.0/8", "::1/128"]);
}

#[test]
fn mistakes_say_what_and_what_to_do() {
    let cases = [
        ("hostname", "hostnam", "did you mean `hostname`?"),
        ("relay = \"127.0.0.1:10025\"", "submission = \"0.0.0.0:587\"", "add a [tls] section"),
        ("\"example.jp\"", "\"exa mple.jp\"", "is not a domain"),
        ("[[upstream]]", "[[route]]\nupstream=\"mtaa\"\n[[upstream]]", "did you mean `mta`?"),
        ("host = \"127.0.0.1\"", "host = \"a\"\ntls = \"pined\"", "did you mean `pinned`?"),
        ("host = \"127.0.0.1\"", "host = \"a\"\ntls = \"pinned\"", "belong together"),
        ("[[upstream]]\nname = \"mta\"\nhost = \"127.0.0.1\"", "", "add [[upstream]]"),
        ("[listen]", "[relay]\npeers=[\"10.0.0.0/33\"]\n[listen]", "is not an address or network"),
    ];
    for (from, to, expected) in cases {
        let sentences = sentences(&GOOD.replace(from, to)).join("\n");
        assert!(sentences.contains(expected), "{to}: {sentences}");
    }
}
