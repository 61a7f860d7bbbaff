//! Paragraphs of a notice: each value is cut and on one line.

use crate::{
    Value, Words, clean,
    notice::{Facts, Written},
};

/// Characters of the letter's subject in the subject of a notice.
const SUBJECT: usize = 60;
/// Characters of one value in the text.
pub(super) const VALUE: usize = 300;
/// Characters of a reason: a rule's message may be a paragraph.
pub(super) const REASON: usize = 600;
/// Lines of a list.
const ITEMS: usize = 100;
/// Lines of a comment.
const COMMENT: usize = 40;

/// A notice that grows by paragraphs.
pub(super) struct Page {
    pub(super) words: Words,
    pub(super) paragraphs: Vec<String>,
}

impl Page {
    /// An empty one.
    pub(super) const fn new(words: Words) -> Self {
        Self { words, paragraphs: Vec::new() }
    }

    pub(super) fn say(self, key: &str) -> Self {
        self.say_with(key, &[])
    }

    pub(super) fn say_with(mut self, key: &str, values: &[(&str, Value<'_>)]) -> Self {
        self.paragraphs.push(self.words.with(key, values));
        self
    }

    pub(super) fn when(self, wanted: bool, key: &str) -> Self {
        if wanted { self.say(key) } else { self }
    }

    /// Which letter it is.
    pub(super) fn letter(mut self, facts: &Facts) -> Self {
        let subject = self.subject(&facts.subject, VALUE);
        let subject = self.words.with("notice-fact-subject", &[("subject", subject.into())]);
        self.paragraphs.push(std::iter::once(subject).chain(self.facts(facts)).collect::<Vec<_>>().join("\n"));
        self
    }

    /// The same without subject.
    pub(super) fn told_of(mut self, facts: &Facts) -> Self {
        self.paragraphs.push(self.facts(facts).join("\n"));
        self
    }

    fn facts(&self, facts: &Facts) -> Vec<String> {
        let words = self.words;
        let mut lines = Vec::new();
        if !facts.sender.is_empty() {
            lines.push(words.with("notice-fact-sender", &[("sender", cut(&facts.sender, VALUE).into())]));
        }
        lines.push(words.with("notice-fact-at", &[("at", (&facts.at).into())]));
        let domains: Vec<String> = facts.domains.iter().map(|domain| cut(domain, VALUE)).collect();
        let key = if domains.is_empty() { "notice-fact-recipients" } else { "notice-fact-recipients.domains" };
        let values = [("count", facts.recipients.into()), ("domains", domains.join(", ").into())];
        lines.push(words.with(key, &values));
        if let Some(until) = &facts.waits_until {
            lines.push(words.with("notice-fact-until", &[("until", until.into())]));
        }
        lines
    }

    /// What somebody wrote, marked as their words.
    pub(super) fn comment(mut self, heading: &str, comment: Option<&str>) -> Self {
        if let Some(comment) = comment.filter(|comment| !comment.trim().is_empty()) {
            let heading = self.words.text(heading);
            self.paragraphs.push(format!("{heading}\n{}", quoted(comment)));
        }
        self
    }

    pub(super) fn reasons(self, facts: &Facts) -> Self {
        if facts.reasons.is_empty() {
            return self;
        }
        let words = self.words;
        self.list("notice-reasons", &facts.reasons, |reason| {
            words.with("notice-item", &[("text", cut(reason, REASON).into())])
        })
    }

    pub(super) fn list<T>(mut self, heading: &str, items: &[T], item: impl Fn(&T) -> String) -> Self {
        let mut lines = vec![self.words.text(heading)];
        lines.extend(items.iter().take(ITEMS).map(item));
        if let Some(more) = items.len().checked_sub(ITEMS).filter(|more| *more > 0) {
            lines.push(self.words.with("notice-more", &[("count", more.into())]));
        }
        self.paragraphs.push(lines.join("\n"));
        self
    }

    /// What to do, and where: the address stands on a line of its own, so that every mail program makes it a link.
    pub(super) fn act(mut self, key: &str, url: &str, personal: &str) -> Self {
        let (act, url) = (self.words.text(&format!("{key}.act")), clean(url));
        self.paragraphs.push(format!("{act}\n{url}"));
        self.say(personal)
    }

    pub(super) fn secret(mut self, password: &str, files: &[String]) -> Self {
        let words = self.words;
        let file = |file: &String| words.with("notice-password.file", &[("file", cut(file, VALUE).into())]);
        let mut lines: Vec<String> = files.iter().take(ITEMS).map(file).collect();
        lines.push(words.with("notice-password.password", &[("password", password.into())]));
        self.paragraphs.push(lines.join("\n"));
        self
    }

    pub(super) fn subject(&self, subject: &str, most: usize) -> String {
        let subject = cut(subject, most);
        if subject.trim().is_empty() { self.words.text("notice-no-subject") } else { subject }
    }

    pub(super) fn signed(self, key: &str, subject: &str) -> Written {
        let foot = self.words.text("notice-foot");
        self.ended_with(key, subject, "", &foot)
    }

    pub(super) fn signed_outside(self, key: &str, subject: &str, house: &str) -> Written {
        let house = cut(house, VALUE);
        let foot = self.words.with("notice-foot-outside", &[("house", (&house).into())]);
        self.ended_with(key, subject, &house, &foot)
    }

    /// The foot stands behind the mark of RFC 3676 §4.3.
    fn ended_with(self, key: &str, subject: &str, house: &str, foot: &str) -> Written {
        let values = [("subject", self.subject(subject, SUBJECT).into()), ("house", house.into())];
        let subject = self.words.with(key, &values);
        Written { subject, text: format!("{}\n\n-- \n{foot}\n", self.paragraphs.join("\n\n")) }
    }
}

impl Words {
    pub(super) fn item(self, text: &str) -> String {
        self.with("notice-item", &[("text", cut(text, VALUE).into())])
    }

    /// What the other server said; code 0 means that it said nothing and what follows is our own account.
    pub(super) fn reply_of(self, reply: &str) -> String {
        let reply = cut(reply.strip_prefix("0 ").unwrap_or(reply), VALUE);
        match reply.trim() {
            "" | "0" => self.text("notice-failed.no-reply"),
            said => self.with("notice-failed.reply", &[("reply", said.into())]),
        }
    }
}

/// At most so many characters, on one line.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut characters = clean(text).chars().take(most + 1).collect::<Vec<_>>();
    if characters.len() > most {
        characters.truncate(most.saturating_sub(1));
        characters.push('…');
    }
    characters.into_iter().collect()
}

/// A comment of several lines, marked as somebody's words.
fn quoted(comment: &str) -> String {
    let lines =
        comment.trim().lines().take(COMMENT).map(|line| format!("> {}", cut(line, VALUE)).trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}
