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
    let cases: &[(&str, &str, bool, Vec<Shift>)] = &[
        ("all right", ". . . .", false, vec![]),
        ("late by one, with the old address twice", ". . 2 3 4 5", false, vec![slid(3, 6, 1, 4)]),
        ("late by one behind an empty cell", ". . - 3 4 5", false, vec![slid(3, 6, 1, 3)]),
        ("early by one, and a strange address at the end", ". 3 4 5 6 ?", false, vec![slid(2, 6, -1, 4)]),
        ("late by two", "1 2 1 2 3 4 5", false, vec![slid(3, 7, 2, 5)]),
        ("filled down", ". 2 2 2 2 .", false, vec![Shift::FilledDown { first: 3, last: 5 }]),
        ("another list", ". ? ? ? ?", false, vec![Shift::ForeignList { first: 2, last: 5, rows: 4 }]),
        ("sorted alone", "4 1 5 2 3", true, vec![Shift::SortedAlone { rows: 5 }]),
        ("not sorted", "4 1 5 2 3", false, vec![Shift::Scattered { rows: 5 }]),
        ("two changed places", ". 4 . 2 .", false, vec![Shift::Scattered { rows: 2 }]),
        (
            "a block and a stray",
            "2 3 4 5 . . . . . . . . . . . 1",
            false,
            vec![slid(1, 4, -1, 4), Shift::Scattered { rows: 1 }],
        ),
        ("two blocks", ". 1 2 3 . . . . . . . . . . 16 17 18", false, vec![slid(2, 4, 1, 3), slid(15, 17, -1, 3)]),
        ("a row inside that is right by chance", ". 1 2 . 4 5", false, vec![slid(2, 6, 1, 4)]),
    ];
    for (name, cells, sorted, expect) in cases {
        // A row that says its own address is right, not wrong.
        let placed: Vec<Placed> = placed(cells).into_iter().filter(|row| row.address != row.right).collect();
        assert_eq!(&patterns(&placed, *sorted), expect, "{name}");
    }
}

#[test]
fn the_histogram_has_the_most_frequent_first() {
    let placed = placed(". 1 2 3 7 6");
    let told: Vec<(i64, u64)> = histogram(&placed, 2).iter().map(|one| (one.rows_below, one.rows)).collect();
    assert_eq!(told, [(-1, 3), (0, 1)]);
}
