//! The mailboxes of the recipients, as pages: what really arrived, and nothing else. For the demonstration only.
//!
//! Mails are hostile text here, too: everything is escaped, nothing of a mail runs.

use std::net::SocketAddr;

use anyhow::Context as _;
use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use sekisho_content::{Limits, Mail, read};
use serde::Deserialize;
use tokio::net::TcpListener;

use super::sink::Sink;

/// Mailboxes on one page.
const ROWS: usize = 200;
const STYLE: &str = "body{font:16px/1.6 system-ui,'Noto Sans JP',sans-serif;max-width:60rem;margin:0 auto;padding:1rem;\
color:#1a1a1c;background:#fff}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;\
padding:.4rem;text-align:left;overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f2f2f2;\
padding:1rem}a{color:#0017c1}input{font:inherit;padding:.4rem;min-width:16rem}";

/// Opens the pages; returns where.
pub(crate) async fn open(address: SocketAddr, sink: Sink) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind(address).await.with_context(|| format!("{address} cannot be listened on"))?;
    let real = listener.local_addr()?;
    let router = Router::new()
        .route("/", get(boxes))
        .route("/box/{address}", get(one_box))
        .route("/mail/{number}", get(mail))
        .with_state(sink);
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the mailboxes are not shown any more");
        }
    });
    Ok(real)
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

async fn boxes(State(sink): State<Sink>, Query(search): Query<Search>) -> Response {
    let boxes = sink.boxes();
    let fits = |address: &str| search.q.is_empty() || address.contains(search.q.trim());
    let rows: String = boxes
        .iter()
        .filter(|(address, _)| fits(address))
        .take(ROWS)
        .map(|(address, mails)| {
            let link = format!("/box/{}", percent(address));
            format!("<tr><td><a href=\"{link}\">{}</a></td><td>{}</td></tr>", escape(address), mails.len())
        })
        .collect();
    page(
        "受信箱 / Mailboxes",
        &format!(
            "<p>宛先に実際に届いたメールです。 What recipients really got: {} mails, {} mailboxes.</p>\
             <form><label>検索 Search <input name=\"q\" value=\"{}\"></label></form>\
             <table><thead><tr><th>宛先 Recipient</th><th>通 Mails</th></tr></thead><tbody>{rows}</tbody></table>",
            sink.mails().len(),
            boxes.len(),
            escape(&search.q)
        ),
    )
}

async fn one_box(State(sink): State<Sink>, Path(address): Path<String>) -> Response {
    let mails = sink.mails();
    let numbers = sink.boxes().remove(&address).unwrap_or_default();
    let rows: String = numbers
        .into_iter()
        .rev()
        .filter_map(|number| Some((number, mails.get(number)?)))
        .map(|(number, arrived)| {
            let mail = read(&arrived.bytes, &Limits::default());
            format!("<tr><td><a href=\"/mail/{number}\">{}</a></td></tr>", escape(&title(&mail)))
        })
        .collect();
    page(&address, &format!("<p><a href=\"/\">← 一覧 All</a></p><table><tbody>{rows}</tbody></table>"))
}

async fn mail(State(sink): State<Sink>, Path(number): Path<usize>) -> Response {
    let Some(arrived) = sink.mails().get(number).cloned() else {
        return (StatusCode::NOT_FOUND, "no such mail").into_response();
    };
    let mail = read(&arrived.bytes, &Limits::default());
    let fields: String = ["from", "to", "cc", "subject"]
        .iter()
        .filter_map(|name| Some(format!("{name}: {}\n", escape(mail.field(name)?))))
        .collect();
    let text = mail.bodies().next().map(|part| part.reading.text()).unwrap_or_default();
    let files: Vec<String> = mail.attachments().filter_map(|part| part.name.as_deref()).map(escape).collect();
    let raw: String = String::from_utf8_lossy(&arrived.bytes).chars().take(20_000).collect();
    page(
        &title(&mail),
        &format!(
            "<p>宛先(エンベロープ) Envelope: {}</p><pre>{fields}</pre><pre>{}</pre><p>添付 Files: {}</p>\
             <details><summary>原文 Source</summary><pre>{}</pre></details>",
            escape(&arrived.recipients.iter().take(20).cloned().collect::<Vec<_>>().join(", ")),
            with_links(text),
            if files.is_empty() { "-".to_owned() } else { files.join(", ") },
            escape(&raw)
        ),
    )
}

fn title(mail: &Mail) -> String {
    if mail.subject.is_empty() { "(no subject)".to_owned() } else { mail.subject.clone() }
}

/// Addresses of pages become links, everything else is escaped.
fn with_links(text: &str) -> String {
    let link = |word: &str| match word.starts_with("http://127.0.0.1:") || word.starts_with("http://localhost:") {
        true => format!("<a href=\"{0}\">{0}</a>", escape(word)),
        false => escape(word),
    };
    text.split_inclusive(char::is_whitespace)
        .map(|piece| {
            let word = piece.trim_end();
            format!("{}{}", link(word), piece.get(word.len()..).unwrap_or_default())
        })
        .collect()
}

fn page(title: &str, body: &str) -> Response {
    let title = escape(title);
    let html = format!(
        "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style><main><h1>{title}</h1>{body}</main></html>"
    );
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; form-action 'self'");
    let headers: [(HeaderName, HeaderValue); 1] = [(header::CONTENT_SECURITY_POLICY, policy)];
    (headers, Html(html)).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn percent(text: &str) -> String {
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte);
    let one = |byte: u8| if fine(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}
