//! What people do: every action and every page of the counter goes through [`Desk`].
//!
//! Each method takes the [`Viewer`] who asks and checks what that person may see and do; nothing here trusts the
//! console for that. Every action that changes a parcel is one store commit with its event, and is bound to the
//! seal that was shown.

mod stubs;
pub mod views;

pub use views::*;

/// The counter's door into the house. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Desk {}
