//! Tables: data files and queries → rows, and the comparison of two lists that were made independently.
//!
//! A window: this room reads files and asks databases, and keeps temporary files; it knows nothing of mail. Nothing is
//! guessed: charset, delimiter and sheet are declared or proven, a ragged row or a byte without a meaning ends the
//! reading with its place. Nothing is left out silently: every bound is an error.
//!
//! It never logs, and no error shows what a cell says.

mod binding;
mod book;
mod caught;
mod charset;
mod columnar;
mod error;
mod fit;
mod independence;
mod kept;
mod limits;
mod normal;
mod query;
mod reconcile;
mod second;
mod shift;
pub mod source;
mod table;
mod text;
mod wait;
pub mod waiver;
mod warning;

pub use binding::{Binding, Block, Bound, Repeated, bind};
pub use book::fuzz_book;
pub use charset::Charset;
pub use error::{ERROR_CODES, Place, TableError, Told};
pub use fit::{Unfit, unfit};
pub use independence::{Independence, Lack, Level, Maker};
pub use limits::Limits;
pub use normal::{Normal, STEPS, Step, Value};
pub use reconcile::{
    Asked, CLASSES, CellChange, ChangedColumns, Class, Count, Difference, Names, Outcome, Shifts, Source, Sum, Where,
    Which, reconcile,
};
pub use second::{Reread, Rereading, agree, recount, rereadings};
pub use shift::{Distance, Shift};
pub use source::{Opened, open};
pub use table::{Declared, Passed, Table};
pub use text::{Row, fuzz_text};
pub use warning::{WARNING_CODES, Warning};
