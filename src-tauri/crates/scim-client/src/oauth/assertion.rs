//! A client's proof by its private key: `private_key_jwt` (RFC 7523 §2.2, OpenID Connect Core §9).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::json;
use time::OffsetDateTime;

use crate::SecretText;

/// How long an assertion holds, in seconds. Servers allow some minutes.
const LIFE: i64 = 300;

/// A private key that can sign assertions.
pub struct SigningKey(Kind);

enum Kind {
    Rsa(Box<RsaKeyPair>),
    P256(Box<EcdsaKeyPair>),
}

impl SigningKey {
    /// Reads a key: RSA (RS256) or EC on the curve P-256 (ES256), as PEM. The message names what is wrong and
    /// nothing of the key.
    pub fn from_pem(pem: &SecretText) -> Result<Self, String> {
        if pem.expose().contains("ENCRYPTED") {
            return Err(
                "the key is protected by a passphrase; remove it with: openssl pkcs8 -topk8 -nocrypt".into(),
            );
        }
        let key = PrivateKeyDer::from_pem_slice(pem.expose().as_bytes())
            .map_err(|_| "this is no private key in PEM form".to_owned())?;
        let unusable = "the key is neither RSA of 2048 bits or more nor EC on P-256";
        let kind = match &key {
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der())
                .map(|k| Kind::Rsa(Box::new(k)))
                .map_err(|_| unusable)?,
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                match RsaKeyPair::from_pkcs8(der) {
                    Ok(key) => Kind::Rsa(Box::new(key)),
                    Err(_) => Kind::P256(Box::new(p256(der).ok_or(unusable)?)),
                }
            }
            _ => {
                return Err(
                    "the key has an older form; turn it into PKCS#8 with: openssl pkcs8 -topk8 -nocrypt"
                        .into(),
                );
            }
        };
        Ok(Self(kind))
    }

    /// A signed statement that we are `client_id`, for this audience alone, once.
    pub(super) fn assertion(
        &self,
        client_id: &str,
        audience: &str,
        key_id: Option<&str>,
        now: OffsetDateTime,
    ) -> Option<String> {
        let random = SystemRandom::new();
        let mut unique = [0_u8; 16];
        random.fill(&mut unique).ok()?;
        let issued = now.unix_timestamp();
        let mut header = json!({ "alg": self.algorithm(), "typ": "JWT" });
        if let (Some(key_id), Some(map)) = (key_id, header.as_object_mut()) {
            map.insert("kid".into(), key_id.into());
        }
        let claims = json!({
            "iss": client_id,
            "sub": client_id,
            "aud": audience,
            "jti": URL_SAFE_NO_PAD.encode(unique),
            "iat": issued,
            "exp": issued + LIFE,
        });
        let encode = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let signature = match &self.0 {
            Kind::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature)
                    .ok()?;
                signature
            }
            Kind::P256(key) => key.sign(&random, signed.as_bytes()).ok()?.as_ref().to_vec(),
        };
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    fn algorithm(&self) -> &'static str {
        match self.0 {
            Kind::Rsa(_) => "RS256",
            Kind::P256(_) => "ES256",
        }
    }
}

fn p256(der: &[u8]) -> Option<EcdsaKeyPair> {
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &SystemRandom::new()).ok()
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, KeyPair as _, UnparsedPublicKey};

    use super::*;

    fn pem(der: &[u8]) -> String {
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
    }

    #[test]
    fn an_assertion_is_signed_for_one_audience_and_ends_soon() {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let key = SigningKey::from_pem(&SecretText::new(pem(&pair.serialize_der()))).unwrap();
        let now = OffsetDateTime::from_unix_timestamp(1_000_000).unwrap();
        let token = key
            .assertion("rollcall", "https://login.example.com/token", Some("k1"), now)
            .unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let read = |part: &str| -> serde_json::Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        assert_eq!(read(parts[0]), json!({"alg": "ES256", "typ": "JWT", "kid": "k1"}));
        let claims = read(parts[1]);
        assert_eq!(claims["iss"], "rollcall");
        assert_eq!(claims["sub"], "rollcall");
        assert_eq!(
            claims["aud"], "https://login.example.com/token",
            "nobody else takes it"
        );
        assert_eq!(claims["exp"], 1_000_300, "a stolen one is soon worth nothing");
        let signed = format!("{}.{}", parts[0], parts[1]);
        let Kind::P256(pair) = &key.0 else {
            panic!("an EC key");
        };
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref())
            .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(parts[2]).unwrap())
            .expect("the server can check it with the public key");
        let again = key.assertion("rollcall", "x", None, now).unwrap();
        assert_ne!(
            read(again.split('.').nth(1).unwrap())["jti"],
            claims["jti"],
            "each is used once"
        );
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_repeated() {
        for text in [
            "CANARY",
            "-----BEGIN PRIVATE KEY-----\nQ0FOQVJZ\n-----END PRIVATE KEY-----",
        ] {
            let error = SigningKey::from_pem(&SecretText::new(text.into())).err().unwrap();
            assert!(
                !error.contains("CANARY") && !error.contains("Q0FOQVJZ"),
                "{error}"
            );
        }
    }
}
