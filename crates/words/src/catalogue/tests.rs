use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{
    ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

use super::*;

/// Every message and attribute of a language with the values it uses.
fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for (file, source) in sources(lang) {
        let resource = parser::parse(*source).unwrap_or_else(|(_, errors)| panic!("{file} {lang:?}: {errors:?}"));
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let own = message.value.iter().map(|pattern| (message.id.name.to_owned(), pattern));
            let attributes = message.attributes.iter();
            let attributes = attributes.map(|one| (format!("{}.{}", message.id.name, one.id.name), &one.value));
            for (key, pattern) in own.chain(attributes) {
                let twice = messages.insert(key.clone(), values(pattern));
                assert_eq!(twice, None, "{key} is there twice ({file} {lang:?})");
            }
        }
    }
    assert!(messages.len() > 200, "the catalogues are not there");
    messages
}

fn values(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            values_in(expression, &mut found);
        }
    }
    found
}

fn values_in(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => value_in(inline, found),
        Expression::Select { selector, variants } => {
            value_in(selector, found);
            found.extend(variants.iter().flat_map(|variant| values(&variant.value)));
        }
    }
}

fn value_in(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => values_in(expression, found),
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            positional.iter().for_each(|one| value_in(one, found));
        }
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_values() {
    let (ja, en) = (messages(Lang::Ja), messages(Lang::En));
    let only = |one: &BTreeMap<String, _>, other: &BTreeMap<String, _>| -> Vec<String> {
        one.keys().filter(|key| !other.contains_key(*key)).cloned().collect()
    };
    assert_eq!((only(&ja, &en), only(&en, &ja)), (vec![], vec![]), "messages of one language only");
    for (key, values) in &ja {
        assert_eq!(Some(values), en.get(key), "{key} uses other values in the other language");
    }
}

#[test]
fn every_message_can_be_written_with_its_values() {
    for lang in Lang::ALL {
        for (key, values) in messages(lang) {
            let given: Vec<_> = values.iter().map(|name| (name.as_str(), crate::Value::from("v"))).collect();
            let written = crate::Words::new(lang).with(&key, &given);
            assert!(!written.contains('{') && written != key, "{key}: {written}");
        }
    }
}

#[test]
fn both_lists_name_the_same_catalogues() {
    let names = |lang| sources(lang).iter().map(|(name, _)| *name).collect::<Vec<_>>();
    assert_eq!(names(Lang::Ja), names(Lang::En));
}

#[test]
fn numbers_have_a_comma_every_three_digits() {
    for (number, written) in [(0.0, "0"), (7.0, "7"), (999.0, "999"), (8_046.0, "8,046"), (1_234_567.0, "1,234,567")] {
        assert_eq!(grouped(number), written);
    }
}
