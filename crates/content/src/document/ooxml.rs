//! A package of Office Open XML (ECMA-376 part 2): parts, relationships, and everything that no reader asked for.
//!
//! A part that its format's reader did not read is not skipped: properties, charts, diagrams and custom XML give
//! text, media and embedded files are opened, and only parts that are known to hold no content are left.

mod texts;

use std::collections::HashSet;

use sekisho_model::Blind;

pub(super) use self::texts::texts_of;
use super::{
    Inner,
    gather::Gather,
    open_inside, plain,
    xml::{Piece, Xml, utf8},
    zip::Archive,
};
use crate::{budget::Budget, mail::Hidden};

/// Folders and files that hold layout only, by a piece of their name.
const LAYOUT: &[&str] = &[
    "[content_types].xml",
    "_rels/",
    "/theme/",
    "/styles.xml",
    "/styles.bin",
    "styleswitheffects.xml",
    "/fonttable.xml",
    "/websettings.xml",
    "/settings.xml",
    "/numbering.xml",
    "/printersettings/",
    "binaryindex",
    "/calcchain.",
    "/tablestyles.xml",
    "/presprops.xml",
    "/viewprops.xml",
    "/fonts/",
    "/slidelayouts/",
    "/notesmasters/",
    "/handoutmasters/",
    "/colors",
    "/style1.xml",
    "/quickstyle",
    "/tables/",
    "/querytables/",
    "/metadata.xml",
    "docprops/thumbnail.",
];

/// An open package.
pub(super) struct Package<'a> {
    archive: Archive<'a>,
    /// Names of parts that were asked for, lower case.
    asked: HashSet<String>,
}

/// A relationship.
pub(super) struct Relation {
    /// `rId1`.
    pub id: String,
    /// Last segment of the type, for example `worksheet`.
    pub kind: String,
    /// Name of the part; for external ones, the address.
    pub target: String,
    /// Whether the target lies outside.
    pub external: bool,
}

impl<'a> Package<'a> {
    /// Opens a package; what is wrong with it goes to `gather`.
    pub(super) fn open(bytes: &'a [u8], gather: &mut Gather, budget: &mut Budget) -> Option<Self> {
        match Archive::open(bytes, budget.limits().entries) {
            Ok(archive) => {
                if let Some(why) = archive.trouble {
                    gather.blind(why);
                }
                Some(Self { archive, asked: HashSet::new() })
            }
            Err(why) => {
                gather.blind(why);
                None
            }
        }
    }

    /// The bytes of a part; `None` when there is none or it could not be read, which is blind.
    pub(super) fn part(&mut self, name: &str, gather: &mut Gather, budget: &mut Budget) -> Option<Vec<u8>> {
        let entry = self.archive.entry(name)?;
        self.asked.insert(entry.name.to_lowercase());
        if !budget.take_entry() {
            gather.blind(Blind::Limit);
            return None;
        }
        match self.archive.unpack(entry, budget) {
            Ok(unpacked) => {
                if let Some(why) = unpacked.trouble {
                    gather.blind(why);
                }
                Some(unpacked.bytes)
            }
            Err(why) => {
                gather.blind(why);
                None
            }
        }
    }

    /// The bytes of a part as UTF-8, whatever the encoding of its XML.
    pub(super) fn xml(&mut self, name: &str, gather: &mut Gather, budget: &mut Budget) -> Option<Vec<u8>> {
        let bytes = self.part(name, gather, budget)?;
        Some(match utf8(&bytes) {
            std::borrow::Cow::Borrowed(_) => bytes,
            std::borrow::Cow::Owned(bytes) => bytes,
        })
    }

    /// Names of parts whose lower-case name begins with `folder`, in the order of the archive.
    pub(super) fn under(&self, folder: &str) -> Vec<String> {
        let names = self.archive.entries.iter().map(|entry| &entry.name);
        names
            .filter(|name| name.to_lowercase().starts_with(folder) && !name.to_lowercase().contains("_rels/"))
            .cloned()
            .collect()
    }

