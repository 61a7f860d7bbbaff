//! Lists that are drawn: names as people have them, in the order of kana or in none, and what became of their column of
//! addresses. What is said of each has to be true.

use super::*;

/// Numbers by chance, always the same ones (SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % bound as u64) as usize
    }

    fn word(&mut self, syllables: usize) -> (String, String) {
        const KANA: &str = "アイウエオカキクケコサスセソタテトナニヌネノハヒヘホマミムメモヤユヨラリルレロワ";
        let kana: Vec<char> = KANA.chars().collect();
        let word: String = (0..syllables).map(|_| kana[self.below(kana.len())]).collect();
        let latin = sekisho_romaji::of_kana(&word).unwrap();
        (word, latin)
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// How addresses are made: of ten, how many have both names, how many only the family name.
#[derive(Clone, Copy)]
struct Style {
    both: usize,
    family: usize,
    sorted: bool,
}

const MIXED: Style = Style { both: 6, family: 2, sorted: false };
const SORTED: Style = Style { both: 6, family: 2, sorted: true };
const FAMILIES: Style = Style { both: 0, family: 9, sorted: true };

/// A list in which everybody has their own address. Few families are frequent, many are rare.
fn drawn(seed: u64, rows: usize, style: Style) -> Vec<(String, String)> {
    let mut draw = Draw(seed);
    let families: Vec<_> = (0..90).map(|row| draw.word(3 + row % 2)).collect();
    let given: Vec<_> = (0..80).map(|row| draw.word(2 + row % 2)).collect();
    let mut list: Vec<(String, String)> = (0..rows)
        .map(|row| {
            let (one, other) = (draw.below(90), draw.below(90));
            let (family, given) = (&families[one.min(other)], &given[draw.below(80)]);
            let local = match draw.below(10) {
                kind if kind < style.both => format!("{}.{}", given.1, family.1),
                kind if kind < style.both + style.family => format!("{}-{row}", family.1),
                _ => format!("x{row}"),
            };
            (format!("{} {}", family.0, given.0), format!("{local}@example.jp"))
        })
        .collect();
    if style.sorted {
        list.sort();
    }
    list
}

/// So many rows from here on have the addresses of the rows `by` above (below, if it is negative); those that were
/// pushed in are empty.
fn slid(list: &[(String, String)], first: usize, rows: usize, by: i64) -> Vec<(String, String)> {
    let block = first as i64..(first + rows) as i64;
    let cell = |(row, (name, address)): (usize, &(String, String))| {
        let from = row as i64 - by;
        let address = match (block.contains(&(row as i64)), block.contains(&from)) {
            (false, _) => address.clone(),
            (true, true) => list[from as usize].1.clone(),
            (true, false) => String::new(),
        };
        (name.clone(), address)
    };
    list.iter().enumerate().map(cell).collect()
}

/// The blocks as `first-last by`.
fn blocks(binding: &Binding) -> Vec<String> {
    let Bound::Slid { blocks } = &binding.found else { return vec![format!("{:?}", binding.found)] };
    blocks.iter().map(|block| format!("{}-{} {:+}", block.first, block.last, block.by)).collect()
}

#[test]
fn what_slid_is_seen_and_what_did_not_is_not() {
    for seed in 0..2 {
        for style in [MIXED, SORTED] {
            let list = drawn(seed, 1500, style);
            assert_eq!(looked_at(&list).found, Bound::Bound, "{seed}");
            for (first, rows, by) in [(411, 1089, 1), (700, 800, 1), (411, 1089, 2), (411, 1089, -1), (0, 1500, 10)] {
                let binding = looked_at(&slid(&list, first, rows, by));
                let Bound::Slid { blocks } = &binding.found else { panic!("{seed} {first} {by}: {binding:?}") };
                let [block] = blocks.as_slice() else { panic!("{seed} {first} {by}: {binding:?}") };
                assert_eq!(block.by, by, "{seed}");
                assert!(block.first.abs_diff(first as u32 + 1) <= 20, "{seed} {first}: {block:?}");
                assert!(block.there + block.here == block.told && block.there > block.here * 5, "{block:?}");
            }
        }
    }
}

/// What is said to have been seen is seen, wherever it is.
#[test]
fn the_power_is_true() {
    for seed in 10..12 {
        for style in [MIXED, SORTED] {
            let list = drawn(seed, 1200, style);
            let least = looked_at(&list).least.unwrap() as usize;
            assert!(least * 2 < list.len(), "{least}");
            let mut draw = Draw(seed);
            for by in [1, -1, 2, 50] {
                for _ in 0..3 {
                    let first = draw.below(list.len() - least + 1);
                    let binding = looked_at(&slid(&list, first, least, by));
                    assert!(matches!(binding.found, Bound::Slid { .. }), "{seed} {first} {least} {by}: {binding:?}");
                }
            }
        }
    }
}

/// Where all carry the family name and stand in its order, a slide by a row moves few addresses to strangers.
#[test]
fn families_in_order_cannot_be_told_or_are() {
    for seed in 20..24 {
        let list = drawn(seed, 900, FAMILIES);
        let clean = looked_at(&list);
        let late = looked_at(&slid(&list, 100, 500, 1));
        let is_honest = clean.found == Bound::CannotTell || clean.least.is_some_and(|least| least <= 500);
        assert!(is_honest, "{clean:?}");
        assert!(clean.found != Bound::Bound || matches!(late.found, Bound::Slid { .. }), "{seed}: {clean:?} {late:?}");
        assert!(!late.is_bound(), "{seed}: {late:?}");
    }
}

#[test]
fn a_column_that_slid_twice_has_two_blocks() {
    for seed in 30..32 {
        for style in [MIXED, SORTED] {
            let list = drawn(seed, 1500, style);
            let twice = slid(&slid(&list, 300, 1200, 1), 1000, 500, 1);
            let binding = looked_at(&twice);
            let Bound::Slid { blocks } = &binding.found else { panic!("{binding:?}") };
            let [one, two] = blocks.as_slice() else { panic!("{binding:?}") };
            assert_eq!((one.by, two.by), (1, 2));
            assert!(one.first.abs_diff(300) <= 20 && one.last.abs_diff(999) <= 20, "{one:?}");
            assert!(two.first.abs_diff(999) <= 20 && two.last >= 1480, "{two:?}");
        }
    }
}

#[test]
fn disorder_is_loose_and_no_slide() {
    for seed in 40..42 {
        // All in disorder, or all behind the first quarter, or slid farther than is tried.
        for (rows, style, from) in [(60, MIXED, 0), (300, MIXED, 0), (1000, SORTED, 0), (1000, MIXED, 250)] {
            let mut list = drawn(seed, rows, style);
            let far = if rows > 200 { slid(&list, 200, rows - 200, 60) } else { Vec::new() };
            let mut addresses: Vec<String> = list.iter().map(|(_, address)| address.clone()).collect();
            Draw(seed).shuffle(&mut addresses[from..]);
            list.iter_mut().zip(addresses).for_each(|((_, cell), address)| *cell = address);
            let found = blocks(&looked_at(&list));
            assert!(found == ["Loose"] || found == ["CannotTell"], "{seed} {rows}: {found:?}");
            if rows == 1000 && !style.sorted {
                assert_eq!(blocks(&looked_at(&far)), ["Loose"], "{seed}");
            }
        }
    }
}

#[test]
fn one_address_filled_down_is_named() {
    for (first, rows, expect) in [(200, 101, true), (200, 4, true), (200, 3, false)] {
        let mut list = drawn(50, 600, MIXED);
        // A row whose address carries both names, above strangers.
        let first = (first..).find(|row| !list[*row].1.starts_with('x') && list[*row].1.contains('.')).unwrap();
        let address = list[first].1.clone();
        list[first + 1..first + rows].iter_mut().for_each(|(_, cell)| cell.clone_from(&address));
        let binding = looked_at(&list);
        let repeated = [Repeated { first: first as u32 + 2, last: (first + rows) as u32 }];
        assert_eq!(binding.repeated, &repeated[..usize::from(expect)], "{rows}");
        assert_eq!(binding.is_bound(), !expect);
    }
}
