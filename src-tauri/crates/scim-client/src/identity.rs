//! The client's own certificate with its private key, for mutual TLS.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p12_keystore::error::Error as P12Error;
use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use crate::SecretText;

/// A certificate chain and the key of its first certificate.
#[derive(Clone)]
pub struct Identity {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: Arc<PrivateKeyDer<'static>>,
}

/// Why a file with certificates or a key cannot be used. Nothing of its content is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// No certificate in it.
    #[error("there is no certificate in it")]
    NoCertificate,
    /// A certificate cannot be read.
    #[error("a certificate in it is damaged")]
    Damaged,
    /// No private key in it.
    #[error("there is no private key in it")]
    NoKey,
    /// The private key is PEM, protected by a passphrase.
    #[error("its private key is protected by a passphrase; give it as PKCS#12, or without the passphrase")]
    KeyProtected,
    /// A private key that TLS cannot use.
    #[error("its private key is of a kind that cannot be used")]
    KeyKind,
    /// Key and certificate are not a pair.
    #[error("the private key is not the one of the certificate")]
    KeyMismatch,
    /// PKCS#12 with another password.
    #[error("the password of the PKCS#12 file is wrong")]
    WrongPassword,
    /// PKCS#12 that needs a password, and none was given.
    #[error("the PKCS#12 file is protected by a password, and none was given")]
    PasswordMissing,
    /// PKCS#12 protected in a way that cannot be read.
    #[error("the PKCS#12 file is protected in a way that cannot be read")]
    UnknownProtection,
    /// Neither PEM nor DER nor PKCS#12.
    #[error("it is neither PEM nor DER nor PKCS#12, or it is damaged")]
    UnknownFormat,
}

impl Identity {
    /// Reads certificates and one private key, as PEM in any order.
    pub fn from_pem(pem: &SecretText) -> Result<Self, CertificateFault> {
        let bytes = pem.expose().as_bytes();
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(bytes)
            .collect::<Result<_, _>>()
            .map_err(|_| CertificateFault::Damaged)?;
        if chain.is_empty() {
            return Err(CertificateFault::NoCertificate);
        }
        // PKCS#8 says it in its label, the older form in a header.
        if pem.expose().contains("BEGIN ENCRYPTED PRIVATE KEY")
            || pem.expose().contains("Proc-Type: 4,ENCRYPTED")
        {
            return Err(CertificateFault::KeyProtected);
        }
        let key = PrivateKeyDer::from_pem_slice(bytes).map_err(|_| CertificateFault::NoKey)?;
        let identity = Self {
            chain,
            key: Arc::new(key),
        };
        identity.check()?;
        Ok(identity)
    }

    /// Whether key and certificate belong together.
    fn check(&self) -> Result<(), CertificateFault> {
        let key = rustls::crypto::ring::sign::any_supported_type(&self.key)
            .map_err(|_| CertificateFault::KeyKind)?;
        match rustls::sign::CertifiedKey::new(self.chain.clone(), key).keys_match() {
            Ok(()) => Ok(()),
            Err(rustls::Error::InconsistentKeys(_)) => Err(CertificateFault::KeyMismatch),
            Err(_) => Err(CertificateFault::Damaged),
        }
    }

    /// The first certificate, DER encoded.
    pub fn certificate(&self) -> &[u8] {
        self.chain.first().map_or(&[], |c| c.as_ref())
    }
}

/// Turns PKCS#12 (.p12, .pfx; RFC 7292) into PEM for [`Identity::from_pem`].
pub fn pkcs12_to_pem(bytes: &[u8], password: &SecretText) -> Result<SecretText, CertificateFault> {
    let store = KeyStore::from_pkcs12(bytes, password.expose(), Pkcs12ImportPolicy::Relaxed)
        .map_err(|e| pkcs12_fault(&e, password))?;
    let (_, chain) = store.private_key_chain().ok_or(CertificateFault::NoKey)?;
    let mut pem = Zeroizing::new(String::new());
    for certificate in chain.certs() {
        pem.push_str(&as_pem("CERTIFICATE", certificate.as_der()));
    }
    pem.push_str(&as_pem("PRIVATE KEY", chain.key().as_der()));
    Ok(SecretText::new(pem.as_str().to_owned()))
}

fn pkcs12_fault(error: &P12Error, password: &SecretText) -> CertificateFault {
    match error {
        // Without the code that proves the password, a wrong one shows in what it decrypts to.
        P12Error::MacError(_) | P12Error::UnpadError | P12Error::Pkcs5Error(_) => {
            match password.expose().is_empty() {
                true => CertificateFault::PasswordMissing,
                false => CertificateFault::WrongPassword,
            }
        }
        P12Error::UnsupportedEncryptionScheme | P12Error::UnsupportedMacAlgorithm => {
            CertificateFault::UnknownProtection
        }
        _ => CertificateFault::UnknownFormat,
    }
}

