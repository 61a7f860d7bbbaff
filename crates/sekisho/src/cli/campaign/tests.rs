use sekisho_campaign::{ERROR_CODES, FindingKind, sample::Reason};
use sekisho_engine::{
    campaigns::{CampaignRejection, trouble::DOSSIER_CODES},
    desk::CampaignStand,
};
use sekisho_model::ledger::RowState;
use sekisho_words::{Lang, Words};

const REJECTIONS: [CampaignRejection; 5] = [
    CampaignRejection::Own,
    CampaignRejection::Stale,
    CampaignRejection::NotAllowed,
    CampaignRejection::Twice,
    CampaignRejection::NotNow,
];

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
    keys.extend(CampaignStand::ALL.iter().map(|stand| format!("campaign-stand-{}", stand.code())));
    keys.extend(RowState::ALL.iter().map(|state| format!("campaign-state-{}", state.code())));
    keys.extend(REJECTIONS.iter().map(|why| format!("campaign-rejected-{}", super::complaint::code(*why))));
    keys.extend(
        ["row", "address", "state", "part", "letter", "reply", "at"].map(|name| format!("campaign-row-{name}")),
    );
    keys.extend(
        ["password", "second-factor", "notice-token", "command-line"].map(|means| format!("certificate-means-{means}")),
    );
    keys.extend(["subject", "name", "text", "html"].map(|part| format!("campaign-part-{part}")));
    for lang in Lang::ALL {
        for key in &keys {
            assert_ne!(Words::new(lang).text(key), *key, "{lang:?}");
        }
    }
}
