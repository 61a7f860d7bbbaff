//! Which styles of an OpenDocument file hide what they are put on.

use std::collections::HashSet;

use super::super::xml::Xml;

/// Names of styles that hide.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Tables (`table:display="false"`).
    pub tables: HashSet<String>,
    /// Slides (`presentation:visibility="hidden"`).
    pub pages: HashSet<String>,
    /// Texts (`text:display="none"`).
    pub texts: HashSet<String>,
}

impl Styles {
    /// Adds the styles of a part.
    pub(super) fn read(&mut self, bytes: &[u8]) {
        let mut xml = Xml::new(bytes);
        let mut name = String::new();
        while let Some(tag) = xml.next_tag() {
            let is = |attribute: &str, value: &str| tag.attribute(attribute).is_some_and(|found| found == value);
            let set = match tag.local() {
                b"style" => {
                    name = tag.exactly("style:name").unwrap_or_default();
                    continue;
                }
                b"table-properties" if is("display", "false") => &mut self.tables,
                b"drawing-page-properties" if is("visibility", "hidden") => &mut self.pages,
                b"text-properties" if is("display", "none") => &mut self.texts,
                b"body" => return,
                _ => continue,
            };
            set.insert(name.clone());
        }
    }
}
