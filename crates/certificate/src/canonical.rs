//! One form of a JSON value and no other: the form of RFC 8785 for values without fractions.
//!
//! Object names in the order of their UTF-16 code units, no blanks, numbers as integers, strings with the escapes that
//! ECMAScript writes. Fractions have several forms between programs and are refused.

use serde_json::Value;

use crate::CertificateError;

/// The canonical bytes.
///
/// # Errors
/// [`CertificateError::Canonical`] for a fraction.
pub fn canonical(value: &Value) -> Result<Vec<u8>, CertificateError> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out.into_bytes())
}

fn write(value: &Value, out: &mut String) -> Result<(), CertificateError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Number(number) if number.is_f64() => return Err(CertificateError::Canonical),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => string(text, out),
        Value::Array(values) => {
            out.push('[');
            for (number, value) in values.iter().enumerate() {
                if number > 0 {
                    out.push(',');
                }
                write(value, out)?;
            }
            out.push(']');
        }
        Value::Object(object) => {
            let mut entries: Vec<(&String, &Value)> = object.iter().collect();
            entries.sort_by(|one, other| one.0.encode_utf16().cmp(other.0.encode_utf16()));
            out.push('{');
            for (number, (name, value)) in entries.into_iter().enumerate() {
                if number > 0 {
                    out.push(',');
                }
                string(name, out);
                out.push(':');
                write(value, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// RFC 8785 §3.2.2.2: only what must be escaped is.
fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{9}' => out.push_str("\\t"),
            '\u{A}' => out.push_str("\\n"),
            '\u{C}' => out.push_str("\\f"),
            '\u{D}' => out.push_str("\\r"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn forms_are_those_of_the_rfc() {
        for (value, expect) in [
            (json!({ "b": 1, "a": [true, null, -7] }), r#"{"a":[true,null,-7],"b":1}"#),
            // RFC 8785 §3.2.3: by UTF-16 code units, so that the emoji stands before U+FB33.
            (
                json!({ "\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7 }),
                "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}",
            ),
            (json!("\u{20ac}$\u{f}\nA'B\"\\\\\"/"), "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\""),
            (json!({}), "{}"),
        ] {
            assert_eq!(String::from_utf8(canonical(&value).unwrap()).unwrap(), expect);
        }
        assert!(matches!(canonical(&json!([1.5])), Err(CertificateError::Canonical)));
    }

    #[test]
    fn the_form_reads_back_as_the_value() {
        let value = json!({ "名": "山田\u{0}\u{1f}\t太郎", "x": [u64::MAX, i64::MIN, "", {}] });
        assert_eq!(serde_json::from_slice::<Value>(&canonical(&value).unwrap()).unwrap(), value);
    }
}
