//! OpenDocument (ISO/IEC 26300): text, spreadsheets, presentations; headers and footers of the styles, annotations,
//! tracked changes, hidden sheets, rows and columns, embedded objects.

mod flow;
mod sheet;
mod styles;

use sekisho_model::Blind;

use self::styles::Styles;
use super::{
    bytes::find,
    gather::Gather,
    ooxml::Package,
    open_inside, plain,
    xml::{Piece, Xml},
};
use crate::{budget::Budget, mail::Hidden};

/// What an OpenDocument file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Text, presentation or drawing.
    Flow,
    Spreadsheet,
}

/// An OpenDocument file.
pub(super) fn read(bytes: &[u8], sort: Sort, gather: &mut Gather, budget: &mut Budget) {
    let Some(mut package) = Package::open(bytes, gather, budget) else { return };
    let manifest = package.xml("META-INF/manifest.xml", gather, budget);
    if manifest.is_some_and(|manifest| find(&manifest, b"encryption-data", 0).is_some()) {
        gather.blind(Blind::Encrypted);
        return;
    }
    let Some(content) = package.xml("content.xml", gather, budget) else {
        gather.blind(Blind::Damaged);
        return;
    };
    let mut looks = Styles::default();
    let page_styles = package.xml("styles.xml", gather, budget);
    if let Some(bytes) = &page_styles {
        looks.read(bytes);
    }
    looks.read(&content);
    match sort {
        Sort::Spreadsheet => sheet::read(&content, &looks, gather),
        Sort::Flow => flow::read(&content, &looks, gather),
    }
    if let Some(bytes) = &page_styles {
        flow::read(bytes, &looks, gather);
    }
    meta(&mut package, gather, budget);
    rest(&mut package, &looks, gather, budget);
}

/// Author, title, own properties.
fn meta(package: &mut Package<'_>, gather: &mut Gather, budget: &mut Budget) {
    const PEOPLE: &[&[u8]] = &[
        b"creator",
        b"initial-creator",
        b"title",
        b"subject",
        b"description",
        b"keyword",
        b"user-defined",
        b"printed-by",
        b"publisher",
        b"contributor",
    ];
    let Some(bytes) = package.xml("meta.xml", gather, budget) else { return };
    let mut xml = Xml::new(&bytes);
    let mut inside: Vec<u8> = Vec::new();
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Open(tag) => inside = tag.local().to_vec(),
            Piece::Text(text) if PEOPLE.contains(&inside.as_slice()) && !text.trim().is_empty() => {
                gather.hide(Hidden::Property);
                gather.line(text.trim());
            }
            _ => {}
        }
    }
}

/// Embedded objects, pictures, macros; previews, settings and the manifest hold nothing of their own.
fn rest(package: &mut Package<'_>, looks: &Styles, gather: &mut Gather, budget: &mut Budget) {
    const LAYOUT: &[&str] = &[
        "mimetype",
        "meta-inf/",
        "thumbnails/",
        "configurations2/",
        "settings.xml",
        "objectreplacements/",
        "layout-cache",
        "manifest.rdf",
        "fonts/",
        "pictures/tablepreview",
    ];
    for name in package.unread(LAYOUT) {
        let lower = name.to_lowercase();
        let Some(bytes) = package.xml(&name, gather, budget) else { continue };
        if lower.ends_with("/content.xml") {
            gather.hide(Hidden::Embedded);
            flow::read(&bytes, looks, gather);
        } else if lower.ends_with("/styles.xml") || lower.ends_with("/meta.xml") {
            flow::read(&bytes, looks, gather);
        } else if lower.ends_with(".xml") || lower.ends_with(".xlb") || lower.ends_with(".rdf") {
            plain::xml(&bytes, gather);
        } else {
            open_inside(&name, &bytes, "", gather, budget);
        }
    }
}
