//! HTML → what people read: text by blocks, tables, and at the end what only shows on a second look (addresses behind
//! links, alternative texts, comments, scripts). An own tokenizer: linear, without a tree, so that neither depth nor
//! broken nesting costs anything; nothing is fetched and no script runs.

mod entity;
mod grid;
mod token;

use self::{
    grid::Tables,
    token::{Tag, Token, Tokens},
};
use super::{File, gather::Gather, open_inside, plain};
use crate::{budget::Budget, charset, mail::Hidden};

/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Elements without content.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// State of one page.
#[derive(Default)]
struct Page {
    text: String,
    /// What is not shown where it stands.
    tail: Vec<String>,
    tables: Tables,
    /// Depth inside `pre`.
    pre: usize,
    hidden: bool,
    /// Files in `data:` addresses: media type and bytes.
    files: Vec<(String, Vec<u8>)>,
}

/// An HTML page or mail body.
pub(super) fn read(file: &File<'_>, gather: &mut Gather, budget: &mut Budget) {
    let declared = file.charset.is_none().then(|| declared_charset(file.bytes)).flatten();
    let declared = declared.filter(|label| charset::decode(file.bytes, Some(label)).lossless);
    let file = File { charset: declared.as_deref().or(file.charset), ..*file };
    let text = plain::decode(&file, gather);
    let mut page = Page::default();
    for token in Tokens::new(&text) {
        match token {
            Token::Text(text) => page.write(&text),
            Token::Open(tag) => page.open(&tag),
            Token::Close(name) => page.close(&name),
            Token::Comment(text) | Token::Raw(text) => page.aside(text),
        }
    }
    gather.say(page.text.trim_matches(['\n', ' ', '\t']));
    gather.end_line();
    if page.tables.full() {
        gather.blind(sekisho_model::Blind::Limit);
    }
    for table in page.tables.finish() {
        gather.table_only(table);
    }
    for line in page.tail {
        gather.line(&line);
    }
    if page.hidden {
        gather.hide(Hidden::Text);
    }
    for (number, (mime, bytes)) in page.files.into_iter().enumerate() {
        if !budget.take_entry() || !budget.take_bytes(bytes.len()) {
            return gather.blind(sekisho_model::Blind::Limit);
        }
        open_inside(&format!("data-{}", number + 1), &bytes, &mime, gather, budget);
    }
}

/// The charset that a page names in a `meta` element within its first 1,024 bytes (HTML §13.2.3.2).
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..1_024).unwrap_or(bytes)).to_ascii_lowercase();
    let (_, rest) = head.split_once("<meta").and_then(|(_, rest)| rest.split_once("charset="))?;
    let label = rest.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(label.len());
    label.get(..end).filter(|label| !label.is_empty()).map(str::to_owned)
}

impl Page {
    /// Text, with white space run together as browsers do.
    fn write(&mut self, text: &str) {
        if self.pre > 0 {
            self.text.push_str(text);
            self.tables.write(text);
            return;
        }
        let mut blank = self.text.is_empty() || self.text.ends_with([' ', '\n', '\t']);
        let mut shown = String::with_capacity(text.len());
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r' | '\x0C') {
                if !blank {
                    shown.push(' ');
                }
                blank = true;
            } else {
                shown.push(character);
                blank = false;
            }
        }
        self.text.push_str(&shown);
        self.tables.write(&shown);
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        if BLOCKS.contains(&name) {
            self.end_line();
        }
        match name {
            "pre" | "textarea" => self.pre += 1,
            "td" | "th" => self.separate(),
            "br" => self.tables.write(" "),
            "li" => self.text.push_str("- "),
            _ => {}
        }
        self.tables.open(tag);
        self.attributes(tag);
    }

    fn close(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.end_line();
        }
        if matches!(name, "pre" | "textarea") {
            self.pre = self.pre.saturating_sub(1);
        }
        self.tables.close(name);
    }

    fn end_line(&mut self) {
        let end = self.text.trim_end_matches(' ').len();
        self.text.truncate(end);
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Between the cells of a row.
    fn separate(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\t');
        }
    }

    /// What attributes say to people, or hide from them.
    fn attributes(&mut self, tag: &Tag<'_>) {
        for (key, value) in tag.attributes() {
            match key.as_str() {
                "alt" | "value" | "placeholder" | "title" if !value.trim().is_empty() => self.tail.push(value),
                "href" | "src" | "action" | "data" | "background" => self.address(value),
                "content" if tag.name == "meta" && value.contains('@') => self.tail.push(value),
                "hidden" if !VOID.contains(&tag.name.as_str()) => self.hidden = true,
                "style" => {
                    let style: String =
                        value.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
                    let unseen = ["display:none", "visibility:hidden", "font-size:0;", "font-size:0px"];
                    self.hidden |= unseen.iter().any(|unseen| style.contains(unseen)) || style.ends_with("font-size:0");
                }
                _ => {}
            }
        }
    }

    fn address(&mut self, address: String) {
        let lower: String = address.chars().take(16).collect::<String>().to_ascii_lowercase();
        if lower.starts_with("data:") {
            match token::data_address(&address) {
                Some(file) => self.files.push(file),
                None => self.tail.push(address),
            }
        } else if lower.starts_with("mailto:")
            || lower.starts_with("tel:")
            || address.contains('@')
            || address.contains("%40")
        {
            self.tail.push(address);
        }
    }

    /// Comments and scripts.
    fn aside(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.tail.push(text.to_owned());
        }
    }
}
