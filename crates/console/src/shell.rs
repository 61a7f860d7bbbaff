//! What surrounds every page: language, addresses of style and script, who is signed in, the ways to go.

mod flash;

use std::collections::BTreeSet;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use sekisho_engine::desk::{Badges, Language, Role, Viewer};
use sekisho_words::Value;

pub(crate) use flash::Flash;

use crate::{asset, counter::Counter, fault::Fault, guard, guard::Nonce, say::Say};

/// The frame of a page, handed to every template as `s`.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    pub(crate) say: Say,
    language: Language,
    pub(crate) nonce: String,
    pub(crate) house: String,
    /// Where to come back to after the language was changed: the path shown, without a query.
    pub(crate) path: String,
    pub(crate) person: Option<Person>,
    pub(crate) flash: Option<Flash>,
}

/// Who is signed in, as far as the frame shows it.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    roles: BTreeSet<Role>,
    has_second_factor: bool,
    badges: Badges,
}

/// One way to go.
pub(crate) struct NavItem {
    pub(crate) href: &'static str,
    pub(crate) text: String,
    pub(crate) here: bool,
    pub(crate) count: u64,
}

/// Any whole number a template counts.
pub(crate) trait Count {
    fn count(&self) -> u64;
}

impl Count for usize {
    fn count(&self) -> u64 {
        *self as u64
    }
}
impl Count for u64 {
    fn count(&self) -> u64 {
        *self
    }
}
impl Count for u32 {
    fn count(&self) -> u64 {
        (*self).into()
    }
}
impl<T: Count> Count for &T {
    fn count(&self) -> u64 {
        (*self).count()
    }
}

impl Shell {
    /// For a stranger.
    pub(crate) fn public(counter: &Counter, headers: &HeaderMap, nonce: &str, path: &str) -> Self {
        let language = guard::language(counter, headers);
        let say = counter.say(language);
        let flash = flash::flash(headers, counter, &say);
        Self {
            say,
            language,
            nonce: nonce.to_owned(),
            house: counter.settings.house.clone(),
            path: path.to_owned(),
            person: None,
            flash,
        }
    }

    /// The frame of a page that is drawn without a request.
    #[cfg(test)]
    pub(crate) fn drawn(say: Say, viewer: &Viewer, badges: Badges, path: &str) -> Self {
        let person = Person {
            name: viewer.name.clone(),
            roles: viewer.roles.clone(),
            has_second_factor: viewer.has_second_factor,
            badges,
        };
        Self {
            say,
            language: viewer.language,
            nonce: "NONCE".to_owned(),
            house: "みどり市役所".to_owned(),
            path: path.to_owned(),
            person: Some(person),
            flash: None,
        }
    }

    /// The same for somebody who is signed in.
    pub(crate) fn seat(mut self, counter: &Counter, viewer: &Viewer, badges: Badges, headers: &HeaderMap) -> Self {
        self.language = viewer.language;
        self.say = counter.say(viewer.language);
        self.flash = flash::flash(headers, counter, &self.say);
        self.person = Some(Person {
            name: viewer.name.clone(),
            roles: viewer.roles.clone(),
            has_second_factor: viewer.has_second_factor,
            badges,
        });
        self
    }

    /// The same in another language: a notice is read in the language of the person it went to.
    pub(crate) fn speaking(mut self, counter: &Counter, language: Language) -> Self {
        self.language = language;
        self.say = counter.say(language);
        self
    }

