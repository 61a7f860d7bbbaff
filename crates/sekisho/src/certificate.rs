//! The certificate of the mail doors.

use std::path::Path;

use tokio_rustls::rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

/// Reads chain and key.
pub(crate) fn load(certificate: &Path, key: &Path) -> miette::Result<ServerConfig> {
    let unreadable = |path: &Path, error: &dyn std::fmt::Display| {
        miette::miette!(help = "it must be a PEM file", "{} cannot be used: {error}", path.display())
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable(certificate, &error))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, &error))?;
    ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| unreadable(certificate, &error))
}
