//! Places of Japan: 47 prefectures, municipalities, towns, and which postal code belongs to which municipality.
//! Source: Japan Post, see `data/README.md`.

use std::{collections::HashMap, sync::LazyLock};

use crate::{
    fingerprint,
    packed::{CITY_SPACE, TOWN_SPACE, Table, city_forms, one_spelling, other_spelling},
};

const TOWNS: Table = Table { bytes: include_bytes!(concat!(env!("OUT_DIR"), "/towns.bin")), bits: 18 };
const POSTAL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/postal.bin"));
const CITIES: &str = include_str!(concat!(env!("OUT_DIR"), "/cities.tsv"));
/// Longest town name that is looked up, in characters.
const TOWN: usize = 14;

/// Number of a municipality, in the order of the gazetteer.
pub(crate) type City = u16;

struct Cities {
    prefecture_of: Vec<&'static str>,
    named: HashMap<&'static str, Vec<City>>,
}

static CITY_LIST: LazyLock<Cities> = LazyLock::new(|| {
    let mut list = Cities { prefecture_of: Vec::new(), named: HashMap::new() };
    for ((prefecture, city), number) in CITIES.lines().filter_map(|line| line.split_once('\t')).zip(0..) {
        list.prefecture_of.push(prefecture);
        for name in city_forms(city) {
            list.named.entry(name).or_default().push(number);
        }
    }
    list
});

/// The 47 prefectures.
fn prefectures() -> Vec<&'static str> {
    let mut all = CITY_LIST.prefecture_of.clone();
    all.dedup();
    all
}

/// Whether a text begins with a prefecture or municipality.
pub(crate) fn starts_with_place(text: &str) -> bool {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(10);
    text.starts_with(|c: char| !c.is_ascii())
        && ends
            .skip(1)
            .filter_map(|end| text.get(..end))
            .any(|head| is_prefecture(head) || CITY_LIST.named.contains_key(head))
}

/// Whether this is one of the 47 prefectures.
pub(crate) fn is_prefecture(text: &str) -> bool {
    static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(prefectures);
    NAMES.contains(&text)
}

/// Whether this is a prefecture without its 県, 府 or 都.
pub(crate) fn is_prefecture_stem(text: &str) -> bool {
    static STEMS: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| prefectures().iter().map(|name| name.trim_end_matches(['県', '府', '都'])).collect());
    STEMS.contains(&text)
}

/// The municipalities of this name, in a prefecture when that is known.
pub(crate) fn cities(name: &str, prefecture: Option<&str>) -> impl Iterator<Item = City> {
    let of = |city: &City| CITY_LIST.prefecture_of.get(usize::from(*city)).copied();
    let named = &CITY_LIST.named;
    let all = named.get(name).or_else(|| named.get(other_spelling(name)?.as_str())).map_or(&[][..], Vec::as_slice);
    all.iter().copied().filter(move |city| prefecture.is_none_or(|wanted| of(city) == Some(wanted)))
}

/// The municipalities of a postal code of seven digits.
pub(crate) fn of_postal(code: u32) -> impl Iterator<Item = City> {
    const ROW: usize = 6;
    let row = |at: usize| {
        let (code, city) = POSTAL.get(at * ROW..at * ROW + ROW)?.split_first_chunk::<4>()?;
        Some((u32::from_le_bytes(*code), City::from_le_bytes(city.try_into().ok()?)))
    };
    let (mut low, mut high) = (0, POSTAL.len() / ROW);
    while low < high {
        let middle = low.midpoint(high);
        if row(middle).is_some_and(|(here, _)| here < code) { low = middle + 1 } else { high = middle }
    }
    (low..POSTAL.len() / ROW).map_while(row).take_while(move |(here, _)| *here == code).map(|(_, city)| city)
}

/// Bytes of the longest town of the municipality that `text` begins with; 0 when none.
pub(crate) fn town_at(city: City, text: &str) -> usize {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(TOWN);
    let space = TOWN_SPACE + CITY_SPACE * u64::from(city);
    // Every character of the one spelling is as long as the ones it stands for, so its bytes are those of the text.
    let spelled = one_spelling(text.get(..ends.clone().last().unwrap_or(0)).unwrap_or(""));
    let known = |end: &usize| spelled.get(..*end).is_some_and(|town| TOWNS.grade(fingerprint::of(space, town)) > 0);
    ends.filter(known).last().unwrap_or(0)
}
