//! Files with certificates and keys: read where the person chose them, held in memory until the form is saved. The
//! window knows them by a token; a private key never passes through it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rollcall_scim_client::identity::{as_pem, certificates, is_pem, pkcs12_to_pem};
use rollcall_scim_client::{CertificateFault, Identity, SecretText};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt as _;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use zeroize::Zeroizing;

use super::network::{NetworkCertificate, NetworkInput, refused};
use crate::guards::confirmation::{hex, random_token};
use crate::{At, Engine, EngineError, ErrorCode, SecretInput};

/// Largest file, in bytes.
const LARGEST: u64 = 512 * 1024;
/// Most files held.
const MOST: usize = 16;

/// What was chosen for a part of the form.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FilesChoice {
    /// Nothing any more.
    None,
    /// These files, by their tokens.
    Files {
        /// The tokens.
        tokens: Vec<String>,
    },
}

/// A file that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChosenFile {
    /// Stands for it.
    pub token: String,
    /// Its name, without its folder.
    pub name: String,
    /// Its first certificate, when it is PEM or DER and holds one.
    pub certificate: Option<NetworkCertificate>,
    /// Whether it holds a private key as PEM.
    pub key: bool,
    /// Whether it seems to be PKCS#12, which needs a password.
    pub pkcs12: bool,
}

/// The files that were chosen and not saved yet.
#[derive(Default)]
pub(crate) struct HeldFiles(Mutex<HashMap<String, Zeroizing<Vec<u8>>>>);

impl Engine {
    /// Reads a file with certificates or keys for a form.
    pub async fn certificate_file(&self, path: &Path) -> Result<ChosenFile, EngineError> {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let unreadable = |why: String| {
            EngineError::new(
                ErrorCode::File,
                format!("{name} could not be read."),
                why,
                "Choose a file with a certificate: PEM, DER, or PKCS#12 (.p12, .pfx).",
            )
            .with("name", &name)
        };
        let told = |e: std::io::Error| unreadable(format!("The system says: {e}."));
        let file = tokio::fs::File::open(path).await.map_err(told)?;
        let mut bytes = Zeroizing::new(Vec::new());
        let length = file
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .await
            .map_err(told)?;
        if length == 0 || bytes.len() as u64 > LARGEST {
            return Err(unreadable(
                "It is empty, or larger than a certificate ever is.".into(),
            ));
        }
        let pem = is_pem(&bytes);
        let has = |what: &[u8]| bytes.windows(what.len()).any(|w| w == what);
        let first = certificates(&bytes).ok().and_then(|all| view(all.first()?));
        let file = ChosenFile {
            token: random_token(self.options().entropy.as_ref())?,
            key: pem && has(b"PRIVATE KEY-----"),
            pkcs12: !pem && first.is_none(),
            certificate: first,
            name,
        };
        let open = self.store()?;
        let mut held = open.files.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST {
            held.clear();
        }
        held.insert(file.token.clone(), bytes);
        Ok(file)
    }

    /// Lets go of the files of a form that was saved.
    pub(super) fn release_files(&self, saved: &NetworkInput) -> Result<(), EngineError> {
        let open = self.store()?;
        let mut held = open.files.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chosen in saved.trusted.iter().chain(&saved.client_certificate) {
            if let FilesChoice::Files { tokens } = chosen {
                held.retain(|token, _| !tokens.contains(token));
            }
        }
        Ok(())
    }

    /// The bytes of chosen files.
    fn chosen(&self, tokens: &[String]) -> Result<Vec<Zeroizing<Vec<u8>>>, EngineError> {
        let open = self.store()?;
        let held = open.files.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens
            .iter()
            .map(|token| held.get(token).cloned())
            .collect::<Option<_>>()
            .ok_or_else(|| {
                refused(
                    "file",
                    "The file is no longer held in memory.",
                    "Choose it again.",
                )
            })
    }
}

/// The authorities of chosen files, as PEM and for people.
pub(super) fn trusted(
    engine: &Engine,
    chosen: &FilesChoice,
) -> Result<(String, Vec<NetworkCertificate>), EngineError> {
    let FilesChoice::Files { tokens } = chosen else {
        return Ok(Default::default());
    };
    let (mut pem, mut views) = (String::new(), Vec::new());
    for file in engine.chosen(tokens)? {
        let (text, of_file) = authorities(&file).map_err(not_usable)?;
        pem.push_str(&text);
        views.extend(of_file);
    }
    Ok((pem, views))
}

/// The certificates in a file or text, as PEM and for people; nothing else of it.
pub(super) fn authorities(bytes: &[u8]) -> Result<(String, Vec<NetworkCertificate>), CertificateFault> {
    let (mut pem, mut views) = (String::new(), Vec::new());
    for der in certificates(bytes)? {
        views.push(view(&der).ok_or(CertificateFault::NoCertificate)?);
        pem.push_str(&as_pem("CERTIFICATE", &der));
    }
    Ok((pem, views))
}

/// The client's certificate and key of chosen files, as PEM and for people.
pub(super) fn client_certificate(
    engine: &Engine,
    chosen: &FilesChoice,
    password: Option<&SecretInput>,
) -> Result<Option<(NetworkCertificate, SecretText)>, EngineError> {
    let FilesChoice::Files { tokens } = chosen else {
        return Ok(None);
    };
    let mut all = Zeroizing::new(String::new());
    for file in engine.chosen(tokens)? {
        match std::str::from_utf8(&file).ok().filter(|_| is_pem(&file)) {
            Some(text) => {
                all.push_str(text);
                all.push('\n');
            }
            None => {
                let password = SecretText::new(password.map(|p| p.expose().to_owned()).unwrap_or_default());
                let pem = pkcs12_to_pem(&file, &password).map_err(not_usable)?;
                all.push_str(pem.expose());
            }
        }
    }
    let pem = SecretText::new(all.as_str().to_owned());
    let identity = Identity::from_pem(&pem).map_err(not_usable)?;
    let view = view(identity.certificate()).ok_or_else(|| not_usable(CertificateFault::Damaged))?;
    Ok(Some((view, pem)))
}

fn not_usable(why: CertificateFault) -> EngineError {
    EngineError::new(
        ErrorCode::InvalidInput,
        "The certificate file cannot be used.",
        format!("Nothing was saved: {why}."),
        match why {
            CertificateFault::WrongPassword | CertificateFault::PasswordMissing => {
                "Enter the password of the file."
            }
            CertificateFault::NoKey => "Choose the file with its private key too.",
            CertificateFault::KeyMismatch => "Choose the key that belongs to the certificate.",
            _ => "Choose another file.",
        },
    )
    .with("field", "certificate")
    .with("certificate", fault_name(why))
}

fn fault_name(fault: CertificateFault) -> &'static str {
    match fault {
        CertificateFault::NoCertificate => "noCertificate",
        CertificateFault::Damaged => "damaged",
        CertificateFault::NoKey => "noKey",
        CertificateFault::KeyProtected => "keyProtected",
        CertificateFault::KeyKind => "keyKind",
        CertificateFault::KeyMismatch => "keyMismatch",
        CertificateFault::WrongPassword => "wrongPassword",
        CertificateFault::PasswordMissing => "passwordMissing",
        CertificateFault::UnknownProtection => "unknownProtection",
        CertificateFault::UnknownFormat => "unknownFormat",
    }
}

fn view(der: &[u8]) -> Option<NetworkCertificate> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    Some(NetworkCertificate {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        ends_at: At(certificate.validity().not_after.to_datetime()),
        fingerprint: hex(&Sha256::digest(der)),
    })
}
