use proptest::prelude::*;

use super::*;

/// Steps, a value, what it becomes. `!` in front: unread.
pub(crate) const CASES: &[(&str, &str, &str)] = &[
    ("", " a ", " a "),
    ("trim", "  a b\u{3000}\u{a0}", "a b"),
    ("trim", "\u{3000}", ""),
    ("spaces", "山田\u{3000}太郎 ", "山田太郎"),
    ("nfkc", "㈱Ａ１ ﾔﾏﾀﾞ①", "(株)A1 ヤマダ1"),
    ("nfkc", "か\u{3099}", "が"),
    ("nfkc", "山田", "山田"),
    ("width", "㈱Ａ１\u{3000}ﾔﾏﾀﾞﾊﾟ①", "㈱A1 ヤマダパ①"),
    ("width", "ﾞｱﾞ", "゛ア゛"),
    ("width", "ｳﾞ｡｢｣､･ｰ", "ヴ。「」、・ー"),
    ("lower", "TARO Ä 山", "taro ä 山"),
    ("katakana", "やまだ たろうゝ", "ヤマダ タロウヽ"),
    ("katakana", "ヤマダ", "ヤマダ"),
    ("nfkc,katakana,spaces", "ﾔﾏﾀﾞ たろう", "ヤマダタロウ"),
    ("phone", "03-1234-5678", "0312345678"),
    ("phone", "(03) 1234 5678", "0312345678"),
    ("phone", "０９０−１２３４−５６７８", "09012345678"),
    ("phone", "+81 90-1234-5678", "09012345678"),
    ("phone", "+81 (0)3-1234-5678", "0312345678"),
    ("phone", "+1 212 555 0100", "+12125550100"),
    ("phone", "1234", "!1234"),
    ("phone", "03-1234-5678 (内線 5)", "!03-1234-5678 (内線 5)"),
    ("postal", "〒100-0001", "1000001"),
    ("postal", "１００ー０００１", "1000001"),
    ("postal", "100-001", "!100-001"),
    ("mail", "Taro.Yamada@Example.CO.JP", "taro.yamada@example.co.jp"),
    ("mail", "taro@example.co.jp", "taro@example.co.jp"),
    ("mail", " ｔａｒｏ＠example.co.jp", "taro@example.co.jp"),
    ("mail", "\"taro\"@example.co.jp", "taro@example.co.jp"),
    ("mail", "foo..bar.@docomo.ne.jp", "foo..bar.@docomo.ne.jp"),
    ("mail", "taro@日本.example", "taro@xn--wgv71a.example"),
    ("mail", "nobody", "!nobody"),
    ("date", "2026-11-26", "2026-11-26"),
    ("date", "2026/1/6", "2026-01-06"),
    ("date", "20261126", "2026-11-26"),
    ("date", "２０２６年１１月２６日", "2026-11-26"),
    ("date", "令和8年11月26日", "2026-11-26"),
    ("date", "令和元年5月1日", "2019-05-01"),
    ("date", "R8.11.26", "2026-11-26"),
    ("date", "h31/4/30", "2019-04-30"),
    ("date", "S64.1.7", "1989-01-07"),
    ("date", "2026-11-26 00:00:00", "2026-11-26"),
    ("date", "2026-11-26T10:00:00", "!2026-11-26T10:00:00"),
    ("date", "2026-02-30", "!2026-02-30"),
    ("date", "26/11/2026", "!26/11/2026"),
    ("date", "", ""),
    ("mail", "", ""),
];

#[test]
fn values_become() {
    assert!(!CASES.is_empty());
    for (steps, text, expect) in CASES {
        let normal: Normal = steps.parse().unwrap();
        let value = normal.apply(text);
        let told = format!("{}{}", if value.read { "" } else { "!" }, value.text);
        assert_eq!(&told, expect, "{steps} of {text:?}");
        let mut appended = b"before".to_vec();
        let read = normal.append(text, &mut appended);
        assert_eq!((appended, read), (format!("before{}", value.text).into_bytes(), value.read), "{steps} of {text:?}");
    }
}

#[test]
fn steps_are_written_as_they_are_read() {
    for (name, step) in STEPS {
        let normal: Normal = name.parse().unwrap();
        assert_eq!((normal.steps(), normal.to_string().as_str()), (&[*step][..], *name));
    }
    assert!(matches!("trim,upper".parse::<Normal>(), Err(TableError::UnknownStep { step }) if step == "upper"));
    let mail = Normal::default().and(Step::Mail);
    assert_eq!(mail.clone().and(Step::Mail), mail);
}

proptest! {
    /// Doing it twice is doing it once.
    #[test]
    fn settled(text in "[a-zA-Z0-9Ａ-Ｚぁ-んァ-ヶｱ-ﾟ一-三㈱ 　/@.年月日-]{0,12}") {
        for (_, step) in STEPS {
            let normal = Normal::new(vec![*step]);
            let once = normal.apply(&text).text.into_owned();
            let twice = normal.apply(&once).text.into_owned();
            prop_assert_eq!(&once, &twice, "{:?}", step);
        }
    }

    /// Appending is applying.
    #[test]
    fn the_short_way_says_what_the_long_way_says(
        text in "[ \t　\u{a0}\u{2003}]{0,2}[a-zA-Z0-9Ａ０、。あ山é😀+@._ ()/-]{0,14}[ 　\u{85}\u{2028}]{0,1}",
        steps in prop::sample::subsequence(STEPS, 0..4).prop_shuffle(),
    ) {
        let normal = Normal::new(steps.into_iter().map(|(_, step)| step).collect());
        let value = normal.apply(&text);
        let mut appended = Vec::new();
        let read = normal.append(&text, &mut appended);
        prop_assert_eq!((appended, read), (value.text.clone().into_owned().into_bytes(), value.read));
    }

    /// The short way for usual addresses says what the long way says.
    #[test]
    fn plain_addresses_are_their_own_key(text in "[a-zA-Z0-9._-]{1,8}@[a-zA-Z0-9.-]{1,12}") {
        if mail::is_plain(text.as_bytes()) {
            prop_assert_eq!(mail::parsed(&text), Some(text));
        } else {
            prop_assert_eq!(mail::parsed(&text), mail::key(&text));
        }
    }

    /// What counts as settled is not changed by the long way.
    #[test]
    fn settled_text_is_nfkc(text in "[ -~ぁ-ゖァ-ー一-鿿。、]{0,12}") {
        if kana::is_settled(&text) {
            prop_assert_eq!(kana::nfkc(&text), text.clone());
            prop_assert_eq!(kana::width(&text), text);
        }
    }
}
