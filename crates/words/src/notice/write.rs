//! Putting a notice together: subject, then paragraphs with an empty line between them.

use crate::{
    Value, Words, clean,
    notice::{Facts, Notice, Written},
};

/// Characters of the letter's subject in the subject of a notice.
const SUBJECT: usize = 60;
/// Characters of one value in the text.
const VALUE: usize = 300;
/// Characters of a reason: a rule's message may be a paragraph.
const REASON: usize = 600;
/// Lines of a list.
const ITEMS: usize = 100;
/// Lines of a comment.
const COMMENT: usize = 40;

pub(super) fn write(words: Words, notice: &Notice) -> Written {
    let page = Page { words, paragraphs: Vec::new() };
    match notice {
        Notice::Review { facts, url, reminder } => page.review(facts, url, *reminder),
        Notice::Approve { facts, url, reminder, deputy } => page.approve(facts, url, *reminder, *deputy),
        Notice::Refused { facts, why } => page.ended("notice-refused", facts, why, None),
        Notice::Returned { facts, why, comment } => {
            page.ended("notice-returned", facts, &words.returned(why), comment.as_deref())
        }
        Notice::MayStop { facts, url } => page.may_stop(facts, url),
        Notice::Stopped { facts, by, comment, reached } => page.stopped(facts, by, comment.as_deref(), reached),
        Notice::Failed { facts, failed, unknown } => page.failed(facts, failed, unknown),
        Notice::Relayed { facts, recipients } => page.relayed(facts, recipients),
        Notice::Delayed { facts, late, until } => page.delayed(facts, late, until),
        Notice::Password { facts, password, files } => page.password(facts, password, files),
        Notice::PasswordLater { sender, subject, at, password, files, house } => {
            let letter = Facts { sender: sender.clone(), subject: subject.clone(), at: at.clone(), ..Facts::default() };
            page.password_later(&letter, password, files, house)
        }
        Notice::LinkCode { code, minutes, house } => page.link_code(code, *minutes, house),
        Notice::Invitation { name, login, url, until, house } => page.invitation([name, login, url, until, house]),
    }
}

struct Page {
    words: Words,
    paragraphs: Vec<String>,
}

impl Page {
    fn review(self, facts: &Facts, url: &str, reminder: bool) -> Written {
        let subject = if reminder { "notice-review.subject-reminder" } else { "notice-review.subject" };
        let asked = self.when(reminder, "notice-review.reminder").say("notice-review").letter(facts).reasons(facts);
        asked.act("notice-review", url, "notice-personal").say("notice-review.close").signed(subject, &facts.subject)
    }

    fn approve(self, facts: &Facts, url: &str, reminder: bool, deputy: bool) -> Written {
        let subject = if reminder { "notice-approve.subject-reminder" } else { "notice-approve.subject" };
        let asked = self.when(reminder && !deputy, "notice-approve.reminder").when(deputy, "notice-approve.deputy");
        let asked = asked.say("notice-approve").letter(facts).reasons(facts);
        asked.act("notice-approve", url, "notice-personal").say("notice-approve.close").signed(subject, &facts.subject)
    }

    fn ended(self, key: &str, facts: &Facts, why: &str, comment: Option<&str>) -> Written {
        let why = cut(why, REASON);
        let page = self.say(key).say_with(&format!("{key}.why"), &[("why", (&why).into())]).letter(facts);
        let page = page.comment(&format!("{key}.comment"), comment);
        page.say(&format!("{key}.close")).signed(&format!("{key}.subject"), &facts.subject)
    }

    fn stopped(self, facts: &Facts, by: &str, comment: Option<&str>, reached: &[String]) -> Written {
        let (by, words) = (cut(by, VALUE), self.words);
        let lead = if reached.is_empty() { "notice-stopped" } else { "notice-stopped.part" };
        let page = self.say_with(lead, &[("by", (&by).into())]).letter(facts);
        let page = page.comment("notice-stopped.comment", comment);
        let page = match reached {
            [] => page,
            reached => page
                .list("notice-stopped.reached", reached, |address| words.item(address))
                .say("notice-stopped.reached-do"),
        };
        page.say("notice-stopped.close").signed("notice-stopped.subject", &facts.subject)
    }

