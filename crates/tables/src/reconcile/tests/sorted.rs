//! A column that was sorted without the others, in the orders of programs.

use super::*;

/// The address column of 400 rows, sorted alone in the order of some program, in part, or after something went wrong.
#[test]
fn a_column_sorted_alone_is_named() {
    let marks = ["-", ".", "_", ""];
    let address =
        |row: usize| format!("{}{}u{:03}@x{}.jp", ["b", "a", "m"][row % 3], marks[row % 4], row * 177 % 400, row % 7);
    let right: Vec<String> = (0..400).map(address).collect();
    let plain = |text: &str| text.to_owned();
    let excel = |text: &str| text.replace('-', "").replace('.', "\u{1}").replace('@', "\u{2}").replace('_', "\u{3}");
    let by_domain = |text: &str| text.split('@').rev().collect::<Vec<_>>().join(" ");
    let orders: [&dyn Fn(&str) -> String; 3] = [&plain, &excel, &by_domain];
    for (part, spoilt) in [(0..400, false), (0..400, true), (150..300, false)] {
        for order in orders {
            let mut cells = right.clone();
            if spoilt {
                (cells[100], cells[200], cells[300]) = ("typo@nobody.jp".to_owned(), cells[201].clone(), String::new());
            }
            cells[part.clone()].sort_by_key(|cell| (cell.is_empty(), order(cell)));
            let list = |addresses: &[String]| {
                let rows = addresses.iter().enumerate().map(|(row, address)| format!("{row},{address}\n"));
                format!("id,mail\n{}", rows.collect::<String>())
            };
            let limits = Limits::default();
            let outcome = compare(&asked("id", Some("mail")), &list(&cells), &list(&right), None, &limits, 1);
            let [Shift::SortedAlone { first, last, rows }] = outcome.shift_a.patterns[..] else {
                panic!("{part:?} {spoilt} {:?}", outcome.shift_a)
            };
            assert_eq!(rows, outcome.shift_a.wrong);
            assert!(first as usize > part.start && last as usize <= part.end, "{first} {last}");
        }
    }
}
