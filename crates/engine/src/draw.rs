//! Drawing a plan: every choice and all chance of a transform, from what the policy wishes.
//!
//! The order of the steps is fixed: first what is taken out, then what is added, then who sees whom, then trace and
//! signature.

use std::time::Duration;

use sekisho_content::Mail;
use sekisho_model::{Address, Domain, ParcelId, PartPath, Plan, Step};
use sekisho_policy::{PasswordWay, Protection, Wish};
use sekisho_store::{Link, LinkFile, StoredLetter};

use crate::{
    chance::{self, NoChance},
    desk::Language,
    house::House,
    trace,
};

/// A plan, and what exists beside it.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    pub(crate) plan: Plan,
    pub(crate) links: Vec<Link>,
}

/// What a plan is drawn for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) id: ParcelId,
    pub(crate) letter: &'a StoredLetter,
    pub(crate) mail: &'a Mail,
    pub(crate) recipients: &'a [sekisho_model::Recipient],
}

impl House {
    /// The plan that does what is wished.
    pub(crate) fn draw(&self, subject: Subject<'_>, wishes: &[Wish]) -> Result<Drawn, NoChance> {
        let mut drawn = Drawn { plan: Plan { seed: chance::bytes()?, steps: vec![Step::DropBcc] }, links: Vec::new() };
        let language = language_of(subject.mail);
        let (mut linked, mut zipped) = (Vec::new(), Vec::new());
        let mut way = None;
        for wish in wishes {
            match wish {
                Wish::Strip { parts, note } => strip(&mut drawn.plan, parts, note),
                Wish::Protect { parts, how: Protection::Link, .. } => merge(&mut linked, parts),
                Wish::Protect { parts, how: Protection::Zip, password } => {
                    merge(&mut zipped, parts);
                    way.get_or_insert(*password);
                }
                Wish::Footer { .. } | Wish::Individualise | Wish::ToBcc => {}
            }
        }
        linked.retain(|part| !is_stripped(&drawn.plan, part));
        // A link can be locked, a file that has left cannot: where both are wished, the link it is.
        zipped.retain(|part| !is_stripped(&drawn.plan, part) && !linked.contains(part));
        self.link(&mut drawn, subject, linked, language)?;
        self.zip(&mut drawn.plan, subject, zipped, way)?;
        visible(&mut drawn.plan, wishes, subject);
        self.finish(&mut drawn.plan, subject);
        Ok(drawn)
    }

    /// The plan that changes nothing people see.
    pub(crate) fn draw_plain(&self, subject: Subject<'_>) -> Result<Drawn, NoChance> {
        self.draw(subject, &[])
    }

    fn link(
        &self,
        drawn: &mut Drawn,
        subject: Subject<'_>,
        parts: Vec<PartPath>,
        language: Language,
    ) -> Result<(), NoChance> {
        if parts.is_empty() {
            return Ok(());
        }
        let secret = chance::token()?;
        let now = self.clock.now();
        let expires_at = now.checked_add(self.settings.link_life).unwrap_or(now);
        let url = format!("{}/download/{secret}", self.settings.public_url);
        let files: Vec<LinkFile> = parts.iter().filter_map(|part| file(subject.mail, part)).collect();
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let text = self.words(language).with(
            "transform-link",
            &[
                ("files", names.join(", ").as_str().into()),
                ("url", url.as_str().into()),
                ("until", self.date(expires_at, language).as_str().into()),
            ],
        );
        drawn.links.push(Link {
            link: chance::token_digest(&secret),
            parcel: subject.id,
            files,
            recipients: subject.recipients.iter().map(|recipient| recipient.address.clone()).collect(),
            created_at: now,
            expires_at,
            locked_at: None,
            opened: 0,
        });
        drawn.plan.steps.push(Step::Link { parts, url, text });
        Ok(())
    }

    fn zip(
        &self,
        plan: &mut Plan,
        subject: Subject<'_>,
        parts: Vec<PartPath>,
        way: Option<PasswordWay>,
    ) -> Result<(), NoChance> {
        if parts.is_empty() {
            return Ok(());
        }
        let tell_after = match way {
            Some(PasswordWay::Later { after }) => Some(after.as_secs()),
            _ => None,
        };
        plan.steps.push(Step::Zip {
            parts,
            name: "attachments.zip".to_owned(),
            password: chance::password()?,
            modified: subject.letter.at.as_second(),
            tell_after,
        });
        Ok(())
    }

