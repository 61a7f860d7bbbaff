//! Japanese surnames and their readings (`data/surname.txt`), read once per process.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::romaji;
use crate::text::{data_lines, fold};

/// Longest surname of the list.
const LONGEST: usize = 4;
/// A given name is not longer.
const GIVEN: usize = 4;

struct Surnames {
    readings: HashMap<String, Vec<String>>,
    all: HashSet<String>,
}

static SURNAMES: LazyLock<Surnames> = LazyLock::new(|| {
    let mut readings: HashMap<String, Vec<String>> = HashMap::new();
    for line in data_lines(include_str!("../../../data/surname.txt")) {
        let Some((written, read)) = line.split_once('\t') else { continue };
        let all = readings.entry(fold::name(written)).or_default();
        all.extend(read.split(',').filter_map(romaji::of_kana));
        all.dedup();
    }
    let all = readings.values().flatten().filter(|reading| reading.len() >= 3).cloned().collect();
    Surnames { readings, all }
});

/// How the surname at the start of a (folded) name may be read, in the normal form of [`romaji`]; a name in kana reads
/// as itself. Empty when nobody knows.
pub(crate) fn readings(name: &str) -> Vec<String> {
    if !name.is_empty() && name.chars().all(|c| fold::is_kana(c) || c == '・') {
        let first = name.split('・').next_back().unwrap_or(name);
        return romaji::of_kana(first).into_iter().collect();
    }
    prefix(name).and_then(|(written, _)| SURNAMES.readings.get(written)).cloned().unwrap_or_default()
}

/// Whether a reading is one of a known surname, alone or followed by a given name it was glued to.
pub(crate) fn is_reading(normal: &str) -> bool {
    SURNAMES.all.contains(normal)
}

/// Whether a (folded) Japanese text can be a person's name: it starts with a known surname and has room for a given
/// name only, or it is a surname in kana.
pub(crate) fn is_person(name: &str) -> bool {
    if name.chars().all(fold::is_kana) {
        return name.chars().count() >= 2 && starts_in_kana(name);
    }
    prefix(name).is_some_and(|(_, rest)| {
        let len = rest.chars().count();
        len <= GIVEN && (len == 0 || !is_office(rest))
    })
}

/// A surname and the rest, the longest surname first.
fn prefix(name: &str) -> Option<(&str, &str)> {
    let ends: Vec<usize> = name.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST).collect();
    ends.into_iter().rev().find_map(|end| {
        let (written, rest) = name.split_at_checked(end)?;
        SURNAMES.readings.contains_key(written).then_some((written, rest))
    })
}

/// `ヤマダ`, `ヤマダハナコ`: some prefix reads as a surname and what follows can be a given name.
fn starts_in_kana(name: &str) -> bool {
    let ends: Vec<usize> = name.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let is = |end: usize| {
        let read = name.get(..end).and_then(romaji::of_kana);
        let rest = name.get(end..).map_or(0, |rest| rest.chars().count());
        (rest == 0 || (2..=5).contains(&rest)) && read.is_some_and(|read| is_reading(&read))
    };
    ends.into_iter().rev().any(is)
}

/// `森商店`, `東京支店`, `林業部` are no persons.
fn is_office(rest: &str) -> bool {
    const ENDS: &[&str] = &[
        "部",
        "課",
        "室",
        "係",
        "局",
        "科",
        "店",
        "社",
        "会",
        "堂",
        "屋",
        "園",
        "院",
        "所",
        "校",
        "組",
        "家",
        "省",
        "庁",
        "市",
        "区",
        "町",
        "村",
        "県",
        "府",
        "都",
        "駅",
        "寺",
        "館",
        "工業",
        "商事",
        "商会",
        "産業",
        "建設",
        "製作",
        "電機",
        "電気",
        "運輸",
        "物産",
        "銀行",
        "大学",
        "病院",
        "教室",
        "同",
        "者",
        "方々",
        "達",
        "様",
        "製薬",
        "化学",
        "鉄工",
        "印刷",
        "食品",
        "不動産",
        "興業",
        "技研",
    ];
    ENDS.iter().any(|end| rest.ends_with(end))
}
