//! Who sees a parcel in which tray: rows made of its circle.
//!
//! Invariant: what a tray shows and counts is decided when the row is written, so that no page has to look at parcels
//! it does not show.

use std::collections::BTreeSet;

use sekisho_model::{Circle, UserId};

use super::Tx;
use crate::{ParcelState, bulk::Value, parcel::persons, writer::failure::Failure};

impl Tx<'_> {
    /// The rows of a new parcel, or of one whose old rows are gone.
    pub(super) fn insert_people(&mut self, row: i64, circle: &Circle, state: ParcelState) {
        let mut seen = BTreeSet::new();
        let people = persons(circle).map(|(person, role, team)| {
            let waiting = waiting(circle, person, role, state);
            let first = seen.insert((person, role));
            [
                Value::Text(person.as_str().to_owned()),
                Value::Text(role.to_owned()),
                Value::Int(row),
                Value::Text(team.to_owned()),
                Value::Int(match (waiting, first) {
                    (false, _) => 0,
                    (true, true) => 1,
                    (true, false) => 2,
                }),
            ]
        });
        self.buffer.people(people);
    }

    /// Another circle.
    pub(super) async fn replace_people(
        &mut self,
        row: i64,
        circle: &Circle,
        state: ParcelState,
    ) -> Result<(), Failure> {
        let statement = sqlx::query("delete from parcel_person where parcel = $1").bind(row);
        self.run("remove the circle", statement).await?;
        self.insert_people(row, circle, state);
        self.flush().await
    }

    /// The parcel is not held any more.
    pub(super) async fn leave_trays(&mut self, row: i64) -> Result<(), Failure> {
        let statement = sqlx::query("update parcel_person set waiting = 0 where parcel = $1 and waiting <> 0");
        self.run("leave the trays", statement.bind(row)).await?;
        Ok(())
    }
}

/// Whether a held parcel waits for this person in this role. Nobody approves what they wrote.
fn waiting(circle: &Circle, person: &UserId, role: &str, state: ParcelState) -> bool {
    let asked = match role {
        "reviewer" => true,
        "approver" => !circle.authors.contains(person),
        _ => false,
    };
    asked && state == ParcelState::Held
}