    /// Trace, and a signature where the old one breaks.
    fn finish(&self, plan: &mut Plan, subject: Subject<'_>) {
        let letter = subject.letter;
        let arrival =
            trace::Arrival { helo: &letter.client.helo, peer: &letter.client.peer, protocol: &letter.client.protocol };
        let field = trace::received(&self.settings.hostname, letter.id, &letter.origin, arrival, letter.at);
        plan.steps.push(Step::Trace { field });
        let signed = subject.mail.field("dkim-signature").is_some();
        let broken = plan.steps.iter().any(Step::breaks_signature);
        let author = subject.mail.from.first().and_then(|mailbox| mailbox.address.as_ref());
        if let Some((domain, selector)) = author.and_then(|author| self.signing_key(author.domain()))
            && (broken || !signed)
        {
            plan.steps.push(Step::Dkim { domain, selector, at: letter.at.as_second() });
        }
    }

    /// The key for the author's domain, or for one above it (relaxed alignment, RFC 7489 §3.1.1).
    fn signing_key(&self, author: &Domain) -> Option<(Domain, String)> {
        let key = self.settings.dkim.iter().find(|key| author.is_within(&key.domain))?;
        Some((key.domain.clone(), key.selector.clone()))
    }

    /// A date for people outside.
    pub(crate) fn date(&self, at: sekisho_model::Time, language: Language) -> String {
        let local = at.to_zoned(self.settings.time_zone.clone());
        let form = match language {
            Language::Ja => "%Y年%-m月%-d日 %H:%M",
            Language::En => "%Y-%m-%d %H:%M %Z",
        };
        local.strftime(form).to_string()
    }
}

/// The language a letter is written in: Japanese if there is one Japanese character in subject or body.
pub(crate) fn language_of(mail: &Mail) -> Language {
    let japanese =
        |text: &str| text.chars().take(5_000).any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
    let body = mail.bodies().any(|part| japanese(part.reading.text()));
    if body || japanese(&mail.subject) { Language::Ja } else { Language::En }
}

/// How long after delivery the recipients get the password, and the password, if the plan says so.
pub(crate) fn later_password(plan: &Plan) -> Option<(Duration, &str)> {
    plan.steps.iter().find_map(|step| match step {
        Step::Zip { password, tell_after: Some(after), .. } => Some((Duration::from_secs(*after), password.as_str())),
        _ => None,
    })
}

/// The password the sender passes on, if the plan has one.
pub(crate) fn sender_password(plan: &Plan) -> Option<&str> {
    plan.steps.iter().find_map(|step| match step {
        Step::Zip { password, tell_after: None, .. } => Some(password.as_str()),
        _ => None,
    })
}

fn strip(plan: &mut Plan, parts: &[PartPath], note: &str) {
    for part in parts {
        if !is_stripped(plan, part) {
            plan.steps.push(Step::Strip { part: part.clone(), note: note.to_owned() });
        }
    }
}

fn is_stripped(plan: &Plan, wanted: &PartPath) -> bool {
    plan.steps.iter().any(|step| matches!(step, Step::Strip { part, .. } if part == wanted))
}

fn merge(all: &mut Vec<PartPath>, more: &[PartPath]) {
    for part in more {
        if !all.contains(part) {
            all.push(part.clone());
        }
    }
}

fn file(mail: &Mail, path: &PartPath) -> Option<LinkFile> {
    let part = mail.parts.iter().find(|part| part.path == *path && part.inside.is_none())?;
    Some(LinkFile {
        part: path.clone(),
        name: part.name.clone().unwrap_or_else(|| format!("part-{path}")),
        mime: part.mime.clone(),
        size: part.size as u64,
    })
}

/// Footer, and who sees whom. One mail per recipient is stricter than a hidden list.
fn visible(plan: &mut Plan, wishes: &[Wish], subject: Subject<'_>) {
    let mut footers: Vec<&String> = Vec::new();
    for wish in wishes {
        if let Wish::Footer { text } = wish
            && !footers.contains(&text)
        {
            footers.push(text);
        }
    }
    plan.steps.extend(footers.into_iter().map(|text| Step::Footer { text: text.clone() }));
    if wishes.contains(&Wish::Individualise) {
        plan.steps.push(Step::Individualise);
    } else if wishes.contains(&Wish::ToBcc) {
        let sender: Option<&Address> = subject.letter.envelope.mail_from.address();
        let visible = sender.map_or_else(|| "undisclosed-recipients:;".to_owned(), ToString::to_string);
        plan.steps.push(Step::ToBcc { visible });
    }
}
