//! What an expression of a template can do with a value: a short list, so that it can be read through.
//!
//! There is no `safe`: a value can never become markup. Values are texts; `number` and `comma` read them as numbers.

use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, escape_formatter, filters,
    syntax::SyntaxConfig,
};

/// Stands in the output where an expression gave nothing; no value of a row can have it.
pub(super) const EMPTY: char = '\u{FDD0}';
/// Steps one text may take: some thousands of tags, and an end for everything else.
const FUEL: u64 = 200_000;

/// The filters there are.
pub(super) const NAMES: [&str; 7] = ["upper", "lower", "trim", "length", "default", "number", "comma"];

/// An environment with nothing in it but the filters.
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| if name == "html" { AutoEscape::Html } else { AutoEscape::None });
    environment.set_formatter(write);
    environment.set_debug(false);
    environment.set_fuel(Some(FUEL));
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.add_filter("upper", filters::upper);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("length", filters::length);
    environment.add_filter("default", default);
    environment.add_filter("number", number);
    environment.add_filter("comma", comma);
    environment
}

/// As the library does, but nothing leaves a mark.
fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let empty = value.is_undefined() || value.is_none() || value.as_str().is_some_and(|text| text.trim().is_empty());
    if empty {
        return out.write_str(EMPTY.encode_utf8(&mut [0; 4])).map_err(Error::from);
    }
    escape_formatter(out, state, value)
}

/// `{{ name | default("お客様") }}`: the other text when the value is empty.
fn default(value: &str, other: &str) -> String {
    (if value.trim().is_empty() { other } else { value }).to_owned()
}

/// `{% if points | number > 100 %}`: the value as a whole number; commas and full-width digits are read.
fn number(value: &str) -> Result<i64, Error> {
    let wrong = || Error::new(ErrorKind::InvalidOperation, "not a whole number");
    plain_number(value).and_then(|digits| digits.parse().ok()).ok_or_else(wrong)
}

/// `{{ amount | comma }}`: 1234567 → 1,234,567.
fn comma(value: &str) -> Result<String, Error> {
    let wrong = || Error::new(ErrorKind::InvalidOperation, "not a whole number");
    let digits = plain_number(value).ok_or_else(wrong)?;
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |digits| ("-", digits));
    let mut grouped = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    Ok(grouped)
}

fn plain_number(value: &str) -> Option<String> {
    let folded = sekisho_privacy::writing::fold(value.trim());
    let plain: String = folded.chars().filter(|c| *c != ',').collect();
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let fine = (1..=18).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fine.then(|| plain.clone())
}
