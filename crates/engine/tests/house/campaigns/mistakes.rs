//! Mistakes of a plan that would do harm later: each is said at the check, before anybody approves.

use super::*;

#[test]
fn mistakes_are_said_at_the_check() {
    for (from, to, code) in [
        ("[sending]", "[sending]\nhours = [\"9:00\", \"25:00\"]", "plan"),
        ("[sending]", "[sending]\nhours = [\"09:00\", \"25:00\"]", "plan"),
        ("[sending]", "[sending]\nper_minute = 0", "plan"),
        ("[sending]", "[sending]\ndomains = { \"a.example\" = 0 }", "plan"),
        ("news@house.example", "ceo@bigbank.example", "sender"),
        ("[sending]", "[sending]\ntest_to = [\"try@house.example\", \"fan2@customer2.example\"]", "test-address"),
    ] {
        let stage = stage();
        let text = String::from_utf8(plan("開幕戦", "")).unwrap().replace(from, to);
        // A plan that is none is said when it is brought; what it says of others when it is checked.
        let said = match checked(&stage, 3, text.into_bytes()) {
            Ok(check) => check.trouble.map(|trouble| trouble.code),
            Err(DeskError::Trouble(trouble)) => Some(trouble.code),
            Err(other) => panic!("{to}: {other:?}"),
        };
        assert_eq!(said.as_deref(), Some(code), "{to}");
        settle(&stage);
        assert_eq!(sent(&stage).len(), 0);
    }
}
