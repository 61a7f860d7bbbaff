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
        ("name=a email=x phone=1 || name=a phone=1", 1, 2),
        ("name=a email=x phone=1 || phone=1", 1, 1),
        ("name=a email=x || name=a", 1, 1),
        ("email=x | email=y || email=x", 2, 2),
        ("email=x name=a | email=y name=b || email=x name=a", 2, 2),
        ("my-number=1 email=x || email=x || email=y", 2, 2),
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
