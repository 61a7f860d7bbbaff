//! The reference of the rules file, made from its types and tables: what is not documented does not exist.

use serde_json::Value;

use crate::rules::{
    act::Act,
    built_in,
    expr::fields::{self, Field, Type},
    raw::RawPolicy,
};

/// The JSON Schema of the file, for editors.
#[must_use]
pub fn schema() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(RawPolicy)).unwrap_or_default()
}

/// The reference as Markdown; `docs/policy.md` is this text.
#[must_use]
pub fn reference() -> String {
    let schema = schemars::schema_for!(RawPolicy).to_value();
    let mut text = String::from(include_str!("reference/head.md"));
    keys(&mut text, &schema);
    detectors(&mut text);
    expressions(&mut text);
    text.push_str(include_str!("reference/tail.md"));
    text
}

/// Every table of the file, outermost first.
fn keys(text: &mut String, schema: &Value) {
    text.push_str("\n## Keys\n\nUnknown keys are errors, with the nearest known one.\n");
    table(text, "The file", schema);
    let definitions = schema.get("$defs").and_then(Value::as_object);
    for (name, heading) in TABLES {
        if let Some(definition) = definitions.and_then(|all| all.get(*name)) {
            table(text, heading, definition);
        }
    }
}

/// Definitions of the schema and where their tables stand in a file.
const TABLES: &[(&str, &str)] = &[
    ("RawWait", "`[wait]`"),
    ("RawPatience", "`[patience]`"),
    ("RawProtect", "`[protect]`"),
    ("RawCost", "`[cost]`"),
    ("RawDetector", "`[detector.CODE]`"),
    ("RawRule", "`[[rule]]`"),
    ("RawDescription", "`description`"),
    ("RawWhen", "`when`"),
    ("RawTo", "`when.to`"),
    ("RawFrom", "`when.from`"),
    ("RawText", "`when.subject`, `when.body`, `when.text`, and wherever a text is meant"),
    ("RawAttachment", "`when.attachment`"),
    ("RawHeader", "`[[rule.when.header]]`"),
    ("RawTime", "`when.time`"),
    ("RawThen", "`then`"),
    ("RawExcept", "`[[rule.except]]`, `[[detector.CODE.except]]`"),
    ("RawCase", "`[[rule.test]]`"),
    ("RawLetter", "`letter` of a case"),
    ("RawFile", "`attachment` of a case"),
    ("RawList", "`lists` of a case"),
    ("RawThread", "`thread` of a case"),
];

fn table(text: &mut String, heading: &str, definition: &Value) {
    let members = definition.get("properties").and_then(Value::as_object);
    let Some(members) = members else { return };
    let required: Vec<&str> =
        definition.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    text.push_str(&format!("\n### {heading}\n\n{}\n\n| key | meaning |\n|---|---|\n", described(definition)));
    for (name, member) in members {
        let must = if required.contains(&name.as_str()) { " **(required)**" } else { "" };
        text.push_str(&format!("| `{name}`{must} | {} |\n", described(member)));
    }
}

fn described(value: &Value) -> String {
    let text = value.get("description").and_then(Value::as_str).unwrap_or_default();
    text.replace('\n', " ").replace('|', "\\|")
}

fn detectors(text: &mut String) {
    text.push_str(
        "\n## Built-in detectors\n\nAll are on. Each is tuned in `[detector.CODE]`; every weakening needs a `reason`. \
         Thresholds say \"from so many on\".\n",
    );
    for built_in in built_in::ALL {
        let cause = built_in.cause.map(|cause| format!(" ({cause:?})")).unwrap_or_default();
        text.push_str(&format!("\n### `{}`{cause}\n\n", built_in.kind.code()));
        text.push_str(&format!("Noticed: {}.\n\n", built_in.what));
        let allowed: Vec<&str> = built_in.allowed.iter().map(|act| act.code()).collect();
        text.push_str(&format!(
            "`then`: **{}**, because {}. Possible: {}.\n",
            built_in.then.code(),
            built_in.why,
            allowed.join(", ")
        ));
        if built_in.kind == sekisho_model::FindingKind::Blind {
            text.push_str(&format!(
                "\n`images`: **{}**, because the sender sees an image at a glance, which nobody does with an encrypted \
                 file. Smaller images than the thresholds below are logos and letterheads and count as read.\n",
                Act::SelfReview.code()
            ));
        }
        if !built_in.numbers.is_empty() {
            text.push_str("\n| threshold | default | meaning | why |\n|---|---|---|---|\n");
        }
        for number in built_in.numbers {
            text.push_str(&format!("| `{}` | {} | {} | {} |\n", number.key, number.default, number.what, number.why));
        }
    }
}

fn expressions(text: &mut String) {
    text.push_str(include_str!("reference/expr.md"));
    fields_table(text, "Fields", fields::ALL);
    for field in fields::ALL {
        if let Type::Records(inner) = field.kind {
            fields_table(text, &format!("Each of `{}`", field.name), inner);
        }
    }
    let functions: Vec<String> = fields::FUNCTIONS.iter().map(|(name, _)| format!("`{name}`")).collect();
    text.push_str(&format!("\nFunctions and macros: {}.\n", functions.join(", ")));
}

fn fields_table(text: &mut String, heading: &str, fields: &[Field]) {
    text.push_str(&format!("\n### {heading}\n\n| field | type | meaning |\n|---|---|---|\n"));
    for field in fields {
        text.push_str(&format!("| `{}` | {} | {} |\n", field.name, field.kind.shown(), field.what));
    }
}

#[cfg(test)]
mod tests;
