//! What holds for every text: bounds, masking, and the algebra of joining. Texts are drawn from pieces that the
//! detectors care about, mixed with noise, so that the properties are tried where they could break.

use proptest::{collection::vec, prelude::*};

use crate::{
    Kind, Source, Survey, detect,
    fold::{Pairs, fold},
    mask, survey,
};

const PIECES: &[&str] = &[
    "山田太郎",
    "佐藤 花子",
    "鈴木",
    "様",
    "さん",
    "氏名:",
    "生年月日:",
    "昭和55年1月2日",
    "1980-01-02",
    "元年",
    "平成元年5月6日",
    "マイナンバー",
    "123456789018",
    "TEL",
    "03-1234-5678",
    "090",
    "-",
    "1234",
    "5678",
    "+81",
    " ",
    "\n",
    "\n\n",
    "、",
    "。",
    ",",
    "\t",
    "taro@example.co.jp",
    "@",
    "a@b.c",
    "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ",
    "〒",
    "150-0041",
    "東京都",
    "渋谷区",
    "神南",
    "1-2-3",
    "糖尿病",
    "なし",
    "の講演会",
    "カード番号",
    "4111 1111 1111 1111",
    "12/28",
    "普通",
    "1234567",
    "株式会社",
    "サンプル",
    "Mr. ",
    "John ",
    "Smith",
    "Taro ",
    "YAMADA ",
    "GB82 WEST 1234 5698 7654 32",
    "123-45-6789",
    "AB123456C",
    "P<UTO",
    "<<",
    "パスワード:",
    "ID:",
    "himitsu9",
    "(",
    ")",
    "やまだたろう",
    "ヤマダ タロウ",
    "ﾔﾏﾀﾞ ﾀﾛｳ",
    "ﾌﾘｶﾞﾅ:",
    "ﾊﾟ",
    "ﾞ",
    "ｰ",
    "山 田 太 郎",
    "・",
    "😀",
    "が\u{3099}",
    "\u{200b}",
    "\0",
    "ー",
    "年収:",
    "650万円",
    "円",
    "ＡＢＣ",
    "㈱",
    "𠮷野",
    "髙",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => (0..PIECES.len()).prop_map(|at| PIECES[at].to_owned()),
        1 => "\\PC{0,6}",
        1 => "[0-9()+ .-]{1,16}",
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    vec(vec(vec(0..PIECES.len(), 0..3).prop_map(|picks| picks.into_iter().map(|at| PIECES[at]).collect()), 0..6), 0..8)
}

fn look(text: &str) -> Survey {
    survey(&Source { text, tables: &[] })
}

proptest! {
    #[test]
    fn places_lie_in_the_text_in_order_and_apart(text in text()) {
        let len = text.chars().count();
        let mut last = 0;
        for find in look(&text).finds {
            prop_assert!(last <= find.start && find.start < find.end && find.end <= len);
            prop_assert!((50..=100).contains(&find.confidence));
            last = find.end;
        }
    }

    #[test]
    fn folding_keeps_every_character_apart(text in text()) {
        let folded = fold(&text);
        let (count, pairs) = (folded.chars().count(), Pairs::of(&text, &folded));
        prop_assert_eq!(pairs.original(count), text.chars().count());
        let mut chars = text.chars();
        for (number, one) in folded.chars().enumerate() {
            let original: String = chars.by_ref().take(if pairs.has(number) { 2 } else { 1 }).collect();
            prop_assert!(fold(&original).chars().eq([one]) || original == "ｰ");
        }
    }

    #[test]
    fn nothing_personal_is_left_in_a_masked_text(text in text()) {
        let masked = mask(&text);
        prop_assert_eq!(masked.chars().count(), text.chars().count());
        let left = look(&masked);
        prop_assert!(left.finds.iter().all(|find| !find.kind.is_personal()), "{:?}", left.finds);
        prop_assert!(left.addresses.is_empty());
        prop_assert_eq!(mask(&masked), masked);
    }

    #[test]
    fn any_table_can_be_read_with_any_text(rows in table(), other in text(), own: bool) {
        let lines: String = rows.iter().map(|row| row.join("\t") + "\n").collect();
        let text = if own { lines } else { other };
        let both = survey(&Source { text: &text, tables: &[&rows] });
        let len = text.chars().count();
        let mut last = 0;
        for find in &both.finds {
            prop_assert!(last <= find.start && find.start < find.end && find.end <= len);
            last = find.end;
        }
        prop_assert!(both.persons.lower <= both.persons.upper);
    }

    #[test]
    fn joining_is_commutative_and_never_loses(a in text(), b in text(), rows in table()) {
        let (a, b) = (survey(&Source { text: &a, tables: &[&rows] }), look(&b));
        let one = a.clone().join(b.clone());
        prop_assert_eq!(&one, &b.clone().join(a.clone()));
        for part in [&a, &b] {
            prop_assert!(one.persons.lower >= part.persons.lower && one.persons.upper >= part.persons.upper);
            prop_assert!(one.sensitivity >= part.sensitivity);
            prop_assert!(part.kinds.iter().all(|(kind, count)| one.kinds[kind] >= *count));
            prop_assert!(part.addresses.is_subset(&one.addresses));
        }
        prop_assert!(one.persons.lower <= one.persons.upper);
    }

    #[test]
    fn joining_with_itself_adds_nobody(a in text(), rows in table()) {
        let a = survey(&Source { text: &a, tables: &[&rows] });
        let twice = a.clone().join(a.clone());
        prop_assert_eq!(twice.persons, a.persons);
        prop_assert_eq!(twice.kinds, a.kinds);
    }

    #[test]
    fn the_short_way_to_a_key_is_the_key(address in "[A-Za-z0-9._+-]{1,12}@[A-Za-z0-9._-]{1,16}\\.[A-Za-z]{1,4}") {
        let slow = detect::email::read(&address).map(|address| address.key());
        prop_assert_eq!(detect::email::key(&address), slow);
    }
}

#[test]
fn codes_are_unique_and_lead_back() {
    let kinds: Vec<Kind> = Kind::PLAIN.iter().copied().chain(crate::SpecialCare::ALL.map(Kind::SpecialCare)).collect();
    for kind in &kinds {
        assert_eq!(Kind::from_code(kind.code()), Some(*kind));
    }
}
