use super::*;

#[test]
fn good_addresses_keep_their_writing() {
    for text in [
        "taro@example.co.jp",
        "\"a b\"@example.jp",
        "\"a\\\"b\"@example.jp",
        "foo..bar.@docomo.ne.jp",
        "太郎@例え.jp",
        "x@[192.0.2.1]",
        "x@[IPv6:2001:db8::1]",
        "a+b@sub_domain.example.jp",
    ] {
        let address = Address::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(address.as_str(), text);
    }
}

#[test]
fn bad_addresses_name_the_part_at_fault() {
    use AddressError as E;
    for (text, error) in [
        ("taro", E::NoAt),
        ("@example.jp", E::LocalLength),
        ("a b@example.jp", E::LocalCharacter),
        ("a\r\nb@example.jp", E::LocalCharacter),
        ("a\0@example.jp", E::LocalCharacter),
        ("\"a\\\"@example.jp", E::LocalCharacter),
        ("taro@", E::Domain),
        ("taro@exa mple.jp", E::Domain),
        ("taro@example..jp", E::Domain),
        ("taro@[300.1.1.1]", E::Domain),
    ] {
        assert_eq!(Address::parse(text).unwrap_err(), error, "{text:?}");
    }
    assert_eq!(Address::parse(&format!("{}@example.jp", "a".repeat(65))).unwrap_err(), E::LocalLength);
}

#[test]
fn case_quotes_and_idna_do_not_make_two_persons() {
    for (one, two) in [
        ("Taro@Example.JP", "taro@example.jp"),
        ("\"taro\"@example.jp", "taro@example.jp"),
        ("taro@例え.jp", "taro@xn--r8jz45g.jp"),
    ] {
        assert_eq!(Address::parse(one).unwrap(), Address::parse(two).unwrap());
    }
}

#[test]
fn a_domain_lies_within_itself_and_its_parents_only() {
    let domain = |text| Domain::parse(text).unwrap();
    assert!(domain("mail.example.jp").is_within(&domain("example.jp")));
    assert!(domain("example.jp").is_within(&domain("example.jp")));
    assert!(!domain("badexample.jp").is_within(&domain("example.jp")));
}
