//! What a PDF holds beside its pages: notes, links, form fields, properties, bookmarks, attached files.

use sekisho_model::Blind;

use super::{
    super::{bytes::utf16_le, gather::Gather, open_inside},
    file::Pdf,
    object::{Dict, Object},
};
use crate::{budget::Budget, charset, mail::Hidden};

/// Notes and links of a page.
pub(super) fn annotations(pdf: &Pdf<'_>, page: &Dict, gather: &mut Gather) {
    let Some(list) = pdf.value(page, b"Annots") else { return };
    for note in list.array().iter().filter_map(|item| pdf.resolve(item).dict()) {
        let mut said = false;
        for key in [b"Contents".as_slice(), b"T", b"RC"] {
            // The name of a form field is layout.
            let field = note.contains_key(b"FT".as_slice()) || note.contains_key(b"Parent".as_slice());
            if let Some(text) = pdf.value(note, key).and_then(Object::text).filter(|_| !field) {
                gather.line(&text_of(text));
                said = true;
            }
        }
        if said && pdf.value(note, b"Subtype").and_then(Object::name) != Some(b"Link") {
            gather.hide(Hidden::Comment);
        }
        let action = pdf.inner(note, b"A").and_then(|action| pdf.value(action, b"URI")).and_then(Object::text);
        if let Some(address) = action {
            gather.line(&text_of(address));
        }
    }
}

/// Everything that hangs on no page.
pub(super) fn read(pdf: &Pdf<'_>, gather: &mut Gather, budget: &mut Budget) {
    if let Some(info) = pdf.inner(&pdf.trailer, b"Info") {
        for key in
            [b"Title".as_slice(), b"Author", b"Subject", b"Keywords", b"Company", b"Manager", b"Category", b"Comments"]
        {
            if let Some(text) =
                pdf.value(info, key).and_then(Object::text).map(text_of).filter(|text| !text.trim().is_empty())
            {
                gather.hide(Hidden::Property);
                gather.line(&text);
            }
        }
    }
    let info = pdf.inner(&pdf.trailer, b"Info");
    for (_, object) in pdf.all() {
        let Some(dict) = object.dict().filter(|dict| !info.is_some_and(|info| std::ptr::eq(info, *dict))) else {
            continue;
        };
        field(pdf, dict, gather);
        // Bookmarks.
        let title = pdf.value(dict, b"Title").and_then(Object::text);
        if let Some(title) = title.filter(|_| dict.contains_key(b"Parent".as_slice())) {
            gather.line(&text_of(title));
        }
        attached(pdf, dict, gather, budget);
    }
}

/// The value of a form field: a text, or a list of choices.
fn field(pdf: &Pdf<'_>, dict: &Dict, gather: &mut Gather) {
    if !(dict.contains_key(b"FT".as_slice()) || dict.contains_key(b"T".as_slice())) {
        return;
    }
    let Some(value) = pdf.value(dict, b"V") else { return };
    for text in std::iter::once(value).chain(value.array()).filter_map(Object::text) {
        gather.line(&text_of(text));
    }
}

/// A file specification with the file in it.
fn attached(pdf: &Pdf<'_>, dict: &Dict, gather: &mut Gather, budget: &mut Budget) {
    let Some(files) = pdf.inner(dict, b"EF") else { return };
    let Some(number) = [b"UF".as_slice(), b"F"].iter().find_map(|key| pdf.stream_number(files.get(*key)?)) else {
        return;
    };
    let name = [b"UF".as_slice(), b"F"].iter().find_map(|key| pdf.value(dict, key).and_then(Object::text));
    let name = name.map_or_else(|| "attached".to_owned(), text_of);
    gather.hide(Hidden::Embedded);
    gather.line(&name);
    if !budget.take_entry() {
        return gather.blind(Blind::Limit);
    }
    match pdf.stream(number, gather, budget) {
        Some(bytes) => open_inside(&name, &bytes, "", gather, budget),
        None => gather.blind(Blind::Damaged),
    }
}

/// A text string (§7.9.2.2): UTF-16 or UTF-8 by mark, else PDFDocEncoding, which people also fill with Shift_JIS.
fn text_of(bytes: &[u8]) -> String {
    if let Some(wide) = bytes.strip_prefix(b"\xFE\xFF") {
        let swapped: Vec<u8> = wide
            .chunks_exact(2)
            .flat_map(|pair| [pair.get(1).copied().unwrap_or(0), pair.first().copied().unwrap_or(0)])
            .collect();
        return utf16_le(&swapped);
    }
    if let Some(wide) = bytes.strip_prefix(b"\xFF\xFE") {
        return utf16_le(wide);
    }
    charset::decode(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes), None).text
}
