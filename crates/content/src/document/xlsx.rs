//! Excel workbooks (ECMA-376 part 1 §18): every sheet, shown or hidden, and everything beside the cells.

mod book;
mod pivot;
mod quick;
mod sheet;
mod strings;

use sekisho_model::Blind;

use self::book::Book;
use super::{
    gather::Gather,
    ooxml::{Package, Relation, texts_of},
};
use crate::{budget::Budget, mail::Hidden};

/// A workbook.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let Some(mut package) = Package::open(bytes, gather, budget) else { return };
    let main = package.main("xl/workbook.xml", gather, budget);
    let Some(workbook) = package.xml(&main, gather, budget) else {
        gather.blind(Blind::Damaged);
        return;
    };
    let mut book = Book::read(&workbook, gather);
    let relations = package.relations(&main, gather, budget);
    let target =
        |kind: &str| relations.iter().find(|one| one.kind == kind && !one.external).map(|one| one.target.clone());
    if let Some(styles) = target("styles").and_then(|name| package.xml(&name, gather, budget)) {
        book.read_styles(&styles);
    }
    let strings = target("sharedStrings").and_then(|name| package.xml(&name, gather, budget));
    let strings = strings.map(|bytes| strings::read(&bytes, gather)).unwrap_or_default();
    for index in 0..book.sheets.len() {
        let Some(sheet) = book.sheets.get(index) else { break };
        let Some(name) =
            relations.iter().find(|one| one.id == sheet.relation && !one.external).map(|one| one.target.clone())
        else {
            gather.blind(Blind::Damaged);
            continue;
        };
        let Some(bytes) = package.xml(&name, gather, budget) else {
            gather.blind(Blind::Damaged);
            continue;
        };
        sheet::read(&bytes, sheet, &book.styles, &strings.texts, gather);
        beside(&name, &mut package, gather, budget);
    }
    for cache in relations.iter().filter(|one| one.kind == "pivotCacheDefinition" && !one.external) {
        pivot::read(&cache.target, &mut package, gather, budget);
    }
    for reading in strings.readings {
        gather.line(&reading);
    }
    package.rest(gather, budget);
}

/// Comments, drawings and links of a sheet.
fn beside(sheet: &str, package: &mut Package<'_>, gather: &mut Gather, budget: &mut Budget) {
    for Relation { kind, target, external, .. } in package.relations(sheet, gather, budget) {
        if external {
            // Where a link leads is not seen, and mail addresses hide there.
            gather.line(&target);
            continue;
        }
        let is_comment = matches!(kind.as_str(), "comments" | "threadedComment");
        if !is_comment && kind != "drawing" {
            continue;
        }
        if let Some(bytes) = package.part(&target, gather, budget) {
            if is_comment {
                gather.hide(Hidden::Comment);
            }
            texts_of(&bytes, gather);
        }
    }
}