/// DER as PEM.
pub fn as_pem(label: &str, der: &[u8]) -> Zeroizing<String> {
    let text = Zeroizing::new(STANDARD.encode(der));
    Zeroizing::new(format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        *text
    ))
}

/// Whether this is PEM: text with something between BEGIN and END.
pub fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(11).any(|w| w == b"-----BEGIN ")
}

/// The certificates of a PEM text or of one DER file, DER encoded.
pub fn certificates(bytes: &[u8]) -> Result<Vec<Vec<u8>>, CertificateFault> {
    if !is_pem(bytes) {
        return Ok(vec![bytes.to_vec()]);
    }
    let found: Vec<Vec<u8>> = CertificateDer::pem_slice_iter(bytes)
        .map(|c| c.map(|c| c.as_ref().to_vec()))
        .collect::<Result<_, _>>()
        .map_err(|_| CertificateFault::Damaged)?;
    if found.is_empty() {
        return Err(CertificateFault::NoCertificate);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use p12_keystore::{Certificate, KeyStoreEntry, PrivateKey, PrivateKeyChain};

    /// A self-signed certificate and its key, DER encoded.
    fn pair() -> (Vec<u8>, Vec<u8>) {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["client.example.com".into()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        (certificate.der().to_vec(), key.serialize_der())
    }

    fn pem(parts: &[(&str, &[u8])]) -> SecretText {
        let text = parts
            .iter()
            .map(|(label, der)| as_pem(label, der).as_str().to_owned());
        SecretText::new(text.collect())
    }

    fn pkcs12(certificate: &[u8], key: &[u8], password: &str) -> Vec<u8> {
        let chain = PrivateKeyChain::new(
            "one",
            PrivateKey::from_der(key).unwrap(),
            [Certificate::from_der(certificate).unwrap()],
        );
        let mut store = KeyStore::new();
        store.add_entry("one", KeyStoreEntry::PrivateKeyChain(chain));
        store.writer(password).write().unwrap()
    }

    fn fault(pem: &SecretText) -> CertificateFault {
        Identity::from_pem(pem).err().expect("it cannot be used")
    }

    #[test]
    fn a_certificate_and_its_key_are_found_in_any_order() {
        let (certificate, key) = pair();
        for parts in [
            [("CERTIFICATE", &certificate[..]), ("PRIVATE KEY", &key[..])],
            [("PRIVATE KEY", &key[..]), ("CERTIFICATE", &certificate[..])],
        ] {
            let identity = Identity::from_pem(&pem(&parts)).unwrap();
            assert_eq!(
                identity.certificate(),
                certificate,
                "the certificate that was given"
            );
        }
    }

    #[test]
    fn what_is_missing_or_does_not_belong_together_is_told_apart() {
        let (certificate, key) = pair();
        let (_, other) = pair();
        let certificate = ("CERTIFICATE", &certificate[..]);
        let key = ("PRIVATE KEY", &key[..]);
        for (parts, expected) in [
            (vec![key], CertificateFault::NoCertificate),
            (vec![certificate], CertificateFault::NoKey),
            (
                vec![certificate, ("PRIVATE KEY", &other[..])],
                CertificateFault::KeyMismatch,
            ),
            (
                vec![certificate, ("ENCRYPTED PRIVATE KEY", &other[..])],
                CertificateFault::KeyProtected,
            ),
            (
                vec![certificate, ("PRIVATE KEY", b"no key")],
                CertificateFault::KeyKind,
            ),
            (
                vec![("CERTIFICATE", b"no certificate"), key],
                CertificateFault::Damaged,
            ),
        ] {
            assert_eq!(fault(&pem(&parts)), expected);
        }
    }

    #[test]
    fn a_pkcs12_file_opens_with_its_password_alone() {
        let (certificate, key) = pair();
        let file = pkcs12(&certificate, &key, "right");
        let open = |bytes: &[u8], password: &str| pkcs12_to_pem(bytes, &SecretText::new(password.into()));
        let identity = Identity::from_pem(&open(&file, "right").unwrap()).unwrap();
        assert_eq!(identity.certificate(), certificate, "what was in it");
        let refused = |bytes: &[u8], password: &str| open(bytes, password).err();
        assert_eq!(refused(&file, "wrong"), Some(CertificateFault::WrongPassword));
        assert_eq!(refused(&file, ""), Some(CertificateFault::PasswordMissing));
        assert_eq!(
            refused(b"neither", "right"),
            Some(CertificateFault::UnknownFormat)
        );
        assert_eq!(
            refused(file.get(..file.len() / 2).unwrap(), "right"),
            Some(CertificateFault::UnknownFormat),
            "a file that broke off"
        );
    }
}
