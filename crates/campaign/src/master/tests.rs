use super::*;

fn known(identity: Identity, value: &str) -> Known<'_> {
    Known { identity, value }
}

/// Taro Yamada, Hanako Sato, and a father and son who share a telephone.
fn town() -> Master {
    use Identity::{Mail, Member, Name, Phone, Reading};
    let persons: [(&str, Vec<Known<'_>>); 5] = [
        (
            "1",
            vec![
                known(Mail, "Taro.Yamada@example.jp"),
                known(Phone, "090-1234-5678"),
                known(Member, "A-1001"),
                known(Name, "山田 太郎"),
                known(Reading, "やまだ たろう"),
            ],
        ),
        (
            "2",
            vec![
                known(Mail, "hanako@example.co.jp"),
                known(Phone, "+81 3-1234-5678"),
                known(Member, "20002"),
                known(Name, "佐藤　花子"),
                known(Reading, "Hanako Sato"),
            ],
        ),
        ("3", vec![known(Phone, "0312340000"), known(Name, "髙橋一郎")]),
        ("4", vec![known(Phone, "03(1234)0000"), known(Name, "高橋一郎太")]),
        (
            "5",
            vec![known(Name, "森進"), known(Phone, "12"), known(Mail, "nobody"), known(Name, " "), known(Name, "林一")],
        ),
    ];
    Master::new(Provenance::Independent, persons).unwrap()
}

fn found(text: &str, person: &str) -> Vec<(&'static str, u32)> {
    let town = town();
    let own = town.own(town.person(&PersonKey::new(person)).unwrap());
    town.search(text, own).into_iter().map(|hit| (hit.identity.code(), hit.person.0 + 1)).collect()
}

#[test]
fn values_are_found_however_they_are_written() {
    for (text, expected) in [
        ("taro.yamada@EXAMPLE.jpまで", ("mail", 1)),
        ("<mailto:Taro.Yamada@example.jp?subject=x>", ("mail", 1)),
        ("https://x.example/?m=taro.yamada@example.jp&a=1", ("mail", 1)),
        ("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ", ("mail", 2)),
        ("電話０９０（１２３４）５６７８", ("phone", 1)),
        ("tel:09012345678", ("phone", 1)),
        ("+81 (0)90 1234 5678", ("phone", 1)),
        ("9012345678", ("phone", 1)),
        ("TEL 03-1234-5678", ("phone", 2)),
        ("会員番号a1001様", ("member", 1)),
        ("No.A-1001-X", ("member", 1)),
        ("お客様番号:20002", ("member", 2)),
        ("山田太郎様", ("name", 1)),
        ("宛先は山田　\n太郎さん", ("name", 1)),
        ("ヤマダ タロウ 様", ("name", 1)),
        ("Dear HANAKO  SATO,", ("name", 2)),
        ("高橋一郎様", ("name", 3)),
    ] {
        assert_eq!(found(text, "5"), [expected], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_value_is_not_found() {
    for text in [
        "xtaro.yamada@example.jpx",
        "taro.yamada@example.jp.example.com",
        "090-1234-56789",
        "代金は20002円",
        "2026年 20002 個",
        "johanako satos",
        "森進一",
        "山田と太郎",
        "",
        "@@@@",
        "+++((((",
    ] {
        assert_eq!(found(text, "5"), [], "{text}");
    }
}

#[test]
fn a_name_inside_the_own_name_is_not_another_person() {
    assert_eq!(found("高橋一郎太様", "4"), [("name", 4)]);
    let both = |mut hits: Vec<(&'static str, u32)>| {
        hits.sort_unstable();
        hits
    };
    assert_eq!(both(found("高橋一郎太様", "1")), [("name", 3), ("name", 4)]);
    assert_eq!(both(found("高橋一郎太様と高橋一郎様", "4")), [("name", 3), ("name", 4)]);
}

#[test]
fn a_shared_value_belongs_to_both() {
    let town = town();
    for key in ["3", "4"] {
        let own = town.own(town.person(&PersonKey::new(key)).unwrap());
        assert!(town.search("03-1234-0000", own).iter().all(|hit| own.contains(&hit.print)), "{key}");
    }
}

#[test]
fn what_is_not_searched_is_counted() {
    assert_eq!(town().coverage(), Coverage { persons: 5, searched: 14, too_short: 2, unreadable: 2 });
}

#[test]
fn addresses_are_compared_by_what_they_mean() {
    let town = town();
    let person = town.person(&PersonKey::new(" 1 ")).unwrap();
    assert!(town.has_address(person, &Address::parse("taro.yamada@Example.JP").unwrap()));
    assert!(!town.has_address(person, &Address::parse("hanako@example.co.jp").unwrap()));
    assert_eq!(town.person(&PersonKey::new("9")), None);
}

#[test]
fn two_persons_with_one_key_are_an_error() {
    let none = || Vec::<Known<'_>>::new();
    let persons = [("1", none()), ("2", none()), ("1", none())];
    let error = Master::new(Provenance::Independent, persons).unwrap_err();
    assert_eq!(error, CampaignError::TwoPersons { number: 3 });
}
