//! One file → its parts with what was found in each.

use sekisho_content::{
    Hidden, Part, Reading,
    mail::{Pictures, Role},
};
use sekisho_engine::rooms::{Door, Rooms};
use sekisho_model::{Blind, PartPath};
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

/// Opens files in a process of its own, which has bounded memory and time and can do nothing else.
pub(super) struct Opener(Rooms);

impl Opener {
    pub(super) fn new() -> Self {
        let rooms = Rooms::new();
        rooms.open(Door::own("reading-room"));
        Self(rooms)
    }

    /// The file itself, then the files inside it. A file at which the process died is blind.
    pub(super) async fn open(&self, bytes: &[u8], name: Option<&str>, passwords: &[String]) -> Vec<Part> {
        let read = self.0.read_file(bytes, name, passwords).await;
        read.unwrap_or_else(|| vec![unread(bytes.len(), name)])
    }
}

fn unread(size: usize, name: Option<&str>) -> Part {
    Part {
        path: PartPath::default(),
        inside: None,
        role: Role::Attachment,
        mime: "application/octet-stream".to_owned(),
        really: None,
        name: name.map(str::to_owned),
        size,
        reading: Reading::unread(Blind::ReaderFailed),
        hidden: Vec::new(),
        unlocked: false,
        pictures: Pictures::default(),
    }
}

/// Opens and surveys a file. The passwords are tried on what is sealed.
pub(super) async fn look(opener: &Opener, bytes: &[u8], name: Option<&str>, passwords: &[String]) -> Seen {
    let parts = opener.open(bytes, name, passwords).await;
    let parts: Vec<SeenPart> = parts.into_iter().map(seen).collect();
    let all = parts.iter().map(|part| part.survey.clone()).fold(Survey::default(), Survey::join);
    Seen { parts, all }
}

fn seen(part: Part) -> SeenPart {
    let (text, tables, blind) = match part.reading {
        Reading::Read { text, tables } => (text, tables, None),
        Reading::Nothing => (String::new(), Vec::new(), None),
        Reading::Blind { why, text, tables } => (text, tables, Some(why)),
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
