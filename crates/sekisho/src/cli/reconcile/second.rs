//! Which engine the second method asks.

use std::sync::Arc;

use clap::ValueEnum;
use sekisho_tables::{Asked, Outcome, Table, TableError, agree};

/// The engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// SQLite: sorts and merges in a temporary database.
    Sqlite,
}

/// The tables as they were opened.
pub(super) struct Tables<'a> {
    pub(super) a: &'a Arc<Table>,
    pub(super) b: &'a Arc<Table>,
    pub(super) master: Option<&'a Arc<Table>>,
}

impl Engine {
    /// Its code, in files.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
        }
    }

    /// Its name, for people.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
        }
    }

    /// Counts again; an error unless every class has the same count.
    pub(super) fn check(self, asked: &Asked, tables: &Tables<'_>, first: &Outcome) -> Result<(), TableError> {
        let Tables { a, b, master } = tables;
        let counts = match self {
            Self::Sqlite => sekisho_tables::recount(asked, a, b, master.map(AsRef::as_ref)),
        }?;
        agree(first, &counts)
    }
}
