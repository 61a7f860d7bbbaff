//! Which engine the second method asks. SQLite is in every build; DataFusion takes so long to build that it only is in
//! one with the feature `datafusion`.

use std::sync::Arc;

use clap::ValueEnum;
use sekisho_tables::{Asked, Limits, Outcome, Table, TableError, agree};

/// The engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// SQLite: sorts and merges in a temporary database.
    Sqlite,
    /// DataFusion: sorts and merges outside memory.
    #[cfg(feature = "datafusion")]
    Datafusion,
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
            #[cfg(feature = "datafusion")]
            Self::Datafusion => "datafusion",
        }
    }

    /// Its name, for people.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            #[cfg(feature = "datafusion")]
            Self::Datafusion => "DataFusion",
        }
    }

    /// Counts again; an error unless every class has the same count.
    pub(super) fn check(
        self,
        asked: &Asked,
        tables: &Tables<'_>,
        first: &Outcome,
        limits: &Limits,
    ) -> Result<(), TableError> {
        let Tables { a, b, master } = tables;
        let counts = match self {
            Self::Sqlite => sekisho_tables::recount(asked, a, b, master.map(AsRef::as_ref)),
            #[cfg(feature = "datafusion")]
            Self::Datafusion => sekisho_tables_datafusion::recount(asked, a, b, *master, limits),
        }?;
        // SQLite has bounds of its own.
        let _ = limits;
        agree(first, &counts)
    }
}
