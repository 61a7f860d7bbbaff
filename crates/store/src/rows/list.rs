//! Rows of mailing lists.

use sekisho_model::{Address, UserId};
use sqlx::sqlite::SqliteRow;

use crate::{
    ListMember, MailingList, StoreError,
    private::{At, Private, hidden},
    row::{self, Cells},
};

/// A list.
pub(crate) fn list(row: &SqliteRow) -> Result<MailingList, StoreError> {
    row::one(
        &Cells(row),
        "mailing_list",
        |cells| hidden(&cells.named("address_key")),
        |cells| {
            Ok(MailingList {
                address: cells.parse("address")?,
                name: cells.get("name")?,
                owners: cells.json("owners")?,
                attested_at: cells.optional_time("attested_at")?,
                updated_at: cells.time("updated_at")?,
            })
        },
    )
}

/// A member of `list`.
pub(crate) fn member(row: &SqliteRow, list: &Address, private: &Private) -> Result<ListMember, StoreError> {
    let key = list.key();
    row::one(
        &Cells(row),
        "list_member",
        |_| hidden(&key),
        |cells| {
            let at = At::Member(&key, cells.get("member_mark")?);
            Ok(ListMember {
                list: list.clone(),
                address: private.open_json(at, "private", cells.get("private")?)?,
                added_by: cells.get::<Option<&str>>("added_by")?.map(UserId::new),
                added_at: cells.time("added_at")?,
                approved_by: cells.get::<Option<&str>>("approved_by")?.map(UserId::new),
            })
        },
    )
}
