use sekisho_campaign::{ERROR_CODES, FindingKind, sample::Reason};
use sekisho_engine::campaigns::trouble::DOSSIER_CODES;
use sekisho_words::{Lang, Words};

/// Every code that can be said has a sentence in both languages.
#[test]
fn nothing_is_without_words() {
    let reasons = [
        Reason::RareBranch,
        Reason::Files,
        Reason::RareCharacter,
        Reason::Longest,
        Reason::Shortest,
        Reason::Edge,
        Reason::Spread,
    ];
    let mut keys: Vec<String> =
        FindingKind::ALL.iter().map(|kind| format!("campaign-finding-{}", kind.code())).collect();
    keys.extend(FindingKind::ALL.iter().map(|kind| format!("campaign-grade-{}", super::told::grade(*kind))));
    keys.extend(reasons.iter().map(|reason| format!("campaign-sample-{}", reason.code())));
    keys.extend(ERROR_CODES.iter().map(|code| format!("campaign-error-{code}")));
    keys.extend(DOSSIER_CODES.iter().map(|code| format!("campaign-dossier-{code}")));
    keys.extend(DOSSIER_CODES.iter().map(|code| format!("campaign-dossier-help-{code}")));
    keys.extend(["subject", "name", "text", "html"].map(|part| format!("campaign-part-{part}")));
    for lang in Lang::ALL {
        for key in &keys {
            assert_ne!(Words::new(lang).text(key), *key, "{lang:?}");
        }
    }
}
