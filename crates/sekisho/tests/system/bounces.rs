//! A real Postfix takes every letter and cannot deliver some: its reports come back to the return path, and the rows fail.

use crate::{AT_ONCE, House, Ledger, RowState, ports::free_port, postfix::Postfix, release_with, wait};

/// Rows of these domains (`row % 7`) do not arrive: one is refused by the MTA itself, at the other nobody listens.
const REFUSED: u32 = 0;
const DEAD: u32 = 1;

#[test]
fn what_postfix_cannot_deliver_fails_its_row() {
    let (back, dead) = (free_port(), free_port());
    let mut house = House::new(back, AT_ONCE);
    house.configure(
        "[campaigns]\nper_minute = 60000\nper_minute_domain = 60000\nreports_to = [\"bounces@house.example\"]\n",
    );
    let more = format!(
        "smtpd_reject_unlisted_recipient = no\nmaximal_queue_lifetime = 0\n\
         transport_maps = inline:{{ {{customer{REFUSED}.example = error:5.1.1 nobody of that name}}, \
         {{customer{DEAD}.example = smtp:[127.0.0.1]:{dead}}}, \
         {{bounces@house.example = smtp:[127.0.0.1]:{relay}}} }}\n",
        relay = house.relay
    );
    let Some(postfix) = Postfix::start(&more) else { return };
    let text = std::fs::read_to_string(house.path("sekisho.toml")).unwrap();
    house.write("sekisho.toml", &text.replace(&format!("port = {back}\n"), &format!("port = {}\n", postfix.port)));
    house.start(None);
    house.add_people();
    release_with(&house, "return_path = \"bounces@house.example\"\n");
    let lost = |row: &u32| matches!(row % 7, REFUSED | DEAD);
    let ledger = wait(&house, "reported", |ledger| {
        let failed = ledger.rows.iter().filter(|(_, state)| **state == RowState::Failed);
        ledger.is_settled() && failed.count() == ledger.rows.keys().filter(|row| lost(row)).count()
    });
    for (row, state) in &ledger.rows {
        let expected = if lost(row) { RowState::Failed } else { RowState::Accepted };
        assert_eq!(*state, expected, "row {row}\n{}", postfix.log());
    }
    house.output(&["campaign", "export", "spring", "--out", &house.path("rows.csv").display().to_string()]);
    let rows = std::fs::read_to_string(house.path("rows.csv")).unwrap();
    for row in [REFUSED + 7, DEAD + 7] {
        let line = rows.lines().find(|line| line.contains(&format!("fan{row}@"))).unwrap();
        let status = if row % 7 == REFUSED { "5.1.1" } else { "4.4.1" };
        assert!(line.contains(status), "the row says what was reported: {line}");
    }
    assert_eq!(Ledger::read(&house).count(RowState::Unknown), 0);
}
