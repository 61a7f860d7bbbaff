//! Any text, and the table that its lines and tabs make of it: places lie in the text in order, masking hides all that
//! is personal and nothing twice, joining loses and invents nobody.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_privacy::{Source, mask, survey};

fuzz_target!(|text: &str| {
    let rows: Vec<Vec<String>> =
        text.lines().map(|line| line.split(['\t', ',']).map(str::to_owned).collect()).collect();
    let alone = survey(&Source { text, tables: &[] });
    let with_table = survey(&Source { text, tables: &[&rows] });
    let length = text.chars().count();
    for found in [&alone, &with_table] {
        let mut last = 0;
        for find in &found.finds {
            assert!(last <= find.start && find.start < find.end && find.end <= length);
            last = find.end;
        }
        assert!(found.persons.lower <= found.persons.upper);
    }
    let both = alone.clone().join(with_table.clone());
    assert_eq!(both, with_table.clone().join(alone.clone()));
    assert!(both.persons.lower >= alone.persons.lower.max(with_table.persons.lower));
    assert_eq!(alone.clone().join(alone.clone()).persons, alone.persons);

    let masked = mask(text);
    assert_eq!(masked.chars().count(), length);
    let left = survey(&Source { text: &masked, tables: &[] });
    assert!(left.addresses.is_empty() && left.finds.iter().all(|find| !find.kind.is_personal()));
    assert_eq!(mask(&masked), masked);
});
