use super::*;

fn print(text: &str) -> (Kind, u64) {
    let (kind, value) = text.split_once('=').unwrap();
    let kind = Kind::from_code(kind).unwrap();
    (kind, fingerprint::of(99, value))
}

fn row(text: &str) -> Vec<(Kind, u64)> {
    text.split_whitespace().map(print).collect()
}

/// Rows of one part, parts separated by `||`, rows by `|`: lower and upper.
#[test]
fn rows_and_parts_give_ranges() {
    for (parts, lower, upper) in [
        ("", 0, 0),
        ("name=a", 0, 1),
        ("name=a | name=b", 0, 2),
        ("email=a | email=b", 2, 2),
        ("email=a | email=a", 1, 2),
        ("name=a email=x | name=b email=x", 1, 2),
        ("name=a phone=1 | name=b phone=1", 1, 2),
        ("name=a birth-date=1 | name=a birth-date=2", 2, 2),
        ("name=a medical-history=1 | name=b medical-history=1", 2, 2),
        ("name=a email=x phone=1 || name=a phone=1", 1, 1),
        ("name=a email=x phone=1 || email=x phone=1", 1, 1),
        ("name=a email=x phone=1 || name=b phone=1", 1, 2),
        ("name=a email=x phone=1 || phone=1", 1, 1),
        ("name=a email=x || name=a", 1, 1),
        ("email=x | email=y || email=x", 2, 2),
        ("email=x name=a | email=y name=b || email=x name=a", 2, 2),
        ("my-number=1 email=x || email=x || email=y", 2, 2),
        ("name=a email=x phone=1 || name=a member-id=9 phone=1", 1, 2),
        ("name=a email=x birth-date=1 || name=a member-id=9 birth-date=1", 1, 2),
        ("name=a email=x postal-code=1 address=q || name=a postal-code=1", 1, 2),
        ("name=a email=x member-id=9 || name=a email=y member-id=9", 1, 2),
        // Three sources, linked two by two.
        ("name=a email=x phone=1 || name=a email=y phone=1 birth-date=2 || name=a email=z birth-date=2", 1, 3),
        // Never by a name alone, nor by a number of two names.
        ("name=a email=x || name=a email=y", 2, 2),
        ("name=a email=x phone=1 || name=b email=y phone=1", 2, 2),
        ("name=a email=x member-id=9 || name=b email=y member-id=9", 2, 2),
        // What one source has twice links nothing, not even elsewhere.
        ("name=a email=x postal-code=1 | name=a email=y postal-code=1", 2, 2),
        ("name=a email=x postal-code=1 | name=a email=y postal-code=1 || name=a email=z postal-code=1", 3, 3),
    ] {
        let mut all = Records::default();
        for part in parts.split("||") {
            let mut records = Records::default();
            part.split('|').for_each(|line| records.row(&row(line)));
            all.join(records);
        }
        assert_eq!(all.persons(), Persons { lower, upper }, "{parts}");
    }
}

#[test]
fn a_signature_is_one_person_and_a_list_is_many() {
    for (lines, lower, upper) in [
        ("name=a | phone=1 phone=2 | email=x", 1, 1),
        ("phone=1 | phone=2 | phone=3", 3, 3),
        ("name=a phone=1 | name=b phone=2", 2, 2),
        ("email=x email=y email=z", 3, 3),
        ("name=a name=b name=c", 0, 3),
        ("name=a | birth-date=1 | address=q", 1, 1),
    ] {
        let mut records = Records::default();
        records.block(&lines.split('|').map(row).collect::<Vec<_>>());
        records.settle();
        assert_eq!(records.persons(), Persons { lower, upper }, "{lines}");
    }
}
