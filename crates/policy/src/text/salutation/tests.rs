use super::*;

fn persons(body: &str) -> Vec<String> {
    let own: Vec<&str> = body.lines().collect();
    read(&own).persons.into_iter().map(|(_, written)| written).collect()
}

fn companies(body: &str) -> Vec<String> {
    let own: Vec<&str> = body.lines().collect();
    read(&own).companies
}

#[test]
fn persons_are_read() {
    for (body, names) in [
        ("山田様\nお世話になっております。", &["山田"][..]),
        ("山田 太郎 様\n", &["山田太郎"]),
        ("株式会社例示\n営業部 部長\n山田 太郎 様\n\nいつもお世話に", &["山田太郎"]),
        ("例示株式会社 営業部 山田様", &["山田"]),
        ("営業部山田様", &["山田"]),
        ("山田様、佐藤様", &["山田", "佐藤"]),
        ("山田さん\nお疲れさまです", &["山田"]),
        ("山田部長\nお疲れ様です", &["山田"]),
        ("山田様 いつもお世話になっております", &["山田"]),
        ("山田(やまだ)様", &["山田"]),
        ("ヤマダ ハナコ様", &["ヤマダハナコ"]),
        ("Dear Mr. Smith,", &["Mr. Smith"]),
        ("Hi Bob and Mary,", &["Bob", "Mary"]),
        ("Hi Bob, Alice,", &["Bob", "Alice"]),
        ("Hi Bob, thank you for your mail", &["Bob"]),
        ("Tanaka-san,", &["Tanaka"]),
        ("Hello Jane", &["Jane"]),
        ("Dear Tanaka-san:", &["Tanaka-san"]),
    ] {
        assert_eq!(persons(body), names, "{body}");
    }
}

#[test]
fn nobody_in_particular_is_no_person() {
    for body in [
        "お客様\n",
        "ご担当者様",
        "関係者各位",
        "会員の皆様",
        "採用ご担当者様",
        "株式会社例示 御中",
        "Dear all,",
        "Dear Sir or Madam,",
        "Hi team,",
        "Hi there,",
        "Dear valued customer,",
        "お世話になっております。\n山田様よりご連絡がありました。\n山田様",
        "明日は山田様と会います。",
        "Hello",
        "皆さん\n",
        "保護者様",
    ] {
        assert_eq!(persons(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn companies_are_read() {
    for (body, names) in [
        ("株式会社例示 御中", &["株式会社例示"][..]),
        ("例示商事 御中", &["例示商事"]),
        ("株式会社例示\n山田様", &["株式会社例示"]),
        ("例示商事様\nお世話になっております", &["例示商事"]),
        ("山田様", &[]),
    ] {
        assert_eq!(companies(body), names, "{body}");
    }
}