    /// The relationships of a part; those of the package for the empty name.
    pub(super) fn relations(&mut self, part: &str, gather: &mut Gather, budget: &mut Budget) -> Vec<Relation> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let Some(bytes) = self.xml(&name, gather, budget) else { return Vec::new() };
        let mut xml = Xml::new(&bytes);
        let mut relations = Vec::new();
        while let Some(piece) = xml.next() {
            let Piece::Open(tag) = piece else { continue };
            if tag.local() != b"Relationship" {
                continue;
            }
            let external = tag.attribute("TargetMode").is_some_and(|mode| mode == "External");
            let target = tag.attribute("Target").unwrap_or_default();
            relations.push(Relation {
                id: tag.attribute("Id").unwrap_or_default(),
                kind: tag.attribute("Type").unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned(),
                target: if external { target } else { resolve(folder, &target) },
                external,
            });
        }
        relations
    }

    /// The main part.
    pub(super) fn main(&mut self, usual: &str, gather: &mut Gather, budget: &mut Budget) -> String {
        let relations = self.relations("", gather, budget);
        let main = relations.into_iter().find(|relation| relation.kind == "officeDocument" && !relation.external);
        main.map_or_else(|| usual.to_owned(), |relation| relation.target)
    }

    /// Names of parts that were not asked for, without those that hold layout only.
    pub(super) fn unread(&self, layout: &[&str]) -> Vec<String> {
        let files = self.archive.entries.iter().filter(|entry| !entry.is_folder()).map(|entry| &entry.name);
        let unread = |name: &&String| {
            let lower = name.to_lowercase();
            !self.asked.contains(&lower) && !layout.iter().any(|layout| lower.contains(layout))
        };
        files.filter(unread).cloned().collect()
    }

    /// Everything that was not asked for.
    pub(super) fn rest(&mut self, gather: &mut Gather, budget: &mut Budget) {
        for name in self.unread(LAYOUT) {
            let lower = name.to_lowercase();
            if lower.starts_with("docprops/") {
                self.properties(&name, gather, budget);
            } else if lower.ends_with(".xml") {
                let texts = !["customxml", "connections", "authors.xml"].iter().any(|data| lower.contains(data));
                if let Some(bytes) = self.part(&name, gather, budget) {
                    if texts { texts_of(&bytes, gather) } else { plain::xml(&bytes, gather) }
                }
            } else if !lower.ends_with(".vml") {
                self.file(&name, &lower, gather, budget);
            }
        }
    }

    /// A file that is embedded as it is: an image, a workbook behind a chart, an attached document.
    fn file(&mut self, name: &str, lower: &str, gather: &mut Gather, budget: &mut Budget) {
        if lower.contains("/embeddings/") {
            gather.hide(Hidden::Embedded);
        }
        let Some(entry) = self.archive.entry(name) else { return };
        let size = entry.size;
        match self.part(name, gather, budget) {
            Some(bytes) => open_inside(name, &bytes, "", gather, budget),
            None => gather.inner(Inner::blind(name, "", size, Blind::Limit)),
        }
    }

    /// Title, author, company and own properties.
    fn properties(&mut self, name: &str, gather: &mut Gather, budget: &mut Budget) {
        /// Counters and program names, which say nothing about people.
        const TECHNICAL: &[&[u8]] = &[
            b"Application",
            b"AppVersion",
            b"DocSecurity",
            b"ScaleCrop",
            b"LinksUpToDate",
            b"SharedDoc",
            b"TotalTime",
            b"HyperlinksChanged",
            b"Pages",
            b"Words",
            b"Characters",
            b"CharactersWithSpaces",
            b"Lines",
            b"Paragraphs",
            b"created",
            b"modified",
            b"revision",
            b"Slides",
            b"Notes",
            b"HiddenSlides",
            b"MMClips",
            b"i4",
            b"language",
            b"PresentationFormat",
            b"lastPrinted",
            b"version",
            b"Template",
            b"bool",
            b"filetime",
        ];
        let Some(bytes) = self.xml(name, gather, budget) else { return };
        let mut xml = Xml::new(&bytes);
        let mut inside: Vec<u8> = Vec::new();
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Open(tag) => {
                    inside = tag.local().to_vec();
                    if let (b"property", Some(name)) = (tag.local(), tag.attribute("name")) {
                        gather.line(&name);
                    }
                }
                Piece::Text(text) if !TECHNICAL.contains(&inside.as_slice()) && !text.trim().is_empty() => {
                    gather.hide(Hidden::Property);
                    gather.line(text.trim());
                }
                _ => {}
            }
        }
        if !xml.sound() {
            gather.blind(Blind::Damaged);
        }
    }
}

/// A target as the name of a part: relative to `folder`, without `.` and `..`.
fn resolve(folder: &str, target: &str) -> String {
    let whole = if target.starts_with('/') { target.to_owned() } else { format!("{folder}/{target}") };
    let mut segments: Vec<&str> = Vec::new();
    for segment in whole.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    segments.join("/")
}