    /// The same with the address to come back to, where the one of the request only takes forms.
    pub(crate) fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    pub(crate) fn lang(&self) -> &'static str {
        self.say.words.lang().code()
    }

    pub(crate) fn style(&self) -> &'static str {
        &asset::STYLE.path
    }

    pub(crate) fn script(&self) -> &'static str {
        &asset::SCRIPT.path
    }

    pub(crate) fn icon(&self) -> &'static str {
        &asset::ICON.path
    }

    /// A message.
    pub(crate) fn t(&self, key: &str) -> String {
        self.say.t(key)
    }

    /// A message with a number named `count`.
    pub(crate) fn n(&self, key: &str, count: impl Count) -> String {
        self.say.n(key, count.count())
    }

    /// A message with one text.
    pub(crate) fn tx(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        self.say.with(key, &[(name, Value::from(value.to_string()))])
    }

    /// A message with two texts.
    pub(crate) fn tx2(
        &self,
        key: &str,
        name: &str,
        value: impl std::fmt::Display,
        other: &str,
        second: impl std::fmt::Display,
    ) -> String {
        self.say.with(key, &[(name, Value::from(value.to_string())), (other, Value::from(second.to_string()))])
    }

    fn other(&self) -> Language {
        match self.language {
            Language::Ja => Language::En,
            Language::En => Language::Ja,
        }
    }

    pub(crate) fn other_lang(&self) -> &'static str {
        crate::counter::lang(self.other()).code()
    }

    pub(crate) fn other_lang_name(&self) -> &'static str {
        crate::counter::lang(self.other()).name()
    }

    /// Letters that wait for this person.
    pub(crate) fn waiting(&self) -> u64 {
        self.person.as_ref().map_or(0, |person| person.badges.mine + person.badges.to_approve)
    }

    pub(crate) fn ask_second_factor(&self) -> bool {
        self.person.as_ref().is_some_and(|person| !person.has_second_factor)
    }

    /// The pages this person has.
    pub(crate) fn nav(&self) -> Vec<NavItem> {
        let Some(person) = &self.person else { return Vec::new() };
        let badges = &person.badges;
        let overseer = person.roles.contains(&Role::Admin) || person.roles.contains(&Role::Officer);
        let (inspector, admin) = (!person.roles.is_empty(), person.roles.contains(&Role::Admin));
        let all = [
            (true, "/mine", "nav-mine", badges.mine),
            (true, "/approve", "nav-approve", badges.to_approve),
            (overseer, "/held", "nav-held", badges.held),
            (true, "/search", "nav-search", 0),
            (true, "/history", "nav-history", 0),
            (true, "/campaigns", "nav-campaigns", 0),
            (inspector, "/deliveries", "nav-deliveries", 0),
            (inspector || badges.owns_lists, "/lists", "nav-lists", 0),
            (admin, "/accounts", "nav-accounts", 0),
            (inspector, "/policy", "nav-policy", 0),
            (inspector, "/evidence", "nav-evidence", 0),
            (true, "/account", "nav-account", 0),
        ];
        let item = |(_, href, key, count): (bool, &'static str, &str, u64)| NavItem {
            href,
            text: self.t(key),
            here: self.path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
            count,
        };
        all.into_iter().filter(|(shown, ..)| *shown).map(item).collect()
    }
}

impl FromRequestParts<Counter> for Shell {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, counter: &Counter) -> Result<Self, Fault> {
        let Nonce(nonce) = parts.extensions.get().cloned().ok_or(Fault::Unavailable)?;
        Ok(Self::public(counter, &parts.headers, &nonce, parts.uri.path()))
    }
}

/// The language with this code.
pub(crate) fn language(code: &str) -> Option<Language> {
    match code {
        "ja" => Some(Language::Ja),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// The better of the two languages in `Accept-Language` (RFC 9110 §12.5.4).
pub(crate) fn accepted(header: &str) -> Option<Language> {
    let range = |range: &str| {
        let mut parts = range.split(';');
        let tag = parts.next()?.trim().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        let language = language(tag.split('-').next()?)?;
        (weight > 0.0).then_some((language, weight))
    };
    let mut best: Option<(Language, f32)> = None;
    for (language, weight) in header.split(',').take(20).filter_map(range) {
        if best.is_none_or(|(_, known)| weight > known) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_s_first_of_both_languages_wins() {
        let cases = [
            ("ja,en-US;q=0.9,en;q=0.8", Some(Language::Ja)),
            ("en-GB,en;q=0.9", Some(Language::En)),
            ("fr,en;q=0.5,ja;q=0.7", Some(Language::Ja)),
            ("en;q=0,ja;q=0.1", Some(Language::Ja)),
            ("fr", None),
            ("", None),
            (";;q=,,ja;q=x", Some(Language::Ja)),
        ];
        for (header, expected) in cases {
            assert_eq!(accepted(header), expected, "{header}");
        }
    }
}
