use super::*;

/// Rows of a table: each cell is the person whose address stands there; the row number is the person who should.
/// `-` is no address, `?` an address of nobody, `.` the right one.
fn placed(cells: &str) -> Vec<Placed> {
    let rows = cells.split_whitespace().zip(1_u32..);
    let wrong = rows.filter(|(cell, _)| *cell != ".");
    wrong
        .map(|(cell, row)| {
            let owner: Option<i64> = cell.parse().ok();
            Placed {
                row,
                address: match cell {
                    "-" => 0,
                    "?" => 10_000 + u64::from(row),
                    _ => owner.unwrap_or(0) as u64,
                },
                right: row.into(),
                owned: owner.is_some(),
                distance: owner.map(|owner| owner - i64::from(row)),
            }
        })
        .collect()
}

#[test]
fn patterns_have_names() {
    let slid = |first, last, by, rows| Shift::Slid { first, last, by, rows };
    let exchanged = |first, last, rows| Shift::Exchanged { first, last, rows };
    let sorted = |first, last, rows| Shift::SortedAlone { first, last, rows };
    let seen = |first, last, by, rows| Shift::SlidInView { first, last, by, rows };
    let scattered = |rows| Shift::Scattered { rows };
    let cases: &[(&str, &str, bool, Vec<Shift>)] = &[
        ("all right", ". . . .", false, vec![]),
        ("late by one, with the old address twice", ". . 2 3 4 5", false, vec![slid(3, 6, 1, 4)]),
        ("late by one behind an empty cell", ". . - 3 4 5", false, vec![slid(3, 6, 1, 3)]),
        ("early by one, and a strange address at the end", ". 3 4 5 6 ?", false, vec![slid(2, 6, -1, 4)]),
        ("late by two", "1 2 1 2 3 4 5", false, vec![slid(3, 7, 2, 5)]),
        ("late by three behind empty cells", ". . - - - 3 4 5 6 7", false, vec![slid(3, 10, 3, 5)]),
        ("early by two, and empty cells at the end", ". 4 5 6 7 - -", false, vec![slid(2, 7, -2, 4)]),
        ("turned around within a block", ". 6 2 3 4 5 .", false, vec![slid(2, 6, 1, 4)]),
        ("empty cells inside do not end it", ". 1 2 3 4 - - - - - - - - - - 15 16 17", false, vec![slid(2, 18, 1, 7)]),
        ("filled down", ". 2 2 2 2 .", false, vec![Shift::FilledDown { first: 3, last: 5 }]),
        ("another list", ". ? ? ? ?", false, vec![Shift::ForeignList { first: 2, last: 5, rows: 4 }]),
        ("sorted alone", "4 1 5 2 3", true, vec![sorted(1, 5, 5)]),
        ("sorted alone in part", ". . 6 9 4 12 11 3 8 5 10 7", true, vec![sorted(3, 12, 10)]),
        ("sorted alone, with an empty cell and a typing error", "9 ? 4 8 6 3 2 5 1 -", true, vec![sorted(1, 10, 10)]),
        ("a slide of addresses that stand in order anyway", "2 3 4 5 6 7 8 9 10 ?", true, vec![slid(1, 10, -1, 9)]),
        ("not sorted", "4 1 5 2 3", false, vec![scattered(5)]),
        (
            "addresses of every second row pasted one below the other",
            ". . . . . 13 15 17 19 21 23 . . . . . . . . . . . .",
            false,
            vec![scattered(6)],
        ),
        ("two changed places", ". 4 . 2 .", false, vec![scattered(2)]),
        ("pairs changed places", ". 3 2 5 4 7 6 9 8 11 10", false, vec![exchanged(2, 11, 10)]),
        ("a block and a stray", "2 3 4 5 . . . . . . . . . . . 1", false, vec![slid(1, 4, -1, 4), scattered(1)]),
        ("two blocks", ". 1 2 3 . . . . . . . . . . 16 17 18", false, vec![slid(2, 4, 1, 3), slid(15, 17, -1, 3)]),
        ("a row inside that is right by chance", ". 1 2 . 4 5", false, vec![slid(2, 6, 1, 4)]),
        (
            "late by one in a view of every fourth row, then of others",
            ". . . . 1 . . . 5 . . . 9 . . . 13 . 17 . . . 19",
            false,
            vec![seen(5, 23, 1, 6)],
        ),
    ];
    for (name, cells, rises, expect) in cases {
        // A row that says its own address is right, not wrong.
        let placed: Vec<Placed> = placed(cells).into_iter().filter(|row| row.address != row.right).collect();
        let trend = if *rises { Trend::OPEN } else { Trend::default() };
        assert_eq!(&patterns(&placed, &vec![trend; placed.len()], ROWS), expect, "{name}");
    }
}

/// Rows of the table of which the cases show the first.
const ROWS: u64 = 200;

/// Addresses in disorder are in no block, however often a few rows say the same.
#[test]
fn disorder_has_no_blocks() {
    let mut word = 1_u64;
    let mut below = |bound: usize| {
        word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (word >> 33) as usize % bound
    };
    let mut blocks = 0;
    for rows in [10, 20, 50, 200, 1000] {
        for _ in 0..20 {
            let mut owners: Vec<usize> = (1..=rows).collect();
            (1..rows).rev().for_each(|last| owners.swap(last, below(last + 1)));
            let cells: Vec<String> = owners.iter().map(ToString::to_string).collect();
            let placed: Vec<Placed> =
                placed(&cells.join(" ")).into_iter().filter(|row| row.address != row.right).collect();
            let found = patterns(&placed, &vec![Trend::default(); placed.len()], rows as u64);
            blocks += usize::from(found != [Shift::Scattered { rows: placed.len() as u64 }]);
        }
    }
    // Of a hundred lists one at most may look like a slide.
    assert!(blocks <= 1, "{blocks}");
}

#[test]
fn the_histogram_has_the_most_frequent_first() {
    let placed = placed(". 1 2 3 7 6");
    let told: Vec<(i64, u64)> = histogram(&placed, 2).iter().map(|one| (one.rows_below, one.rows)).collect();
    assert_eq!(told, [(-1, 3), (0, 1)]);
}
