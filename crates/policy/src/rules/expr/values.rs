//! The values of the fields for one letter.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use cel::Value;
use sekisho_content::Reading;
use sekisho_model::Address;

use super::{ENTRIES, NoAnswer};
use crate::{
    ListFacts,
    rules::condition::{
        Sight,
        attachment::{ending, file_name},
        blind_codes,
        clock::{DAYS, local},
        code_of_blind,
        compile::GRADES,
    },
    view::View,
};

/// The value of a field. Unknown names cannot get here: the check has seen them.
pub(super) fn value(name: &str, sight: Sight<'_>) -> Result<Value, NoAnswer> {
    let view = sight.view;
    let whole = || &view.surveyed().whole;
    Ok(match name {
        "recipients" => recipients(view)?,
        "outside" => int(view.outside_count()),
        "inside" => int(view.who.iter().filter(|who| !who.outside).count() as u64),
        "domains" => texts(outside(view, |facts| facts.address.domain().to_string()))?,
        "organisations" => int(organisations(view)),
        "sender" => text(&view.facts.sender.map(Address::key).unwrap_or_default()),
        "sender_domain" => text(view.facts.sender.map_or("", |sender| sender.domain().as_str())),
        "persons" => int(view.surveyed().persons),
        "persons_at_least" => int(whole().persons.lower),
        "kinds" => texts(whole().kinds.keys().map(|kind| kind.code().to_owned()))?,
        "sensitivity" => text(whole().sensitivity.code()),
        "grade" => int(GRADES.iter().position(|grade| *grade == whole().sensitivity).unwrap_or(0) as u64),
        "findings" => texts(sight.found.iter().map(|kind| kind.code()))?,
        "blind" => texts(blind_codes(view))?,
        "subject" => text(&view.mail.subject),
        "body" => text(&view.own().join("\n")),
        "attachments" => attachments(view)?,
        "headers" => headers(view)?,
        "reply" => Value::Bool(view.is_reply()),
        "bulk" => Value::Bool(view.is_bulk()),
        "hour" => int(u64::try_from(local(view).hour()).unwrap_or(0)),
        "weekday" => {
            let day = local(view).weekday();
            text(DAYS.iter().find(|(_, known)| *known == day).map_or("", |(code, _)| code))
        }
        _ => return Err(NoAnswer::Failed),
    })
}

fn int(number: u64) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn text(text: &str) -> Value {
    Value::String(Arc::new(text.to_owned()))
}

fn texts(all: impl IntoIterator<Item = String>) -> Result<Value, NoAnswer> {
    list(all.into_iter().map(|one| Value::String(Arc::new(one))).collect())
}

fn list(values: Vec<Value>) -> Result<Value, NoAnswer> {
    if values.len() > ENTRIES { Err(NoAnswer::TooMany) } else { Ok(Value::List(Arc::new(values))) }
}

fn record<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let map: HashMap<String, Value> = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Value::Map(map.into())
}

fn outside<T: Ord>(view: &View<'_>, one: impl Fn(&crate::RecipientFacts) -> T) -> BTreeSet<T> {
    view.outsiders().map(|(_, facts, _)| one(facts)).collect()
}

fn organisations(view: &View<'_>) -> u64 {
    let name = |who: &crate::view::Who, facts: &crate::RecipientFacts| {
        if who.freemail { who.key.clone() } else { facts.organisation.to_string() }
    };
    let names: BTreeSet<String> = view.outsiders().map(|(_, facts, who)| name(who, facts)).collect();
    names.len() as u64
}

fn recipients(view: &View<'_>) -> Result<Value, NoAnswer> {
    if view.who.len() > ENTRIES {
        return Err(NoAnswer::TooMany);
    }
    let all = view.facts.recipients.iter().zip(&view.who).map(|(facts, who)| {
        record([
            ("address", text(&who.key)),
            ("domain", text(facts.address.domain().as_str())),
            ("organisation", text(facts.organisation.as_str())),
            ("outside", Value::Bool(who.outside)),
            ("first", Value::Bool(facts.first_ever)),
            ("hidden", Value::Bool(!who.visible)),
            ("freemail", Value::Bool(who.freemail)),
            ("list", Value::Bool(matches!(facts.list, ListFacts::List { .. } | ListFacts::Unexpandable))),
        ])
    });
    list(all.collect())
}

fn attachments(view: &View<'_>) -> Result<Value, NoAnswer> {
    if view.files().count() > ENTRIES {
        return Err(NoAnswer::TooMany);
    }
    let surveys: BTreeMap<usize, u64> =
        view.surveyed().parts.iter().map(|survey| (survey.part, survey.persons)).collect();
    let all = view.files().map(|(index, part)| {
        let blind = match part.reading {
            Reading::Blind { why, .. } => code_of_blind(why),
            _ => String::new(),
        };
        record([
            ("name", text(file_name(part))),
            ("ending", text(&ending(file_name(part)))),
            ("type", text(part.really.unwrap_or(&part.mime))),
            ("bytes", int(part.size as u64)),
            ("blind", text(&blind)),
            ("hidden", Value::Bool(!part.hidden.is_empty())),
            ("persons", int(surveys.get(&index).copied().unwrap_or(0))),
        ])
    });
    list(all.collect())
}

fn headers(view: &View<'_>) -> Result<Value, NoAnswer> {
    if view.mail.fields.len() > ENTRIES {
        return Err(NoAnswer::TooMany);
    }
    let mut map: HashMap<String, Value> = HashMap::new();
    for field in &view.mail.fields {
        map.entry(field.name.clone()).or_insert_with(|| text(&field.text));
    }
    Ok(Value::Map(map.into()))
}