    fn delayed(self, facts: &Facts, late: &[(String, String)], until: &str) -> Written {
        let words = self.words;
        let item =
            |(address, reply): &(String, String)| format!("{}\n  {}", words.item(address), words.reply_of(reply));
        let page = self.say("notice-delayed").told_of(facts).list("notice-delayed.late", late, item);
        let page = page.say_with("notice-delayed.until", &[("until", until.into())]);
        page.say("notice-delayed.close").signed("notice-delayed.subject", "")
    }

    fn may_stop(self, facts: &Facts, url: &str) -> Written {
        let page = self.say("notice-may-stop").letter(facts).act("notice-may-stop", url, "notice-personal");
        page.say("notice-may-stop.close").signed("notice-may-stop.subject", &facts.subject)
    }

    fn failed(self, facts: &Facts, failed: &[(String, String)], unknown: &[String]) -> Written {
        let lead = if failed.is_empty() { "notice-failed.unknown-only" } else { "notice-failed" };
        let subject = if failed.is_empty() { "notice-failed.subject-unknown" } else { "notice-failed.subject" };
        let words = self.words;
        let mut page = self.say(lead).told_of(facts);
        if !failed.is_empty() {
            let item =
                |(address, reply): &(String, String)| format!("{}\n  {}", words.item(address), words.reply_of(reply));
            page = page.list("notice-failed.refused", failed, item);
        }
        if !unknown.is_empty() {
            page = page.list("notice-failed.unknown", unknown, |address| words.item(address));
            page = page.say("notice-failed.unknown-explained");
        }
        page.when(!failed.is_empty(), "notice-failed.close").signed(subject, "")
    }

    fn relayed(self, facts: &Facts, recipients: &[String]) -> Written {
        let words = self.words;
        let page = self.say("notice-relayed").told_of(facts);
        let page = page.list("notice-relayed.handed-over", recipients, |address| words.item(address));
        page.say("notice-relayed.close").signed("notice-relayed.subject", "")
    }

    fn password(self, facts: &Facts, password: &str, files: &[String]) -> Written {
        let page = self.say("notice-password").letter(facts).secret(password, files);
        page.say("notice-password.close").signed("notice-password.subject", &facts.subject)
    }

    fn password_later(self, letter: &Facts, password: &str, files: &[String], house: &str) -> Written {
        let mut page = self.say("notice-password-later");
        let (sender, at) = (cut(&letter.sender, VALUE), cut(&letter.at, VALUE));
        let lines = [
            page.words.with("notice-fact-sender", &[("sender", sender.into())]),
            page.words.with("notice-fact-subject", &[("subject", page.subject(&letter.subject, VALUE).into())]),
            page.words.with("notice-fact-sent", &[("at", at.into())]),
        ];
        page.paragraphs.push(lines.join("\n"));
        let page = page.secret(password, files).say("notice-password-later.close");
        page.signed_outside("notice-password-later.subject", &letter.subject, house)
    }

    fn link_code(self, code: &str, minutes: u64, house: &str) -> Written {
        let house_name = cut(house, VALUE);
        let mut page = self.say_with("notice-link-code", &[("house", (&house_name).into())]);
        let lines = [
            page.words.with("notice-link-code.code", &[("code", code.into())]),
            page.words.with("notice-link-code.minutes", &[("minutes", minutes.into())]),
        ];
        page.paragraphs.push(lines.join("\n"));
        let page = page.say("notice-link-code.act").say("notice-link-code.close");
        page.signed_outside("notice-link-code.subject", "", house)
    }

    fn invitation(self, [name, login, url, until, house]: [&str; 5]) -> Written {
        let (name, house_name) = (cut(name, VALUE), cut(house, VALUE));
        let values = [("name", (&name).into()), ("house", (&house_name).into())];
        let page = self.say_with("notice-invitation", &values);
        let page = page.say_with("notice-invitation.login", &[("login", login.into())]);
        let page = page.act("notice-invitation", url, "notice-invitation.personal");
        let page = page.say_with("notice-invitation.until", &[("until", until.into())]);
        page.signed_outside("notice-invitation.subject", "", house)
    }
}

