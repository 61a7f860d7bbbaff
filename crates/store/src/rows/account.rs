//! Rows of accounts, sessions and tokens.

use std::collections::BTreeSet;

use sekisho_model::{Address, ParcelId, UserId};
use sqlx::sqlite::SqliteRow;

use crate::{
    Session, StoreError, Token, User,
    private::{At, Fault, Private, hidden},
    row::{self, Cells},
};

/// A user; `addresses` come from their own table.
pub(crate) fn user(row: &SqliteRow, addresses: Vec<Address>, private: &Private) -> Result<User, StoreError> {
    let cells = Cells(row);
    parse_user(&cells, addresses, private).map_err(|fault| fault.at("account", hidden(&cells.named("id"))))
}

fn parse_user(cells: &Cells<'_>, addresses: Vec<Address>, private: &Private) -> Result<User, Fault> {
    let id = UserId::new(cells.get::<&str>("id")?);
    let scram = cells.get::<Option<&[u8]>>("scram")?;
    let scram = scram.map(|sealed| private.open(At::Scram(&id), sealed)).transpose()?;
    let totp = cells.get::<Option<&[u8]>>("totp")?;
    let totp = totp.map(|sealed| private.open(At::Totp(&id), sealed)).transpose()?;
    Ok(User {
        version: cells.number("version")?,
        name: cells.get("name")?,
        addresses,
        password: cells.get("password")?,
        scram: scram.map(|text| String::from_utf8(text.to_vec())).transpose().map_err(|_| Fault::Column("scram"))?,
        totp: totp.map(|bytes| bytes.to_vec()),
        roles: cells.json::<BTreeSet<String>>("roles")?,
        language: cells.get("language")?,
        disabled: cells.flag("disabled")?,
        failures: cells.number("failures")?,
        locked_until: cells.optional_time("locked_until")?,
        totp_step: cells.number("totp_step")?,
        created_at: cells.time("created_at")?,
        updated_at: cells.time("updated_at")?,
        id,
    })
}

/// An address of an account, and whose.
pub(crate) fn address(row: &SqliteRow) -> Result<(String, Address), StoreError> {
    row::one(
        &Cells(row),
        "account_address",
        |cells| hidden(&cells.named("account")),
        |cells| Ok((cells.get::<String>("account")?, cells.parse("address")?)),
    )
}

/// A session.
pub(crate) fn session(row: &SqliteRow) -> Result<Session, StoreError> {
    row::one(
        &Cells(row),
        "session",
        |cells| hidden(&cells.named("account")),
        |cells| {
            let means = serde_json::Value::String(cells.get("means")?);
            Ok(Session {
                token: cells.digest("token")?,
                user: UserId::new(cells.get::<&str>("account")?),
                created_at: cells.time("created_at")?,
                seen_at: cells.time("seen_at")?,
                expires_at: cells.time("expires_at")?,
                means: serde_json::from_value(means).map_err(|_| Fault::Column("means"))?,
            })
        },
    )
}

/// A token; the parcel comes as `p_letter` and `p_number`.
pub(crate) fn token(row: &SqliteRow) -> Result<Token, StoreError> {
    row::one(
        &Cells(row),
        "token",
        |cells| cells.named("kind"),
        |cells| {
            let letter: Option<&str> = cells.get("p_letter")?;
            let parcel = match letter {
                None => None,
                Some(_) => Some(ParcelId { letter: cells.parse("p_letter")?, number: cells.number("p_number")? }),
            };
            let link = match (cells.optional_digest("link")?, cells.optional_number("recipient")?) {
                (Some(link), Some(recipient)) => Some((link, recipient)),
                (None, None) => None,
                _ => return Err(Fault::Column("recipient")),
            };
            Ok(Token {
                token: cells.digest("token")?,
                kind: cells.get("kind")?,
                user: cells.get::<Option<&str>>("account")?.map(UserId::new),
                parcel,
                seal: cells.optional_digest("seal")?,
                link,
                expires_at: cells.time("expires_at")?,
                used_at: cells.optional_time("used_at")?,
            })
        },
    )
}
