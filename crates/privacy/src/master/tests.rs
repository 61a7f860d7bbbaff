use proptest::prelude::*;

use super::*;
use crate::{Source, survey};

const KEY: [u8; 32] = [7; 32];

/// Columns: number, name, kana, mail, telephone, company.
const HEADER: [&str; 6] = ["会員番号", "氏名", "フリガナ", "メールアドレス", "電話番号", "会社名"];
const ROWS: [[&str; 6]; 4] = [
    ["C-10001", "鈴木 花子", "スズキ ハナコ", "hanako@one.example", "090-1111-2222", "株式会社例示商事"],
    ["C-10002", "髙橋　健一", "ﾀｶﾊｼ ｹﾝｲﾁ", "Ken@two.example", "03-1234-5678", "見本工業株式会社"],
    ["C-10003", "佐藤由美", "さとう　ゆみ", "yumi@three.example", "+81 80 3333 4444", ""],
    ["C-10004", "鈴木 花子", "スズキ ハナコ", "other@four.example", "03-1234-5678", "株式会社例示商事"],
];

fn index() -> Index {
    let fields = columns(HEADER);
    let mut builder = Builder::new(&KEY, 1_000);
    let mut row = Row::default();
    for cells in ROWS {
        row.clear();
        fields.iter().zip(cells).for_each(|(field, cell)| field.iter().for_each(|field| row.take(*field, cell)));
        assert!(builder.add(&row).unwrap());
    }
    builder.finish()
}

fn people(numbers: &[u32]) -> Vec<Person> {
    numbers.iter().copied().map(Person).collect()
}

#[test]
fn headers_say_what_columns_hold() {
    let found = columns(HEADER.into_iter().chain(["姓", "名", "セイ", "メイ", "金額", "email", "Phone"]));
    use Field::*;
    let expected = [
        Some(Id),
        Some(Name),
        Some(Kana),
        Some(Mail),
        Some(Phone),
        Some(super::Field::Company),
        Some(Surname),
        Some(Given),
        Some(SurnameKana),
        Some(GivenKana),
        None,
        Some(Mail),
        Some(Phone),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_name_is_found_in_its_spellings() {
    let index = index();
    for (written, numbers) in [
        ("鈴木花子", &[0, 3][..]),
        ("鈴木　花子 様", &[0, 3]),
        ("すずき はなこ", &[0, 3]),
        ("スズキハナコ", &[0, 3]),
        ("ｽｽﾞｷ ﾊﾅｺ", &[0, 3]),
        ("Hanako Suzuki", &[0, 3]),
        ("SUZUKI, Hanako", &[0, 3]),
        ("高橋健一", &[1]),
        ("Kenichi Takahashi", &[1]),
        ("サトウ　ユミ", &[2]),
        ("鈴木", &[]),
        ("鈴木太郎", &[]),
        ("", &[]),
    ] {
        assert_eq!(index.of_name(written), people(numbers), "{written}");
    }
    assert_eq!(index.of_address("KEN@two.example"), people(&[1]));
    assert_eq!(index.of_address("nobody@two.example"), people(&[]));
}

#[test]
fn somebody_known_is_called_so_or_not() {
    let index = index();
    for (person, written, called) in [
        (0, "鈴木", Called::Yes),
        (0, "鈴木 様", Called::Yes),
        (0, "鈴木花子", Called::Yes),
        (0, "鈴木太郎", Called::No),
        (0, "佐藤", Called::No),
        (0, "Suzuki", Called::Yes),
        (0, "スズキさま", Called::Yes),
        (0, "Hanako Suzuki", Called::Yes),
        (0, "Taro Yamada", Called::No),
        (1, "高橋", Called::Yes),
        (2, "佐藤", Called::Yes),
        (2, "田中", Called::No),
    ] {
        assert_eq!(index.called(Person(person), written), called, "{person} {written}");
    }
}

#[test]
fn a_text_names_persons_by_what_the_finders_found() {
    let index = index();
    let text = "佐藤由美 様\n\n先日の髙橋健一さんの件、電話 03-1234-5678 または 080-3333-4444、\n会員番号: C-10001、田中一郎様とは別です。";
    let found = survey(&Source { text, tables: &[] });
    let named: Vec<(Kind, Vec<Person>, bool)> = index
        .named(text, &found.finds)
        .into_iter()
        .map(|naming| (found.finds[naming.find].kind, naming.persons.to_vec(), naming.sure))
        .collect();
    use crate::Kind;
    assert_eq!(
        named,
        [
            (Kind::Name, people(&[2]), true),
            (Kind::Name, people(&[1]), true),
            (Kind::Phone, people(&[1, 3]), true),
            (Kind::Phone, people(&[2]), true),
            (Kind::MemberId, people(&[0]), true),
        ]
    );
}

#[test]
fn companies_are_known_by_name_and_domain() {
    let index = index();
    let of_name = index.companies_of_name("例示商事㈱");
    assert_eq!((of_name.len(), of_name), (1, index.companies_of_domain("one.example")));
    assert_eq!(index.companies_of_domain("four.example"), of_name);
    assert_ne!(index.companies_of_domain("two.example"), of_name);
    assert!(index.companies_of_domain("three.example").is_empty());
    assert!(index.companies_of_name("株式会社").is_empty());
}

#[test]
fn rows_that_name_nobody_are_left_out_and_too_many_are_refused() {
    let mut builder = Builder::new(&KEY, 2);
    let mut row = Row::default();
    assert_eq!(builder.add(&row), Ok(false));
    for (number, outcome) in [(1, Ok(true)), (2, Ok(true)), (3, Err(TooMany { most: 2 }))] {
        row.clear();
        row.take(Field::Mail, &format!("p{number}@one.example"));
        assert_eq!(builder.add(&row), outcome);
    }
}

#[test]
fn an_index_comes_back_under_its_key_only() {
    let index = index();
    let bytes = index.to_bytes();
    assert_eq!(Index::from_bytes(&bytes, &KEY), Some(index.clone()));
    assert_eq!(Index::from_bytes(&bytes, &[8; 32]), None);
    for cut in [0, 10, 40, bytes.len() - 1] {
        assert_eq!(Index::from_bytes(&bytes[..cut], &KEY), None, "{cut}");
    }
    let shown = format!("{index:?}");
    assert!(shown.contains("persons: 4") && !shown.contains("花子"));
    for secret in ["hanako", "鈴木", "0901111"] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}

proptest! {
    #[test]
    fn hostile_texts_and_bytes_are_survived(text in ".{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let index = index();
        let found = survey(&Source { text: &text, tables: &[] });
        let _ = index.named(&text, &found.finds);
        let _ = (index.of_name(&text), index.called(Person(0), &text), index.companies_of_name(&text));
        let whole: Vec<u8> = b"sekisho-master-1".iter().copied().chain(bytes).collect();
        prop_assert_eq!(Index::from_bytes(&whole, &KEY), None);
    }
}
