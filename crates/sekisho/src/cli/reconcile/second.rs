//! Which engine the second method asks. SQLite is always there; the others take long to build and have to be asked for
//! as features of this program.

use std::{path::Path, sync::Arc};

use sekisho_tables::{Asked, Limits, Outcome, Table, TableError, agree};

/// The engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Engine {
    /// SQLite: sorts and merges in a temporary database.
    Sqlite,
    /// DataFusion: sorts and merges in columns.
    #[cfg(feature = "datafusion")]
    DataFusion,
    /// DataFusion on a cluster.
    #[cfg(feature = "ballista")]
    Ballista {
        /// `df://HOST:PORT`.
        scheduler: String,
        /// The folder that its executors see, too.
        shared: Option<std::path::PathBuf>,
    },
}

/// The tables as they were opened.
pub(super) struct Tables<'a> {
    pub(super) a: &'a Arc<Table>,
    pub(super) b: &'a Arc<Table>,
    pub(super) master: Option<&'a Arc<Table>>,
}

impl Engine {
    /// The engine of a command line: `sqlite`, `datafusion` or `ballista=df://HOST:PORT`.
    #[cfg_attr(not(feature = "ballista"), expect(unused_variables, reason = "only a cluster shares a folder"))]
    pub(super) fn of(text: &str, shared: Option<&Path>) -> Result<Self, TableError> {
        match text.split_once('=').unwrap_or((text, "")) {
            ("sqlite", "") => Ok(Self::Sqlite),
            #[cfg(feature = "datafusion")]
            ("datafusion", "") => Ok(Self::DataFusion),
            #[cfg(not(feature = "datafusion"))]
            ("datafusion", "") => Err(TableError::NotBuilt { engine: "datafusion" }),
            #[cfg(feature = "ballista")]
            ("ballista", at) if at.starts_with("df://") => {
                Ok(Self::Ballista { scheduler: at.to_owned(), shared: shared.map(Path::to_owned) })
            }
            #[cfg(not(feature = "ballista"))]
            ("ballista", at) if at.starts_with("df://") => Err(TableError::NotBuilt { engine: "ballista" }),
            _ => Err(TableError::UnknownEngine { engine: text.to_owned() }),
        }
    }

    /// Its code, in files.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            #[cfg(feature = "datafusion")]
            Self::DataFusion => "datafusion",
            #[cfg(feature = "ballista")]
            Self::Ballista { .. } => "ballista",
        }
    }

    /// Its name, for people.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            #[cfg(feature = "datafusion")]
            Self::DataFusion => "DataFusion",
            #[cfg(feature = "ballista")]
            Self::Ballista { .. } => "Ballista",
        }
    }

    /// Counts again; an error unless every class has the same count.
    #[cfg_attr(not(feature = "datafusion"), expect(unused_variables, reason = "SQLite has a limit of its own"))]
    pub(super) fn check(
        &self,
        asked: &Asked,
        tables: &Tables<'_>,
        limits: &Limits,
        first: &Outcome,
    ) -> Result<(), TableError> {
        let Tables { a, b, master } = *tables;
        let counts = match self {
            Self::Sqlite => sekisho_tables::recount(asked, a, b, master.map(AsRef::as_ref)),
            #[cfg(feature = "datafusion")]
            Self::DataFusion => sekisho_tables_datafusion::recount(asked, a, b, master, limits),
            #[cfg(feature = "ballista")]
            Self::Ballista { scheduler, shared } => {
                sekisho_tables_ballista::recount(asked, a, b, master, scheduler, shared.as_deref())
            }
        }?;
        agree(first, &counts)
    }
}
