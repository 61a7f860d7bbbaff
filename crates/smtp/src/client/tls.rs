//! TLS settings per upstream: who is believed to be the server.
//!
//! Invariant: [`TlsPolicy::Required`], [`TlsPolicy::Implicit`] and [`TlsPolicy::Pinned`] never accept a server that
//! was not verified; signatures of the handshake are checked under every policy.

use std::sync::Arc;

use aws_lc_rs::digest;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{
        CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs as provider, verify_tls12_signature,
        verify_tls13_signature,
    },
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};

use super::upstream::{Roots, TlsPolicy, Upstream, UpstreamError};

/// The settings of an upstream, `None` for [`TlsPolicy::Never`].
pub(crate) fn config(upstream: &Upstream) -> Result<Option<Arc<ClientConfig>>, UpstreamError> {
    let crypto = Arc::new(provider::default_provider());
    let fault = |source| UpstreamError::Tls { upstream: upstream.name.clone(), source };
    let builder =
        ClientConfig::builder_with_provider(crypto.clone()).with_safe_default_protocol_versions().map_err(fault)?;
    let config = match &upstream.tls {
        TlsPolicy::Never => return Ok(None),
        TlsPolicy::Required | TlsPolicy::Implicit => {
            builder.with_root_certificates(roots(upstream)?).with_no_client_auth()
        }
        TlsPolicy::Opportunistic => own(builder, Trust::Anyone, &crypto),
        TlsPolicy::Pinned { sha256 } => own(builder, Trust::Pins(sha256.clone()), &crypto),
    };
    Ok(Some(Arc::new(config)))
}

type Builder = rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>;

fn own(builder: Builder, trust: Trust, crypto: &CryptoProvider) -> ClientConfig {
    let verifier = Verifier { trust, algorithms: crypto.signature_verification_algorithms };
    builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
}

fn roots(upstream: &Upstream) -> Result<RootCertStore, UpstreamError> {
    let mut store = RootCertStore::empty();
    match &upstream.roots {
        Roots::System => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        Roots::BuiltIn => {}
        Roots::Only(list) => {
            for der in list {
                let fault = |source| UpstreamError::Tls { upstream: upstream.name.clone(), source };
                store.add(CertificateDer::from(der.clone())).map_err(fault)?;
            }
            if store.is_empty() {
                return Err(UpstreamError::NoRoots { upstream: upstream.name.clone() });
            }
        }
    }
    if store.is_empty() {
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    Ok(store)
}

#[derive(Debug)]
enum Trust {
    Anyone,
    Pins(Vec<[u8; 32]>),
}

#[derive(Debug)]
struct Verifier {
    trust: Trust,
    algorithms: WebPkiSupportedAlgorithms,
}

fn is_pinned(pins: &[[u8; 32]], certificate: &CertificateDer<'_>) -> Result<bool, Error> {
    let key = ParsedCertificate::try_from(certificate)?.subject_public_key_info();
    let known = |der: &[u8]| {
        let sha256 = digest::digest(&digest::SHA256, der);
        pins.iter().any(|pin| pin.as_slice() == sha256.as_ref())
    };
    Ok(known(certificate) || known(&key))
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match &self.trust {
            Trust::Anyone => Ok(ServerCertVerified::assertion()),
            Trust::Pins(pins) if is_pinned(pins, end_entity)? => Ok(ServerCertVerified::assertion()),
            Trust::Pins(_) => Err(CertificateError::ApplicationVerificationFailure.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
