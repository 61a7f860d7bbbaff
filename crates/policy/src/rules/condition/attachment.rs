//! Files.

use sekisho_content::{Part, Reading};
use sekisho_model::PartPath;

use super::prose::Prose;
use crate::{text::fold, view::View};

/// Which file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attachment {
    pub(crate) name: Option<Prose>,
    /// Lower case, without dot.
    pub(crate) endings: Option<Vec<String>>,
    /// Lower case; `image/` for a family.
    pub(crate) types: Option<Vec<String>>,
    pub(crate) bytes: Option<u64>,
    pub(crate) blind: Option<bool>,
    pub(crate) hidden: Option<bool>,
    pub(crate) persons: Option<u64>,
    pub(crate) text: Option<Prose>,
}

impl Attachment {
    /// The files that match: index and part.
    pub(crate) fn matching<'v, 'a>(&'v self, view: &'v View<'a>) -> impl Iterator<Item = (usize, &'a Part)> + 'v {
        view.files().filter(|(index, part)| self.matches(view, *index, part))
    }

    /// The whole attachments in which matching files lie.
    pub(crate) fn paths(&self, view: &View<'_>) -> Vec<PartPath> {
        let mut paths: Vec<PartPath> =
            self.matching(view).filter_map(|(_, part)| view.attachment_of(part).cloned()).collect();
        paths.sort();
        paths.dedup();
        paths
    }

    fn matches(&self, view: &View<'_>, index: usize, part: &Part) -> bool {
        let name = file_name(part);
        let persons = || {
            let survey = view.surveyed().parts.iter().find(|survey| survey.part == index);
            survey.map_or(0, |survey| survey.persons)
        };
        self.name.as_ref().is_none_or(|prose| prose.holds_plain(name))
            && self.endings.as_ref().is_none_or(|endings| ends(name, endings))
            && self.types.as_ref().is_none_or(|types| is_of(part, types))
            && self.bytes.is_none_or(|least| part.size as u64 >= least)
            && self.blind.is_none_or(|blind| matches!(part.reading, Reading::Blind { .. }) == blind)
            && self.hidden.is_none_or(|hidden| part.hidden.is_empty() != hidden)
            && self.persons.is_none_or(|least| persons() >= least)
            && self.text.as_ref().is_none_or(|prose| prose.holds_plain(part.reading.text()))
    }
}

/// The name of a file: the entry's in an archive, else the attachment's.
pub(crate) fn file_name(part: &Part) -> &str {
    part.inside.as_deref().or(part.name.as_deref()).unwrap_or("")
}

/// The ending of a file name in lower case, without dot.
pub(crate) fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    fold::fold(ending).trim().to_owned()
}

fn ends(name: &str, endings: &[String]) -> bool {
    endings.contains(&ending(name))
}

fn is_of(part: &Part, types: &[String]) -> bool {
    let is = |mime: &str| {
        types.iter().any(|known| if known.ends_with('/') { mime.starts_with(known) } else { mime == known })
    };
    is(&part.mime) || part.really.is_some_and(is)
}
