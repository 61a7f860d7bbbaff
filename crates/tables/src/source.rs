//! Where a table comes from: a file, or a description (TOML) of a file or of a query, and of who made it.
//!
//! ```toml
//! database = "postgres://reader@db.example/crm"   # or: file = "customers.csv"
//! query = "select id, name, mail from customer"
//! password_file = "/etc/sekisho/crm.password"
//! author = "Sato"
//! system = "crm"
//! ```

use std::path::Path;

use serde::Deserialize;

use crate::{Charset, Declared, Limits, Maker, Table, TableError, error::Place, query, waiver::described};

/// A table and who made it.
#[derive(Debug)]
pub struct Opened {
    /// The table.
    pub table: Table,
    /// Who made it, as far as the description says.
    pub maker: Maker,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    file: Option<String>,
    database: Option<String>,
    query: Option<String>,
    password_file: Option<String>,
    charset: Option<String>,
    delimiter: Option<String>,
    quotes: Option<bool>,
    header: Option<bool>,
    sheet: Option<String>,
    author: Option<String>,
    system: Option<String>,
}

/// Opens a table. A path that ends in `.toml` is a description; what `declared` says beats it.
pub fn open(path: &Path, declared: &Declared, limits: &Limits) -> Result<Opened, TableError> {
    if path.extension().is_none_or(|extension| extension != "toml") {
        return Ok(Opened { table: Table::open(path, declared, limits)?, maker: Maker::default() });
    }
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| TableError::Io { file: name.clone(), source })?;
    let description: Description = toml::from_str(&text).map_err(|error| described(&name, &text, &error))?;
    let maker = Maker { author: description.author.clone(), system: description.system.clone() };
    let folder = path.parent().unwrap_or(Path::new(""));
    let wrong = |why: &str| TableError::Description { place: Place::file(&name), why: why.to_owned() };
    let table = match (&description.file, &description.database, &description.query) {
        (Some(file), None, None) => Table::open(&folder.join(file), &description.declared(declared, &name)?, limits)?,
        (None, Some(database), Some(query)) => {
            let password = description.password_file.as_ref().map(|file| folder.join(file));
            let asked = query::Asked { name: &name, database, query, password: password.as_deref(), folder };
            let mut kept = query::read(&asked, limits)?;
            kept.warnings.extend(query::unordered(&name, query));
            Table::kept(&name, kept)?
        }
        (None, Some(_), None) => return Err(wrong("`database` needs a `query`")),
        _ => return Err(wrong("either `file`, or `database` and `query`")),
    };
    Ok(Opened { table, maker })
}

impl Description {
    fn declared(&self, over: &Declared, name: &str) -> Result<Declared, TableError> {
        let wrong = |why: &str| TableError::Description { place: Place::file(name), why: why.to_owned() };
        let charset = match &self.charset {
            Some(label) => Some(
                Charset::of(label)
                    .ok_or_else(|| TableError::UnknownCharset { file: name.to_owned(), label: label.clone() })?,
            ),
            None => None,
        };
        let delimiter = match self.delimiter.as_deref().map(str::as_bytes) {
            None => None,
            Some([one]) => Some(*one),
            Some(_) => return Err(wrong("`delimiter` is one ASCII character, for example \",\" or \"\\t\"")),
        };
        Ok(Declared {
            charset: over.charset.or(charset),
            delimiter: over.delimiter.or(delimiter),
            no_quotes: over.no_quotes || self.quotes == Some(false),
            no_header: over.no_header || self.header == Some(false),
            sheet: over.sheet.clone().or_else(|| self.sheet.clone()),
        })
    }
}
