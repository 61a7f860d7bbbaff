//! Style, script and picture of the pages: built in, and served under an address that holds their digest, so that a
//! browser keeps them for ever and a new version is fetched at once.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use sekisho_model::Digest;

use crate::fault::Fault;

/// One built-in file.
pub(crate) struct Asset {
    name: &'static str,
    mime: &'static str,
    bytes: &'static [u8],
    /// Where it is served.
    pub(crate) path: String,
}

impl Asset {
    fn new(name: &'static str, mime: &'static str, bytes: &'static [u8]) -> Self {
        let digest = Digest::of(bytes).to_string();
        let path = format!("/static/{}/{name}", digest.get(..16).unwrap_or_default());
        Self { name, mime, bytes, path }
    }
}

pub(crate) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("console.css", "text/css; charset=utf-8", include_bytes!("../assets/console.css")));
pub(crate) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("console.js", "text/javascript; charset=utf-8", include_bytes!("../assets/console.js"))
});
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")));

/// A built-in file, if the address names it with its present digest.
pub(crate) async fn serve(Path((digest, name)): Path<(String, String)>) -> Result<Response, Fault> {
    let path = format!("/static/{digest}/{name}");
    let known = [&*STYLE, &*SCRIPT, &*ICON].into_iter().find(|asset| asset.name == name && asset.path == path);
    let asset = known.ok_or(Fault::NoPage)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.mime)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, asset.bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_visit_stays_small() {
        let all: usize = [&*STYLE, &*SCRIPT, &*ICON].iter().map(|asset| asset.bytes.len()).sum();
        assert!(STYLE.bytes.len() < 30_000, "{}", STYLE.bytes.len());
        assert!(all < 50_000, "{all}");
    }

    #[tokio::test]
    async fn an_old_digest_is_not_served() {
        let other = Path(("0000000000000000".to_owned(), "console.css".to_owned()));
        assert!(serve(other).await.is_err());
    }
}
