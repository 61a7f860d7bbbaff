use super::*;

#[test]
fn letter_id_survives_text_and_bytes() {
    let id = LetterId::from_parts(1_700_000_000_123, 0xDEAD_BEEF_0123_4567_89AB);
    assert_eq!(id.to_string().parse::<LetterId>(), Ok(id));
    assert_eq!(LetterId::from_bytes(id.to_bytes()), id);
    assert_eq!(id.unix_ms(), 1_700_000_000_123);
}

#[test]
fn later_letters_sort_after_earlier_ones_also_as_text() {
    let early = LetterId::from_parts(1, u128::MAX);
    let late = LetterId::from_parts(2, 0);
    assert!(early < late);
    assert!(early.to_string() < late.to_string());
}

#[test]
fn damaged_ids_are_errors() {
    for text in ["", "1", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "0000000000000000000000000U", "あああああああああ"] {
        assert!(text.parse::<LetterId>().is_err(), "{text}");
    }
    assert!("0000000000000000000000000A".parse::<ParcelId>().is_err());
}

#[test]
fn parcel_id_survives_text() {
    let id = ParcelId { letter: LetterId::from_parts(5, 7), number: 12 };
    assert_eq!(id.to_string().parse::<ParcelId>(), Ok(id));
}

#[test]
fn campaign_ids_need_no_escaping_anywhere() {
    for text in ["a", "spring-2026", "0", &"a".repeat(40)] {
        assert_eq!(text.parse::<CampaignId>().map(|id| id.to_string()).as_deref(), Ok(text));
    }
    for text in ["", "-a", "a-", "A", "a b", "a.b", "a_b", "春", "a\n", &"a".repeat(41)] {
        assert!(text.parse::<CampaignId>().is_err(), "{text:?}");
    }
}
