//! Putting a notice together: subject, then paragraphs with an empty line between them.

mod campaign;
mod paragraph;

use paragraph::{Page, REASON, VALUE, cut};

use crate::{
    Words,
    notice::{Facts, Notice, Written},
};

pub(super) fn write(words: Words, notice: &Notice) -> Written {
    let page = Page::new(words);
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
        Notice::Campaign(told) => page.campaign(told),
    }
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
