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

use sekisho_model::Digest;
use serde::{Deserialize, Serialize};

use crate::{Charset, Declared, Limits, Maker, Table, TableError, error::Place, query, waiver::described};

/// A description of rows that were copied: who made them, and by which query they came.
#[derive(Debug, Clone, Copy)]
pub struct Copied<'a> {
    /// The file with the rows: UTF-8, commas, quotes.
    pub file: &'a str,
    /// Who made them.
    pub maker: &'a Maker,
    /// The digest of the query's text.
    pub query: Option<Digest>,
}

impl Copied<'_> {
    /// As a file of its own.
    #[must_use]
    pub fn to_text(&self) -> String {
        let copied = Description {
            file: Some(self.file.to_owned()),
            query_digest: self.query,
            charset: Some("utf-8".to_owned()),
            delimiter: Some(",".to_owned()),
            author: self.maker.author.clone(),
            system: self.maker.system.clone(),
            ..Description::default()
        };
        toml::to_string(&copied).unwrap_or_default()
    }
}

/// A table and who made it.
#[derive(Debug)]
pub struct Opened {
    /// The table.
    pub table: Table,
    /// Who made it, as far as the description says.
    pub maker: Maker,
}

/// What a description says, before anything is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The file with the rows; `None` for a query.
    pub file: Option<String>,
    /// What is declared of the file.
    pub declared: Declared,
    /// Who made it.
    pub maker: Maker,
    /// The digest of the query that the rows were copied from.
    pub query: Option<Digest>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    file: Option<String>,
    database: Option<String>,
    query: Option<String>,
    query_digest: Option<Digest>,
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
    let maker = description.maker();
    let folder = path.parent().unwrap_or(Path::new(""));
    description.check(&name)?;
    let table = match (&description.file, &description.database, &description.query) {
        (Some(file), None, None) => {
            let declared = description.declared(declared, &name)?;
            Table::open(&folder.join(file), &declared, limits)?.copied_from(description.query_digest)
        }
        (None, Some(database), Some(query)) => {
            let password = description.password_file.as_ref().map(|file| folder.join(file));
            let asked = query::Asked { name: &name, database, query, password: password.as_deref(), folder };
            let mut kept = query::read(&asked, limits)?;
            kept.warnings.extend(query::unordered(&name, query));
            Table::kept(&name, kept)?
        }
        _ => return Err(neither(&name)),
    };
    Ok(Opened { table, maker })
}

/// Reads a description (TOML) without opening what it names; `name` stands in errors.
pub fn describe(name: &str, text: &str) -> Result<Described, TableError> {
    let description: Description = toml::from_str(text).map_err(|error| described(name, text, &error))?;
    description.check(name)?;
    let declared = description.declared(&Declared::default(), name)?;
    let query = description.query_digest;
    Ok(Described { declared, maker: description.maker(), file: description.file, query })
}

fn neither(name: &str) -> TableError {
    let why = "either `file`, or `database` and `query`".to_owned();
    TableError::Description { place: Place::file(name), why }
}

impl Description {
    fn maker(&self) -> Maker {
        Maker { author: self.author.clone(), system: self.system.clone() }
    }

    /// A file, or a database with a query; never both.
    fn check(&self, name: &str) -> Result<(), TableError> {
        match (&self.file, &self.database, &self.query) {
            (Some(_), None, None) | (None, Some(_), Some(_)) => Ok(()),
            (None, Some(_), None) => {
                let why = "`database` needs a `query`".to_owned();
                Err(TableError::Description { place: Place::file(name), why })
            }
            _ => Err(neither(name)),
        }
    }

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
