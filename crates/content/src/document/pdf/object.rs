//! Objects of PDF (ISO 32000-2 §7.3). Whatever makes no sense is null.

use std::collections::BTreeMap;

/// A dictionary; keys without the slash.
pub(super) type Dict = BTreeMap<Vec<u8>, Object>;

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    Null,
    Bool(bool),
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    /// An indirect reference, by object number.
    Reference(u32),
    /// Any other word: an operator, `obj`, `R`.
    Word(Vec<u8>),
}

impl Object {
    pub(super) fn dict(&self) -> Option<&Dict> {
        if let Self::Dict(dict) = self { Some(dict) } else { None }
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded before")]
    pub(super) fn size(&self) -> Option<usize> {
        self.number().filter(|number| (0.0..4e9).contains(number)).map(|number| number as usize)
    }

    pub(super) fn array(&self) -> &[Object] {
        if let Self::Array(items) = self { items } else { &[] }
    }

    /// Changes every text in the object. Nesting was bounded when it was read.
    pub(super) fn each_text(&mut self, change: &mut impl FnMut(&mut Vec<u8>)) {
        match self {
            Self::Text(text) => change(text),
            Self::Array(items) => items.iter_mut().for_each(|item| item.each_text(change)),
            Self::Dict(dict) => dict.values_mut().for_each(|item| item.each_text(change)),
            _ => {}
        }
    }

    pub(super) fn text(&self) -> Option<&[u8]> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}
