//! Tags, texts and comments of hostile HTML, in one pass (after HTML §13.2.5, without its rarely used states).

use std::borrow::Cow;

use base64::Engine;

use super::entity;

/// A piece of a page.
pub(super) enum Token<'a> {
    /// Text, entities replaced.
    Text(Cow<'a, str>),
    Open(Tag<'a>),
    /// An end tag, lower case.
    Close(String),
    /// A comment. Conditional ones for Outlook are read as page, because there they are shown.
    Comment(&'a str),
    /// A script.
    Raw(&'a str),
}

/// A start tag.
pub(super) struct Tag<'a> {
    /// Lower case.
    pub name: String,
    /// All that stands between name and `>`.
    inside: &'a str,
}

/// The pieces of a page.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// Set behind `<script>` or `<style>`: what ends the raw text.
    raw: Option<&'static str>,
    /// What was looked for to the end in vain is not looked for again, so that the whole stays linear.
    no_script_end: bool,
    no_style_end: bool,
    no_comment_end: bool,
    no_condition_end: bool,
}

impl<'a> Tokens<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            raw: None,
            no_script_end: false,
            no_style_end: false,
            no_comment_end: false,
            no_condition_end: false,
        }
    }

    fn advance(&mut self, by: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(by).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// The content of a script or style up to its end tag.
    fn raw(&mut self, end: &'static str) -> Option<Token<'a>> {
        let none = if end == "</style" { &mut self.no_style_end } else { &mut self.no_script_end };
        let found = if *none { None } else { find_blind(self.rest, end) };
        *none |= found.is_none();
        let text = self.advance(found.unwrap_or(self.rest.len()));
        (end == "</script").then_some(Token::Raw(text))
    }

    /// `<!…`: comments, conditional comments, doctype. `None` for what is skipped.
    fn declaration(&mut self) -> Option<Token<'a>> {
        let Some(inside) = self.rest.strip_prefix("<!--") else {
            let end = self.rest.find('>').map_or(self.rest.len(), |end| end + 1);
            self.advance(end);
            return None;
        };
        if inside.starts_with("[if") || inside.starts_with("<![endif]") {
            let end = if self.no_condition_end { None } else { self.rest.find("]>") };
            self.no_condition_end |= end.is_none();
            self.advance(end.map_or(4, |end| end + 2));
            if self.rest.starts_with("-->") {
                self.advance(3);
            }
            return None;
        }
        let end = if self.no_comment_end { None } else { inside.find("-->") };
        self.no_comment_end |= end.is_none();
        let taken = self.advance(end.map_or(self.rest.len(), |end| end + 7));
        let text = taken.strip_prefix("<!--").unwrap_or(taken);
        Some(Token::Comment(text.strip_suffix("-->").unwrap_or(text)))
    }

    /// A start or end tag at `<`; `None` when it is no tag at all.
    fn tag(&mut self) -> Option<Token<'a>> {
        let closing = self.rest.starts_with("</");
        let inside = self.rest.get(1 + usize::from(closing)..)?;
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name_end = inside.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(inside.len());
        let name = inside.get(..name_end)?.to_ascii_lowercase();
        let end = tag_end(inside);
        let attributes = inside.get(name_end..end)?;
        self.advance(1 + usize::from(closing) + (end + 1).min(inside.len()));
        if closing {
            return Some(Token::Close(name));
        }
        self.raw = match name.as_str() {
            "script" => Some("</script"),
            "style" => Some("</style"),
            _ => None,
        };
        Some(Token::Open(Tag { name, inside: attributes }))
    }
}

/// Where the `>` stands that ends a tag: not inside quotes that begin behind a `=`.
fn tag_end(inside: &str) -> usize {
    let mut quote = None;
    let mut after_equals = false;
    for (at, byte) in inside.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return at,
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            after_equals = byte == b'=';
        }
    }
    // A quote that never closes: the tag ends at the first `>` after all.
    inside.find('>').unwrap_or(inside.len())
}

/// Finds an ASCII needle, letters compared without case.
fn find_blind(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes().windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if let Some(end) = self.raw.take() {
                match self.raw(end) {
                    Some(token) => return Some(token),
                    None => continue,
                }
            }
            if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
                match self.declaration() {
                    Some(token) => return Some(token),
                    None => continue,
                }
            }
            if let Some(token) = self.rest.starts_with('<').then(|| self.tag()).flatten() {
                return Some(token);
            }
            let end = self.rest.bytes().skip(1).position(|byte| byte == b'<').map_or(self.rest.len(), |at| at + 1);
            let text = self.advance(end);
            return Some(Token::Text(entity::replace(text)));
        }
    }
}

impl Tag<'_> {
    /// Names in lower case and values with entities replaced.
    pub(super) fn attributes(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut rest = self.inside;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return found;
            }
            let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end.max(rest.chars().next().map_or(1, char::len_utf8)));
            let (value, after) = attribute_value(after);
            found.push((name.to_ascii_lowercase(), entity::replace(value).into_owned()));
            rest = after;
        }
    }
}

/// The value behind `=`, if there is one, and what follows.
fn attribute_value(text: &str) -> (&str, &str) {
    let Some(value) = text.trim_start().strip_prefix('=') else { return ("", text) };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    let end = value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len());
    value.split_at(end)
}

/// Media type and bytes of a base64 `data:` address (RFC 2397).
pub(super) fn data_address(address: &str) -> Option<(String, Vec<u8>)> {
    let (kind, data) = address.get(5..)?.split_once(',')?;
    let mime = kind.strip_suffix(";base64")?;
    let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let data: String = data.chars().filter(|c| !c.is_whitespace()).collect();
    let engine = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::general_purpose::GeneralPurposeConfig::new()
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    Some((mime, engine.decode(data).ok()?))
}
