use super::*;

fn domain(text: &str) -> Domain {
    Domain::parse(text).unwrap()
}

fn sets(related: &[&[&str]]) -> Vec<Vec<Domain>> {
    related.iter().map(|set| set.iter().map(|text| domain(text)).collect()).collect()
}

fn domains(own: &[&str], related: &[&[&str]]) -> Result<Domains, RosterError> {
    Domains::new(own.iter().map(|text| domain(text)).collect(), &sets(related))
}

#[test]
fn an_organisation_is_named_by_its_registrable_domain() {
    let domains = domains(&["house.example"], &[]).unwrap();
    for (asked, organisation) in [
        ("example.com", "example.com"),
        ("mail.example.com", "example.com"),
        ("a.b.EXAMPLE.com", "example.com"),
        ("example.co.uk", "example.co.uk"),
        // Attribute types of JPRS: co, or, ne, ac, ad, ed, go, gr, lg.
        ("mail.example.co.jp", "example.co.jp"),
        ("other.co.jp", "other.co.jp"),
        ("example.or.jp", "example.or.jp"),
        ("docomo.ne.jp", "docomo.ne.jp"),
        ("s.u.example.ac.jp", "example.ac.jp"),
        ("kou.example.ed.jp", "example.ed.jp"),
        ("kyoku.example.go.jp", "example.go.jp"),
        ("example.gr.jp", "example.gr.jp"),
        // Local governments.
        ("city.yokohama.lg.jp", "city.yokohama.lg.jp"),
        ("mail.city.yokohama.lg.jp", "city.yokohama.lg.jp"),
        ("town.shibata.lg.jp", "town.shibata.lg.jp"),
        ("kensetsu.pref.kanagawa.lg.jp", "pref.kanagawa.lg.jp"),
        ("section.metro.tokyo.lg.jp", "metro.tokyo.lg.jp"),
        ("mail.kumiai.lg.jp", "kumiai.lg.jp"),
        // Geographic names.
        ("city.kamakura.kanagawa.jp", "city.kamakura.kanagawa.jp"),
        ("mail.city.kamakura.kanagawa.jp", "city.kamakura.kanagawa.jp"),
        ("pref.kanagawa.jp", "pref.kanagawa.jp"),
        ("mail.city.kawasaki.jp", "city.kawasaki.jp"),
        ("mail.例え.jp", "例え.jp"),
        ("mail.例え.栃木.jp", "例え.栃木.jp"),
        // Hosting, where each customer is a stranger to the next.
        ("mail.one.github.io", "one.github.io"),
        // Names without a registrable part stand for themselves.
        ("co.jp", "co.jp"),
        ("localhost", "localhost"),
        ("host.internal", "host.internal"),
        ("[192.0.2.1]", "[192.0.2.1]"),
        ("[IPv6:2001:db8::1]", "[ipv6:2001:db8::1]"),
    ] {
        assert_eq!(domains.organisation(&domain(asked)).as_str(), domain(organisation).as_str(), "{asked}");
    }
}

#[test]
fn inside_is_what_lies_under_an_own_domain() {
    let domains = domains(&["example.co.jp", "city.example.lg.jp"], &[]).unwrap();
    for (asked, inside) in [
        ("example.co.jp", true),
        ("EXAMPLE.co.jp", true),
        ("a.b.example.co.jp", true),
        ("city.example.lg.jp", true),
        ("example.lg.jp", false),
        ("notexample.co.jp", false),
        ("example.co.jp.evil.example", false),
        ("co.jp", false),
        ("[192.0.2.1]", false),
    ] {
        assert_eq!(domains.is_inside(&domain(asked)), inside, "{asked}");
    }
    assert_eq!(
        domains.organisation(&domain("mail.city.example.lg.jp")).as_str(),
        "example.co.jp",
        "one house, one name"
    );
}

#[test]
fn related_domains_are_one_organisation() {
    let related: &[&[&str]] = &[
        &["a.example.com", "a.example.net"],
        &["b1.com", "b2.com"],
        &["b3.com", "b2.com"],
        &["c1.com", "c2.com"],
        &["c3.com", "c4.com"],
        &["c4.com", "c2.com"],
        &["child.com", "house.example"],
        &["[192.0.2.1]", "d.com"],
        &[],
    ];
    let domains = domains(&["house.example"], related).unwrap();
    for (asked, organisation, why) in [
        ("a.example.net", "a.example.com", "the first of a set names it"),
        ("mail.a.example.net", "a.example.com", "what lies under a related domain belongs to it"),
        ("example.net", "example.net", "what lies above does not"),
        ("b.example.net", "example.net", "nor what lies beside"),
        ("b3.com", "b1.com", "sets that share a domain are one"),
        ("c1.com", "c1.com", "also when they are joined later"),
        ("c2.com", "c1.com", "also when they are joined later"),
        ("c4.com", "c1.com", "also when they are joined later"),
        ("child.com", "house.example", "a set with an own domain belongs to the house"),
        ("d.com", "[192.0.2.1]", "an address literal can belong to somebody"),
    ] {
        let found = domains.organisation(&domain(asked));
        let same = domains.organisation(&domain(organisation));
        assert_eq!(found, same, "{asked}: {why}");
    }
    assert_eq!(domains.organisation(&domain("mail.b2.com")).as_str(), "b1.com");
    assert!(!domains.is_inside(&domain("child.com")), "related is not inside");
}

#[test]
fn a_public_suffix_is_nobodys_own() {
    for (own, related, refused) in [
        (&[] as &[&str], &[] as &[&[&str]], true),
        (&["co.jp"], &[], true),
        (&["example.jp", "lg.jp"], &[], true),
        (&["example.jp"], &[&["example.com", "co.uk"]], true),
        (&["jp"], &[], true),
        (&["localhost"], &[], false),
        (&["corp.internal", "internal"], &[], false),
        (&["city.kawasaki.jp"], &[], false),
        (&["[192.0.2.1]"], &[], false),
        (&["github.io"], &[], false),
    ] {
        assert_eq!(domains(own, related).is_err(), refused, "{own:?} {related:?}");
    }
}
