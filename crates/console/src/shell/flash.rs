//! A word about what was just done, said once on the next page. It travels as a code; one that nobody knows says nothing.

use axum::http::HeaderMap;
use sekisho_engine::desk::CampaignAction;

use crate::{cookie::Cookie, counter::Counter, say::Say};

/// What was just done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flash {
    pub(crate) text: String,
    pub(crate) tone: &'static str,
}

/// An act of a campaign that somebody may have done.
fn act(code: &str) -> Option<&'static str> {
    CampaignAction::ALL.into_iter().map(CampaignAction::code).find(|known| *known == code)
}

/// What was just done, from its code. A code nobody knows says nothing.
pub(super) fn flash(headers: &HeaderMap, counter: &Counter, say: &Say) -> Option<Flash> {
    let code = Cookie::Flash.get(headers, counter.settings.secure_cookies)?;
    let (what, then) = code.split_once(':').unwrap_or((&code, ""));
    let known = match what {
        "stop" if then == "part" => say.t("done-stop-part"),
        "review" | "approve" | "decline" | "stop" | "edit" => say.t(&format!("done-{what}")),
        "invited" => say.t("accounts-invitation-sent"),
        "account-changed" => say.t("accounts-changed"),
        "welcome" => say.t("invitation-done"),
        "locked" => say.t("letter-link-now-locked"),
        "second" => say.t("second-done"),
        "second-off" => say.t("second-removed"),
        "password" => say.t("account-changed"),
        "campaign-new"
        | "campaign-saved"
        | "campaign-checking"
        | "campaign-tried"
        | "campaign-settled"
        | "campaign-complained"
        | "campaign-again"
        | "campaign-waived" => say.t(&format!("done-{what}")),
        "campaign-act" => say.t(&format!("done-campaign-{}", act(then)?)),
        "mis-sent" | "mis-sent-part" => say.n("mis-sent-done", then.parse::<u64>().ok()?),
        _ => return None,
    };
    if what == "mis-sent-part" {
        return Some(Flash { text: format!("{known} {}", say.t("mis-sent-part")), tone: "wait" });
    }
    let then = match then {
        "sending" | "waiting" => format!(" {}", say.t(&format!("done-{then}"))),
        _ => String::new(),
    };
    Some(Flash { text: format!("{known}{then}"), tone: "good" })
}
