//! Digits in the placeholders of a number format.

use super::pattern::Token;

/// The digits before the point in their placeholders; the first placeholder takes all that is left.
pub(super) fn integer(tokens: &[Token], digits: &str, grouped: bool) -> String {
    let mut left: Vec<char> = if digits == "0" { Vec::new() } else { digits.chars().collect() };
    let first = tokens.iter().position(|token| matches!(token, Token::Digit(_)));
    let mut text = Vec::new();
    let mut count = 0;
    let mut put = |text: &mut Vec<char>, digit: char| {
        if grouped && count > 0 && count % 3 == 0 {
            text.push(',');
        }
        count += 1;
        text.push(digit);
    };
    for (at, token) in tokens.iter().enumerate().rev() {
        match token {
            Token::Digit(kind) => {
                match (left.pop(), kind) {
                    (Some(digit), _) => put(&mut text, digit),
                    (None, '0') => put(&mut text, '0'),
                    (None, '?') => text.push(' '),
                    (None, _) => {}
                }
                while Some(at) == first
                    && let Some(digit) = left.pop()
                {
                    put(&mut text, digit);
                }
            }
            Token::Literal(character) => text.push(*character),
            Token::Percent => text.push('%'),
            _ => {}
        }
    }
    text.into_iter().rev().collect()
}

/// The point and the digits behind it; zeros at the end are left out where the placeholder is `#`.
pub(super) fn decimal(tokens: &[Token], digits: &str) -> String {
    let places: Vec<char> =
        tokens.iter().filter_map(|token| if let Token::Digit(kind) = token { Some(*kind) } else { None }).collect();
    let mut shown: Vec<char> = digits.chars().collect();
    while shown.last() == Some(&'0') && places.get(shown.len() - 1) == Some(&'#') {
        shown.pop();
    }
    let mut digits = shown.into_iter();
    let mut text = String::new();
    for token in tokens {
        match token {
            Token::Point => text.push('.'),
            Token::Digit(_) => text.extend(digits.next()),
            Token::Literal(character) => text.push(*character),
            Token::Percent => text.push('%'),
            _ => {}
        }
    }
    text
}
