use super::*;

fn like(new: &str, known: &str) -> Option<Likeness> {
    let new = Domain::parse(new).unwrap();
    let parts = Parts::new(new.as_str()).unwrap();
    likeness(&parts, &skeleton::of(parts.label), &Parts::new(known).unwrap())
}

#[test]
fn lookalikes_are_told_apart_from_neighbours() {
    for (new, known, how) in [
        ("exarnple.co.jp", "example.co.jp", Likeness::Homoglyph),
        ("examp1e.co.jp", "example.co.jp", Likeness::Homoglyph),
        ("exаmple.com", "example.com", Likeness::Homoglyph),
        ("gmial.com", "gmail.com", Likeness::Typo),
        ("gmai.com", "gmail.com", Likeness::Typo),
        ("exampel.co.jp", "example.co.jp", Likeness::Typo),
        ("exmple.co.jp", "example.co.jp", Likeness::Typo),
        ("yahooco.jp", "yahoo.co.jp", Likeness::Typo),
        ("nippon-express-jp.com", "nipon-expres-jp.com", Likeness::Typo),
        ("example.com", "example.co.jp", Likeness::Ending),
        ("example.ne.jp", "example.co.jp", Likeness::Ending),
        ("example-support.com", "example.co.jp", Likeness::Inside),
        ("myexample.jp", "example.co.jp", Likeness::Inside),
    ] {
        assert_eq!(like(new, known), Some(how), "{new} {known}");
    }
    for (new, known) in [
        ("example.co.jp", "example.co.jp"),
        ("mail.example.co.jp", "example.co.jp"),
        ("sakura.co.jp", "sagawa.co.jp"),
        ("tokyo-gas.co.jp", "tokyo.co.jp"),
        ("abc.co.jp", "abd.co.jp"),
        ("shop2.example", "shop1.example"),
        ("honda.co.jp", "hondo.co.jp"),
        ("sample.co.jp", "example.co.jp"),
        ("kyoto-u.ac.jp", "kyoto.lg.jp"),
    ] {
        assert_eq!(like(new, known), None, "{new} {known}");
    }
}
