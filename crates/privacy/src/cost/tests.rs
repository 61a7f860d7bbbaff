use proptest::prelude::*;

use super::*;

fn set(codes: &str) -> BTreeSet<Item> {
    codes.split_whitespace().map(|code| *Item::ALL.iter().find(|item| item.code() == code).unwrap()).collect()
}

/// The figures published with the model.
#[test]
fn published_amounts_come_out() {
    let full = Circumstances { high_duty: true, inadequate_response: true };
    let plain = Circumstances::default();
    for (items, circumstances, yen) in [
        ("", plain, 0),
        ("email", plain, 1_000),
        ("name email", plain, 3_000),
        ("address phone", plain, 3_000),
        ("name address", plain, 6_000),
        ("name address illness", plain, 33_000),
        ("name address income", plain, 45_000),
        ("name address card-secret", plain, 78_000),
        ("name address chart", plain, 303_000),
        ("name address criminal-record", plain, 375_000),
        ("name address criminal-record", full, 1_500_000),
    ] {
        assert_eq!(per_person(&set(items), circumstances), yen, "{items}");
    }
}

#[test]
fn every_item_has_a_row_in_the_map() {
    let map = read_map();
    assert_eq!(map.len(), Item::ALL.len());
    for item in Item::ALL {
        assert!(map.iter().any(|(code, _)| *code == item.code()), "{}", item.code());
    }
}

#[test]
fn three_figures_stand_side_by_side() {
    let found =
        estimate(Persons { lower: 7_500, upper: 7_500 }, &set("name address phone email"), Circumstances::default(), 0);
    assert_eq!(found.ceiling, Yen { low: 45_000_000, high: 45_000_000 });
    assert_eq!(found.goodwill, Yen { low: 4_575_000, high: 8_325_000 });
    assert_eq!(found.litigation, Yen { low: 1_500, high: 52_500 });
}

proptest! {
    #[test]
    fn one_more_item_never_costs_less(bits in any::<u64>(), more in 0..Item::ALL.len(), s: bool, r: bool) {
        let circumstances = Circumstances { high_duty: s, inadequate_response: r };
        let mut items: BTreeSet<Item> =
            Item::ALL.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1).map(|(_, item)| *item).collect();
        let before = per_person(&items, circumstances);
        items.insert(Item::ALL[more]);
        prop_assert!(per_person(&items, circumstances) >= before);
    }
}
