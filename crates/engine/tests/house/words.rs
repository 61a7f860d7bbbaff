//! Every code that other rooms can give has words in both languages: `words` knows none of these rooms.

use sekisho_store::{ParcelState, RecipientStatus};
use sekisho_words::{Lang, Words};

#[test]
fn defects_states_and_statuses_have_words_in_both_languages() {
    let defects = sekisho_content::DEFECTS.iter().map(|(code, _)| format!("defect-{code}"));
    let states = ParcelState::ALL.iter().map(|state| format!("state-{}", state.code()));
    let statuses = RecipientStatus::ALL.iter().map(|status| format!("status-{}", status.code()));
    let keys: Vec<String> = defects.chain(states).chain(statuses).collect();
    assert!(keys.len() > 30, "{}", keys.len());
    for words in Lang::ALL.map(Words::new) {
        for key in &keys {
            assert_ne!(words.text(key), *key, "{:?}", words.lang());
        }
    }
}
