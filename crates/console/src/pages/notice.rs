//! The page behind the link of a notice mail: looking changes nothing, deciding works once, for the bytes the notice
//! was about. Mail scanners follow links and are harmless: they look.

use askama::Template;
use axum::{extract::State, response::Response};
use sekisho_engine::desk::{Action, Done, NoticeKind, NoticePage, Stand};
use serde::Deserialize;

use super::draw;
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Path},
    pages::letter::code,
    shell::Shell,
    view::letter::Letter,
};

#[derive(Template)]
#[template(path = "notice.html")]
pub(crate) struct NoticeInvitation {
    s: Shell,
    letter: Letter,
    user: String,
    token: String,
    /// `review`, `approve` or `stop`.
    kind: &'static str,
    must_sign_in: bool,
}

/// What the notice is about.
pub(crate) async fn page(
    State(counter): State<Counter>,
    s: Shell,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    let notice = counter.desk.notice(&token).await?;
    let s = s.speaking(&counter, notice.language);
    draw(&invitation(s, &notice, token))
}

pub(crate) fn invitation(s: Shell, notice: &NoticePage, token: String) -> NoticeInvitation {
    let mut letter = Letter::new(&s.say, &notice.page, None, None);
    // Revealing needs a session: the evidence must know who looked.
    letter.findings.iter_mut().for_each(|finding| finding.can_reveal = false);
    let kind = match notice.kind {
        NoticeKind::Review => "review",
        NoticeKind::Approve => "approve",
        NoticeKind::Stop => "stop",
    };
    NoticeInvitation { s, letter, user: notice.user.to_string(), token, kind, must_sign_in: notice.must_sign_in }
}

#[derive(Deserialize)]
pub(crate) struct Decision {
    action: Action,
    #[serde(default)]
    comment: String,
}

#[derive(Template)]
#[template(path = "done.html")]
struct DonePage {
    s: Shell,
    what: String,
    tone: &'static str,
    needs: Vec<String>,
}

/// Decides, once.
pub(crate) async fn act(
    State(counter): State<Counter>,
    s: Shell,
    Path(token): Path<String>,
    Form(decision): Form<Decision>,
) -> Result<Response, Fault> {
    let language = counter.desk.notice(&token).await?.language;
    let led_to = counter.desk.act_on_notice(&token, decision.action, Some(&decision.comment)).await?;
    let s = s.speaking(&counter, language);
    let needs = next_steps(&s, &led_to);
    draw(&DonePage { what: s.t(&format!("done-{}", code(decision.action))), tone: "good", needs, s })
}

fn next_steps(s: &Shell, led_to: &Done) -> Vec<String> {
    match led_to.stand {
        Stand::Held => {
            let needs = led_to.needs.iter().map(|need| s.say.need(need));
            std::iter::once(s.t("done-waiting")).chain(needs).collect()
        }
        Stand::Sending | Stand::Sent | Stand::PartlySent => vec![s.t("done-sending")],
        _ => Vec::new(),
    }
}
