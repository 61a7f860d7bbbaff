//! The parts of a campaign, and which column means what.

use sekisho_engine::desk::{CampaignPage, MissingPart, PartRole, PartView, SourcesForm};

use crate::{
    say::{Say, Stamp},
    view::Choice,
};

/// A part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartLine {
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) size: String,
    pub(crate) by: String,
    pub(crate) at: Stamp,
    pub(crate) digest: String,
    pub(crate) can_remove: bool,
}

/// Whether a part is a table: who builds lists puts it in.
pub(crate) const fn is_table(role: PartRole) -> bool {
    matches!(role, PartRole::List | PartRole::Second | PartRole::Master | PartRole::Known)
}

pub(crate) fn parts(say: &Say, page: &CampaignPage) -> Vec<PartLine> {
    let may = page.row.may;
    let line = |part: &PartView| PartLine {
        name: part.name.to_string(),
        role: role(say, part.role),
        size: Say::size(part.bytes),
        by: part.by.to_string(),
        at: say.stamp(part.at),
        digest: part.digest.to_string(),
        can_remove: if is_table(part.role) { may.list } else { may.content },
    };
    page.parts.iter().map(line).collect()
}

pub(crate) fn missing(say: &Say, page: &CampaignPage) -> Vec<String> {
    let line = |part: &MissingPart| format!("{} ({})", part.name, role(say, part.role));
    // A text is written at its own step.
    page.missing.iter().filter(|part| part.role != PartRole::Text).map(line).collect()
}

fn role(say: &Say, role: PartRole) -> String {
    say.t(&format!("campaigns-role-{}", crate::api::shape::role(role)))
}

/// Which tables: names to choose from.
pub(crate) struct Tables {
    pub(crate) list: Vec<Choice>,
    pub(crate) second: Vec<Choice>,
    pub(crate) master: Vec<Choice>,
}

impl Tables {
    pub(crate) fn new(say: &Say, page: &CampaignPage) -> Self {
        let form = page.forms.as_ref().map(|forms| &forms.sources);
        let names: Vec<&str> = page.columns.iter().map(|(name, _)| name.as_str()).collect();
        let chosen = |pick: fn(&SourcesForm) -> Option<&str>| form.and_then(pick).unwrap_or_default();
        let none = |key: &str| Some(say.t(key));
        Self {
            list: choices(&names, chosen(|form| Some(form.list.as_str())), None),
            second: choices(&names, chosen(|form| form.second.as_deref()), none("campaigns-no-second")),
            master: choices(&names, chosen(|form| form.master.as_deref()), none("campaigns-no-master")),
        }
    }
}

/// Names to choose from, with one for none in front; the chosen one is there even if its part is not.
fn choices(names: &[&str], chosen: &str, none: Option<String>) -> Vec<Choice> {
    let first = none.map(|text| Choice { value: String::new(), text, chosen: chosen.is_empty() });
    let gone = (!chosen.is_empty() && !names.contains(&chosen)).then_some(chosen);
    let one = |name: &str| Choice { value: name.to_owned(), text: name.to_owned(), chosen: name == chosen };
    first.into_iter().chain(gone.into_iter().chain(names.iter().copied()).map(one)).collect()
}

/// What a column of the master can be.
pub(crate) const MEANINGS: [&str; 6] = ["key", "mail", "phone", "member", "name", "reading"];

/// A column with what it means.
pub(crate) struct ColumnLine {
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) choices: Vec<Choice>,
}

/// Which column means what.
pub(crate) struct Columns {
    /// Of the list.
    pub(crate) key: Vec<Choice>,
    pub(crate) address: Vec<Choice>,
    /// Of the master, or of the list where there is none.
    pub(crate) master: Vec<ColumnLine>,
    pub(crate) master_name: String,
}