/// Paragraphs.
impl Page {
    fn say(self, key: &str) -> Self {
        self.say_with(key, &[])
    }

    fn say_with(mut self, key: &str, values: &[(&str, Value<'_>)]) -> Self {
        self.paragraphs.push(self.words.with(key, values));
        self
    }

    fn when(self, wanted: bool, key: &str) -> Self {
        if wanted { self.say(key) } else { self }
    }

    /// Which letter it is.
    fn letter(mut self, facts: &Facts) -> Self {
        let subject = self.subject(&facts.subject, VALUE);
        let subject = self.words.with("notice-fact-subject", &[("subject", subject.into())]);
        self.paragraphs.push(std::iter::once(subject).chain(self.facts(facts)).collect::<Vec<_>>().join("\n"));
        self
    }

    /// The same without subject.
    fn told_of(mut self, facts: &Facts) -> Self {
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
    fn comment(mut self, heading: &str, comment: Option<&str>) -> Self {
        if let Some(comment) = comment.filter(|comment| !comment.trim().is_empty()) {
            let heading = self.words.text(heading);
            self.paragraphs.push(format!("{heading}\n{}", quoted(comment)));
        }
        self
    }

    fn reasons(self, facts: &Facts) -> Self {
        if facts.reasons.is_empty() {
            return self;
        }
        let words = self.words;
        self.list("notice-reasons", &facts.reasons, |reason| {
            words.with("notice-item", &[("text", cut(reason, REASON).into())])
        })
    }

    fn list<T>(mut self, heading: &str, items: &[T], item: impl Fn(&T) -> String) -> Self {
        let mut lines = vec![self.words.text(heading)];
        lines.extend(items.iter().take(ITEMS).map(item));
        if let Some(more) = items.len().checked_sub(ITEMS).filter(|more| *more > 0) {
            lines.push(self.words.with("notice-more", &[("count", more.into())]));
        }
        self.paragraphs.push(lines.join("\n"));
        self
    }

    /// What to do, and where: the address stands on a line of its own, so that every mail program makes it a link.
    fn act(mut self, key: &str, url: &str, personal: &str) -> Self {
        let (act, url) = (self.words.text(&format!("{key}.act")), clean(url));
        self.paragraphs.push(format!("{act}\n{url}"));
        self.say(personal)
    }

    fn secret(mut self, password: &str, files: &[String]) -> Self {
        let words = self.words;
        let file = |file: &String| words.with("notice-password.file", &[("file", cut(file, VALUE).into())]);
        let mut lines: Vec<String> = files.iter().take(ITEMS).map(file).collect();
        lines.push(words.with("notice-password.password", &[("password", password.into())]));
        self.paragraphs.push(lines.join("\n"));
        self
    }

    fn subject(&self, subject: &str, most: usize) -> String {
        let subject = cut(subject, most);
        if subject.trim().is_empty() { self.words.text("notice-no-subject") } else { subject }
    }

    fn signed(self, key: &str, subject: &str) -> Written {
        let foot = self.words.text("notice-foot");
        self.ended_with(key, subject, "", &foot)
    }

    fn signed_outside(self, key: &str, subject: &str, house: &str) -> Written {
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
    fn item(self, text: &str) -> String {
        self.with("notice-item", &[("text", cut(text, VALUE).into())])
    }

    /// What the other server said; code 0 means that it said nothing and what follows is our own account.
    fn reply_of(self, reply: &str) -> String {
        let reply = cut(reply.strip_prefix("0 ").unwrap_or(reply), VALUE);
        match reply.trim() {
            "" | "0" => self.text("notice-failed.no-reply"),
            said => self.with("notice-failed.reply", &[("reply", said.into())]),
        }
    }
}

/// At most so many characters, on one line.
fn cut(text: &str, most: usize) -> String {
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
