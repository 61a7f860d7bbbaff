//! Bytes → objects of PDF (ISO 32000-2 §7.2, §7.3). Hostile nesting ends at a bound; nothing here fails.

use super::object::{Dict, Object};

/// Arrays and dictionaries inside each other. Honest files stay below ten.
const DEEPEST: usize = 40;

/// A reader of objects.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Steps over white space and comments.
    pub(super) fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\0' | b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' => self.at += 1,
                b'%' => {
                    while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                        self.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    /// The next object; `None` at the end. References are put together.
    pub(super) fn object(&mut self) -> Option<Object> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Option<Object> {
        self.skip_blanks();
        let first = self.peek()?;
        Some(match first {
            b'/' => Object::Name(self.name()),
            b'(' => Object::Text(self.literal()),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                self.dict(depth)
            }
            b'<' => Object::Text(self.hexadecimal()),
            b'[' => {
                self.at += 1;
                self.array(depth)
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number(),
            b')' | b'>' | b']' | b'{' | b'}' => {
                self.at += 1;
                Object::Word(vec![first])
            }
            _ => match self.word() {
                b"true" => Object::Bool(true),
                b"false" => Object::Bool(false),
                b"null" => Object::Null,
                word => Object::Word(word.to_vec()),
            },
        })
    }

    fn array(&mut self, depth: usize) -> Object {
        let mut items = Vec::new();
        if depth >= DEEPEST {
            return Object::Null;
        }
        loop {
            match self.nested(depth + 1) {
                None => break,
                Some(Object::Word(word)) if word == b"]" => break,
                Some(Object::Word(word)) if word == b"R" => refer(&mut items),
                // An operator inside an array: the array was never closed.
                Some(Object::Word(word)) if matches!(word.as_slice(), b"endobj" | b"stream" | b"Tj" | b"TJ") => break,
                Some(item) => items.push(item),
            }
        }
        Object::Array(items)
    }

    fn dict(&mut self, depth: usize) -> Object {
        let mut items = Vec::new();
        if depth >= DEEPEST {
            return Object::Null;
        }
        loop {
            match self.nested(depth + 1) {
                None => break,
                Some(Object::Word(word)) if word == b">" => {
                    if self.peek() == Some(b'>') {
                        self.at += 1;
                    }
                    break;
                }
                Some(Object::Word(word)) if word == b"R" => refer(&mut items),
                Some(Object::Word(word)) if matches!(word.as_slice(), b"endobj" | b"stream") => break,
                Some(item) => items.push(item),
            }
        }
        let mut dict = Dict::new();
        let mut items = items.into_iter().peekable();
        while let Some(key) = items.next() {
            // A key without a value before the next key is damage: the value is null.
            if let Object::Name(key) = key {
                let value = items.next().unwrap_or(Object::Null);
                dict.insert(key, value);
            }
        }
        Object::Dict(dict)
    }

    fn word(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        // A byte that begins nothing is stepped over.
        self.at += usize::from(self.at == start);
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        let raw = self.bytes.get(start..self.at).unwrap_or_default();
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((first, after)) = rest.split_first() {
            let code = (*first == b'#').then(|| after.get(..2)).flatten().and_then(hex);
            name.push(code.unwrap_or(*first));
            rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
        }
        name
    }

    fn number(&mut self) -> Object {
        let start = self.at;
        self.at += 1;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')) {
            self.at += 1;
        }
        let raw = self.bytes.get(start..self.at).unwrap_or_default();
        let text = std::str::from_utf8(raw).unwrap_or_default();
        // "--5" and "5-3" are written by broken programs: what stands before the second sign counts.
        let text = text.trim_start_matches('+');
        let end = text.char_indices().skip(1).find(|(_, c)| *c == '-').map_or(text.len(), |(at, _)| at);
        Object::Number(text.get(..end).unwrap_or_default().parse().unwrap_or(0.0))
    }

    /// `(…)`: balanced brackets, escapes.
    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut depth = 1;
        let mut text = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut text),
                b'(' => {
                    depth += 1;
                    text.push(byte);
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                    text.push(byte);
                }
                _ => text.push(byte),
            }
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit) = self.peek().filter(|digit| (b'0'..=b'7').contains(digit)) else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(u8::try_from(code & 0xFF).unwrap_or(0));
            }
            _ => text.push(byte),
        }
    }

    /// `<…>`.
    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            digits.extend(char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
        }
        digits
            .chunks(2)
            .map(|pair| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).copied().unwrap_or(0))
            .collect()
    }
}

/// `12 0 R`: the two numbers before become a reference.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded before")]
fn refer(items: &mut Vec<Object>) {
    items.pop();
    let number = items.pop().and_then(|object| object.number()).filter(|number| (0.0..1e9).contains(number));
    items.push(number.map_or(Object::Null, |number| Object::Reference(number as u32)));
}

const fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        b'\0'
            | b'\t'
            | b'\n'
            | b'\x0C'
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

fn hex(pair: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()
}
