use std::io::Write as _;

use super::*;
use crate::{Charset, Declared};

mod drawn;

#[test]
fn names_have_one_spelling() {
    for (name, expect) in [
        ("サトウ タロウ", "sato taro"),
        ("さとう たろう", "sato taro"),
        ("ｻﾄｳ ﾀﾛｳ", "sato taro"),
        ("Satoh Taroh", "sato taro"),
        ("Satō Tarō", "sato taro"),
        ("シミズ", "simizu"),
        ("Shimizu", "simizu"),
        ("オオノ ジュンイチ", "ono zyuniti"),
        ("Ohno Jun'ichi", "ono zyun iti"),
        ("ホンマ ショウコ", "honma syoko"),
        ("Homma Shoko", "honma syoko"),
        ("ハットリ ミッチー", "hatori miti"),
        ("Hattori Mitchi", "hatori miti"),
        ("フジワラ ツヅキ", "huziwara tuzuki"),
        ("Fujiwara Tsuzuki", "huziwara tuzuki"),
        ("山田 太郎", ""),
        ("山田 タロウ", "taro"),
        ("イ ミ", ""),
    ] {
        assert_eq!(spelt::spelling_of(name), expect, "{name}");
    }
}

const FAMILIES: [&str; 20] = [
    "ヤマダ",
    "スズキ",
    "タナカ",
    "ワタナベ",
    "コバヤシ",
    "ナカムラ",
    "ヨシダ",
    "ヤマグチ",
    "マツモト",
    "イノウエ",
    "キムラ",
    "シミズ",
    "ハヤシ",
    "サイトウ",
    "モリタ",
    "フジタ",
    "オカダ",
    "ゴトウ",
    "ハセガワ",
    "イシカワ",
];
const GIVEN: [&str; 17] = [
    "タロウ",
    "ハナコ",
    "ケンジ",
    "ヨウコ",
    "ダイスケ",
    "ミサキ",
    "ショウタ",
    "ユミコ",
    "カズヤ",
    "サクラ",
    "タカシ",
    "ナオミ",
    "ヒロシ",
    "マリコ",
    "ジュンイチ",
    "アケミ",
    "リョウヘイ",
];

fn name(row: usize) -> (&'static str, &'static str) {
    (FAMILIES[row * 7 % 20], GIVEN[(row * 5 + row / 20) % 17])
}

/// A list of so many rows; `carries` says whose address has a name, `owner` whose address stands in a row.
fn list(rows: usize, carries: impl Fn(usize) -> bool, owner: impl Fn(usize) -> usize) -> Binding {
    let mut cells = Vec::new();
    for row in 0..rows {
        let (family, given) = name(row);
        let other = owner(row);
        let (its_family, its_given) = name(other);
        let romaji = |kana: &str| spelt::spelling_of(kana);
        let local = if carries(other) {
            format!("{}.{}{other}", romaji(its_family), romaji(its_given))
        } else {
            format!("x{other}q")
        };
        cells.push((format!("{family} {given}"), format!("{local}@example.jp")));
    }
    looked_at(&cells)
}

/// What is found in a list of names and addresses.
fn looked_at(cells: &[(String, String)]) -> Binding {
    let lines = cells.iter().map(|(name, address)| format!("{name},{address}\n"));
    let text = format!("カナ,メール\n{}", lines.collect::<String>());
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let declared = Declared { charset: Some(Charset::Utf8), ..Declared::default() };
    let table = Table::open(file.path(), &declared, &Limits::default()).unwrap();
    bind(&table, "メール", &["カナ".to_owned()], &Limits::default()).unwrap()
}

#[test]
fn a_list_in_order_is_bound() {
    let binding = list(400, |row| row % 3 == 0, |row| row);
    assert_eq!(binding.found, Bound::Bound);
    assert!(binding.bound >= 130 && binding.is_bound());
    let least = binding.least.unwrap();
    assert!(least < 400, "{least}");
}

#[test]
fn the_ticket_shift_is_seen_without_a_master() {
    // From row 412 on each row has the address of the row above; four of ten addresses carry a name.
    let late = |row: usize| if row >= 411 { row - 1 } else { row };
    let binding = list(1369, |row| row % 5 < 2, late);
    let Bound::Slid { blocks } = &binding.found else { panic!("{binding:?}") };
    let [block] = blocks.as_slice() else { panic!("{binding:?}") };
    assert_eq!(block.by, 1);
    assert!((405..=420).contains(&block.first) && block.last >= 1360, "{block:?}");
    assert!(block.there > block.here * 5);
    assert!(!binding.is_bound());
}

#[test]
fn what_cannot_be_told_is_said_and_is_not_bound() {
    let none = list(400, |_| false, |row| row);
    assert_eq!((none.found.clone(), none.least, none.is_bound()), (Bound::CannotTell, None, false));
    let few = list(8, |_| true, |row| row);
    assert_eq!(few.found, Bound::CannotTell);
}

#[test]
fn addresses_in_disorder_are_loose() {
    let binding = list(400, |_| true, |row| row * 173 % 400);
    assert_eq!(binding.found, Bound::Loose, "{binding:?}");
}
