//! One file → its parts with what was found in each.

use sekisho_content::{Hidden, Limits, Part, Reading, open_file_knowing};
use sekisho_model::Blind;
use sekisho_privacy::{Source, Survey, survey};

/// A file that was looked at.
pub(super) struct Seen {
    pub(super) parts: Vec<SeenPart>,
    /// The union over all parts.
    pub(super) all: Survey,
}

/// One part: the file itself, or a file inside it.
pub(super) struct SeenPart {
    pub(super) name: String,
    pub(super) mime: String,
    /// What the bytes are, when that is not what the name says.
    pub(super) really: Option<&'static str>,
    pub(super) size: usize,
    pub(super) text: String,
    pub(super) blind: Option<Blind>,
    pub(super) hidden: Vec<Hidden>,
    /// Whether one of the passwords opened it.
    pub(super) unlocked: bool,
    pub(super) survey: Survey,
}

impl Seen {
    /// Whether everything was read.
    pub(super) fn is_complete(&self) -> bool {
        self.parts.iter().all(|part| part.blind.is_none())
    }
}

/// Opens and surveys a file. The passwords are tried on what is sealed.
pub(super) fn look(bytes: &[u8], name: Option<&str>, passwords: &[String]) -> Seen {
    let parts = open_file_knowing(bytes, name, &Limits::default(), passwords);
    let parts: Vec<SeenPart> = parts.into_iter().map(seen).collect();
    let all = parts.iter().map(|part| part.survey.clone()).fold(Survey::default(), Survey::join);
    Seen { parts, all }
}

fn seen(part: Part) -> SeenPart {
    let (text, tables, blind) = match part.reading {
        Reading::Read { text, tables } => (text, tables, None),
        Reading::Nothing => (String::new(), Vec::new(), None),
        Reading::Blind { why, text } => (text, Vec::new(), Some(why)),
    };
    let rows: Vec<&[Vec<String>]> = tables.iter().map(|table| table.rows.as_slice()).collect();
    let survey = survey(&Source { text: &text, tables: &rows });
    SeenPart {
        name: part.inside.or(part.name).unwrap_or_default(),
        mime: part.mime,
        really: part.really,
        size: part.size,
        text,
        blind,
        hidden: part.hidden,
        unlocked: part.unlocked,
        survey,
    }
}
