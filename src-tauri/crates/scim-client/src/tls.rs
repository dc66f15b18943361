//! TLS: rustls with the ring provider named explicitly, TLS 1.2 and 1.3, the platform's trusted
//! authorities, and refusals that say why.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{AlertDescription, CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::error::TlsCause;
use crate::{ClientError, Network};

/// The certificate was issued by its own subject, and nobody else vouches for it.
#[derive(Debug, thiserror::Error)]
#[error("the certificate is self-signed")]
struct SelfSigned;

/// Builds the TLS configuration of one connection.
///
/// A plain connection to this computer needs none, but reqwest would build its own and fail on a
/// computer without certificates: it gets one that trusts nobody.
pub(crate) fn config(network: &Network, plain: bool) -> Result<rustls::ClientConfig, ClientError> {
    let setup = |message: String| ClientError::Setup { message };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let inner = if plain {
        None
    } else {
        Some(platform(network, &provider).map_err(|e| {
            setup(format!(
                "the trusted certificates of this computer cannot be read ({e}); on Linux install ca-certificates"
            ))
        })?)
    };
    let tls = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|e| setup(e.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Explaining { inner, provider }));
    let mut tls = match &network.identity {
        None => tls.with_no_client_auth(),
        Some(own) => tls
            .with_client_auth_cert(own.chain.clone(), own.key.clone_key())
            .map_err(|_| setup("the client certificate cannot be used".to_owned()))?,
    };
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}

fn platform(network: &Network, provider: &Arc<CryptoProvider>) -> Result<Verifier, Error> {
    let roots = network
        .extra_roots
        .iter()
        .map(|der| CertificateDer::from(der.clone()));
    Verifier::new_with_extra_roots(roots, Arc::clone(provider))
}

/// The platform's verifier, unchanged in what it accepts; it tells a self-signed certificate from one
/// of an unknown authority. Without an inner verifier it refuses everything.
#[derive(Debug)]
struct Explaining {
    inner: Option<Verifier>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Explaining {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(inner) = &self.inner else {
            return Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
        };
        inner
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| match error {
                Error::InvalidCertificate(CertificateError::UnknownIssuer) if is_self_signed(end_entity) => {
                    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(SelfSigned))))
                }
                other => other,
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

fn is_self_signed(certificate: &CertificateDer<'_>) -> bool {
    webpki::EndEntityCert::try_from(certificate).is_ok_and(|c| c.issuer() == c.subject())
}

/// Names the cause of a refused handshake.
pub(crate) fn cause(error: &Error) -> TlsCause {
    match error {
        Error::InvalidCertificate(certificate) => certificate_cause(certificate),
        Error::InvalidMessage(_) => TlsCause::NotTls,
        Error::AlertReceived(alert) if is_about_client(*alert) => TlsCause::ClientCertificate,
        other => TlsCause::Other(other.to_string()),
    }
}

/// Alerts by which a server refuses the client's certificate, or that there is none (RFC 8446 §6.2).
pub(crate) fn is_about_client(alert: AlertDescription) -> bool {
    use AlertDescription as A;
    matches!(
        alert,
        A::CertificateRequired
            | A::BadCertificate
            | A::UnsupportedCertificate
            | A::CertificateRevoked
            | A::CertificateExpired
            | A::CertificateUnknown
            | A::UnknownCA
            | A::AccessDenied
    )
}

fn certificate_cause(error: &CertificateError) -> TlsCause {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsCause::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsCause::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsCause::WrongHost
        }
        CertificateError::UnknownIssuer => TlsCause::UnknownAuthority,
        CertificateError::Revoked => TlsCause::Revoked,
        CertificateError::Other(OtherError(inner)) => {
            if inner.is::<SelfSigned>() {
                TlsCause::SelfSigned
            } else if matches!(inner.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity)) {
                TlsCause::AuthorityAsServer
            } else {
                TlsCause::Other(inner.to_string())
            }
        }
        other => TlsCause::Other(other.to_string()),
    }
}
