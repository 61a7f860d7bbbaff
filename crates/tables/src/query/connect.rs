//! Opens a connection that cannot change anything.

use std::str::FromStr as _;

use sqlx::{
    ConnectOptions as _, MySqlConnection, PgConnection, SqliteConnection,
    mysql::{MySqlConnectOptions, MySqlSslMode},
    postgres::{PgConnectOptions, PgSslMode},
    sqlite::SqliteConnectOptions,
};

use super::Asked;
use crate::TableError;

pub(super) enum Connected {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
    Mysql(MySqlConnection),
}

pub(super) async fn connect(asked: &Asked<'_>) -> Result<Connected, TableError> {
    let (scheme, rest) = asked.database.split_once(':').unwrap_or_default();
    match scheme {
        "sqlite" => sqlite(asked, rest).await.map(Connected::Sqlite),
        "postgres" | "postgresql" => postgres(asked).await.map(Connected::Postgres),
        "mysql" | "mariadb" => mysql(asked).await.map(Connected::Mysql),
        _ => Err(asked.wrong("`database` starts with sqlite:, postgres:// or mysql://".to_owned())),
    }
}

async fn sqlite(asked: &Asked<'_>, path: &str) -> Result<SqliteConnection, TableError> {
    let path = asked.folder.join(path.trim_start_matches("//"));
    let options = SqliteConnectOptions::new().filename(path).read_only(true).disable_statement_logging();
    options.connect().await.map_err(|error| asked.failed(&error))
}

/// Over a network only with TLS, unless the description says otherwise (`?sslmode=disable`).
async fn postgres(asked: &Asked<'_>) -> Result<PgConnection, TableError> {
    let options = PgConnectOptions::from_str(asked.database).map_err(|error| asked.failed(&error))?;
    let options = if asked.database.contains("sslmode=") || is_local(asked.database) {
        options
    } else {
        options.ssl_mode(PgSslMode::VerifyFull)
    };
    let options = match password(asked)? {
        Some(password) => options.password(&password),
        None => options,
    };
    let options = options.options([("default_transaction_read_only", "on")]).disable_statement_logging();
    options.connect().await.map_err(|error| asked.failed(&error))
}

async fn mysql(asked: &Asked<'_>) -> Result<MySqlConnection, TableError> {
    let options = MySqlConnectOptions::from_str(asked.database).map_err(|error| asked.failed(&error))?;
    let options = if asked.database.contains("ssl-mode=") || is_local(asked.database) {
        options
    } else {
        options.ssl_mode(MySqlSslMode::VerifyIdentity)
    };
    let options = match password(asked)? {
        Some(password) => options.password(&password),
        None => options,
    };
    options.disable_statement_logging().connect().await.map_err(|error| asked.failed(&error))
}

/// A socket or this machine: nobody listens in between.
fn is_local(url: &str) -> bool {
    let host = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.is_empty() || ["localhost", "127.0.0.1", "[::1]", "%2F"].iter().any(|local| host.starts_with(local))
}

fn password(asked: &Asked<'_>) -> Result<Option<String>, TableError> {
    let Some(path) = asked.password else { return Ok(None) };
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|source| TableError::Io { file: path.display().to_string(), source })?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}
