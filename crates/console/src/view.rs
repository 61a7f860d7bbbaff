//! What templates draw: plain texts and tones, made from the desk's views. Nothing here asks anybody anything.

pub(crate) mod account;
pub(crate) mod campaign;
pub(crate) mod letter;
pub(crate) mod list;
pub(crate) mod log;
pub(crate) mod policy;
pub(crate) mod tray;

use sekisho_engine::desk::Stand;

use crate::say::Say;

/// A short word with a colour. The colour never says more than the word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chip {
    pub(crate) text: String,
    /// `good`, `bad`, `wait`, `flow`, or nothing.
    pub(crate) tone: &'static str,
}

/// A choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

/// What went wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) what: String,
    pub(crate) remedy: String,
    /// `bad`, or nothing for what is only to be known.
    pub(crate) tone: &'static str,
}

pub(crate) fn stand(say: &Say, stand: Stand) -> Chip {
    Chip { text: say.words.state(stand_code(stand)), tone: stand_tone(stand) }
}

pub(crate) const fn stand_code(stand: Stand) -> &'static str {
    match stand {
        Stand::Held => "held",
        Stand::Sending => "sending",
        Stand::Sent => "sent",
        Stand::PartlySent => "partly-sent",
        Stand::Returned => "returned",
        Stand::Refused => "refused",
        Stand::Discarded => "discarded",
        Stand::Altered => "altered",
    }
}

const fn stand_tone(stand: Stand) -> &'static str {
    match stand {
        Stand::Held => "wait",
        Stand::Sending => "flow",
        Stand::Sent => "good",
        Stand::PartlySent | Stand::Refused | Stand::Altered => "bad",
        Stand::Returned | Stand::Discarded => "",
    }
}

/// A recipient's outcome.
pub(crate) fn status(say: &Say, code: &str) -> Chip {
    let tone = match code {
        "accepted" => "good",
        "refused" => "bad",
        "deferred" | "unknown" => "wait",
        "pending" => "flow",
        _ => "",
    };
    Chip { text: say.words.status(code), tone }
}

/// A verdict.
pub(crate) fn verdict(say: &Say, code: &str) -> Chip {
    let tone = match code {
        "pass" => "good",
        "hold" => "wait",
        "refuse" => "bad",
        _ => "",
    };
    Chip { text: say.words.verdict(code), tone }
}

/// A subject, or words for none.
pub(crate) fn subject(say: &Say, subject: &str) -> String {
    let subject = sekisho_words::clean(subject);
    if subject.trim().is_empty() { say.t("tray-no-subject") } else { subject.into_owned() }
}

/// An address of a sender, or words for none.
pub(crate) fn sender(say: &Say, sender: &str) -> String {
    if sender.is_empty() { say.t("tray-nobody") } else { sekisho_words::clean(sender).into_owned() }
}
