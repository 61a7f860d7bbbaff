//! Files behind a link, for people outside: prove the mailbox with a one-time code, then fetch.
//!
//! Whether an address is a recipient is never shown. Files always come as attachments of an unknown type, so that no
//! browser opens one in the name of this site.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sekisho_engine::desk::{DeskError, DownloadFile, DownloadPage, DownloadState};
use serde::Deserialize;

use super::{draw, draw_as};
use crate::{
    cookie::Cookie,
    counter::Counter,
    fault::Fault,
    guard::append,
    input::{Form, Path},
    say::{Say, Stamp},
    shell::Shell,
    view::Problem,
};

#[derive(Template)]
#[template(path = "download.html")]
pub(crate) struct DownloadView {
    token: String,
    closed: Option<Problem>,
    expires: Stamp,
    files: Vec<FileLine>,
    code_step: bool,
    wrong: bool,
    address: String,
    s: Shell,
}

/// A file that can be fetched.
struct FileLine {
    number: usize,
    name: String,
    size: String,
}

impl DownloadView {
    pub(crate) fn new(s: Shell, token: String, page: &DownloadPage) -> Self {
        let s = s.at(&format!("/download/{token}"));
        let closed = match page.state {
            DownloadState::Open => None,
            DownloadState::Expired => Some("download-expired"),
            DownloadState::Locked => Some("download-locked"),
        };
        let closed = closed.map(|key| Problem { what: s.t(key), remedy: s.t(&format!("{key}-do")), tone: "bad" });
        let file = |(number, (name, size)): (usize, &(String, u64))| {
            let name = sekisho_words::clean(name).into_owned();
            FileLine { number, name, size: Say::size(*size) }
        };
        Self {
            token,
            closed,
            expires: s.say.stamp(page.expires),
            files: page.files.iter().enumerate().map(file).collect(),
            code_step: false,
            wrong: false,
            address: String::new(),
            s,
        }
    }
}

/// Asks for the address.
pub(crate) async fn page(
    State(counter): State<Counter>,
    s: Shell,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    let page = counter.desk.download_page(&token).await?;
    draw(&DownloadView::new(s, token, &page))
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    address: String,
}

/// Sends a code, if the letter went there; the answer is the same if not.
pub(crate) async fn code(
    State(counter): State<Counter>,
    s: Shell,
    Path(token): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, Fault> {
    counter.desk.download_code(&token, &asked.address).await?;
    let page = counter.desk.download_page(&token).await?;
    draw(&DownloadView { code_step: true, address: asked.address, ..DownloadView::new(s, token, &page) })
}

#[derive(Deserialize)]
pub(crate) struct Proof {
    address: String,
    code: String,
}

/// Trades the code for the files.
pub(crate) async fn open(
    State(counter): State<Counter>,
    s: Shell,
    Path(token): Path<String>,
    Form(proof): Form<Proof>,
) -> Result<Response, Fault> {
    match counter.desk.download_open(&token, &proof.address, &proof.code).await {
        Ok((grant, page)) => {
            let mut response = draw(&DownloadView::new(s, token, &page))?;
            append(response.headers_mut(), Cookie::Grant.set(&grant, counter.settings.secure_cookies));
            Ok(response)
        }
        Err(DeskError::Input { .. }) => {
            let page = counter.desk.download_page(&token).await?;
            let view = DownloadView::new(s, token, &page);
            let view = DownloadView { code_step: true, wrong: true, address: proof.address, ..view };
            draw_as(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(error) => Err(error.into()),
    }
}

/// One file, for the holder of a grant.
pub(crate) async fn file(
    State(counter): State<Counter>,
    headers: HeaderMap,
    Path((token, index)): Path<(String, u32)>,
) -> Result<Response, Fault> {
    let grant = Cookie::Grant.get(&headers, counter.settings.secure_cookies).ok_or(Fault::Spent)?;
    Ok(attachment(counter.desk.download_file(&token, &grant, index).await?))
}

/// A file as it is handed out: to be saved, of no type that a browser would open.
pub(crate) fn attachment(file: DownloadFile) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, disposition(&file.name)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    (headers, file.bytes).into_response()
}

/// `attachment` with the name in UTF-8 (RFC 6266 §4.3, RFC 8187 §3.2) and a plain one for old programs.
fn disposition(name: &str) -> HeaderValue {
    let name = sekisho_words::clean(name).replace(['/', '\\'], "_");
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '_' }).collect();
    let encoded: String = name.bytes().map(attr_char).collect();
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

/// `attr-char` of RFC 8187 as it is, everything else in percent form.
fn attr_char(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_its_header_or_its_folder() {
        let cases = [
            ("名簿.xlsx", "attachment; filename=\"__.xlsx\"; filename*=UTF-8''%E5%90%8D%E7%B0%BF.xlsx"),
            ("a\"; b.txt", "attachment; filename=\"a__ b.txt\"; filename*=UTF-8''a%22%3B%20b.txt"),
            ("../../x", "attachment; filename=\".._.._x\"; filename*=UTF-8''.._.._x"),
            (
                "a\r\nSet-Cookie: b",
                "attachment; filename=\"a  Set-Cookie_ b\"; filename*=UTF-8''a%20%20Set-Cookie%3A%20b",
            ),
        ];
        for (name, header) in cases {
            assert_eq!(disposition(name).to_str().unwrap(), header);
        }
    }
}