impl Columns {
    /// Once the list is chosen and can be read.
    pub(crate) fn new(say: &Say, page: &CampaignPage) -> Option<Self> {
        let form = &page.forms.as_ref()?.sources;
        let of = |name: &str| page.columns.iter().find(|(known, _)| known.as_str() == name).map(|(_, all)| all);
        let list = of(&form.list)?;
        let names: Vec<&str> = list.iter().map(String::as_str).collect();
        let master_name = form.master.clone().unwrap_or_else(|| form.list.clone());
        let master = of(&master_name)?;
        Some(Self {
            key: choices(&names, &form.key, None),
            address: choices(&names, &form.address, None),
            master: master.iter().enumerate().map(|(at, name)| column(say, form, at, name)).collect(),
            master_name,
        })
    }
}

fn column(say: &Say, form: &SourcesForm, number: usize, name: &str) -> ColumnLine {
    let now = meaning(form, name);
    let none = Choice { value: String::new(), text: say.t("campaigns-meaning-none"), chosen: now.is_none() };
    let one = |code: &&str| Choice {
        value: (*code).to_owned(),
        text: say.t(&format!("campaigns-meaning-{code}")),
        chosen: now == Some(code),
    };
    let choices = std::iter::once(none).chain(MEANINGS.iter().map(one)).collect();
    ColumnLine { number, name: name.to_owned(), choices }
}

fn meaning(form: &SourcesForm, name: &str) -> Option<&'static str> {
    let has = |columns: &[String]| columns.iter().any(|column| column == name);
    let all = [
        (form.master_key == name, "key"),
        (has(&form.mail), "mail"),
        (has(&form.phone), "phone"),
        (has(&form.member), "member"),
        (has(&form.name), "name"),
        (has(&form.reading), "reading"),
    ];
    all.into_iter().find(|(is, _)| *is).map(|(_, code)| code)
}

/// What a column most likely is, by its name. People confirm it.
pub(crate) fn guess(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["mail", "メール", "アドレス"]) {
        Some("mail")
    } else if has(&["tel", "phone", "電話", "携帯"]) {
        Some("phone")
    } else if has(&["kana", "reading", "カナ", "ガナ", "かな", "がな", "読み"]) {
        Some("reading")
    } else if has(&["番号", "number", "id", "no.", "コード", "code", "key"]) {
        Some("key")
    } else if has(&["name", "氏名", "名前", "姓", "お名前"]) {
        Some("name")
    } else {
        None
    }
}

/// The form with what can be guessed of the columns of its tables.
pub(crate) fn guessed(mut form: SourcesForm, list: &[String], master: &[String]) -> SourcesForm {
    let first = |columns: &[String], code: &str| columns.iter().find(|name| guess(name) == Some(code)).cloned();
    let fallback = |columns: &[String]| columns.first().cloned().unwrap_or_default();
    if !list.contains(&form.key) {
        form.key = first(list, "key").unwrap_or_else(|| fallback(list));
    }
    if !list.contains(&form.address) {
        form.address = first(list, "mail").unwrap_or_else(|| fallback(list));
    }
    if !master.contains(&form.master_key) {
        form.master_key = first(master, "key").unwrap_or_else(|| fallback(master));
        let all = |code: &str| master.iter().filter(|name| guess(name) == Some(code)).cloned().collect();
        (form.mail, form.phone, form.member) = (all("mail"), all("phone"), Vec::new());
        (form.name, form.reading) = (all("name"), all("reading"));
    }
    form
}

#[cfg(test)]
mod tests {
    use super::guess;

    #[test]
    fn columns_are_guessed_by_their_names() {
        let cases = [
            ("会員番号", Some("key")),
            ("customer_id", Some("key")),
            ("メールアドレス", Some("mail")),
            ("E-mail", Some("mail")),
            ("電話番号", Some("phone")),
            ("TEL", Some("phone")),
            ("氏名", Some("name")),
            ("氏名カナ", Some("reading")),
            ("フリガナ", Some("reading")),
            ("座席", None),
        ];
        for (name, expect) in cases {
            assert_eq!(guess(name), expect, "{name}");
        }
    }
}
