//! What re-reading says about single rows: cases of cells, and what is found.

use std::collections::BTreeSet;

use sekisho_campaign::{CampaignError, FindingKind, RowNumber, check::Suppression, master::Provenance};
use sekisho_model::{Address, Domain};

use crate::club::{Club, club, customer, master};

const ID: usize = 0;
const NAME: usize = 1;
const PHONE: usize = 3;
const MAIL: usize = 4;
const SEAT: usize = 5;
const NOTE: usize = 6;

/// The codes found in row 3 after its cells were changed; other rows must stay clean.
fn found(change: impl FnOnce(&mut Club)) -> BTreeSet<&'static str> {
    let mut club = club(6);
    change(&mut club);
    let report = club.run();
    let mut codes = BTreeSet::new();
    for kind in report.counts().keys() {
        for finding in report.findings(*kind) {
            assert!(matches!(finding.row, None | Some(RowNumber(3))), "{finding:?}");
            codes.insert(kind.code());
        }
    }
    codes
}

#[test]
fn cells_and_what_is_found_in_their_letters() {
    let other = customer(9);
    let mixed = format!("{}様と同席", other[NAME].replace(' ', "　"));
    let phone = format!("連絡先 {}", other[PHONE].replace('-', ""));
    let mail = format!("転送先<{}>", other[MAIL].to_uppercase());
    let number = format!("会員番号{}", other[ID].to_lowercase());
    for (column, value, codes) in [
        (NOTE, "お誕生日おめでとうございます", &[] as &[&str]),
        (NOTE, mixed.as_str(), &["foreign-value"]),
        (NOTE, &phone, &["foreign-value"]),
        (NOTE, &mail, &["foreign-value"]),
        (NOTE, &number, &["foreign-value"]),
        (NOTE, "携帯 080-9999-8888", &["unknown-value"]),
        (NOTE, "stranger@elsewhere.example", &["unknown-value"]),
        (NOTE, "{{ 氏名 }}", &["unresolved"]),
        (NOTE, "拝啓 {氏名} 様", &["unresolved"]),
        (NOTE, "#N/A", &["broken-value"]),
        (NOTE, "å±±ç”°", &["garbled"]),
        (NOTE, "山\u{FFFD}", &["garbled"]),
        (NOTE, "\u{E000}席", &["odd-character"]),
        (SEAT, "", &["empty-value"]),
        (SEAT, " 　", &["empty-value"]),
        (SEAT, "null", &["broken-value"]),
        (ID, "M999999", &["foreign-value", "not-in-master"]),
        (MAIL, "other@customer1.example", &["not-own-address"]),
        (MAIL, "FAN3@Customer3.example", &[]),
        (NAME, "安藤　明美", &["foreign-value"]),
    ] {
        let codes: BTreeSet<_> = codes.iter().copied().collect();
        let given = found(|club| club.set(3, column, value));
        assert_eq!(given, codes, "{value:?} in column {column}");
    }
}

#[test]
fn values_hidden_in_links_are_found() {
    for html in [
        "<a href=\"https://club.example/?m={{ 備考 }}\">x</a>",
        "<p title='{{ 備考 }}'>x</p>",
        "<!-- {{ 備考 }} --><p>x</p>",
        "<div style=\"display:none\">{{ 備考 }}</div>",
    ] {
        for value in [customer(9)[MAIL].clone(), customer(9)[MAIL].replace('@', "%40"), customer(9)[ID].clone()] {
            let codes = found(|club| {
                club.source.text = "本日は {{ 座席 }}".into();
                club.source.html = Some(format!("<p>本日は {{{{ 座席 }}}}</p>{{% if 備考 %}}{html}{{% endif %}}"));
                club.set(3, NOTE, &value);
            });
            assert!(codes.contains("foreign-value"), "{html} {value} {codes:?}");
        }
    }
}

#[test]
fn rows_that_get_nothing_are_listed_with_the_reason() {
    let mut club = club(6);
    let address = |row: u32| Address::parse(&customer(row)[MAIL]).unwrap();
    club.facts.suppress(&address(2), Suppression::OptedOut);
    club.facts.suppress(&address(2), Suppression::Bounced);
    club.facts.no_mail(Domain::parse("customer4.example").unwrap());
    assert_eq!(club.facts.suppression(&address(2)), Some(Suppression::OptedOut));
    let report = club.run();
    let left_out: Vec<_> = report.left_out().iter().map(|(row, kind)| (row.0, *kind)).collect();
    assert_eq!(left_out, [(2, FindingKind::Suppressed), (4, FindingKind::NoMail)]);
    let checked = report.settle(Vec::new()).unwrap();
    let rows: Vec<_> = checked.lines().iter().map(|line| line.row.0).collect();
    assert_eq!(rows, [1, 3, 5, 6]);
}

#[test]
fn a_second_row_with_the_same_address_is_found() {
    let codes = found(|club| {
        let twin = club.rows[1].clone();
        club.rows[2] = twin;
    });
    assert_eq!(codes, BTreeSet::from(["duplicate-recipient"]));
}

#[test]
fn a_letter_that_cannot_be_made_is_named() {
    let mut club = club(6);
    club.set(3, NAME, "石川\r\nBcc: x@evil.example");
    let report = club.run();
    let error = CampaignError::Header { row: RowNumber(3), column: "氏名".into(), part: "subject" };
    assert_eq!(report.errors(), [error]);
    assert_eq!(report.counts()[&FindingKind::NotMade].rows, 1);
    assert!(report.settle(Vec::new()).is_err());
}

#[test]
fn what_concerns_every_letter_is_said_once() {
    let mut club = club(20);
    club.source.text = format!("担当: {}\n{}", customer(9)[NAME], club.source.text);
    let report = club.run();
    let found: Vec<_> = report.counts().iter().map(|(kind, count)| (kind.code(), count.findings, count.rows)).collect();
    assert_eq!(found, [("person-in-template", 1, 0)]);
    assert_eq!(report.findings(FindingKind::PersonInTemplate)[0].other, Some(9));

    let mut club = crate::club::club(20);
    club.master = master(20, Provenance::Audience);
    let found: Vec<_> = club.run().counts().keys().map(|kind| kind.code()).collect();
    assert_eq!(found, ["no-master"]);
}

#[test]
fn findings_show_no_value() {
    let mut club = club(6);
    club.set(3, NOTE, &format!("{} {}", customer(9)[NAME], customer(9)[MAIL]));
    let report = club.run();
    let shown = format!("{:?} {:?}", report.counts(), report.findings(FindingKind::ForeignValue));
    assert!(!shown.contains("fan9") && !shown.contains(&customer(9)[NAME]), "{shown}");
}
