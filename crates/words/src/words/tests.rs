use super::*;

#[test]
fn a_missing_message_is_shown_as_its_key() {
    for lang in Lang::ALL {
        let words = Words::new(lang);
        assert_eq!(words.text("no-such-message"), "no-such-message");
        assert_eq!(words.text("finding-blind.no-such-attribute"), "finding-blind.no-such-attribute");
        assert_eq!(words.text(""), "");
        assert_eq!(words.event("an-event-of-a-later-version"), "an-event-of-a-later-version");
    }
}

#[test]
fn an_instant_is_written_in_the_readers_zone() {
    let at: Time = "2026-04-01T00:05:00Z".parse().unwrap();
    let tokyo = TimeZone::fixed(jiff::tz::offset(9));
    assert_eq!(Words::new(Lang::Ja).moment(at, &tokyo), "2026年4月1日 09:05");
    assert_eq!(Words::new(Lang::En).moment(at, &TimeZone::UTC), "2026-04-01 00:05 UTC");
}

#[test]
fn languages_are_found_by_their_code() {
    assert_eq!(Lang::from_code("en"), Some(Lang::En));
    assert_eq!(Lang::from_code("fr"), None);
}

#[test]
fn many_threads_use_the_same_catalogue() {
    let written: Vec<String> = std::thread::scope(|scope| {
        let write = || Words::new(Lang::En).with("finding-personal-data.count", &[("count", 1u64.into())]);
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(write)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(written.iter().all(|text| text == "It contains personal data of one person."), "{written:?}");
}
