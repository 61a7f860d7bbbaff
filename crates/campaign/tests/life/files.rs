//! Files that go with letters: the right one, the wrong one, the whole list.

use sekisho_campaign::{FindingKind, RowNumber, template::FileChoice};

use crate::club::{club, customer, customers};

const TICKET: usize = 7;

#[test]
fn everybody_with_their_own_ticket_is_clean() {
    let mut club = club(8);
    club.attach_by_column();
    for row in 1..=8 {
        let name = format!("ticket-{row}.csv");
        club.attach(&name, &customer(u32::try_from(row).unwrap()).join(","));
        club.set(row, TICKET, &name);
    }
    assert_eq!(club.run().counts().len(), 0);
}

#[test]
fn the_ticket_of_somebody_else_is_found() {
    let mut club = club(8);
    club.attach_by_column();
    club.attach("a.csv", &customer(5).join(","));
    club.set(5, TICKET, "a.csv");
    club.set(6, TICKET, "a.csv");
    let report = club.run();
    let found = report.findings(FindingKind::ForeignValue);
    assert!(found.len() >= 4 && found.iter().all(|finding| finding.row == Some(RowNumber(6))), "{found:?}");
    assert!(found.iter().all(|finding| finding.other == Some(5)), "{found:?}");
}

#[test]
fn a_list_of_customers_for_everybody_is_found_in_every_letter() {
    let mut club = club(8);
    let list: String = customers(40).iter().map(|row| row.join(",") + "\n").collect();
    club.attach("list.csv", &list);
    club.source.files.push(FileChoice::Same { name: "list.csv".into() });
    let report = club.run();
    assert_eq!(report.counts()[&FindingKind::ForeignValue].rows, 8);
    assert!(report.settle(Vec::new()).is_err());
}

#[test]
fn a_file_named_after_somebody_else_is_found() {
    let mut club = club(8);
    club.attach_by_column();
    let name = format!("{}.csv", customer(5)[1].replace(' ', ""));
    club.attach(&name, "座席表");
    club.set(5, TICKET, &name);
    club.set(6, TICKET, &name);
    let report = club.run();
    let found = report.findings(FindingKind::ForeignValue);
    assert!(!found.is_empty() && found.iter().all(|finding| finding.row == Some(RowNumber(6))), "{found:?}");
}

#[test]
fn what_nobody_could_look_into_is_said() {
    let mut club = club(8);
    club.attach_by_column();
    club.files.add("a.bin", "application/octet-stream", vec![1, 2, 3].into(), &[]).unwrap();
    club.set(5, TICKET, "a.bin");
    let report = club.run();
    let found: Vec<_> = report.counts().iter().map(|(kind, count)| (kind.code(), count.rows)).collect();
    assert_eq!(found, [("blind-file", 1)]);
}
