//! Files behind a link, for people outside: prove the mailbox, then fetch. The grant travels as `Authorization: Bearer`.
//!
//! A link that is not there and one whose letter may not leave are the same 404. It never says who received a letter.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{Json, Response, Result},
};
use sekisho_engine::desk::{DownloadPage, DownloadState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Problem;
use crate::{
    counter::Counter,
    fault::Fault,
    input::{self, Path},
    pages::download::attachment,
};

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new().routes(routes!(download)).routes(routes!(code)).routes(routes!(open)).routes(routes!(file))
}

/// A download link, as far as anybody may know.
#[derive(Serialize, ToSchema)]
struct DownloadBody {
    /// `open`, `expired`, `locked`.
    state: &'static str,
    #[schema(format = "date-time")]
    expires: String,
    /// Empty until the mailbox is proven.
    files: Vec<FileBody>,
}

/// A file.
#[derive(Serialize, ToSchema)]
struct FileBody {
    name: String,
    /// Bytes.
    size: u64,
}

impl From<DownloadPage> for DownloadBody {
    fn from(page: DownloadPage) -> Self {
        let state = match page.state {
            DownloadState::Open => "open",
            DownloadState::Expired => "expired",
            DownloadState::Locked => "locked",
        };
        let files = page.files.into_iter().map(|(name, size)| FileBody { name, size }).collect();
        Self { state, expires: page.expires.to_string(), files }
    }
}

/// Whether the files can be fetched
#[utoipa::path(get, path = "/downloads/{token}", tag = "downloads", security(()), params(("token" = String, Path)),
    responses((status = 200, body = DownloadBody), (status = 404, body = Problem)))]
async fn download(State(counter): State<Counter>, Path(token): Path<String>) -> Result<Json<DownloadBody>, Fault> {
    Ok(Json(counter.desk.download_page(&token).await?.into()))
}

/// Where the letter arrived.
#[derive(Deserialize, ToSchema)]
struct Mailbox {
    address: String,
}

/// Mails a code, if the letter went to this address; the answer is the same if not
#[utoipa::path(post, path = "/downloads/{token}/code", tag = "downloads", security(()),
    params(("token" = String, Path)), request_body = Mailbox,
    responses((status = 204), (status = 404, body = Problem)))]
async fn code(
    State(counter): State<Counter>,
    Path(token): Path<String>,
    input::Json(asked): input::Json<Mailbox>,
) -> Result<StatusCode, Fault> {
    counter.desk.download_code(&token, &asked.address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The mailbox and the code that came there.
#[derive(Deserialize, ToSchema)]
struct Proof {
    address: String,
    #[schema(example = "123456")]
    code: String,
}

/// What a code buys.
#[derive(Serialize, ToSchema)]
struct GrantBody {
    /// For `Authorization: Bearer`, good for half an hour and for this link only.
    grant: String,
    download: DownloadBody,
}

/// Trades the code for the files
#[utoipa::path(post, path = "/downloads/{token}/open", tag = "downloads", security(()),
    params(("token" = String, Path)), request_body = Proof,
    responses((status = 200, body = GrantBody), (status = 404, body = Problem),
        (status = 422, description = "The code is wrong", body = Problem)))]
async fn open(
    State(counter): State<Counter>,
    Path(token): Path<String>,
    input::Json(proof): input::Json<Proof>,
) -> Result<Json<GrantBody>, Fault> {
    let (grant, page) = counter.desk.download_open(&token, &proof.address, &proof.code).await?;
    Ok(Json(GrantBody { grant, download: page.into() }))
}

/// One file; that it was fetched is evidence
#[utoipa::path(get, path = "/downloads/{token}/files/{index}", tag = "downloads", security(()),
    params(("token" = String, Path), ("index" = u32, Path),
        ("Authorization" = String, Header, description = "`Bearer` and the grant")),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 404, body = Problem),
        (status = 410, description = "No grant, or it has ended", body = Problem)))]
async fn file(
    State(counter): State<Counter>,
    headers: HeaderMap,
    Path((token, index)): Path<(String, u32)>,
) -> Result<Response, Fault> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let grant = bearer.and_then(|value| value.strip_prefix("Bearer ")).ok_or(Fault::Spent)?;
    let file = counter.desk.download_file(&token, grant.trim(), index).await?;
    Ok(attachment(file))
}
