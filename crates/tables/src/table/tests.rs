use std::{collections::BTreeSet, io::Write as _};

use proptest::prelude::*;

use super::*;

fn table(text: &str, charset: Charset) -> (tempfile::NamedTempFile, Table) {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    match charset {
        Charset::Utf16Le => text.encode_utf16().for_each(|unit| file.write_all(&unit.to_le_bytes()).unwrap()),
        _ => file.write_all(text.as_bytes()).unwrap(),
    }
    let declared = Declared { charset: Some(charset), ..Declared::default() };
    let table = Table::open(file.path(), &declared, &Limits::default()).unwrap();
    (file, table)
}

type Seen = Vec<(u64, u64, Vec<String>)>;

/// Rows that are wanted, by a pass over all and by one over some.
fn both_ways(table: &Table, wanted: &BTreeSet<u64>) -> [Seen; 2] {
    let limits = Limits::default();
    let mut seen = [Vec::new(), Vec::new()];
    let [all, some] = &mut seen;
    let (passed, stops) = table
        .first_pass(&limits, |row| {
            if wanted.contains(&row.number) {
                all.push((row.number, row.line, row.cells().map(str::to_owned).collect()));
            }
            Ok(())
        })
        .unwrap();
    assert!(passed.digest.is_some());
    table
        .some_rows(
            &stops,
            &limits,
            |row| wanted.contains(&row),
            |row| {
                some.push((row.number, row.line, row.cells().map(str::to_owned).collect()));
                Ok(())
            },
        )
        .unwrap();
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Wherever reading goes on, rows have their numbers, lines and cells. Rows of one empty cell look like the line
    /// ends behind the last row.
    #[test]
    fn some_rows_are_those_of_all_rows(
        cells in prop::collection::vec("[a山\"\n,]{0,3}", 1..300),
        wanted in prop::collection::btree_set(1_u64..310, 0..12),
        mark in prop::sample::select(vec!["", "\u{feff}"]),
        charset in prop::sample::select(vec![Charset::Utf8, Charset::Utf16Le]),
        end in prop::sample::select(vec!["\n", "\r\n"]),
    ) {
        let quoted = |cell: &String| {
            let plain = cell.is_empty() || cell.chars().all(|c| c == 'a');
            if plain { cell.clone() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
        };
        let text = cells.iter().fold(format!("{mark}x{end}"), |text, cell| text + &quoted(cell) + end) + "a" + end;
        let (_file, table) = table(&text, charset);
        let [all, some] = both_ways(&table, &wanted);
        prop_assert_eq!(all, some);
    }
}

/// Longer than one piece of the file, with stretches in between that nobody wants.
#[test]
fn far_rows_are_found_again() {
    let rows = (1..=40_000).map(|row| format!("{row},山田太郎\n"));
    let (_file, table) = table(&format!("id,name\n{}", rows.collect::<String>()), Charset::Utf8);
    let wanted = BTreeSet::from([1, 31, 32, 33, 64, 65, 20_000, 20_031, 39_999, 40_000]);
    let [all, some] = both_ways(&table, &wanted);
    assert_eq!(all.len(), wanted.len());
    assert_eq!(all, some);
}

#[test]
fn a_file_that_is_another_one_is_noticed() {
    let (file, table) = table("id\n1\n2\n", Charset::Utf8);
    table.check_unchanged().unwrap();
    std::fs::write(file.path(), "id\n1\n3\n").unwrap();
    assert!(matches!(table.check_unchanged(), Err(TableError::Changed { .. })));
    let limits = Limits::default();
    let (_, stops) = table.first_pass(&limits, |_| Ok(())).unwrap();
    std::fs::write(file.path(), "id\n1\n").unwrap();
    let cut = table.some_rows(&stops, &limits, |row| row == 2, |_| Ok(()));
    assert!(matches!(cut, Err(TableError::Changed { .. })), "{cut:?}");
}
