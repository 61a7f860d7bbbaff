//! Trial letters: made-up persons, test addresses, nothing of a row.

use sekisho_campaign::trial::{MAX_TRIALS, TrialError};
use sekisho_content::{Limits, read};
use sekisho_model::Address;

use crate::club::club;

fn to(addresses: &[&str]) -> Vec<Address> {
    addresses.iter().map(|address| Address::parse(address).unwrap()).collect()
}

#[test]
fn a_trial_says_nothing_of_anybody_on_the_list() {
    let mut club = club(300);
    club.attach_by_column();
    club.attach("ticket-1.csv", "青木 明美の券");
    club.set(1, 7, "ticket-1.csv");
    club.source.subject = "{{ 氏名 }} 様 {% if 会員番号 %}開幕戦{% endif %}".into();
    let addresses = to(&["tester@house.example", "head@house.example"]);
    let letters = club.with(|job| job.trial(&addresses, "[TEST] ")).unwrap();
    assert_eq!(letters.len(), 2);
    for (letter, address) in letters.iter().zip(&addresses) {
        let mail = read(&letter.bytes, &Limits::default());
        assert!(mail.subject.starts_with("[TEST] [氏名 "), "{}", mail.subject);
        assert_eq!(letter.envelope.recipients.len(), 1);
        assert_eq!(letter.envelope.recipients[0].address, *address);
        let text: String = mail.parts.iter().map(|part| part.reading.text()).collect();
        for row in &club.rows {
            for value in row.iter().filter(|value| value.chars().count() > 5) {
                assert!(!text.contains(value.as_str()) && !mail.subject.contains(value.as_str()), "{value}");
            }
        }
        assert!(letter.files.is_empty(), "a file of a row goes with a trial");
        assert!(mail.field("x-sekisho-trial").is_some());
        assert!(text.contains("000-0000-0000"), "a telephone number keeps its form");
    }
    assert_ne!(letters[0].message_id, letters[1].message_id);
}

#[test]
fn a_trial_never_goes_to_somebody_on_the_list() {
    let club = club(50);
    let trial = |addresses: &[&str]| club.with(|job| job.trial(&to(addresses), "")).map(|letters| letters.len());
    let real = club.rows[6][4].to_uppercase();
    assert!(matches!(trial(&["tester@house.example", &real]), Err(TrialError::InList { number: 2 })));
    assert!(matches!(trial(&[]), Err(TrialError::Nobody)));
    let many: Vec<String> = (0..=MAX_TRIALS).map(|number| format!("t{number}@house.example")).collect();
    assert!(matches!(trial(&many.iter().map(String::as_str).collect::<Vec<_>>()), Err(TrialError::TooMany)));
    assert_eq!(trial(&["tester@house.example"]).unwrap(), 1);
}
