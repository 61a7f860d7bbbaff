//! The page of one parcel, in three looks: who, what, why.

pub(crate) mod people;
mod reasons;

use sekisho_engine::desk::{May, ParcelPage, Stand, Viewer};
use sekisho_model::{Finding, Need};
use sekisho_words::Value;

pub(crate) use people::PersonLine;
pub(crate) use reasons::{FindingLine, NeedLine, Odd};

use super::Chip;
use crate::say::{Say, Stamp};

/// Recipients shown before the rest folds away.
const FIRST: usize = 10;

/// An attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileLine {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) size: String,
    pub(crate) blind: Option<String>,
}

/// A difference between submitted and outgoing mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChangeLine {
    pub(crate) text: String,
    pub(crate) what: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// A download link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkLine {
    pub(crate) id: String,
    pub(crate) names: String,
    pub(crate) state: Chip,
    pub(crate) expires: Stamp,
    pub(crate) opened: Vec<OpenedLine>,
    pub(crate) can_lock: bool,
}

/// Who fetched a file when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenedLine {
    pub(crate) text: String,
    pub(crate) at: Stamp,
}

/// Another parcel of the same letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SiblingLine {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryLine {
    pub(crate) seq: u64,
    pub(crate) at: Stamp,
    pub(crate) text: String,
    pub(crate) by: Option<String>,
}

/// Everything the page draws.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) id: String,
    pub(crate) subject: String,
    pub(crate) stand: Chip,
    pub(crate) until: Option<Stamp>,
    pub(crate) at: Stamp,
    pub(crate) odd: Option<Odd>,
    pub(crate) refused: Option<String>,
    pub(crate) sender: String,
    pub(crate) from_differs: Option<String>,
    pub(crate) to_count: String,
    pub(crate) outside_count: String,
    pub(crate) outside_tone: &'static str,
    pub(crate) hidden: usize,
    pub(crate) first: Vec<PersonLine>,
    pub(crate) rest: Vec<PersonLine>,
    pub(crate) unlisted: u64,
    pub(crate) header_from: String,
    pub(crate) header_to: String,
    pub(crate) header_cc: String,
    pub(crate) excerpt: String,
    pub(crate) attachments: Vec<FileLine>,
    pub(crate) steps: Vec<String>,
    pub(crate) mails: u32,
    pub(crate) why_title: String,
    pub(crate) findings: Vec<FindingLine>,
    pub(crate) needs: Vec<NeedLine>,
    pub(crate) effect: String,
    pub(crate) nothing: String,
    pub(crate) own_approval: bool,
    pub(crate) review_text: String,
    pub(crate) may: May,
    pub(crate) review_open: bool,
    pub(crate) approval_open: bool,
    pub(crate) can_edit: bool,
    pub(crate) seal: String,
    pub(crate) seal_source: String,
    pub(crate) seal_outgoing: String,
    pub(crate) changes: Vec<ChangeLine>,
    pub(crate) links: Vec<LinkLine>,
    pub(crate) siblings: Vec<SiblingLine>,
    pub(crate) history: Vec<HistoryLine>,
    pub(crate) comment: Option<CommentLine>,
    /// Beginning of the keys of what stopping means: `act-stop`, `act-recall`, `act-inside`.
    pub(crate) stop: Stop,
    /// Whether this is a recipient inside who may stop it and sees no more than the own copy.
    pub(crate) inside: bool,
}

/// What somebody wrote when it was sent back or stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommentLine {
    pub(crate) by: String,
    pub(crate) text: String,
}

/// What stopping means, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) sure: String,
}

/// A finding that was revealed, by its number.
pub(crate) type Revealed<'a> = Option<(u32, &'a Finding)>;

impl Letter {
    /// `viewer` is missing for somebody who came by an invitation.
    pub(crate) fn new(say: &Say, page: &ParcelPage, viewer: Option<&Viewer>, revealed: Revealed<'_>) -> Self {
        let mut people = people::lines(say, page);
        let rest = people.split_off(people.len().min(FIRST));
        let crowd = people::Crowd::of(page);
        let open = |wanted: &dyn Fn(&Need) -> bool| page.needs.iter().any(|need| !need.met && wanted(&need.need));
        let review_open = open(&|need| matches!(need, Need::SelfReview));
        let approval_open = reasons::approval_open_for(page, viewer);
        let waits_for_approval = open(&|need| matches!(need, Need::Approval { .. }));
        let may = page.row.may;
        let inside = may.stop && !may.reveal;
        Self {
            id: page.row.parcel.to_string(),
            subject: super::subject(say, &page.row.subject),
            stand: super::stand(say, page.row.stand),
            until: until(say, page),
            at: say.stamp(page.row.at),
            odd: reasons::odd(say, page),
            refused: page.refused.as_ref().map(|reason| say.words.refuse(reason)),
            sender: super::sender(say, &page.row.sender),
            from_differs: (!page.header_from.contains(&page.row.sender)).then(|| cleaned(&page.header_from)),
            to_count: say.n("letter-to-count", page.row.recipients),
            outside_count: crowd.words(say),
            outside_tone: if crowd.outside > 0 { "wait" } else { "" },
            hidden: crowd.hidden,
            first: people,
            rest,
            unlisted: crowd.unlisted,
            header_from: cleaned(&page.header_from),
            header_to: cleaned(&page.header_to),
            header_cc: cleaned(&page.header_cc),
            excerpt: page.excerpt.clone(),
            attachments: attachments(say, page),
            steps: page.steps.iter().filter(|code| *code != "trace").map(|code| say.words.step(code)).collect(),
            mails: page.mails,
            why_title: say.t(why_title(page)),
            findings: reasons::findings(say, page, revealed),
            needs: reasons::needs(say, page),
            effect: crowd.effect(say),
            nothing: say.t("letter-nothing-to-do"),
            own_approval: waits_for_approval && !review_open && may.review && !may.approve,
            review_text: say.t(if waits_for_approval { "act-review-then" } else { "act-review" }),
            may,
            review_open,
            approval_open,
            can_edit: may.edit && crowd.unlisted == 0,
            seal: page.seal.digest().to_string(),
            seal_source: page.seal.source.to_string(),
            seal_outgoing: page.seal.outgoing.to_string(),
            changes: changes(say, page),
            links: links(say, page),
            siblings: siblings(say, page),
            history: history(say, page),
            comment: page.comment.as_ref().map(|comment| CommentLine {
                by: say.with("letter-comment", &[("by", comment.by.as_str().into())]),
                text: comment.text.lines().map(cleaned).collect::<Vec<_>>().join("\n"),
            }),
            stop: stop(say, page, inside),
            inside,
        }
    }

