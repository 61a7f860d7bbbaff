//! What was noticed in a campaign: a code, a row, a place. Never a value, never a decision.

use sekisho_model::{Cause, Place};
use serde::{Deserialize, Serialize};

use crate::{audience::RowNumber, master::Identity};

/// What a finding means for sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// No manifest until the data or the template is mended.
    Forbids,
    /// The row is left out of the manifest and listed with the reason.
    LeavesOut,
    /// Somebody says why it is all right; the approver sees that.
    Asks,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $grade:ident, $cause:expr;)*) => {
        /// The kinds of finding. Codes are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum FindingKind {
            $($(#[$doc])* $name,)*
        }

        impl FindingKind {
            /// All kinds, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The kebab-case code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What it means for sending.
            #[must_use]
            pub const fn grade(self) -> Grade {
                match self { $(Self::$name => Grade::$grade,)* }
            }

            /// The cause code it stands for.
            #[must_use]
            pub const fn cause(self) -> Option<Cause> {
                match self { $(Self::$name => $cause,)* }
            }
        }
    };
}

kinds! {
    /// A value of another person of the master stands in the letter.
    ForeignValue = "foreign-value", Forbids, Some(Cause::M1);
    /// The address is not one of the person's in the master.
    NotOwnAddress = "not-own-address", Forbids, Some(Cause::M1);
    /// The key is not in the master.
    NotInMaster = "not-in-master", Forbids, Some(Cause::S1);
    /// A field of this or another mail-merge tool that nobody filled.
    Unresolved = "unresolved", Forbids, Some(Cause::S2);
    /// A cell holds an error of a spreadsheet or a word for nothing (`#N/A`, `null`).
    BrokenValue = "broken-value", Forbids, Some(Cause::S2);
    /// Text decoded with the wrong character set.
    Garbled = "garbled", Forbids, Some(Cause::S2);
    /// What was read back is not what was written.
    Altered = "altered", Forbids, Some(Cause::S2);
    /// The letter could not be made.
    NotMade = "not-made", Forbids, Some(Cause::S2);
    /// Opted out, bounced for good, complained, or blocked by hand.
    Suppressed = "suppressed", LeavesOut, Some(Cause::R4);
    /// The domain does not take mail.
    NoMail = "no-mail", LeavesOut, Some(Cause::R2);
    /// An earlier row has the same address.
    DuplicateRecipient = "duplicate-recipient", Asks, Some(Cause::M2);
    /// A column that the template writes is empty.
    EmptyValue = "empty-value", Asks, None;
    /// A personal value from the row that the master does not know of this person.
    UnknownValue = "unknown-value", Asks, Some(Cause::M1);
    /// A character outside the standard sets (gaiji, control): shown differently everywhere.
    OddCharacter = "odd-character", Asks, None;
    /// A file that could not be looked into in full.
    BlindFile = "blind-file", Asks, Some(Cause::A1);
    /// A person of the master stands in the template itself, and so in every letter.
    PersonInTemplate = "person-in-template", Asks, Some(Cause::A2);
    /// The master is the audience itself.
    NoMaster = "no-master", Asks, Some(Cause::M1);
}

/// One thing noticed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// The row; none for the campaign as a whole.
    pub row: Option<RowNumber>,
    /// What.
    pub kind: FindingKind,
    /// Where in the letter.
    pub place: Option<Place>,
    /// The column that gave it, by number from 0.
    pub column: Option<usize>,
    /// Which kind of value.
    pub identity: Option<Identity>,
    /// Whose value it is: the position in the master, from 1.
    pub other: Option<u32>,
}

impl Finding {
    /// A finding of a row.
    #[must_use]
    pub const fn of(row: RowNumber, kind: FindingKind) -> Self {
        Self { row: Some(row), kind, place: None, column: None, identity: None, other: None }
    }

    /// A finding of the campaign as a whole.
    #[must_use]
    pub const fn of_all(kind: FindingKind) -> Self {
        Self { row: None, kind, place: None, column: None, identity: None, other: None }
    }

    /// The same with its place.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// The same with its column.
    #[must_use]
    pub fn in_column(self, column: usize) -> Self {
        Self { column: Some(column), ..self }
    }

    /// The same with the kind of value.
    #[must_use]
    pub fn is_a(self, identity: Identity) -> Self {
        Self { identity: Some(identity), ..self }
    }

    /// The same with whose value it is.
    #[must_use]
    pub fn belongs_to(self, other: u32) -> Self {
        Self { other: Some(other), ..self }
    }
}
