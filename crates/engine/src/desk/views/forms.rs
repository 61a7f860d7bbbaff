//! What people fill in to make a campaign, without knowing the language of its plan. Reading the plan fills the forms,
//! and a form changes only what it shows: waivers, rates of domains and files stay as they stand in the plan.

use sekisho_model::Time;
use serde::{Deserialize, Serialize};

/// Which tables, and which of their columns mean what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SourcesForm {
    /// The part with the rows to write to.
    pub list: String,
    /// Its column with the person's key in the master.
    pub key: String,
    /// Its column with the address.
    pub address: String,
    /// The part with the same list, made by somebody else.
    pub second: Option<String>,
    /// The part with who there is; none: the list itself, and a shifted list is not seen.
    pub master: Option<String>,
    /// Its column with the key.
    pub master_key: String,
    /// Its columns with mail addresses.
    pub mail: Vec<String>,
    /// Its columns with telephone numbers.
    pub phone: Vec<String>,
    /// Its columns with member numbers.
    pub member: Vec<String>,
    /// Its columns with names.
    pub name: Vec<String>,
    /// Its columns with readings.
    pub reading: Vec<String>,
}

/// Who writes, and what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LetterForm {
    /// Address in `From`.
    pub from: String,
    /// Display name in `From`.
    pub sender: String,
    /// Address in `Reply-To`; empty for none.
    pub reply_to: String,
    /// Subject, one line of template.
    pub subject: String,
    /// The recipient's name in `To`, one line of template; empty for none.
    pub recipient: String,
    /// Plain text, a template.
    pub text: String,
    /// HTML, a template; empty for none.
    pub html: String,
}

/// How it leaves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SendingForm {
    /// Not before this instant; none: as soon as it is released.
    pub not_before: Option<Time>,
    /// First and last hour of the day, `HH:MM` in the time zone of the house; none: at any hour.
    pub hours: Option<[String; 2]>,
    /// Rows that go ahead; 0: none.
    pub canary: u32,
    /// Letters a minute; none: as the house has it.
    pub per_minute: Option<u32>,
    /// Letters a minute to one domain; none: as the house has it.
    pub per_minute_domain: Option<u32>,
    /// Where test letters go.
    pub test_to: Vec<String>,
}

/// All of them, as the plan fills them in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PlanForms {
    /// Which tables.
    pub sources: SourcesForm,
    /// Who writes what.
    pub letter: LetterForm,
    /// How it leaves.
    pub sending: SendingForm,
}

/// One of them, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanChange {
    /// Which tables.
    Sources(SourcesForm),
    /// Who writes what.
    Letter(LetterForm),
    /// How it leaves.
    Sending(SendingForm),
}