    /// Whether the page has a button for this person.
    pub(crate) fn can_act(&self) -> bool {
        (self.may.review && self.review_open)
            || (self.may.approve && self.approval_open)
            || (self.may.edit && self.can_edit)
            || self.may.stop
    }
}

/// Text of a letter without controls and marks that turn the direction of writing.
fn cleaned(text: &str) -> String {
    sekisho_words::clean(text).into_owned()
}

fn stop(say: &Say, page: &ParcelPage, inside: bool) -> Stop {
    let key = match page.row.stand {
        _ if inside => "act-inside",
        Stand::Held | Stand::Altered => "act-stop",
        _ => "act-recall",
    };
    Stop { title: say.t(key), text: say.t(&format!("{key}-text")), sure: say.t(&format!("{key}-sure")) }
}

fn why_title(page: &ParcelPage) -> &'static str {
    if page.refused.is_some() {
        "letter-why-refused"
    } else if page.needs.is_empty() {
        "letter-why-seen"
    } else {
        "letter-why"
    }
}

fn until(say: &Say, page: &ParcelPage) -> Option<Stamp> {
    let wait = |need: &Need| match need {
        Need::Wait { until } => Some(say.stamp(*until)),
        _ => None,
    };
    page.row.needs.iter().find_map(wait).filter(|_| page.row.stand == Stand::Held)
}

fn attachments(say: &Say, page: &ParcelPage) -> Vec<FileLine> {
    let line = |file: &sekisho_engine::desk::AttachmentView| FileLine {
        name: if file.name.is_empty() { say.t("letter-no-name") } else { cleaned(&file.name) },
        kind: kind(say, &file.mime),
        size: Say::size(file.size),
        blind: file.blind.map(|why| say.words.blind(why)),
    };
    page.attachments.iter().map(line).collect()
}

/// A media type as people call it.
fn kind(say: &Say, mime: &str) -> String {
    let name = match mime {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" | "application/vnd.ms-excel" => "Excel",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" | "application/msword" => "Word",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "PowerPoint",
        "application/pdf" => "PDF",
        "application/zip" | "application/x-zip-compressed" => "ZIP",
        "text/csv" => "CSV",
        "message/rfc822" => return say.t("file-mail"),
        _ if mime.starts_with("image/") => return say.t("file-image"),
        _ if mime.starts_with("text/") => return say.t("file-text"),
        "application/octet-stream" | "" => return say.t("file-other"),
        other => return cleaned(other),
    };
    name.to_owned()
}

fn changes(say: &Say, page: &ParcelPage) -> Vec<ChangeLine> {
    let line = |change: &sekisho_engine::desk::ChangeView| ChangeLine {
        text: say.words.change(&change.code),
        what: cleaned(&change.what),
        before: change.before.clone(),
        after: change.after.clone(),
    };
    page.changes.iter().map(line).collect()
}

fn links(say: &Say, page: &ParcelPage) -> Vec<LinkLine> {
    let opened = |(address, at): &(String, sekisho_model::Time)| OpenedLine {
        text: say.with("letter-link-opened", &[("address", Value::from(address))]),
        at: say.stamp(*at),
    };
    let line = |link: &sekisho_engine::desk::LinkView| LinkLine {
        id: link.link.to_string(),
        names: cleaned(&link.names.join(say.comma())),
        state: match link.locked {
            Some(_) => Chip { text: say.t("letter-link-locked"), tone: "bad" },
            None => Chip { text: say.t("letter-link-open"), tone: "flow" },
        },
        expires: say.stamp(link.expires),
        opened: link.opened.iter().map(opened).collect(),
        can_lock: link.locked.is_none(),
    };
    page.links.iter().map(line).collect()
}

fn siblings(say: &Say, page: &ParcelPage) -> Vec<SiblingLine> {
    let line = |id: &sekisho_model::ParcelId| SiblingLine {
        id: id.to_string(),
        text: say.n("letter-sibling", u64::from(id.number) + 1),
    };
    page.siblings.iter().map(line).collect()
}

fn history(say: &Say, page: &ParcelPage) -> Vec<HistoryLine> {
    let line = |row: &sekisho_engine::desk::HistoryRow| HistoryLine {
        seq: row.seq,
        at: say.stamp(row.at),
        text: say.words.event(&row.code),
        by: row.by.as_ref().map(ToString::to_string),
    };
    page.history.iter().map(line).collect()
}
