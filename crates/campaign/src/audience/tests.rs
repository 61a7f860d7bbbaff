use super::*;

fn cells(row: &[&str]) -> Vec<String> {
    row.iter().map(|cell| (*cell).to_owned()).collect()
}

fn read(columns: &[&str], rows: &[(u32, &[&str])]) -> Result<Audience, CampaignError> {
    let roles = Roles { key: "会員番号", address: "メール" };
    Audience::new(cells(columns), &roles, rows.iter().map(|(number, row)| (RowNumber(*number), cells(row))))
}

/// Columns, rows, message.
type Case<'a> = (&'a [&'a str], &'a [(u32, &'a [&'a str])], &'a str);

const COLUMNS: &[&str] = &["会員番号", "氏名", "メール"];

#[test]
fn values_come_back_as_they_were() {
    let audience = read(COLUMNS, &[(1, &[" 7 ", "", "a@example.jp"]), (3, &["8", "山田", "b@example.jp "])]).unwrap();
    let row = audience.row(RowNumber(3)).unwrap();
    assert_eq!(row.values().collect::<Vec<_>>(), ["8", "山田", "b@example.jp "]);
    assert_eq!((row.key().as_str(), row.address().as_str(), row.value(9)), ("8", "b@example.jp", ""));
    assert!(audience.row(RowNumber(2)).is_none());
    assert_eq!(audience.row(RowNumber(1)).unwrap().key().as_str(), "7");
}

#[test]
fn what_does_not_fit_is_named_with_row_and_column() {
    let long = "x".repeat(MAX_VALUE + 1);
    let good: &[&str] = &["7", "山田", "a@example.jp"];
    let cases: &[Case] = &[
        (COLUMNS, &[(4, &["7", "山田"])], "row 4: 2 cells, but there are 3 columns"),
        (COLUMNS, &[(4, &[" ", "山田", "a@example.jp"])], "row 4: the key column \"会員番号\" is empty"),
        (
            COLUMNS,
            &[(4, &["7", "山田", "a.example.jp"])],
            "row 4: column \"メール\" is not a mail address: an address needs an @ between local part and domain",
        ),
        (
            COLUMNS,
            &[(4, &["7", &long, "a@example.jp"])],
            "row 4: column \"氏名\" has a value that is too long or no text",
        ),
        (
            COLUMNS,
            &[(4, &["7", "\u{FDD0}", "a@example.jp"])],
            "row 4: column \"氏名\" has a value that is too long or no text",
        ),
        (COLUMNS, &[(4, good), (4, good)], "row 4 stands after a row with the same or a higher number"),
        (COLUMNS, &[], "the audience has no rows"),
        (&["会員番号", "氏名", "氏名", "メール"], &[], "two columns are named \"氏名\""),
        (
            &["会員番号", "氏名", "メールアドレス"],
            &[],
            "there is no column \"メール\"; did you mean \"メールアドレス\"?",
        ),
        (&["id", "name", "mail"], &[], "there is no column \"会員番号\""),
    ];
    for (columns, rows, message) in cases {
        assert_eq!(read(columns, rows).unwrap_err().to_string(), *message);
    }
}

#[test]
fn a_moved_or_changed_cell_changes_the_digest() {
    let digest = |rows: &[(u32, &[&str])]| read(COLUMNS, rows).unwrap().digest();
    let one = digest(&[(1, &["7", "ab", "a@example.jp"])]);
    assert_ne!(one, digest(&[(2, &["7", "ab", "a@example.jp"])]));
    assert_ne!(one, digest(&[(1, &["7a", "b", "a@example.jp"])]));
    assert_ne!(one, digest(&[(1, &["7", "ab", "A@example.jp"])]));
    assert_eq!(one, digest(&[(1, &["7", "ab", "a@example.jp"])]));
}

#[test]
fn debug_shows_no_value() {
    let audience = read(COLUMNS, &[(1, &["4711", "山田", "a@example.jp"])]).unwrap();
    let shown = format!("{:?} {:?}", audience.rows(), audience.rows()[0].key());
    assert!(!shown.contains("4711") && !shown.contains("山田") && !shown.contains("example"), "{shown}");
}
