//! What an X.509 certificate says of itself, for people.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use time::OffsetDateTime;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::At;

/// The largest value that is read, in characters of base64.
const LONGEST: usize = 256 * 1024;

/// A certificate (RFC 5280), as far as people ask.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CertificateView {
    /// Whose it is.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Not valid before.
    pub not_before: At,
    /// Not valid after.
    pub not_after: At,
    /// Serial number in hexadecimal.
    pub serial: String,
}

/// Reads a value of `x509Certificates`: DER in base64, with or without line breaks and PEM marks. `None` when it
/// is none.
pub fn read_certificate(value: &str) -> Option<CertificateView> {
    if value.len() > LONGEST {
        return None;
    }
    let text: String = value
        .lines()
        .filter(|line| !line.trim_start().starts_with("-----"))
        .flat_map(str::split_ascii_whitespace)
        .collect();
    let der = STANDARD.decode(text).ok()?;
    let (_, certificate) = X509Certificate::from_der(&der).ok()?;
    let at = |seconds: i64| OffsetDateTime::from_unix_timestamp(seconds).ok().map(At);
    Some(CertificateView {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        not_before: at(certificate.validity().not_before.timestamp())?,
        not_after: at(certificate.validity().not_after.timestamp())?,
        serial: certificate.raw_serial_as_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7643 §8.2.
    const EXAMPLE: &str = "MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAwTjELMAkGA1UEBhMCVVMxEzARBgNVBAgMCkNhbGlmb3JuaWExFDASBgNVBAoMC2V4YW1wbGUuY29tMRQwEgYDVQQDDAtleGFtcGxlLmNvbTAeFw0xMTEwMjIwNjI0MzFaFw0xMjEwMDQwNjI0MzFaMH8xCzAJBgNVBAYTAlVTMRMwEQYDVQQIDApDYWxpZm9ybmlhMRQwEgYDVQQKDAtleGFtcGxlLmNvbTEhMB8GA1UEAwwYTXMuIEJhcmJhcmEgSiBKZW5zZW4gSUlJMSIwIAYJKoZIhvcNAQkBFhNiamVuc2VuQGV4YW1wbGUuY29tMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7Kr+Dcds/JQ5GwejJFcBIP682X3xpjis56AK02bc1FLgzdLI8auoR+cC9/Vrh5t66HkQIOdA4unHh0AaZ4xL5PhVbXIPMB5vAPKpzz5iPSi8xO8SL7I7SDhcBVJhqVqr3HgllEG6UClDdHO7nkLuwXq8HcISKkbT5WFTVfFZzidPl8HZ7DhXkZIRtJwBweq4bvm3hM1Os7UQH05ZS6cVDgweKNwdLLrT51ikSQG3DYrl+ft781UQRIqxgwqCfXEuDiinPh0kkvIi5jivVu1Z9QiwlYEdRbLJ4zJQBmDrSGTMYn4lRc2HgHO4DqB/bnMVorHB0CC6AV1QoFK4GPe1LwIDAQABo3sweTAJBgNVHRMEAjAAMCwGCWCGSAGG+EIBDQQfFh1PcGVuU1NMIEdlbmVyYXRlZCBDZXJ0aWZpY2F0ZTAdBgNVHQ4EFgQU8pD0U0vsZIsaA16lL8En8bx0F/gwHwYDVR0jBBgwFoAUdGeKitcaF7gnzsNwDx708kqaVt0wDQYJKoZIhvcNAQEFBQADgYEAA81SsFnOdYJtNg5Tcq+/ByEDrBgnusx0jloUhByPMEVkoMZ3J7j1ZgI8rAbOkNngX8+pKfTiDz1RC4+dx8oU6Za+4NJXUjlL5CvV6BEYb1+QAEJwitTVvxB/A67g42/vzgAtoRUeDov1+GFiBZ+GNF/cAYKcMtGcrs2i97ZkJMo=";

    #[test]
    fn a_certificate_says_whose_it_is_who_signed_it_and_when_it_ends() {
        let read = read_certificate(EXAMPLE).unwrap();
        assert!(
            read.subject.contains("Barbara J Jensen III"),
            "the person: {}",
            read.subject
        );
        assert!(read.issuer.contains("example.com"), "the signer: {}", read.issuer);
        assert_eq!(read.not_after.0.year(), 2012, "its end");
        let pem = format!("-----BEGIN CERTIFICATE-----\n{EXAMPLE}\n-----END CERTIFICATE-----\n");
        assert_eq!(
            read_certificate(&pem),
            Some(read),
            "a pasted PEM is the same certificate"
        );
    }

    #[test]
    fn what_is_no_certificate_is_none() {
        assert_eq!(read_certificate("aGVsbG8="), None, "base64 of something else");
        assert_eq!(read_certificate("no base64 at all"), None, "no base64");
    }
}
